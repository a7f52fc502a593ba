//! Writing of items, [MS-PST] 2.4.5.

use foundmail_mapi::{Data, Item, PropertySet, Value, tags};
use md5::{Digest, Md5};

use super::attachment::write_attachments;
use super::item_defaults::{defaults, forced};
use super::properties::{push_code_page, push_set, text_encoding};
use super::recipient::write_recipients;
use super::usable::is_conversation_index;
use super::{TableTemplate, WriteContext};
use crate::format::{NodeData, NodeId};
use crate::write::WriteError;
use crate::write::ltp::{EncodedValue, PropertyContextWriter, WritableProperty, utf16};

/// An item that has been written.
pub(crate) struct WrittenItem {
    pub node: NodeData,
    /// Number of bytes in its node and all subnodes.
    pub len: u64,
    /// The cells of its row in a contents table.
    pub row: Vec<(u32, EncodedValue)>,
    /// True if `mfRead` is not set.
    pub unread: bool,
}

/// The deepest nesting of embedded items that readers follow.
const MAX_NESTING: usize = 32;
/// `PidTagMessageSize`
const MESSAGE_SIZE: u16 = 0x0E08;
/// `PidTagMessageStatus`, only in rows.
const MESSAGE_STATUS: u16 = 0x0E17;
/// `PidTagConversationId`, only in rows.
const CONVERSATION_ID: u16 = 0x3013;
/// Properties that a mail program computes from others, and that files therefore do not contain: among them
/// `PidTagHasAttachments`, `PidTagRecordKey` and `PidTagObjectType`.
const COMPUTED: [u16; 8] = [
    MESSAGE_SIZE,
    MESSAGE_STATUS,
    CONVERSATION_ID,
    tags::ENTRY_ID,
    tags::NORMALIZED_SUBJECT,
    0x0E1B,
    0x0FF9,
    0x0FFE,
];
/// `mfRead` and `mfHasAttach` of `PidTagMessageFlags`.
const READ: u32 = 0x01;
const HAS_ATTACH: u32 = 0x10;

/// Writes an item with its recipients and attachments. `depth` is the number of items around it.
pub(crate) fn write_item(
    context: &mut WriteContext<'_>,
    item: &Item,
    depth: usize,
) -> Result<WrittenItem, WriteError> {
    if depth >= MAX_NESTING {
        return Err(WriteError::TooDeep { limit: MAX_NESTING });
    }
    let encoding = text_encoding(context, &sets_of(item));
    let mut object = PropertyContextWriter::default();
    let flags = flags(item);
    push_code_page(context, &mut object, encoding)?;
    object.push(WritableProperty::integer(tags::MESSAGE_FLAGS, flags), context.sink)?;
    let forced = forced(item);
    push_set(context, &mut object, &forced, encoding, &[])?;
    push_set(context, &mut object, &item.props, encoding, &without(&item.props))?;
    let defaults = defaults(item, &forced, context.now, flags);
    push_set(context, &mut object, &defaults, encoding, &[])?;
    let (recipients, len) = write_recipients(context, &item.recipients, encoding)?;
    object.add_subnode(NodeId::RECIPIENT_TABLE, recipients, len);
    if !item.attachments.is_empty() {
        write_attachments(context, &mut object, &item.attachments, encoding, &|context, embedded| {
            write_item(context, embedded, depth.saturating_add(1)).map(|item| (item.node, item.len))
        })?;
    }
    object.push_size(MESSAGE_SIZE, context.layout)?;
    let mut row = object.cells(&TableTemplate::Contents.tags(context.layout));
    row.push((WritableProperty::integer(MESSAGE_STATUS, 0).tag(), EncodedValue::Inline(0)));
    if let Some(id) = conversation_id(&item.props, &forced) {
        let id = WritableProperty::binary(CONVERSATION_ID, id);
        row.push((id.tag(), id.value));
    }
    let (node, len) = object.finish(context.sink)?;
    Ok(WrittenItem { node, len, row, unread: flags & READ == 0 })
}

/// Returns all property sets whose texts share the code page of the item. Embedded items have their own.
fn sets_of(item: &Item) -> Vec<&PropertySet> {
    let attachments = item.attachments.iter().map(|attachment| &attachment.props);
    std::iter::once(&item.props).chain(&item.recipients).chain(attachments).collect()
}

fn flags(item: &Item) -> u32 {
    let named = item.props.integer(tags::MESSAGE_FLAGS).and_then(|flags| u32::try_from(flags).ok());
    let flags = named.unwrap_or(READ);
    if item.attachments.is_empty() { flags & !HAS_ATTACH } else { flags | HAS_ATTACH }
}

/// Returns the properties of an item that are not written. Outlook expects that lists of recipients are not empty texts.
fn without(set: &PropertySet) -> Vec<u16> {
    let lists = [tags::DISPLAY_TO, tags::DISPLAY_CC, tags::DISPLAY_BCC];
    let empty = lists.into_iter().filter(|&id| set.text(id).is_some_and(|text| text.is_empty()));
    let key = match set.get(tags::SEARCH_KEY) {
        // Outlook's keys have 16 bytes. Another one is replaced.
        Some(Value::Binary(data)) if data.len() != 16 => Some(tags::SEARCH_KEY),
        _ => None,
    };
    COMPUTED.into_iter().chain(empty).chain(key).collect()
}

/// Returns `PidTagConversationId`: the GUID of the conversation index, else the hash of the topic. Mail without both is
/// no conversation.
fn conversation_id(set: &PropertySet, forced: &PropertySet) -> Option<Vec<u8>> {
    if let Some(Value::Binary(Data::Inline(index))) = set.get(tags::CONVERSATION_INDEX)
        && is_conversation_index(index)
        && let Some(guid) = index.get(6..22)
    {
        return Some(guid.to_vec());
    }
    let topic =
        [forced, set].into_iter().find_map(|set| set.text(tags::CONVERSATION_TOPIC)).unwrap_or_default();
    let is_mail = super::item_defaults::is_mail(set);
    (!topic.is_empty() || !is_mail).then(|| Md5::digest(utf16(&topic.to_uppercase())).to_vec())
}
