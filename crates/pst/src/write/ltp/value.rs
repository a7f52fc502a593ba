//! Property values as bytes, [MS-PST] 2.3.3.3 and [MS-OXCDATA] 2.11.1.

use foundmail_mapi::{Data, PropertySet, Value, encode_code_page};

use super::LONGEST_IN_HEAP;
use crate::format::{BlockId, NodeId};
use crate::ltp::fixed_size;
use crate::write::bytes::Put;

/// A property with an encoded value.
#[derive(Debug, Clone)]
pub(crate) struct WritableProperty {
    pub id: u16,
    pub property_type: u16,
    pub value: EncodedValue,
}

impl WritableProperty {
    /// Returns the property tag: id and type.
    pub(crate) fn tag(&self) -> u32 {
        (u32::from(self.id) << 16) | u32::from(self.property_type)
    }

    /// Creates a property of up to four bytes.
    pub(crate) fn inline(id: u16, property_type: u16, value: u32) -> Self {
        Self { id, property_type, value: EncodedValue::Inline(value) }
    }

    /// Creates a `PtypInteger32` property.
    pub(crate) fn integer(id: u16, value: u32) -> Self {
        Self::inline(id, 0x0003, value)
    }

    /// Creates a `PtypBoolean` property.
    pub(crate) fn boolean(id: u16, value: bool) -> Self {
        Self::inline(id, 0x000B, value.into())
    }

    /// Creates a `PtypBinary` property.
    pub(crate) fn binary(id: u16, bytes: Vec<u8>) -> Self {
        Self { id, property_type: 0x0102, value: EncodedValue::Bytes(bytes) }
    }

    /// Creates a text property in the encoding of the item.
    pub(crate) fn text(id: u16, text: &str, encoding: TextEncoding) -> Self {
        Self { id, property_type: encoding.property_type(), value: EncodedValue::Bytes(encoding.bytes(text)) }
    }
}

/// The bytes of a value, and the structure that contains them.
#[derive(Debug, Clone)]
pub(crate) enum EncodedValue {
    /// Up to four bytes in the record of the property.
    Inline(u32),
    /// Bytes in the heap, or in a subnode if they are too long for the heap.
    Bytes(Vec<u8>),
    /// A data tree of `len` bytes that has been written already, and the subnode of its object that contains it.
    Stored { nid: NodeId, data: BlockId, len: u64 },
}

impl EncodedValue {
    /// Returns true if the value belongs in a subnode.
    pub(crate) fn is_long(&self) -> bool {
        matches!(self, Self::Bytes(bytes) if bytes.len() > LONGEST_IN_HEAP)
    }

    /// Returns true if the value is an empty text or an empty list of bytes.
    pub(crate) fn is_empty(&self) -> bool {
        matches!(self, Self::Bytes(bytes) if bytes.is_empty())
    }
}

/// The encoding of the texts of an item or folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TextEncoding {
    /// `PtypString`
    Utf16,
    /// `PtypString8` in a Windows code page.
    CodePage(u32),
}

/// UTF-8 as a Windows code page. It can encode every text.
pub(crate) const UTF_8: u32 = 65_001;

impl TextEncoding {
    /// Returns the encoding for the texts of an ANSI file: the first candidate that can encode all of them, else UTF-8.
    pub(crate) fn for_texts(candidates: &[u32], texts: &[String]) -> Self {
        let holds_all = |page: u32| texts.iter().all(|text| encode_code_page(text, page).is_some());
        Self::CodePage(candidates.iter().copied().find(|&page| holds_all(page)).unwrap_or(UTF_8))
    }

    pub(crate) fn property_type(self) -> u16 {
        match self {
            Self::Utf16 => 0x001F,
            Self::CodePage(_) => 0x001E,
        }
    }

    fn bytes(self, text: &str) -> Vec<u8> {
        match self {
            Self::Utf16 => utf16(text),
            Self::CodePage(page) => encode_code_page(text, page).unwrap_or_else(|| text.as_bytes().to_vec()),
        }
    }
}

/// Encodes a text in UTF-16LE, without a terminator.
pub(crate) fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// The source of the bytes of a property, with the property type.
pub(crate) enum PropertySource<'a> {
    /// An encoded value.
    Value(u16, EncodedValue),
    /// A stream that has to be copied.
    Stream(u16, &'a Data),
}

