//! Attachments, assembled from their attributes, [MS-OXTNEF] 2.1.3.3.

use foundmail_defect::{Defect, Effect};

use super::attribute::Attribute;
use super::properties::{fill, list};
use super::{MOST_NESTING, is_tnef, legacy_attribute, push};
use crate::bytes::{Cursor, u16_at};
use crate::read_limits::ReadLimits;
use crate::{Attachment, AttachmentContent, Data, Item, PropertySet, tags};

/// Ids of the attributes `attAttachRenddata`, `attAttachData` and `attAttachment`.
const BEGINS: u16 = 0x9002;
const DATA: u16 = 0x800F;
const PROPERTIES: u16 = 0x9005;

/// The interface id of an attached message, `IID_IMessage`, in the byte order of the stream.
const MESSAGE: [u8; 16] = [0x07, 0x03, 0x02, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46];
/// The interface id of an OLE storage, `IID_IStorage`.
const STORAGE: [u8; 16] = [0x0B, 0, 0, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46];

/// Values of `PidTagAttachMethod`, [MS-OXCMSG] 2.2.2.9.
const NONE: i64 = 0;
const EMBEDDED: i64 = 5;
const OLE: i64 = 6;

/// A function that reads the message of a stream with a code page, at a depth. The function is a parameter,
/// because the module that reads messages calls this module.
pub(super) type ReadMessage = fn(&[u8], Option<u32>, usize, &mut ReadLimits) -> Item;

/// Collects the attributes of an attachment.
#[derive(Default)]
pub(super) struct AttachmentBuilder<'b> {
    props: PropertySet,
    /// The values of older attributes.
    legacy: PropertySet,
    data: Option<&'b [u8]>,
    object: Option<([u8; 16], &'b [u8])>,
    /// True if the older attribute has the type `AttachTypeOle`.
    is_ole: bool,
}

impl<'b> AttachmentBuilder<'b> {
    pub(super) fn attribute(
        &mut self,
        attribute: &Attribute<'b>,
        limits: &mut ReadLimits,
        defects: &mut Vec<Defect>,
    ) {
        match attribute.id {
            BEGINS => self.is_ole = u16_at(attribute.data, 0) == Some(2),
            DATA => self.data = Some(attribute.data),
            PROPERTIES => {
                let listed = list(&mut Cursor::new(attribute.data), limits);
                self.props = listed.props;
                self.object = listed.object;
                if let Some(flaw) = listed.flaw {
                    push(defects, Defect::new("attAttachment", flaw, Effect::AttachmentIncomplete));
                }
            }
            id => {
                if limits.take_bytes(attribute.data.len() as u64).is_ok() {
                    legacy_attribute::attachment(&mut self.legacy, id, attribute.data);
                }
            }
        }
    }

    /// Returns the attachment.
    pub(super) fn finish(
        mut self,
        code_page: Option<u32>,
        depth: usize,
        read_message: ReadMessage,
        limits: &mut ReadLimits,
        defects: &mut Vec<Defect>,
    ) -> Attachment {
        fill(&mut self.props, &self.legacy);
        if let Some(code_page) = code_page {
            self.props.set_default_code_page(code_page);
        }
        let content = self.content(code_page, depth, read_message, limits).unwrap_or_else(|what| {
            push(defects, Defect::new("attachment", what, Effect::AttachmentIncomplete));
            AttachmentContent::None
        });
        Attachment { props: self.props, content }
    }

    fn content(
        &self,
        code_page: Option<u32>,
        depth: usize,
        read_message: ReadMessage,
        limits: &mut ReadLimits,
    ) -> Result<AttachmentContent, String> {
        let method = self.props.integer(tags::ATTACH_METHOD);
        let copy = |bytes: &[u8], limits: &mut ReadLimits| {
            let taken = limits.take_bytes(bytes.len() as u64);
            taken.map(|()| Data::Inline(bytes.to_vec())).map_err(|exceeded| exceeded.to_string())
        };
        let inner = match (self.object, self.data) {
            (Some((id, bytes)), _) if id == MESSAGE || is_tnef(bytes) => Some(bytes),
            (None, Some(bytes)) if method == Some(EMBEDDED) && is_tnef(bytes) => Some(bytes),
            _ => None,
        };
        if let Some(bytes) = inner {
            return embedded(bytes, code_page, depth, read_message, limits);
        }
        if let Some((id, bytes)) = self.object.filter(|(_, bytes)| !bytes.is_empty()) {
            let data = copy(bytes, limits)?;
            let is_ole = id == STORAGE || method == Some(OLE);
            return Ok(if is_ole { AttachmentContent::Ole(data) } else { AttachmentContent::Value(data) });
        }
        let reference = self.props.first_text(&[tags::ATTACH_LONG_PATHNAME, tags::ATTACH_PATHNAME]);
        let is_reference = matches!(method, Some(2..=4 | 7));
        match (self.data, self.props.binary(tags::ATTACH_DATA), reference) {
            (Some([]) | None, None, Some(path)) if is_reference => Ok(AttachmentContent::Reference(path)),
            (Some(bytes), ..) if method == Some(OLE) || method.is_none() && self.is_ole => {
                copy(bytes, limits).map(AttachmentContent::Ole)
            }
            (None | Some([]), Some(data), _) => Ok(AttachmentContent::Value(data.clone())),
            (Some(bytes), ..) => copy(bytes, limits).map(AttachmentContent::Value),
            (None, None, _) if method == Some(NONE) || is_reference => Ok(AttachmentContent::None),
            (None, None, _) => Err("the content of the attachment is missing".to_owned()),
        }
    }
}

/// Reads an attached message, which is stored as a complete TNEF stream.
fn embedded(
    bytes: &[u8],
    code_page: Option<u32>,
    depth: usize,
    read_message: ReadMessage,
    limits: &mut ReadLimits,
) -> Result<AttachmentContent, String> {
    let depth = depth.saturating_add(1);
    if depth >= MOST_NESTING {
        return Err(format!(
            "messages are nested more than {MOST_NESTING} levels deep, so the innermost messages are missing"
        ));
    }
    if !is_tnef(bytes) {
        return Err("the attached message is not a TNEF stream".to_owned());
    }
    Ok(AttachmentContent::Embedded(Box::new(read_message(bytes, code_page, depth, limits))))
}
