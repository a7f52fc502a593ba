//! Items, [MS-PST] 2.4.5.

use foundmail_mapi::{FileTime, Item, PropertySet, tags};

use super::attachment::write_attachments;
use super::properties::{push_code_page, push_set, text_form};
use super::recipient::write_recipients;
use super::{Target, Template, subject};
use crate::format::crc;
use crate::format::{NodeData, NodeId};
use crate::write::WriteError;
use crate::write::ltp::{Encoded, Property, PropertyContextWriter, TextForm};

/// An item in the file.
pub(crate) struct WrittenItem {
    pub node: NodeData,
    /// How many bytes it holds with all that hangs on it.
    pub len: u64,
    /// The cells of its row in a contents table.
    pub row: Vec<(u32, Encoded)>,
    /// `mfRead` is not set.
    pub unread: bool,
}

/// The deepest that readers follow items in items.
const MOST_NESTING: usize = 32;
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

/// Writes an item with recipients and attachments. `depth` says how many items lie around it.
pub(crate) fn write_item(
    target: &mut Target<'_>,
    item: &Item,
    depth: usize,
) -> Result<WrittenItem, WriteError> {
    if depth >= MOST_NESTING {
        return Err(WriteError::TooDeep { limit: MOST_NESTING });
    }
    let form = text_form(target, &sets_of(item));
    let columns = Template::Contents.tags(target.layout);
    let mut row: Vec<(u32, Encoded)> = Vec::new();
    let mut each = |property: &Property| {
        if columns.contains(&property.tag()) {
            row.push((property.tag(), property.value.clone()));
        }
    };
    let mut object = PropertyContextWriter::default();
    let flags = flags(item);
    let mut own = computed(target, item, form, flags);
    push_code_page(target, &mut object, form)?;
    for property in own.drain(..) {
        each(&property);
        object.push(property, target.sink)?;
    }
    push_set(target, &mut object, &item.props, form, &[MESSAGE_SIZE, tags::ENTRY_ID], &mut each)?;
    let (recipients, len) = write_recipients(target, &item.recipients, form)?;
    object.add_subnode(NodeId::RECIPIENT_TABLE, recipients, len);
    if !item.attachments.is_empty() {
        write_attachments(target, &mut object, &item.attachments, form, &|target, embedded| {
            write_item(target, embedded, depth.saturating_add(1)).map(|item| (item.node, item.len))
        })?;
    }
    let size = object.push_size(MESSAGE_SIZE, target.layout)?;
    each(&Property::integer(MESSAGE_SIZE, size));
    let (node, len) = object.finish(target.sink)?;
    Ok(WrittenItem { node, len, row, unread: flags & READ == 0 })
}

/// All sets whose texts share the item's code page; items within it have their own.
fn sets_of(item: &Item) -> Vec<&PropertySet> {
    let attachments = item.attachments.iter().map(|attachment| &attachment.props);
    std::iter::once(&item.props).chain(&item.recipients).chain(attachments).collect()
}

fn flags(item: &Item) -> u32 {
    let named = item.props.integer(tags::MESSAGE_FLAGS).and_then(|flags| u32::try_from(flags).ok());
    let flags = named.unwrap_or(READ);
    if item.attachments.is_empty() { flags & !HAS_ATTACH } else { flags | HAS_ATTACH }
}

/// The properties that follow from the item and its place, and those that every message has, where this one lacks them,
/// [MS-PST] 2.4.5.1.
fn computed(target: &Target<'_>, item: &Item, form: TextForm, flags: u32) -> Vec<Property> {
    let set = &item.props;
    let mut own = vec![
        Property::integer(tags::MESSAGE_FLAGS, flags),
        Property::boolean(HAS_ATTACHMENTS, flags & HAS_ATTACH != 0),
    ];
    if let Some(subject) = subject::marked(set) {
        own.push(Property::text(tags::SUBJECT, &subject, form));
    }
    let mut default = |property: Property| {
        if set.get(property.id).is_none() {
            own.push(property);
        }
    };
    default(Property::text(tags::MESSAGE_CLASS, "IPM.Note", form));
    default(Property::integer(MESSAGE_STATUS, 0));
    default(Property::binary(tags::SEARCH_KEY, search_key(target, set)));
    let time = TIMES.into_iter().find_map(|id| set.time(id)).unwrap_or(target.now);
    default(time_property(tags::CREATION_TIME, time));
    default(time_property(tags::LAST_MODIFICATION_TIME, time));
    for (id, kind) in [(tags::DISPLAY_TO, 1), (tags::DISPLAY_CC, 2), (tags::DISPLAY_BCC, 3)] {
        default(Property::text(id, &names_of(item, kind), form));
    }
    own
}

fn time_property(id: u16, time: FileTime) -> Property {
    Property { id, property_type: 0x0040, value: Encoded::Bytes(time.0.to_le_bytes().to_vec()) }
}

/// The names of one kind of recipient, by `PidTagRecipientType`.
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

/// `PidTagSearchKey` of an item that comes without: the same for the same text in the same store.
fn search_key(target: &Target<'_>, set: &PropertySet) -> Vec<u8> {
    let texts = [tags::INTERNET_MESSAGE_ID, tags::SUBJECT, tags::BODY].map(|id| set.text(id));
    let sums = texts.map(|text| crc(text.unwrap_or_default().as_bytes()).to_le_bytes());
    let [a, b, c, d, ..] = target.record_key;
    [sums.concat(), vec![a, b, c, d]].concat()
}
