//! Decodes values of PST, MSG and TNEF files, [MS-OXCDATA] 2.11.1.

use super::Value;
use crate::bytes::{array_at, u32_at, u64_at, utf16};
use crate::{Data, FileTime};

/// The type `PtypObject`.
pub(crate) const OBJECT: u16 = 0x000D;
/// The type `PtypString8`.
pub(crate) const STRING8: u16 = 0x001E;
/// The type `PtypString`.
pub(crate) const STRING: u16 = 0x001F;
/// The type `PtypBinary`.
pub(crate) const BINARY: u16 = 0x0102;
/// The flag of types with several values.
const MULTIPLE: u16 = 0x1000;

/// Returns the type of each value of a multi-valued type, or `None` for other types.
pub(crate) fn single_type(property_type: u16) -> Option<u16> {
    (property_type & MULTIPLE != 0).then_some(property_type & !MULTIPLE)
}

/// Returns the size of a type of fixed size, or `None` for other types.
pub(crate) fn fixed_size(property_type: u16) -> Option<usize> {
    match property_type {
        0x0000 | 0x0001 => Some(0),
        0x0002 | 0x000B => Some(2),
        0x0003 | 0x0004 | 0x000A => Some(4),
        0x0005..=0x0007 | 0x0014 | 0x0040 => Some(8),
        0x0048 => Some(16),
        _ => None,
    }
}

impl Value {
    /// Decodes a single value. Returns `None` if there are too few bytes. Removes the terminating zeros of text.
    /// An undefined type gives [`Value::Unknown`].
    pub fn from_bytes(property_type: u16, bytes: &[u8]) -> Option<Self> {
        Some(match property_type {
            0x0002 => Self::I16(array_at(bytes, 0).map(i16::from_le_bytes)?),
            0x0003 => Self::I32(array_at(bytes, 0).map(i32::from_le_bytes)?),
            0x0004 => Self::F32(array_at(bytes, 0).map(f32::from_le_bytes)?),
            0x0005 | 0x0007 => Self::F64(array_at(bytes, 0).map(f64::from_le_bytes)?),
            0x0006 => Self::Currency(array_at(bytes, 0).map(i64::from_le_bytes)?),
            0x000A => Self::Error(u32_at(bytes, 0)?),
            0x000B => Self::Bool(*bytes.first()? != 0),
            0x0014 => Self::I64(array_at(bytes, 0).map(i64::from_le_bytes)?),
            STRING8 => Self::Text8(bytes.to_vec()),
            STRING => Self::Text(text(bytes)),
            0x0040 => Self::Time(FileTime(u64_at(bytes, 0)?)),
            0x0048 => Self::Guid(array_at(bytes, 0)?),
            BINARY | OBJECT | 0x00FB => Self::Binary(Data::Inline(bytes.to_vec())),
            _ => Self::Unknown { property_type, bytes: bytes.to_vec() },
        })
    }

    /// Decodes the values of a multi-valued type. Values that are too short are skipped. `single_type` is the type
    /// without the flag 0x1000.
    pub fn list_from_bytes<'b>(single_type: u16, values: impl IntoIterator<Item = &'b [u8]>) -> Self {
        fn list<'b, const N: usize, T>(
            values: impl Iterator<Item = &'b [u8]>,
            read: impl Fn([u8; N]) -> T,
        ) -> Vec<T> {
            values.filter_map(|value| array_at(value, 0)).map(read).collect()
        }
        let values = values.into_iter();
        match single_type {
            0x0002 => Self::I32List(list(values, |at| i16::from_le_bytes(at).into())),
            0x0003 => Self::I32List(list(values, i32::from_le_bytes)),
            0x0004 => Self::F64List(list(values, |at| f32::from_le_bytes(at).into())),
            0x0005 | 0x0007 => Self::F64List(list(values, f64::from_le_bytes)),
            0x0006 | 0x0014 => Self::I64List(list(values, i64::from_le_bytes)),
            0x0040 => Self::TimeList(list(values, |at| FileTime(u64::from_le_bytes(at)))),
            0x0048 => Self::GuidList(list(values, |at| at)),
            STRING8 => Self::Text8List(values.map(<[u8]>::to_vec).collect()),
            STRING => Self::TextList(values.map(text).collect()),
            _ => Self::BinaryList(values.map(<[u8]>::to_vec).collect()),
        }
    }
}

/// Decodes UTF-16 without its terminating zeros.
fn text(bytes: &[u8]) -> String {
    let mut text = utf16(bytes);
    text.truncate(text.trim_end_matches('\0').len());
    text
}

#[cfg(test)]
mod tests {
    use super::single_type;
    use crate::Value;

    #[test]
    fn single_values() {
        for (property_type, bytes, expected) in [
            (0x0002, &[0xFF, 0xFF][..], "Some(I16(-1))"),
            (0x0003, &[1, 0, 0, 0, 9], "Some(I32(1))"),
            (0x0003, &[1, 0, 0], "None"),
            (0x0007, &[0, 0, 0, 0, 0, 0, 0xF0, 0x3F], "Some(F64(1.0))"),
            (0x000B, &[1, 0], "Some(Bool(true))"),
            (0x0014, &[2, 0, 0, 0, 0, 0, 0, 0], "Some(I64(2))"),
            (0x001E, b"ab", "Some(Text8([97, 98]))"),
            (0x001F, b"a\0b\0\0\0", "Some(Text(\"ab\"))"),
            (0x001F, &[0x00, 0xD8, b'x', 0, 9], "Some(Text(\"\u{FFFD}x\"))"),
            (0x0040, &[9, 0, 0, 0, 0, 0, 0, 0], "Some(Time(FileTime(9)))"),
            (0x0102, &[1, 2, 3], "Some(Binary(Data(3 bytes)))"),
            (0x0099, &[7], "Some(Unknown { property_type: 153, bytes: [7] })"),
        ] {
            assert_eq!(
                format!("{:?}", Value::from_bytes(property_type, bytes)),
                expected,
                "{property_type:#06x}"
            );
        }
    }

    #[test]
    fn lists() {
        for (property_type, values, expected) in [
            (0x1003, &[&[1, 0, 0, 0][..], &[2, 0, 0, 0], &[3]][..], "I32List([1, 2])"),
            (0x101F, &[b"a\0", b"b\0\0\0"], "TextList([\"a\", \"b\"])"),
            (0x101E, &[b"a"], "Text8List([[97]])"),
            (0x1040, &[&[9, 0, 0, 0, 0, 0, 0, 0]], "TimeList([FileTime(9)])"),
            (0x1102, &[], "BinaryList([])"),
        ] {
            let single = single_type(property_type).unwrap();
            assert_eq!(
                format!("{:?}", Value::list_from_bytes(single, values.iter().copied())),
                expected,
                "{property_type:#06x}"
            );
        }
        assert_eq!(single_type(0x0003), None);
    }
}
