//! The size of an item before it is written.

use foundmail_mapi::{Attachment, AttachmentContent, Item, PropertySet, Value};

/// Bytes for the blocks of an object and its tables beside their values.
const OBJECT: u64 = 4 << 10;
/// Bytes for a property beside its value.
const PROPERTY: u64 = 16;

/// Returns an upper limit for the number of bytes that an item takes in the file, so that an item that does not fit is
/// not written first. Streams whose length is wrong can exceed it.
pub(in crate::write) fn estimated_size(item: &Item) -> u64 {
    let sets = std::iter::once(&item.props).chain(&item.recipients).map(set_size);
    let attachments = item.attachments.iter().map(attachment_size);
    let values = sets.chain(attachments).fold(0, u64::saturating_add);
    // Trailers, padding and lists of blocks take less than a fiftieth.
    values.saturating_add(values.div_ceil(50)).saturating_add(OBJECT)
}

fn attachment_size(attachment: &Attachment) -> u64 {
    let content = match &attachment.content {
        AttachmentContent::None => 0,
        AttachmentContent::Value(data) | AttachmentContent::Ole(data) => data.len(),
        AttachmentContent::Reference(path) => (path.len() as u64).saturating_mul(2),
        AttachmentContent::Embedded(item) => estimated_size(item),
    };
    set_size(&attachment.props).saturating_add(content).saturating_add(OBJECT)
}

fn set_size(set: &PropertySet) -> u64 {
    let values = set.iter().map(|(_, value)| value).chain(set.iter_named().map(|(_, value)| value));
    values.map(|value| value_size(value).saturating_add(PROPERTY)).fold(0, u64::saturating_add)
}

fn value_size(value: &Value) -> u64 {
    let sum = |sizes: &mut dyn Iterator<Item = usize>| {
        sizes.map(|size| (size as u64).saturating_add(8)).fold(0, u64::saturating_add)
    };
    match value {
        // A character has at most two bytes for each byte of UTF-8.
        Value::Text(text) => (text.len() as u64).saturating_mul(2),
        Value::Text8(bytes) => (bytes.len() as u64).saturating_mul(2),
        Value::Binary(data) => data.len(),
        Value::TextList(texts) => sum(&mut texts.iter().map(|text| text.len().saturating_mul(2))),
        Value::Text8List(texts) => sum(&mut texts.iter().map(|text| text.len().saturating_mul(2))),
        Value::BinaryList(values) => sum(&mut values.iter().map(Vec::len)),
        Value::I32List(values) => (values.len() as u64).saturating_mul(4),
        Value::I64List(values) => (values.len() as u64).saturating_mul(8),
        Value::F64List(values) => (values.len() as u64).saturating_mul(8),
        Value::TimeList(values) => (values.len() as u64).saturating_mul(8),
        Value::GuidList(values) => (values.len() as u64).saturating_mul(16),
        Value::Unknown { bytes, .. } => bytes.len() as u64,
        _ => 16,
    }
}
