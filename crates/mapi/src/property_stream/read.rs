//! Reads property streams.

use super::value_kind::ValueKind;
use super::write::BODIES;
use super::{MAX_DEPTH, OTHER_SET, SETS, StoredContent, StoredProperties, VERSION};
use crate::bytes::Cursor;
use crate::{Attachment, Data, FileTime, NameId, PropertyName, PropertySet, Value};

/// Reads a property stream. Returns `None` if it is damaged or of an unknown version.
pub fn read_properties(bytes: &[u8]) -> Option<StoredProperties> {
    let mut stream = StreamReader { cursor: Cursor::new(bytes) };
    if stream.byte()? != VERSION {
        return None;
    }
    stream.item(0)
}

/// Reads values. Each list is bounded by the bytes that are left, because each element needs at least one.
struct StreamReader<'b> {
    cursor: Cursor<'b>,
}

/// The properties of a set, and those whose values were left out.
#[derive(Default)]
struct ReadSet {
    props: PropertySet,
    bodies: Vec<(u16, u64)>,
    left_out: Vec<(u16, u64)>,
}

/// The number of a part, if the message has it.
struct StoredPart(Option<u32>);

impl StreamReader<'_> {
    fn item(&mut self, depth: usize) -> Option<StoredProperties> {
        if depth > MAX_DEPTH {
            return None;
        }
        let ReadSet { props, bodies, mut left_out } = self.set()?;
        let mut stored = StoredProperties { rtf_part: self.part()?.0, bodies, ..StoredProperties::default() };
        stored.item.props = props;
        for _ in 0..self.count()? {
            let recipient = self.set()?;
            left_out.extend(recipient.left_out);
            stored.item.recipients.push(recipient.props);
        }
        for _ in 0..self.count()? {
            let set = self.set()?;
            left_out.extend(set.left_out);
            stored.item.attachments.push(Attachment { props: set.props, ..Attachment::default() });
            let content = self.content(depth)?;
            stored.contents.push(content);
        }
        stored.left_out = left_out;
        Some(stored)
    }

    fn content(&mut self, depth: usize) -> Option<StoredContent> {
        Some(match self.byte()? {
            0 => StoredContent::None,
            1 => StoredContent::File(self.part()?.0),
            2 => {
                let part = self.part()?.0;
                StoredContent::Embedded(part, Box::new(self.item(depth.saturating_add(1))?))
            }
            3 => StoredContent::Ole(self.part()?.0),
            4 => StoredContent::Reference(self.text()?),
            _ => return None,
        })
    }

    fn part(&mut self) -> Option<StoredPart> {
        u32::try_from(self.number()?).ok().map(|number| StoredPart(number.checked_sub(1)))
    }

    fn set(&mut self) -> Option<ReadSet> {
        let mut set = ReadSet::default();
        for _ in 0..self.count()? {
            let id = u16::try_from(self.number()?).ok()?;
            let name = if id == 0 { Some(self.name()?) } else { None };
            match (self.value()?, name) {
                (Ok(value), Some(name)) => set.props.insert_named(name, value),
                (Ok(value), None) => set.props.insert(id, value),
                (Err(length), None) if BODIES.contains(&id) => set.bodies.push((id, length)),
                (Err(length), _) => set.left_out.push((id, length)),
            }
        }
        Some(set)
    }

    fn name(&mut self) -> Option<PropertyName> {
        let set = match self.byte()? {
            OTHER_SET => self.cursor.array()?,
            index => *SETS.get(usize::from(index))?,
        };
        let id = match self.byte()? {
            0 => NameId::Lid(u32::try_from(self.number()?).ok()?),
            1 => NameId::Text(self.text()?),
            _ => return None,
        };
        Some(PropertyName { set, id })
    }

    /// Reads a value, or the length of one that was left out.
    fn value(&mut self) -> Option<Result<Value, u64>> {
        Some(Ok(match ValueKind::of(self.byte()?)? {
            ValueKind::LeftOut => return Some(Err(self.number()?)),
            ValueKind::I16 => Value::I16(i16::from_le_bytes(self.cursor.array()?)),
            ValueKind::I32 => Value::I32(self.i32()?),
            ValueKind::I64 => Value::I64(self.i64()?),
            ValueKind::F32 => Value::F32(f32::from_le_bytes(self.cursor.array()?)),
            ValueKind::F64 => Value::F64(self.f64()?),
            ValueKind::Currency => Value::Currency(self.i64()?),
            ValueKind::Error => Value::Error(self.cursor.u32()?),
            ValueKind::Bool => Value::Bool(self.byte()? != 0),
            ValueKind::Text => Value::Text(self.text()?),
            ValueKind::Time => Value::Time(self.time()?),
            ValueKind::Guid => Value::Guid(self.cursor.array()?),
            ValueKind::Binary => Value::Binary(Data::Inline(self.bytes()?)),
            ValueKind::I32List => Value::I32List(self.list(Self::i32)?),
            ValueKind::I64List => Value::I64List(self.list(Self::i64)?),
            ValueKind::F64List => Value::F64List(self.list(Self::f64)?),
            ValueKind::TextList => Value::TextList(self.list(Self::text)?),
            ValueKind::TimeList => Value::TimeList(self.list(Self::time)?),
            ValueKind::GuidList => Value::GuidList(self.list(|stream| stream.cursor.array())?),
            ValueKind::BinaryList => Value::BinaryList(self.list(Self::bytes)?),
            ValueKind::Unknown => Value::Unknown { property_type: self.cursor.u16()?, bytes: self.bytes()? },
        }))
    }

    fn list<T>(&mut self, read: impl Fn(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        (0..self.count()?).map(|_| read(self)).collect()
    }

    fn byte(&mut self) -> Option<u8> {
        self.cursor.take(1)?.first().copied()
    }

    fn i32(&mut self) -> Option<i32> {
        self.cursor.array().map(i32::from_le_bytes)
    }

    fn i64(&mut self) -> Option<i64> {
        self.cursor.array().map(i64::from_le_bytes)
    }

    fn f64(&mut self) -> Option<f64> {
        self.cursor.array().map(f64::from_le_bytes)
    }

    fn time(&mut self) -> Option<FileTime> {
        self.cursor.array().map(u64::from_le_bytes).map(FileTime)
    }

    fn text(&mut self) -> Option<String> {
        String::from_utf8(self.bytes()?).ok()
    }

    fn bytes(&mut self) -> Option<Vec<u8>> {
        let length = self.count()?;
        self.cursor.take(length).map(<[u8]>::to_vec)
    }

    /// Reads a count, which is not larger than the number of bytes that are left.
    fn count(&mut self) -> Option<usize> {
        let count = usize::try_from(self.number()?).ok()?;
        (count <= self.cursor.rest().len()).then_some(count)
    }

    /// Reads a varint.
    fn number(&mut self) -> Option<u64> {
        let mut number = 0_u64;
        for shift in (0..63).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7F).checked_shl(shift)?;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }
}
