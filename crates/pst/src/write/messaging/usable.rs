//! Values that mail programs can use: of the type that they expect, and well formed.
//!
//! Damaged or foreign files contain text where a time should be, or a conversation index of three bytes. Such a value
//! gets a name of its own in the file, so that it is kept and no program misreads it.

use foundmail_mapi::{Data, tags};

use super::template_columns::{ATTACHMENTS, CONTENTS, RECIPIENTS};
use crate::write::ltp::EncodedValue;

/// Properties that every item needs and that are no columns.
const OTHERS: [(u16, u16); 4] = [
    (tags::CREATION_TIME, 0x0040),
    (tags::SEARCH_KEY, 0x0102),
    (tags::DISPLAY_BCC, 0x001F),
    (tags::SENDER_NAME, 0x001F),
];

/// Returns true if mail programs can use a value under this id.
pub(super) fn is_usable(id: u16, property_type: u16, value: &EncodedValue) -> bool {
    match value {
        EncodedValue::Bytes(bytes) => {
            has_expected_type(id, property_type)
                && (id != tags::CONVERSATION_INDEX || is_conversation_index(bytes))
        }
        EncodedValue::Inline(_) | EncodedValue::Stored { .. } => has_expected_type(id, property_type),
    }
}

/// Returns true if mail programs can use a stream under this id.
pub(super) fn is_usable_stream(id: u16, property_type: u16, data: &Data) -> bool {
    let fits = id != tags::CONVERSATION_INDEX || (22..1 << 16).contains(&data.len());
    has_expected_type(id, property_type) && fits
}

/// Returns true for a header of 22 bytes and a block of 5 bytes for each reply, [MS-OXOMSG] 2.2.1.3. Old versions of
/// Outlook write only a GUID.
pub(super) fn is_conversation_index(bytes: &[u8]) -> bool {
    bytes.len() == 16 || (bytes.first() == Some(&1) && bytes.len() >= 22 && bytes.len() % 5 == 2)
}

fn has_expected_type(id: u16, property_type: u16) -> bool {
    expected_type(id).is_none_or(|expected| match expected {
        // PtypString, or PtypString8 in ANSI files.
        0x001F => matches!(property_type, 0x001E | 0x001F),
        expected => property_type == expected,
    })
}

/// Returns the type of a property that tables repeat or that every item needs.
fn expected_type(id: u16) -> Option<u16> {
    let columns = [&CONTENTS[..], &ATTACHMENTS, &RECIPIENTS].into_iter().flatten();
    let mut types = columns.map(|&(tag, ..)| {
        let [a, b, c, d] = tag.to_le_bytes();
        (u16::from_le_bytes([c, d]), u16::from_le_bytes([a, b]))
    });
    types
        .find(|(column, _)| *column == id)
        .or_else(|| OTHERS.into_iter().find(|(other, _)| *other == id))
        .map(|(_, t)| t)
}

#[cfg(test)]
mod tests {
    use super::{is_conversation_index, is_usable};
    use crate::write::ltp::EncodedValue;

    #[test]
    fn values_have_the_type_of_their_property() {
        for (id, property_type, expected) in [
            (0x0037, 0x001F, true),
            (0x0037, 0x001E, true),
            (0x0037, 0x0102, false),
            (0x3008, 0x0040, true),
            (0x3008, 0x001F, false),
            (0x300B, 0x0102, true),
            (0x300B, 0x0003, false),
            (0x1234, 0x0003, true),
            (0x1234, 0x0102, true),
        ] {
            let value = EncodedValue::Bytes(vec![1; 16]);
            assert_eq!(is_usable(id, property_type, &value), expected, "{id:#06x} {property_type:#06x}");
        }
    }

    #[test]
    fn a_conversation_index_has_a_header_and_replies() {
        for (first, len, expected) in [
            (1, 22, true),
            (1, 27, true),
            (1, 23, false),
            (1, 17, false),
            (0, 22, false),
            (0, 16, true),
            (0, 0, false),
        ] {
            let mut bytes = vec![0; len];
            bytes.iter_mut().take(1).for_each(|byte| *byte = first);
            assert_eq!(is_conversation_index(&bytes), expected, "{first} {len}");
        }
    }
}
