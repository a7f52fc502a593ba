//! The size that an item will have in a PST.

use foundmail_mapi::{AttachmentContent, Item, PropertySet, Value};

/// Bytes of a property without its value.
const PER_PROPERTY: u64 = 16;
/// Bytes of an item or attachment without its properties.
const PER_OBJECT: u64 = 1 << 10;

/// Returns the approximate size of an item in bytes, with its attachments.
pub(super) fn item_size(item: &Item) -> u64 {
    let recipients = item.recipients.iter().map(set_size);
    let attachments = item.attachments.iter().map(|attachment| {
        let content = match &attachment.content {
            AttachmentContent::Value(data) | AttachmentContent::Ole(data) => data.len(),
            AttachmentContent::Embedded(item) => item_size(item),
            AttachmentContent::Reference(_) | AttachmentContent::None => 0,
        };
        set_size(&attachment.props).saturating_add(content).saturating_add(PER_OBJECT)
    });
    recipients.chain(attachments).fold(set_size(&item.props).saturating_add(PER_OBJECT), u64::saturating_add)
}

fn set_size(set: &PropertySet) -> u64 {
    let named = set.iter_named().map(|(_, value)| value);
    let values = set.iter().map(|(_, value)| value).chain(named);
    values.map(|value| value_size(value).saturating_add(PER_PROPERTY)).fold(0, u64::saturating_add)
}

fn value_size(value: &Value) -> u64 {
    let text = |text: &str| (text.len() as u64).saturating_mul(2);
    match value {
        Value::Text(value) => text(value),
        Value::TextList(list) => list.iter().map(|value| text(value)).fold(0, u64::saturating_add),
        Value::Text8(bytes) | Value::Unknown { bytes, .. } => (bytes.len() as u64).saturating_mul(2),
        Value::Text8List(list) | Value::BinaryList(list) => {
            list.iter().map(|bytes| (bytes.len() as u64).saturating_mul(2)).fold(0, u64::saturating_add)
        }
        Value::Binary(data) => data.len(),
        _ => 8,
    }
}
