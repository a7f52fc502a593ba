//! A property's value as bytes, [MS-PST] 2.3.3.3 and [MS-OXCDATA] 2.11.1.

use foundmail_mapi::{Data, PropertySet, Value, encode_code_page};

use super::LONGEST_ALLOCATION;
use crate::format::NodeId;
use crate::ltp::fixed_size;
use crate::write::bytes::Put;

/// A property, ready for a property context.
#[derive(Debug, Clone)]
#[expect(clippy::struct_field_names, reason = "`type` is a word of the language")]
pub(crate) struct Property {
    pub id: u16,
    pub property_type: u16,
    pub value: Encoded,
}

impl Property {
    /// The property's tag.
    pub(crate) fn tag(&self) -> u32 {
        (u32::from(self.id) << 16) | u32::from(self.property_type)
    }

    /// A property of up to four bytes.
    pub(crate) fn inline(id: u16, property_type: u16, value: u32) -> Self {
        Self { id, property_type, value: Encoded::Inline(value) }
    }

    /// `PtypInteger32`
    pub(crate) fn integer(id: u16, value: u32) -> Self {
        Self::inline(id, 0x0003, value)
    }

    /// `PtypBoolean`
    pub(crate) fn boolean(id: u16, value: bool) -> Self {
        Self::inline(id, 0x000B, value.into())
    }

    /// `PtypBinary`
    pub(crate) fn binary(id: u16, bytes: Vec<u8>) -> Self {
        Self { id, property_type: 0x0102, value: Encoded::Bytes(bytes) }
    }

    /// Text in the form that the file has it in.
    pub(crate) fn text(id: u16, text: &str, form: TextForm) -> Self {
        Self { id, property_type: form.property_type(), value: Encoded::Bytes(form.bytes(text)) }
    }
}

/// A value's bytes, and where they go.
#[derive(Debug, Clone)]
pub(crate) enum Encoded {
    /// In the record itself: up to four bytes.
    Inline(u32),
    /// In the heap, or in a subnode where they are too long for it.
    Bytes(Vec<u8>),
    /// In a subnode that is there already.
    Subnode(NodeId),
}

impl Encoded {
    /// True if a heap can't hold the bytes.
    pub(crate) fn is_long(&self) -> bool {
        matches!(self, Self::Bytes(bytes) if bytes.len() > LONGEST_ALLOCATION)
    }
}

/// How a file, or one item of it, has its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TextForm {
    /// `PtypString`
    Utf16,
    /// `PtypString8` in a Windows code page.
    CodePage(u32),
}

/// UTF-8 as a Windows code page: what holds every text.
pub(crate) const UTF_8: u32 = 65_001;

impl TextForm {
    /// The code page for texts in an ANSI file: the first of some that has all their characters, else UTF-8.
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

/// Text in UTF-16LE without a terminator.
pub(crate) fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// What a value becomes.
pub(crate) enum Form<'a> {
    /// These bytes.
    Done(u16, Encoded),
    /// The bytes of a stream.
    Stream(u16, &'a Data),
}

/// A value's type and bytes. `set` knows the code page of its `PtypString8` values.
pub(crate) fn encode<'a>(value: &'a Value, set: &PropertySet, form: TextForm) -> Form<'a> {
    let inline = |property_type, value| Form::Done(property_type, Encoded::Inline(value));
    let bytes = |property_type, bytes: Vec<u8>| Form::Done(property_type, Encoded::Bytes(bytes));
    let list = form.property_type() | 0x1000;
    match value {
        Value::I16(value) => inline(0x0002, u16::from_le_bytes(value.to_le_bytes()).into()),
        Value::I32(value) => inline(0x0003, u32::from_le_bytes(value.to_le_bytes())),
        Value::F32(value) => inline(0x0004, value.to_bits()),
        Value::F64(value) => bytes(0x0005, value.to_le_bytes().to_vec()),
        Value::Currency(value) => bytes(0x0006, value.to_le_bytes().to_vec()),
        Value::Error(value) => inline(0x000A, *value),
        Value::Bool(value) => inline(0x000B, (*value).into()),
        Value::I64(value) => bytes(0x0014, value.to_le_bytes().to_vec()),
        Value::Text(text) => bytes(form.property_type(), form.bytes(text)),
        Value::Text8(_) => bytes(form.property_type(), form.bytes(&set.text_of(value).unwrap_or_default())),
        Value::Time(time) => bytes(0x0040, time.0.to_le_bytes().to_vec()),
        Value::Guid(guid) => bytes(0x0048, guid.to_vec()),
        Value::Binary(Data::Inline(data)) => bytes(0x0102, data.clone()),
        Value::Binary(data) => Form::Stream(0x0102, data),
        Value::I32List(values) => bytes(0x1003, values.iter().flat_map(|v| v.to_le_bytes()).collect()),
        Value::I64List(values) => bytes(0x1014, values.iter().flat_map(|v| v.to_le_bytes()).collect()),
        Value::F64List(values) => bytes(0x1005, values.iter().flat_map(|v| v.to_le_bytes()).collect()),
        Value::TimeList(values) => bytes(0x1040, values.iter().flat_map(|v| v.0.to_le_bytes()).collect()),
        Value::GuidList(values) => bytes(0x1048, values.concat()),
        Value::BinaryList(values) => bytes(0x1102, pieces(values)),
        Value::TextList(texts) => {
            bytes(list, pieces(&texts.iter().map(|text| form.bytes(text)).collect::<Vec<_>>()))
        }
        Value::Text8List(texts) => {
            let text = |bytes: &Vec<u8>| set.text_of(&Value::Text8(bytes.clone())).unwrap_or_default();
            bytes(list, pieces(&texts.iter().map(|bytes| form.bytes(&text(bytes))).collect::<Vec<_>>()))
        }
        Value::Unknown { property_type, bytes: raw } => unknown(*property_type, raw),
    }
}

/// A type that the standard does not name keeps its bytes.
fn unknown<'a>(property_type: u16, raw: &[u8]) -> Form<'a> {
    let value = match fixed_size(property_type) {
        Some(..=4) => {
            let mut word = [0; 4];
            word.iter_mut().zip(raw).for_each(|(to, from)| *to = *from);
            Encoded::Inline(u32::from_le_bytes(word))
        }
        _ => Encoded::Bytes(raw.to_vec()),
    };
    Form::Done(property_type, value)
}

/// Multi-valued types of variable size: a count, that many offsets, the values, [MS-PST] 2.3.3.4.2.
fn pieces(values: &[Vec<u8>]) -> Vec<u8> {
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
