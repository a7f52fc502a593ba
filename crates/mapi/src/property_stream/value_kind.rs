//! The kinds of values in a property stream.

/// The kind of a value. The numbers never change. Lists are a count and values without their kinds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum ValueKind {
    /// The value was left out: a count, its length in bytes.
    LeftOut = 0,
    /// Two bytes.
    I16 = 1,
    /// Four bytes.
    I32 = 2,
    /// Eight bytes.
    I64 = 3,
    /// Four bytes.
    F32 = 4,
    /// Eight bytes.
    F64 = 5,
    /// Eight bytes.
    Currency = 6,
    /// Four bytes.
    Error = 7,
    /// One byte.
    Bool = 8,
    /// A text.
    Text = 9,
    /// Eight bytes: a FILETIME.
    Time = 10,
    /// 16 bytes.
    Guid = 11,
    /// Bytes.
    Binary = 12,
    /// A list of `I32`.
    I32List = 13,
    /// A list of `I64`.
    I64List = 14,
    /// A list of `F64`.
    F64List = 15,
    /// A list of texts.
    TextList = 16,
    /// A list of `Time`.
    TimeList = 17,
    /// A list of `Guid`.
    GuidList = 18,
    /// A list of bytes.
    BinaryList = 19,
    /// Two bytes, the type of the property in its file, and bytes.
    Unknown = 20,
}

impl ValueKind {
    pub(super) fn of(number: u8) -> Option<Self> {
        const ALL: [ValueKind; 21] = [
            ValueKind::LeftOut,
            ValueKind::I16,
            ValueKind::I32,
            ValueKind::I64,
            ValueKind::F32,
            ValueKind::F64,
            ValueKind::Currency,
            ValueKind::Error,
            ValueKind::Bool,
            ValueKind::Text,
            ValueKind::Time,
            ValueKind::Guid,
            ValueKind::Binary,
            ValueKind::I32List,
            ValueKind::I64List,
            ValueKind::F64List,
            ValueKind::TextList,
            ValueKind::TimeList,
            ValueKind::GuidList,
            ValueKind::BinaryList,
            ValueKind::Unknown,
        ];
        ALL.get(usize::from(number)).copied()
    }
}