/// Encodes a value. `set` provides the code page of its `PtypString8` values.
pub(crate) fn encode<'a>(value: &'a Value, set: &PropertySet, encoding: TextEncoding) -> PropertySource<'a> {
    let inline = |property_type, value| PropertySource::Value(property_type, EncodedValue::Inline(value));
    let bytes =
        |property_type, bytes: Vec<u8>| PropertySource::Value(property_type, EncodedValue::Bytes(bytes));
    let list = encoding.property_type() | 0x1000;
    match value {
        Value::I16(value) => inline(0x0002, u16::from_le_bytes(value.to_le_bytes()).into()),
        Value::I32(value) => inline(0x0003, u32::from_le_bytes(value.to_le_bytes())),
        Value::F32(value) => inline(0x0004, value.to_bits()),
        Value::F64(value) => bytes(0x0005, value.to_le_bytes().to_vec()),
        Value::Currency(value) => bytes(0x0006, value.to_le_bytes().to_vec()),
        Value::Error(value) => inline(0x000A, *value),
        Value::Bool(value) => inline(0x000B, (*value).into()),
        Value::I64(value) => bytes(0x0014, value.to_le_bytes().to_vec()),
        Value::Text(text) => bytes(encoding.property_type(), encoding.bytes(text)),
        Value::Text8(_) => {
            bytes(encoding.property_type(), encoding.bytes(&set.text_of(value).unwrap_or_default()))
        }
        Value::Time(time) => bytes(0x0040, time.0.to_le_bytes().to_vec()),
        Value::Guid(guid) => bytes(0x0048, guid.to_vec()),
        Value::Binary(Data::Inline(data)) => bytes(0x0102, data.clone()),
        Value::Binary(data) => PropertySource::Stream(0x0102, data),
        Value::I32List(values) => bytes(0x1003, values.iter().flat_map(|v| v.to_le_bytes()).collect()),
        Value::I64List(values) => bytes(0x1014, values.iter().flat_map(|v| v.to_le_bytes()).collect()),
        Value::F64List(values) => bytes(0x1005, values.iter().flat_map(|v| v.to_le_bytes()).collect()),
        Value::TimeList(values) => bytes(0x1040, values.iter().flat_map(|v| v.0.to_le_bytes()).collect()),
        Value::GuidList(values) => bytes(0x1048, values.concat()),
        Value::BinaryList(values) => bytes(0x1102, variable_values(values)),
        Value::TextList(texts) => {
            bytes(list, variable_values(&texts.iter().map(|text| encoding.bytes(text)).collect::<Vec<_>>()))
        }
        Value::Text8List(texts) => {
            let text = |bytes: &Vec<u8>| set.text_of(&Value::Text8(bytes.clone())).unwrap_or_default();
            bytes(
                list,
                variable_values(&texts.iter().map(|bytes| encoding.bytes(&text(bytes))).collect::<Vec<_>>()),
            )
        }
        Value::Unknown { property_type, bytes: raw } => unknown(*property_type, raw),
    }
}

/// Keeps the bytes of a value whose type the standard does not name.
fn unknown<'a>(property_type: u16, raw: &[u8]) -> PropertySource<'a> {
    let value = match fixed_size(property_type) {
        Some(..=4) => {
            let mut word = [0; 4];
            word.iter_mut().zip(raw).for_each(|(to, from)| *to = *from);
            EncodedValue::Inline(u32::from_le_bytes(word))
        }
        _ => EncodedValue::Bytes(raw.to_vec()),
    };
    PropertySource::Value(property_type, value)
}

/// Encodes a multi-valued type of variable size: a count, an offset for each value, the values, [MS-PST] 2.3.3.4.2.
fn variable_values(values: &[Vec<u8>]) -> Vec<u8> {
    let count = u32::try_from(values.len()).unwrap_or(u32::MAX);
    let mut bytes = Vec::new();
    bytes.put_u32(count);
    let mut offset = count.saturating_mul(4).saturating_add(4);
    for value in values {
        bytes.put_u32(offset);
        offset = offset.saturating_add(u32::try_from(value.len()).unwrap_or(u32::MAX));
    }
    for value in values {
        bytes.extend_from_slice(value);
    }
    bytes
}
