//! Writing of items, [MS-PST] 2.4.5.

use foundmail_mapi::{FileTime, Item, PropertySet, tags};

use super::attachment::write_attachments;
use super::properties::{push_code_page, push_set, text_encoding};
use super::recipient::write_recipients;
use super::{TableTemplate, WriteContext, subject};
use crate::format::crc;
use crate::format::{NodeData, NodeId};
use crate::write::WriteError;
use crate::write::ltp::{EncodedValue, PropertyContextWriter, TextEncoding, WritableProperty};

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
/// `PidTagMessageStatus`
const MESSAGE_STATUS: u16 = 0x0E17;
/// `PidTagHasAttachments`
const HAS_ATTACHMENTS: u16 = 0x0E1B;
/// `mfRead` and `mfHasAttach` of `PidTagMessageFlags`.
const READ: u32 = 0x01;
const HAS_ATTACH: u32 = 0x10;
const TIMES: [u16; 4] = [
    tags::LAST_MODIFICATION_TIME,
    tags::MESSAGE_DELIVERY_TIME,
    tags::CLIENT_SUBMIT_TIME,
    tags::CREATION_TIME,
];

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
    let columns = TableTemplate::Contents.tags(context.layout);
    let mut row: Vec<(u32, EncodedValue)> = Vec::new();
    let mut each = |property: &WritableProperty| {
        if columns.contains(&property.tag()) {
            row.push((property.tag(), property.value.clone()));
        }
    };
    let mut object = PropertyContextWriter::default();
    let flags = flags(item);
    let mut own = computed(context, item, encoding, flags);
    push_code_page(context, &mut object, encoding)?;
    for property in own.drain(..) {
        each(&property);
        object.push(property, context.sink)?;
    }
    push_set(context, &mut object, &item.props, encoding, &[MESSAGE_SIZE, tags::ENTRY_ID], &mut each)?;
    let (recipients, len) = write_recipients(context, &item.recipients, encoding)?;
    object.add_subnode(NodeId::RECIPIENT_TABLE, recipients, len);
    if !item.attachments.is_empty() {
        write_attachments(context, &mut object, &item.attachments, encoding, &|context, embedded| {
            write_item(context, embedded, depth.saturating_add(1)).map(|item| (item.node, item.len))
        })?;
    }
    let size = object.push_size(MESSAGE_SIZE, context.layout)?;
    each(&WritableProperty::integer(MESSAGE_SIZE, size));
    let (node, len) = object.finish(context.sink)?;
    Ok(WrittenItem { node, len, row, unread: flags & READ == 0 })
}

/// Returns all property sets whose texts share the code page of the item. Embedded items have their own code
/// pages.
fn sets_of(item: &Item) -> Vec<&PropertySet> {
    let attachments = item.attachments.iter().map(|attachment| &attachment.props);
    std::iter::once(&item.props).chain(&item.recipients).chain(attachments).collect()
}

fn flags(item: &Item) -> u32 {
    let named = item.props.integer(tags::MESSAGE_FLAGS).and_then(|flags| u32::try_from(flags).ok());
    let flags = named.unwrap_or(READ);
    if item.attachments.is_empty() { flags & !HAS_ATTACH } else { flags | HAS_ATTACH }
}

/// Returns the properties that depend on the file, and the properties that every item needs but this item lacks,
/// [MS-PST] 2.4.5.1.
fn computed(
    context: &WriteContext<'_>,
    item: &Item,
    encoding: TextEncoding,
    flags: u32,
) -> Vec<WritableProperty> {
    let set = &item.props;
    let mut own = vec![
        WritableProperty::integer(tags::MESSAGE_FLAGS, flags),
        WritableProperty::boolean(HAS_ATTACHMENTS, flags & HAS_ATTACH != 0),
    ];
    if let Some(subject) = subject::with_prefix_header(set) {
        own.push(WritableProperty::text(tags::SUBJECT, &subject, encoding));
    }
    let mut default = |property: WritableProperty| {
        if set.get(property.id).is_none() {
            own.push(property);
        }
    };
    default(WritableProperty::text(tags::MESSAGE_CLASS, "IPM.Note", encoding));
    default(WritableProperty::integer(MESSAGE_STATUS, 0));
    default(WritableProperty::binary(tags::SEARCH_KEY, search_key(context, set)));
    let time = TIMES.into_iter().find_map(|id| set.time(id)).unwrap_or(context.now);
    default(time_property(tags::CREATION_TIME, time));
    default(time_property(tags::LAST_MODIFICATION_TIME, time));
    for (id, kind) in [(tags::DISPLAY_TO, 1), (tags::DISPLAY_CC, 2), (tags::DISPLAY_BCC, 3)] {
        default(WritableProperty::text(id, &names_of(item, kind), encoding));
    }
    own
}

fn time_property(id: u16, time: FileTime) -> WritableProperty {
    WritableProperty { id, property_type: 0x0040, value: EncodedValue::Bytes(time.0.to_le_bytes().to_vec()) }
}

/// Returns the names of the recipients with one `PidTagRecipientType`.
fn names_of(item: &Item, kind: i64) -> String {
    let of_kind = item
        .recipients
        .iter()
        .filter(|recipient| recipient.integer(tags::RECIPIENT_TYPE).unwrap_or(1) & 0xFF == kind);
    let names: Vec<String> = of_kind
        .filter_map(|recipient| recipient.first_text(&[tags::DISPLAY_NAME, tags::EMAIL_ADDRESS]))
        .collect();
    names.join("; ")
}

/// Returns `PidTagSearchKey` for an item without a search key. Equal texts in the same store give equal keys.
fn search_key(context: &WriteContext<'_>, set: &PropertySet) -> Vec<u8> {
    let texts = [tags::INTERNET_MESSAGE_ID, tags::SUBJECT, tags::BODY].map(|id| set.text(id));
    let sums = texts.map(|text| crc(text.unwrap_or_default().as_bytes()).to_le_bytes());
    let [a, b, c, d, ..] = context.record_key;
    [sums.concat(), vec![a, b, c, d]].concat()
}
