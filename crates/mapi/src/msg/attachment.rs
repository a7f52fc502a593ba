//! Attachments, [MS-OXMSG] 2.2.2 and [MS-OXCMSG] 2.2.2.

use foundmail_defect::{Defect, Effect};

use super::item::{EMBEDDED_HEADER, ItemContext, SHORT_HEADER};
use super::properties::{PropertyRequest, push};
use super::{MOST_NESTING, MsgReader, PROPERTIES};
use crate::compound::{Storage, write_storage};
use crate::{Attachment, AttachmentContent, Data, PropertySet, tags};

/// The stream with the bytes of an attachment. `OBJECT` is the storage with the attached message or object.
const BYTES: &str = "__substg1.0_37010102";
const OBJECT: &str = "__substg1.0_3701000D";

/// Values of `PidTagAttachMethod`, [MS-OXCMSG] 2.2.2.9.
const NONE: i64 = 0;
const OLE: i64 = 6;

impl<'c> MsgReader<'c> {
    /// Reads an attachment.
    pub(super) fn attachment(
        &mut self,
        storage: Storage<'c>,
        item: &ItemContext,
        defects: &mut Vec<Defect>,
    ) -> Attachment {
        let request = PropertyRequest {
            header: SHORT_HEADER,
            code_page: item.code_page,
            without: Some(tags::ATTACH_DATA),
            effect: &|_| Effect::AttachmentIncomplete,
        };
        let props = self.properties(storage, &request, defects);
        let payload = match storage.storage(OBJECT) {
            Some(object) if object.stream(PROPERTIES).is_some() => self.embedded(object, &props, item),
            Some(object) => self.object(object, defects),
            None => self.bytes(storage, &props, defects),
        };
        let content = payload.unwrap_or_else(|what| {
            push(defects, Defect::new("attachment", what, Effect::AttachmentIncomplete));
            AttachmentContent::None
        });
        Attachment { props, content }
    }

    fn embedded(
        &mut self,
        object: Storage<'c>,
        props: &PropertySet,
        context: &ItemContext,
    ) -> Result<AttachmentContent, String> {
        let depth = context.depth.saturating_add(1);
        if depth >= MOST_NESTING {
            return Err(format!(
                "messages are nested more than {MOST_NESTING} levels deep, so the innermost messages are missing"
            ));
        }
        let context = ItemContext { header: EMBEDDED_HEADER, code_page: props.code_page(), depth };
        Ok(AttachmentContent::Embedded(Box::new(self.item(object, &context, Vec::new()))))
    }

    /// Returns an OLE object as a compound file.
    fn object(
        &mut self,
        object: Storage<'c>,
        defects: &mut Vec<Defect>,
    ) -> Result<AttachmentContent, String> {
        let size = size_of(object, 0).min(self.compound.size());
        self.limits.take_bytes(size).map_err(|exceeded| exceeded.to_string())?;
        let (file, flaws) = write_storage(self.compound, object);
        for flaw in flaws {
            push(defects, Defect::new("OLE object", flaw, Effect::AttachmentIncomplete));
        }
        Ok(AttachmentContent::Ole(Data::Inline(file)))
    }

    fn bytes(
        &mut self,
        storage: Storage<'c>,
        props: &PropertySet,
        defects: &mut Vec<Defect>,
    ) -> Result<AttachmentContent, String> {
        let method = props.integer(tags::ATTACH_METHOD);
        let is_reference = matches!(method, Some(2..=4 | 7));
        let reference = || {
            let path = props.first_text(&[tags::ATTACH_LONG_PATHNAME, tags::ATTACH_PATHNAME]);
            path.map_or(AttachmentContent::None, AttachmentContent::Reference)
        };
        let Some(stream) = storage.stream(BYTES) else {
            return match method {
                _ if is_reference => Ok(reference()),
                Some(NONE) => Ok(AttachmentContent::None),
                _ => Err("the content of the attachment is missing (PidTagAttachData)".to_owned()),
            };
        };
        if is_reference && stream.length == 0 {
            return Ok(reference());
        }
        let (data, flaw) = self.data(&stream)?;
        if let Some(flaw) = flaw {
            push(defects, Defect::new("attachment", flaw, Effect::AttachmentIncomplete));
        }
        Ok(if method == Some(OLE) { AttachmentContent::Ole(data) } else { AttachmentContent::Value(data) })
    }
}

/// Returns the number of bytes of all streams in a storage and its substorages.
fn size_of(storage: Storage<'_>, depth: usize) -> u64 {
    let own = storage.streams().map(|(_, stream)| stream.length).fold(0, u64::saturating_add);
    if depth >= MOST_NESTING {
        return own;
    }
    let below = storage.storages().map(|(_, below)| size_of(below, depth.saturating_add(1)));
    below.fold(own, u64::saturating_add)
}
