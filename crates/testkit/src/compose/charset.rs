//! Character sets that are frequent in old mail. Latin-1 and UTF-8 are complete. The tables of GB 2312 and JIS X 0208
//! contain only the characters that the generated mail uses.

mod tables;

/// A character set of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Charset {
    /// US-ASCII.
    Ascii,
    /// UTF-8.
    Utf8,
    /// ISO 8859-1, common in western Europe before 2010.
    Latin1,
    /// GB 2312, simplified Chinese.
    Gb2312,
    /// ISO-2022-JP, Japanese in seven bits (RFC 1468).
    Iso2022Jp,
}

impl Charset {
    /// Every character set.
    pub const ALL: [Self; 5] = [Self::Ascii, Self::Utf8, Self::Latin1, Self::Gb2312, Self::Iso2022Jp];

    /// Returns the MIME name of the character set.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ascii => "us-ascii",
            Self::Utf8 => "utf-8",
            Self::Latin1 => "iso-8859-1",
            Self::Gb2312 => "gb2312",
            Self::Iso2022Jp => "iso-2022-jp",
        }
    }

    /// Returns `text` in this character set, with `?` for each character that the set does not contain.
    pub fn encode(self, text: &str) -> Vec<u8> {
        match self {
            Self::Utf8 => text.as_bytes().to_vec(),
            Self::Ascii => text.chars().map(|c| if c.is_ascii() { c as u8 } else { b'?' }).collect(),
            Self::Latin1 => text.chars().map(|c| u8::try_from(c).unwrap_or(b'?')).collect(),
            Self::Gb2312 => encode_gb2312(text),
            Self::Iso2022Jp => encode_iso_2022_jp(text),
        }
    }

    /// Returns true if the character set contains every character of `text`.
    pub fn can_write(self, text: &str) -> bool {
        match self {
            Self::Utf8 => true,
            Self::Ascii => text.is_ascii(),
            Self::Latin1 => text.chars().all(|c| u8::try_from(c).is_ok()),
            Self::Gb2312 => text.chars().all(|c| c.is_ascii() || lookup(tables::GB2312, c).is_some()),
            Self::Iso2022Jp => text.chars().all(|c| c.is_ascii() || lookup(tables::JIS_X_0208, c).is_some()),
        }
    }
}

fn lookup(table: &[(char, [u8; 2])], c: char) -> Option<[u8; 2]> {
    table.binary_search_by_key(&c, |entry| entry.0).ok().map(|index| table[index].1)
}

fn encode_gb2312(text: &str) -> Vec<u8> {
    let mut out = Vec::new();
    for c in text.chars() {
        match (u8::try_from(c), lookup(tables::GB2312, c)) {
            (_, Some(pair)) => out.extend_from_slice(&pair),
            (Ok(byte), None) if byte.is_ascii() => out.push(byte),
            _ => out.push(b'?'),
        }
    }
    out
}

/// Encodes as RFC 1468 specifies: `ESC $ B` before JIS X 0208, `ESC ( B` before ASCII and at the end.
fn encode_iso_2022_jp(text: &str) -> Vec<u8> {
    let mut out = Vec::new();
    let mut wide = false;
    for c in text.chars() {
        let pair = lookup(tables::JIS_X_0208, c);
        if pair.is_some() != wide {
            wide = pair.is_some();
            out.extend_from_slice(if wide { b"\x1b$B" } else { b"\x1b(B" });
        }
        match pair {
            Some(pair) => out.extend_from_slice(&pair),
            None => out.push(if c.is_ascii() { c as u8 } else { b'?' }),
        }
    }
    if wide {
        out.extend_from_slice(b"\x1b(B");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_bytes() {
        assert_eq!(Charset::Latin1.encode("Müß€"), b"M\xfc\xdf?");
        assert_eq!(Charset::Ascii.encode("aä"), b"a?");
        assert_eq!(Charset::Gb2312.encode("a您好"), b"a\xc4\xfa\xba\xc3");
        assert_eq!(Charset::Iso2022Jp.encode("aパンb"), b"a\x1b$B%Q%s\x1b(Bb");
    }

    #[test]
    fn tables_are_sorted() {
        assert!(tables::GB2312.is_sorted_by_key(|entry| entry.0));
        assert!(tables::JIS_X_0208.is_sorted_by_key(|entry| entry.0));
    }
}
