//! Finds missing padding of base64 (RFC 4648, section 3.2), without which the parser loses the last bytes.

use super::boundary::Delimiter;
use super::structure::HeaderBlock;

/// The missing padding of a part.
pub(super) struct Padding {
    /// The offset after the last letter, at which the padding is inserted.
    pub at: usize,
    pub letters: &'static [u8],
    /// True if the message ends directly after the last letter.
    pub is_last: bool,
}

impl Padding {
    /// Returns the missing padding of the part whose content begins at `body`. Returns `None` if no padding is
    /// missing or the part is not base64.
    pub(super) fn of(raw: &[u8], header: &HeaderBlock<'_>, body: usize, lines: &[Delimiter]) -> Option<Self> {
        if !header.is_base64 {
            return None;
        }
        let next = lines.get(lines.partition_point(|line| line.start < body));
        let end = next.map_or(raw.len(), |line| line.start);
        // A part may consist of several pieces of base64, each with its own padding.
        let (mut letters, mut last) = (0_usize, body);
        for (at, byte) in (body..).zip(raw.get(body..end)?) {
            match byte {
                b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'+' | b'/' => {
                    letters = letters.saturating_add(1);
                    last = at.saturating_add(1);
                }
                b'=' => letters = 0,
                byte if byte.is_ascii_whitespace() => {}
                _ => return None,
            }
        }
        let padding: &[u8] = match letters % 4 {
            2 => b"==",
            3 => b"=",
            _ => return None,
        };
        Some(Self { at: last, letters: padding, is_last: last >= raw.len() })
    }
}
