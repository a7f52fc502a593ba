//! `PidLidVerbStream`, [MS-OXOMSG] 2.2.1.74: the buttons of a message, including the voting buttons.

use crate::bytes::{Cursor, utf16};
use crate::decode_code_page;

/// Returns the names of the voting buttons.
pub(crate) fn options(stream: &[u8], code_page: Option<u32>) -> Vec<String> {
    read(stream, code_page).unwrap_or_default()
}

fn read(stream: &[u8], code_page: Option<u32>) -> Option<Vec<String>> {
    /// The `VerbType` of a voting button.
    const VOTE: u32 = 4;
    const LIMIT: u32 = 64;
    let mut cursor = Cursor::new(stream);
    cursor.take(2)?;
    let count = cursor.u32()?.min(LIMIT);
    let mut names = Vec::new();
    for _ in 0..count {
        let kind = cursor.u32()?;
        let name = counted(&mut cursor, 1)?;
        for _ in 0..3 {
            counted(&mut cursor, 1)?;
        }
        // These numbers describe the behaviour of the button.
        cursor.take(29)?;
        names.push((kind, decode_code_page(name, code_page)));
    }
    // A second list repeats the names in Unicode.
    if cursor.take(2).is_some() {
        for (_, name) in &mut names {
            let Some(units) = counted(&mut cursor, 2).filter(|_| counted(&mut cursor, 2).is_some()) else {
                break;
            };
            *name = utf16(units);
        }
    }
    Some(
        names
            .into_iter()
            .filter(|(kind, name)| *kind == VOTE && !name.is_empty())
            .map(|(_, name)| name)
            .collect(),
    )
}

/// Reads an 8-bit count of characters, and then the text. Each character has `width` bytes.
fn counted<'x>(cursor: &mut Cursor<'x>, width: usize) -> Option<&'x [u8]> {
    let count = usize::from(*cursor.take(1)?.first()?);
    cursor.take(count.checked_mul(width)?)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::options;

    /// Returns a stream with these voting buttons, preceded by `Reply`.
    pub(crate) fn stream(votes: &[(&[u8], &str)]) -> Vec<u8> {
        let counted = |text: &[u8]| [&[u8::try_from(text.len()).unwrap()], text].concat();
        let all = [&[(&b"Reply"[..], "Reply")], votes].concat();
        let mut bytes = [&[2, 1][..], &u32::try_from(all.len()).unwrap().to_le_bytes()].concat();
        for (index, (narrow, _)) in all.iter().enumerate() {
            bytes.extend([if index == 0 { 2 } else { 4 }, 0, 0, 0]);
            for text in [narrow, &b"IPM.Note"[..], b"", narrow] {
                bytes.extend(counted(text));
            }
            bytes.extend([0; 29]);
        }
        bytes.extend([4, 1]);
        for (_, wide) in all {
            for _ in 0..2 {
                bytes.push(u8::try_from(wide.encode_utf16().count()).unwrap());
                bytes.extend(wide.encode_utf16().flat_map(u16::to_le_bytes));
            }
        }
        bytes
    }

    #[test]
    fn votes() {
        let whole = stream(&[(b"Ja", "Ja"), (b"Vielleicht sp?ter", "Vielleicht später")]);
        assert_eq!(options(&whole, None), ["Ja", "Vielleicht später"]);
        let narrow = &whole[..whole.len() - 60];
        assert_eq!(options(narrow, None).len(), 2);
        for end in 0..whole.len() {
            options(&whole[..end], None);
        }
        assert!(options(b"\x02\x01\xff\xff\xff\xff", None).is_empty());
    }
}
