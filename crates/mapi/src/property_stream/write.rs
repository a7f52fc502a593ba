//! Writes property streams.

use super::value_kind::ValueKind;
use super::{MAX_DEPTH, MAX_STREAM, MAX_VALUE, OTHER_SET, PartNumbers, SETS, SHORT, VERSION};
use crate::{AttachmentContent, Item, NameId, PropertyName, PropertySet, Value, tags};

/// Bodies and the data of attachments, which the message contains.
pub(super) const BODIES: [u16; 3] = [tags::BODY, tags::HTML, tags::RTF_COMPRESSED];
/// Properties that describe the position of an object in its file, or that are computed when it is written:
/// `PidTagMessageSize`, `PidTagParentEntryId`, `PidTagAttachSize`, `PidTagAttachNumber`, `PidTagRecordKey`,
/// `PidTagStoreEntryId`, and the id and version of its row.
const POSITION: [u16; 8] = [0x0E08, 0x0E09, 0x0E20, 0x0E21, 0x0FF9, 0x0FFB, 0x67F2, 0x67F3];

/// Returns the property stream of an item. `parts` are the numbers of the parts of its message.
pub fn write_properties(item: &Item, parts: &PartNumbers) -> Vec<u8> {
    let mut stream = StreamWriter { out: vec![VERSION] };
    stream.item(item, parts, 0);
    stream.out
}

struct StreamWriter {
    out: Vec<u8>,
}

impl StreamWriter {
    fn item(&mut self, item: &Item, parts: &PartNumbers, depth: usize) {
        let is_kept = |id: u16| !POSITION.contains(&id) && id != tags::ENTRY_ID;
        self.set(&item.props, &is_kept);
        self.part(parts.rtf);
        self.count(item.recipients.len());
        for recipient in &item.recipients {
            self.set(recipient, &|id| !POSITION.contains(&id));
        }
        self.count(item.attachments.len());
        for (index, attachment) in item.attachments.iter().enumerate() {
            self.set(&attachment.props, &|id| !POSITION.contains(&id) && id != tags::ATTACH_DATA);
            let part = parts.attachments.get(&index).copied();
            match &attachment.content {
                AttachmentContent::Value(_) => self.content(1, part),
                AttachmentContent::Embedded(embedded) if depth < MAX_DEPTH => {
                    self.content(2, part);
                    let none = PartNumbers::default();
                    let parts = parts.embedded.get(&index).unwrap_or(&none);
                    self.item(embedded, parts, depth.saturating_add(1));
                }
                AttachmentContent::Ole(_) => self.content(3, part),
                AttachmentContent::Reference(path) => {
                    self.out.push(4);
                    self.text(path);
                }
                AttachmentContent::Embedded(_) | AttachmentContent::None => self.out.push(0),
            }
        }
    }

    fn content(&mut self, kind: u8, part: Option<u32>) {
        self.out.push(kind);
        self.part(part);
    }

    fn part(&mut self, part: Option<u32>) {
        self.number(part.map_or(0, |part| u64::from(part).saturating_add(1)));
    }

    fn set(&mut self, set: &PropertySet, is_kept: &dyn Fn(u16) -> bool) {
        let own: Vec<(u16, &Value)> = set.iter().filter(|(id, _)| *id != 0 && is_kept(*id)).collect();
        self.count(own.len().saturating_add(set.iter_named().count()));
        for (id, value) in own {
            self.number(id.into());
            if BODIES.contains(&id) {
                let text = set.text_of(value).map(|text| text.len() as u64);
                self.left_out(text.unwrap_or_else(|| length_of(value)));
            } else {
                self.value(set, value);
            }
        }
        for (name, value) in set.iter_named() {
            self.name(name);
            self.value(set, value);
        }
    }

    fn name(&mut self, name: &PropertyName) {
        self.out.push(0);
        let index = SETS.iter().position(|set| *set == name.set).and_then(|index| u8::try_from(index).ok());
        self.out.push(index.unwrap_or(OTHER_SET));
        if index.is_none() {
            self.out.extend(name.set);
        }
        match &name.id {
            NameId::Lid(lid) => {
                self.out.push(0);
                self.number((*lid).into());
            }
            NameId::Text(text) => {
                self.out.push(1);
                self.text(text);
            }
        }
    }

    fn left_out(&mut self, length: u64) {
        self.out.push(ValueKind::LeftOut as u8);
        self.number(length);
    }

