//! Property values, [MS-OXCDATA] 2.11.1.

pub(crate) mod decode;

use crate::{Data, FileTime};

/// The value of a property. The documentation of each variant is the name of its type in the standard. Types with
/// several values are the `…List` variants.
#[derive(Debug, Clone)]
pub enum Value {
    /// `PtypInteger16`
    I16(i16),
    /// `PtypInteger32`
    I32(i32),
    /// `PtypInteger64`
    I64(i64),
    /// `PtypFloating32`
    F32(f32),
    /// `PtypFloating64` and `PtypFloatingTime`
    F64(f64),
    /// `PtypCurrency`, in ten-thousandths.
    Currency(i64),
    /// `PtypErrorCode`
    Error(u32),
    /// `PtypBoolean`
    Bool(bool),
    /// `PtypString`, in Unicode.
    Text(String),
    /// `PtypString8`, in a code page that the item declares.
    Text8(Vec<u8>),
    /// `PtypTime`
    Time(FileTime),
    /// `PtypGuid`, in the byte order of the file.
    Guid([u8; 16]),
    /// `PtypBinary`, and `PtypObject` with bytes.
    Binary(Data),
    /// `PtypMultipleInteger16` and `PtypMultipleInteger32`
    I32List(Vec<i32>),
    /// `PtypMultipleInteger64`
    I64List(Vec<i64>),
    /// `PtypMultipleFloating32`, `PtypMultipleFloating64` and `PtypMultipleFloatingTime`
    F64List(Vec<f64>),
    /// `PtypMultipleString`
    TextList(Vec<String>),
    /// `PtypMultipleString8`
    Text8List(Vec<Vec<u8>>),
    /// `PtypMultipleTime`
    TimeList(Vec<FileTime>),
    /// `PtypMultipleGuid`
    GuidList(Vec<[u8; 16]>),
    /// `PtypMultipleBinary`
    BinaryList(Vec<Vec<u8>>),
    /// A type that the standard does not define.
    Unknown {
        /// The type in the file.
        property_type: u16,
        /// The bytes of the value.
        bytes: Vec<u8>,
    },
}

impl Value {
    /// Returns the value as an integer. A boolean is 0 or 1.
    pub fn integer(&self) -> Option<i64> {
        match self {
            Self::I16(value) => Some((*value).into()),
            Self::I32(value) => Some((*value).into()),
            Self::I64(value) | Self::Currency(value) => Some(*value),
            Self::Bool(value) => Some((*value).into()),
            _ => None,
        }
    }

    /// Returns the value as a time.
    pub fn time(&self) -> Option<FileTime> {
        match self {
            Self::Time(time) => Some(*time),
            _ => None,
        }
    }

    /// Returns the value as bytes.
    pub fn binary(&self) -> Option<&Data> {
        match self {
            Self::Binary(data) => Some(data),
            _ => None,
        }
    }
}
