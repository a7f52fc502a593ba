//! An item with its recipients and attachments, [MS-OXMSG] 2.2.

use foundmail_defect::{Defect, Effect};

use super::properties::{PropertyRequest, push};
use super::{MsgReader, PROPERTIES};
use crate::compound::Storage;
use crate::{Item, PropertySet, tags};

const RECIPIENT: &str = "__recip_version1.0_#";
const ATTACHMENT: &str = "__attach_version1.0_#";

/// Size of the header before the properties of the outermost item, of an attached item, and of a recipient or
/// attachment, [MS-OXMSG] 2.4.1.
pub(super) const ROOT_HEADER: usize = 32;
pub(super) const EMBEDDED_HEADER: usize = 24;
pub(super) const SHORT_HEADER: usize = 8;

/// The context in which an item is read.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct ItemContext {
    /// Size of the header before the properties of the item.
    pub(super) header: usize,
    /// Code page of the enclosing item.
    pub(super) code_page: Option<u32>,
    /// Number of enclosing items.
    pub(super) depth: usize,
}

impl<'c> MsgReader<'c> {
    /// Reads an item. `defects` are the defects that are already known.
    pub(super) fn item(
        &mut self,
        storage: Storage<'c>,
        context: &ItemContext,
        mut defects: Vec<Defect>,
    ) -> Item {
        let request = PropertyRequest {
            header: context.header,
            code_page: context.code_page,
            without: None,
            effect: &effect,
        };
        let mut props = self.properties(storage, &request, &mut defects);
        props.settle_code_page();
        let code_page = props.code_page();
        let recipients = self.recipients(storage, code_page, &mut defects);
        let mut attachments = Vec::new();
        for storage in numbered(storage, ATTACHMENT) {
            if let Err(exceeded) = self.limits.take_object() {
                push(
                    &mut defects,
                    Defect::new("message", exceeded.to_string(), Effect::AttachmentIncomplete),
                );
                break;
            }
            let context = ItemContext { code_page, ..*context };
            attachments.push(self.attachment(storage, &context, &mut defects));
        }
        self.count(storage, context, &recipients, &mut defects);
        Item { props, recipients, attachments, defects }
    }

    fn recipients(
        &mut self,
        storage: Storage<'c>,
        code_page: Option<u32>,
        defects: &mut Vec<Defect>,
    ) -> Vec<PropertySet> {
        let effect = &|_| Effect::HeaderIncomplete;
        let request = PropertyRequest { header: SHORT_HEADER, code_page, without: None, effect };
        let mut recipients = Vec::new();
        for storage in numbered(storage, RECIPIENT) {
            if let Err(exceeded) = self.limits.take_object() {
                push(defects, Defect::new("message", exceeded.to_string(), Effect::HeaderIncomplete));
                break;
            }
            recipients.push(self.properties(storage, &request, defects));
        }
        recipients
    }

    /// Records a defect if the header declares more recipients or attachments than were found. The storages of the
    /// missing recipients or attachments are lost.
    fn count(
        &self,
        storage: Storage<'c>,
        context: &ItemContext,
        recipients: &[PropertySet],
        defects: &mut Vec<Defect>,
    ) {
        let Some(stream) = storage.stream(PROPERTIES) else { return };
        let bytes = self.compound.stream(&stream).head(context.header);
        for (at, found, what, effect) in [
            (16, recipients.len(), "recipients", Effect::HeaderIncomplete),
            (20, numbered(storage, ATTACHMENT).len(), "attachments", Effect::AttachmentIncomplete),
        ] {
            let told = crate::bytes::u32_at(&bytes, at).and_then(|told| usize::try_from(told).ok());
            if let Some(told) = told.filter(|&told| found < told) {
                push(
                    defects,
                    Defect::new(PROPERTIES, format!("only {found} of {told} {what} exist"), effect),
                );
            }
        }
    }
}

/// Returns the storages whose name is `prefix` and a number, ordered by number.
fn numbered<'c>(storage: Storage<'c>, prefix: &str) -> Vec<Storage<'c>> {
    let number = |name: &str| {
        let (start, number) = name.split_at_checked(prefix.len())?;
        start.eq_ignore_ascii_case(prefix).then(|| u32::from_str_radix(number, 16).unwrap_or(u32::MAX))
    };
    let mut found: Vec<(u32, Storage<'c>)> =
        storage.storages().filter_map(|(name, storage)| Some((number(name)?, storage))).collect();
    found.sort_by_key(|(number, _)| *number);
    found.into_iter().map(|(_, storage)| storage).collect()
}

/// Returns the effect of a missing property of a message.
fn effect(id: u16) -> Effect {
    match id {
        tags::BODY | tags::RTF_COMPRESSED | tags::HTML => Effect::BodyIncomplete,
        _ => Effect::HeaderIncomplete,
    }
}