    fn value(&mut self, set: &PropertySet, value: &Value) {
        let length = length_of(value);
        let fits = length <= SHORT || length <= MAX_VALUE && self.out.len() < MAX_STREAM;
        if !fits {
            return self.left_out(length);
        }
        match value {
            Value::I16(value) => self.fixed(ValueKind::I16, &value.to_le_bytes()),
            Value::I32(value) => self.fixed(ValueKind::I32, &value.to_le_bytes()),
            Value::I64(value) => self.fixed(ValueKind::I64, &value.to_le_bytes()),
            Value::F32(value) => self.fixed(ValueKind::F32, &value.to_le_bytes()),
            Value::F64(value) => self.fixed(ValueKind::F64, &value.to_le_bytes()),
            Value::Currency(value) => self.fixed(ValueKind::Currency, &value.to_le_bytes()),
            Value::Error(value) => self.fixed(ValueKind::Error, &value.to_le_bytes()),
            Value::Bool(value) => self.fixed(ValueKind::Bool, &[u8::from(*value)]),
            Value::Time(value) => self.fixed(ValueKind::Time, &value.0.to_le_bytes()),
            Value::Guid(value) => self.fixed(ValueKind::Guid, value),
            Value::Text(_) | Value::Text8(_) => {
                self.out.push(ValueKind::Text as u8);
                self.text(&set.text_of(value).unwrap_or_default());
            }
            Value::Binary(data) => {
                // The readable beginning of a damaged value is kept.
                let (bytes, _) = data.read_at_most(MAX_VALUE);
                self.out.push(ValueKind::Binary as u8);
                self.bytes(&bytes);
            }
            Value::I32List(list) => {
                self.list(ValueKind::I32List, list, |out, value| out.fixed_item(&value.to_le_bytes()));
            }
            Value::I64List(list) => {
                self.list(ValueKind::I64List, list, |out, value| out.fixed_item(&value.to_le_bytes()));
            }
            Value::F64List(list) => {
                self.list(ValueKind::F64List, list, |out, value| out.fixed_item(&value.to_le_bytes()));
            }
            Value::TextList(_) | Value::Text8List(_) => {
                self.list(ValueKind::TextList, &set.texts_of(value), |out, text| out.text(text));
            }
            Value::TimeList(list) => {
                self.list(ValueKind::TimeList, list, |out, time| out.fixed_item(&time.0.to_le_bytes()));
            }
            Value::GuidList(list) => self.list(ValueKind::GuidList, list, |out, guid| out.fixed_item(guid)),
            Value::BinaryList(list) => self.list(ValueKind::BinaryList, list, |out, bytes| out.bytes(bytes)),
            Value::Unknown { property_type, bytes } => {
                self.fixed(ValueKind::Unknown, &property_type.to_le_bytes());
                self.bytes(bytes);
            }
        }
    }

    fn fixed(&mut self, kind: ValueKind, bytes: &[u8]) {
        self.out.push(kind as u8);
        self.out.extend(bytes);
    }

    fn fixed_item(&mut self, bytes: &[u8]) {
        self.out.extend(bytes);
    }

    fn list<T>(&mut self, kind: ValueKind, list: &[T], write: impl Fn(&mut Self, &T)) {
        self.out.push(kind as u8);
        self.count(list.len());
        for value in list {
            write(self, value);
        }
    }

    fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.count(bytes.len());
        self.out.extend(bytes);
    }

    fn count(&mut self, count: usize) {
        self.number(count as u64);
    }

    /// Writes a varint.
    fn number(&mut self, mut number: u64) {
        loop {
            let low = u8::try_from(number & 0x7F).unwrap_or(0);
            number >>= 7;
            if number == 0 {
                return self.out.push(low);
            }
            self.out.push(low | 0x80);
        }
    }
}

/// Returns the length of a value in bytes.
fn length_of(value: &Value) -> u64 {
    let sum = |lengths: &mut dyn Iterator<Item = usize>| {
        lengths.fold(0_u64, |sum, length| sum.saturating_add(length as u64))
    };
    match value {
        Value::Text(text) => text.len() as u64,
        Value::Text8(bytes) | Value::Unknown { bytes, .. } => bytes.len() as u64,
        Value::Binary(data) => data.len(),
        Value::TextList(list) => sum(&mut list.iter().map(String::len)),
        Value::Text8List(list) | Value::BinaryList(list) => sum(&mut list.iter().map(Vec::len)),
        Value::I32List(list) => (list.len() as u64).saturating_mul(4),
        Value::I64List(list) => (list.len() as u64).saturating_mul(8),
        Value::F64List(list) => (list.len() as u64).saturating_mul(8),
        Value::TimeList(list) => (list.len() as u64).saturating_mul(8),
        Value::GuidList(list) => (list.len() as u64).saturating_mul(16),
        _ => 8,
    }
}
