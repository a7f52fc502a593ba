//! The attributes of a stream, [MS-OXTNEF] 2.1.3.

use crate::bytes::Cursor;

/// The object that an attribute belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Level {
    Message,
    /// The most recent attachment.
    Attachment,
}

/// An attribute.
#[derive(Debug, Clone, Copy)]
pub(super) struct Attribute<'b> {
    pub(super) level: Level,
    /// The lower half of the id, which identifies the attribute. The upper half is only the type of the data.
    pub(super) id: u16,
    pub(super) data: &'b [u8],
    pub(super) state: AttributeState,
}

/// The integrity of an attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AttributeState {
    Whole,
    /// The checksum is wrong.
    Checksum,
    /// The stream ends within the attribute, and this number of bytes is missing.
    Cut(usize),
}

/// An element of a stream.
#[derive(Debug)]
pub(super) enum StreamElement<'b> {
    Attribute(Attribute<'b>),
    /// Bytes that are not an attribute.
    Other {
        bytes: usize,
        following: Following,
    },
}

/// The data after bytes that are not an attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Following {
    /// Further attributes.
    Attributes,
    /// The end of the stream.
    End,
    /// The end of the stream, within the header of an attribute.
    Cut,
}

/// Reads the attributes after the six bytes of the stream's header.
pub(super) struct Attributes<'b> {
    cursor: Cursor<'b>,
}

/// Size of an attribute's header: level, id and length.
const HEADER: usize = 9;

impl<'b> Attributes<'b> {
    pub(super) fn of(stream: &'b [u8]) -> Self {
        Self { cursor: Cursor::new(stream.get(6..).unwrap_or_default()) }
    }

    fn attribute(&mut self) -> Option<Attribute<'b>> {
        let mut cursor = self.cursor;
        let level = level(*cursor.take(1)?.first()?)?;
        let id = cursor.u32()?;
        let length = cursor.count()?;
        let id = u16::try_from(id & 0xFFFF).ok()?;
        let all = cursor.rest();
        let data = cursor.take(length).unwrap_or(all);
        let Some(told) = cursor.u16().filter(|_| data.len() == length) else {
            self.cursor = Cursor::new(&[]);
            let missing = length.saturating_add(2).saturating_sub(all.len());
            return Some(Attribute { level, id, data, state: AttributeState::Cut(missing) });
        };
        let sum = data.iter().fold(0_u16, |sum, &byte| sum.wrapping_add(byte.into()));
        let state = if told == sum { AttributeState::Whole } else { AttributeState::Checksum };
        self.cursor = cursor;
        Some(Attribute { level, id, data, state })
    }

    /// Skips bytes up to the next known attribute.
    fn skip(&mut self) -> StreamElement<'b> {
        let rest = self.cursor.rest();
        let next = rest.windows(HEADER).position(is_known);
        let bytes = next.unwrap_or(rest.len());
        self.cursor = Cursor::new(rest.get(bytes..).unwrap_or_default());
        let begins = rest.len() < HEADER && rest.first().is_some_and(|&byte| level(byte).is_some());
        let following = match next {
            Some(_) => Following::Attributes,
            None if begins => Following::Cut,
            None => Following::End,
        };
        StreamElement::Other { bytes, following }
    }
}

impl<'b> Iterator for Attributes<'b> {
    type Item = StreamElement<'b>;

    fn next(&mut self) -> Option<StreamElement<'b>> {
        if self.cursor.rest().is_empty() {
            return None;
        }
        match self.attribute() {
            Some(attribute) => Some(StreamElement::Attribute(attribute)),
            None => Some(self.skip()),
        }
    }
}

fn level(byte: u8) -> Option<Level> {
    match byte {
        1 => Some(Level::Message),
        2 => Some(Level::Attachment),
        _ => None,
    }
}

/// Returns true if `header` is the header of a known attribute, with the level that belongs to its id.
fn is_known(header: &[u8]) -> bool {
    let mut cursor = Cursor::new(header);
    let (Some(&[level]), Some(id)) = (cursor.take(1), cursor.u32()) else { return false };
    match level {
        1 => matches!(
            id,
            0x0000_8000
                | 0x0001_8004
                | 0x0001_8009
                | 0x0002_800C
                | 0x0003_8005
                | 0x0003_8006
                | 0x0003_8020
                | 0x0004_800D
                | 0x0007_8008
                | 0x0006_9003
                | 0x0006_9004
        ),
        2 => matches!(id, 0x0006_800F | 0x0001_8010 | 0x0006_8011 | 0x0006_9002 | 0x0006_9005),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{Attributes, StreamElement};

    #[track_caller]
    fn check(stream: &[u8], expected: &[&str]) {
        let stream = [&[0x78, 0x9F, 0x3E, 0x22, 1, 0], stream].concat();
        let element: Vec<String> = Attributes::of(&stream)
            .map(|element| match element {
                StreamElement::Attribute(attribute) => {
                    format!(
                        "{:?} {:x} {:?} {:?}",
                        attribute.level, attribute.id, attribute.data, attribute.state
                    )
                }
                StreamElement::Other { bytes, following } => format!("{bytes} others, then {following:?}"),
            })
            .collect();
        assert_eq!(element, expected);
    }

    const SUBJECT: &[u8] = &[1, 0x04, 0x80, 1, 0, 2, 0, 0, 0, b'a', 0, b'a', 0];

    #[test]
    fn attributes_in_order() {
        let title = [2, 0x10, 0x80, 1, 0, 1, 0, 0, 0, 7, 8, 0];
        check(&[SUBJECT, &title].concat(), &["Message 8004 [97, 0] Whole", "Attachment 8010 [7] Checksum"]);
        check(&[], &[]);
    }

    #[test]
    fn damage() {
        check(&SUBJECT[..11], &["Message 8004 [97, 0] Cut(2)"]);
        check(&SUBJECT[..10], &["Message 8004 [97] Cut(3)"]);
        check(&SUBJECT[..8], &["8 others, then Cut"]);
        check(&[SUBJECT, b"\r\n"].concat(), &["Message 8004 [97, 0] Whole", "2 others, then End"]);
        check(&[b"xyz", SUBJECT].concat(), &["3 others, then Attributes", "Message 8004 [97, 0] Whole"]);
        // An impossible length.
        check(&[1, 0x04, 0x80, 1, 0, 0xFF, 0xFF, 0xFF, 0xFF, 5], &["Message 8004 [5] Cut(4294967296)"]);
    }
}
