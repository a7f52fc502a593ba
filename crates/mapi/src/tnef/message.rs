//! The message of a stream, assembled from its attributes.

use foundmail_defect::{Defect, Effect};

use super::attachment::AttachmentBuilder;
use super::attribute::{Attribute, AttributeState, Attributes, Following, Level, StreamElement};
use super::properties::{fill, list};
use super::{legacy_attribute, push};
use crate::bytes::{Cursor, u32_at};
use crate::read_limits::ReadLimits;
use crate::{Item, PropertySet};

/// Ids of the attributes `attOemCodepage`, `attMsgProps`, `attRecipTable` and `attAttachRenddata`.
const OEM_CODE_PAGE: u16 = 0x9007;
const MESSAGE_PROPERTIES: u16 = 0x9003;
const RECIPIENT_TABLE: u16 = 0x9004;
const ATTACHMENT_BEGINS: u16 = 0x9002;

/// Collects the attributes of a message.
#[derive(Default)]
struct MessageBuilder<'b> {
    props: PropertySet,
    /// The values of older attributes.
    legacy: PropertySet,
    recipients: Vec<PropertySet>,
    attachments: Vec<AttachmentBuilder<'b>>,
    code_page: Option<u32>,
    defects: Vec<Defect>,
}

/// Reads the message of a stream. `depth` is the number of enclosing messages.
pub(super) fn message(bytes: &[u8], code_page: Option<u32>, depth: usize, limits: &mut ReadLimits) -> Item {
    let mut message = MessageBuilder { code_page, ..MessageBuilder::default() };
    for element in Attributes::of(bytes) {
        match element {
            StreamElement::Attribute(attribute) => message.attribute(&attribute, limits),
            StreamElement::Other { bytes, following } => message.others(bytes, following),
        }
    }
    message.finish(depth, limits)
}

impl<'b> MessageBuilder<'b> {
    fn attribute(&mut self, attribute: &Attribute<'b>, limits: &mut ReadLimits) {
        if attribute.state != AttributeState::Whole {
            self.broken(attribute);
        }
        match attribute.level {
            Level::Message => self.of_message(attribute, limits),
            Level::Attachment => self.of_attachment(attribute, limits),
        }
    }

    /// Records a damaged attribute. A value with a wrong checksum is kept, because there is no better value.
    fn broken(&mut self, attribute: &Attribute<'b>) {
        let (what, effect) = match (attribute.state, attribute.level) {
            (AttributeState::Cut(missing), level) => {
                let effect = match level {
                    // Everything after the end of the stream is lost too.
                    Level::Message => Effect::BodyIncomplete,
                    Level::Attachment => Effect::AttachmentIncomplete,
                };
                (format!("the stream ends early; {missing} bytes are missing"), effect)
            }
            _ => ("the checksum is wrong".to_owned(), Effect::Nothing),
        };
        push(&mut self.defects, Defect::new(format!("TNEF attribute {:#06x}", attribute.id), what, effect));
    }

    fn others(&mut self, bytes: usize, following: Following) {
        let defect = match following {
            Following::Attributes => ("do not belong to an attribute", Effect::AttachmentIncomplete),
            Following::Cut => {
                ("belong to the last attribute, which is incomplete", Effect::AttachmentIncomplete)
            }
            // Mail programs append line ends and similar bytes.
            Following::End => ("follow the last attribute", Effect::Nothing),
        };
        push(&mut self.defects, Defect::new("TNEF", format!("{bytes} bytes {}", defect.0), defect.1));
    }

    fn of_message(&mut self, attribute: &Attribute<'b>, limits: &mut ReadLimits) {
        match attribute.id {
            OEM_CODE_PAGE => self.code_page = u32_at(attribute.data, 0).or(self.code_page),
            MESSAGE_PROPERTIES => {
                let listed = list(&mut Cursor::new(attribute.data), limits);
                merge(&mut self.props, listed.props);
                if let Some(flaw) = listed.flaw {
                    push(&mut self.defects, Defect::new("attMsgProps", flaw, Effect::BodyIncomplete));
                }
            }
            RECIPIENT_TABLE => self.recipients(attribute.data, limits),
            id => {
                if limits.take_bytes(attribute.data.len() as u64).is_ok() {
                    legacy_attribute::message(&mut self.legacy, id, attribute.data);
                }
            }
        }
    }

    fn recipients(&mut self, data: &'b [u8], limits: &mut ReadLimits) {
        let mut cursor = Cursor::new(data);
        for _ in 0..cursor.count().unwrap_or(0) {
            let exceeded = limits.take_object().map_err(|exceeded| exceeded.to_string());
            let listed = list(&mut cursor, limits);
            if !listed.props.is_empty() {
                self.recipients.push(listed.props);
            }
            if let Some(flaw) = listed.flaw.or(exceeded.err()) {
                push(&mut self.defects, Defect::new("attRecipTable", flaw, Effect::HeaderIncomplete));
                break;
            }
        }
    }

    fn of_attachment(&mut self, attribute: &Attribute<'b>, limits: &mut ReadLimits) {
        if attribute.id == ATTACHMENT_BEGINS || self.attachments.is_empty() {
            if let Err(exceeded) = limits.take_object() {
                let defect = Defect::new("TNEF", exceeded.to_string(), Effect::AttachmentIncomplete);
                push(&mut self.defects, defect);
                return;
            }
            self.attachments.push(AttachmentBuilder::default());
        }
        if let Some(attachment) = self.attachments.last_mut() {
            attachment.attribute(attribute, limits, &mut self.defects);
        }
    }

    fn finish(mut self, depth: usize, limits: &mut ReadLimits) -> Item {
        fill(&mut self.props, &self.legacy);
        if let Some(code_page) = self.code_page {
            self.props.set_default_code_page(code_page);
        }
        self.props.settle_code_page();
        let code_page = self.props.code_page();
        for recipient in &mut self.recipients {
            if let Some(code_page) = code_page {
                recipient.set_default_code_page(code_page);
            }
        }
        let defects = &mut self.defects;
        let attachments = self.attachments.into_iter();
        let attachments = attachments
            .map(|attachment| attachment.finish(code_page, depth, message, limits, defects))
            .collect();
        Item { props: self.props, recipients: self.recipients, attachments, defects: self.defects }
    }
}

/// Inserts all properties of one set into another.
fn merge(into: &mut PropertySet, from: PropertySet) {
    if into.is_empty() {
        *into = from;
        return;
    }
    from.iter().for_each(|(id, value)| into.insert(id, value.clone()));
    from.iter_named().for_each(|(name, value)| into.insert_named(name.clone(), value.clone()));
}
