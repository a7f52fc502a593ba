//! `PidLidVerbStream`, [MS-OXOMSG] 2.2.1.74: the buttons of a message, those for voting among them.

use crate::decode_code_page;

/// The names of the buttons for voting.
pub(super) fn options(stream: &[u8], code_page: Option<u32>) -> Vec<String> {
    read(stream, code_page).unwrap_or_default()
}

fn read(stream: &[u8], code_page: Option<u32>) -> Option<Vec<String>> {
    /// `VerbType` of an option for voting.
    const VOTE: u32 = 4;
    const LIMIT: u32 = 64;
    let mut rest = Rest(stream);
    rest.take(2)?;
    let count = rest.dword()?.min(LIMIT);
    let mut names = Vec::new();
    for _ in 0..count {
        let kind = rest.dword()?;
        let name = rest.counted(1)?;
        for _ in 0..3 {
            rest.counted(1)?;
        }
        // Numbers that say how the button behaves.
        rest.take(29)?;
        names.push((kind, decode_code_page(name, code_page)));
    }
    // The same names in Unicode, where they follow.
    if rest.take(2).is_some() {
        for (_, name) in &mut names {
            let Some(units) = rest.counted(2).filter(|_| rest.counted(2).is_some()) else { break };
            let units =
                units.chunks_exact(2).map(|unit| unit.first_chunk().copied().map_or(0, u16::from_le_bytes));
            *name = char::decode_utf16(units).map(|unit| unit.unwrap_or('\u{FFFD}')).collect();
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

struct Rest<'x>(&'x [u8]);

impl<'x> Rest<'x> {
    fn take(&mut self, count: usize) -> Option<&'x [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    fn dword(&mut self) -> Option<u32> {
        self.take(4)?.first_chunk().copied().map(u32::from_le_bytes)
    }

    /// A text behind the count of its characters, each so many bytes wide.
    fn counted(&mut self, width: usize) -> Option<&'x [u8]> {
        let count = usize::from(*self.take(1)?.first()?);
        self.take(count.checked_mul(width)?)
    }
}

#[cfg(test)]
pub(in crate::compose) mod tests {
    use super::options;

    /// A stream with these options; `Reply` stands before them.
    pub(in crate::compose) fn stream(votes: &[(&[u8], &str)]) -> Vec<u8> {
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
