//! Converts text in UTF-16, or text with unusual line ends, to the form that is usual for mail.

use std::borrow::Cow;

/// Converts UTF-16 to UTF-8, and unusual line ends to CR LF. Returns `None` if the text needs no conversion.
pub(crate) fn plain(bytes: &[u8]) -> Option<Vec<u8>> {
    let narrow = from_utf16(bytes);
    let text: Cow<'_, [u8]> = narrow.map_or(Cow::Borrowed(bytes), Cow::Owned);
    let lines = match ends(&text) {
        Ends::Mail => None,
        Ends::Returns => Some(with_ends(&text, b"\r")),
        Ends::Doubled => Some(with_ends(&text, b"\r\r\n")),
    };
    match (lines, text) {
        (Some(lines), _) => Some(lines),
        (None, Cow::Owned(text)) => Some(text),
        (None, Cow::Borrowed(_)) => None,
    }
}

/// The line ends of a text.
enum Ends {
    /// LF or CR LF.
    Mail,
    /// CR, which Mac OS used before 2001.
    Returns,
    /// CR CR LF, which a transfer in text mode makes from CR LF.
    Doubled,
}

/// The number of bytes from which the line ends are detected.
const LOOK: usize = 16 * 1024;

fn ends(text: &[u8]) -> Ends {
    let head = text.get(..LOOK).unwrap_or(text);
    let Some(first) = head.iter().position(|&byte| byte == b'\r') else { return Ends::Mail };
    if head.iter().position(|&byte| byte == b'\n').is_some_and(|line| line < first) {
        return Ends::Mail;
    }
    let tail = head.get(first..).unwrap_or_default();
    if tail.starts_with(b"\r\r\n") {
        return Ends::Doubled;
    }
    // A binary file may contain a CR too, so the first line must be short and must not contain control characters.
    let line = head.get(..first).unwrap_or_default();
    let is_line = line.len() < 1000 && !line.iter().any(|&byte| byte < b'\t');
    if is_line && !tail.starts_with(b"\r\n") && !head.windows(2).any(|pair| pair == b"\r\n") {
        return Ends::Returns;
    }
    Ends::Mail
}

fn with_ends(text: &[u8], end: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(text.len().saturating_add(text.len() / 16));
    let mut rest = text;
    while let Some((&byte, tail)) = rest.split_first() {
        if let Some(tail) = rest.strip_prefix(end) {
            plain.extend_from_slice(b"\r\n");
            rest = tail.strip_prefix(if end == b"\r" { &b"\n"[..] } else { b"" }).unwrap_or(tail);
        } else {
            plain.push(byte);
            rest = tail;
        }
    }
    plain
}

/// Converts UTF-16 to UTF-8. Returns `None` if the text is not UTF-16. UTF-16 is detected by its byte order mark,
/// or by a zero byte in each of the first characters.
fn from_utf16(bytes: &[u8]) -> Option<Vec<u8>> {
    let zeros = |at: usize| {
        let head = bytes.get(..64.min(bytes.len())).unwrap_or_default();
        head.len() >= 16
            && head.chunks_exact(2).all(|pair| {
                let other = pair.get(1_usize.saturating_sub(at)).copied().unwrap_or_default();
                pair.get(at) == Some(&0) && (b'\t'..0x7F).contains(&other)
            })
    };
    let (little, rest) = match bytes {
        [0xFF, 0xFE, rest @ ..] => (true, rest),
        [0xFE, 0xFF, rest @ ..] => (false, rest),
        _ if zeros(1) => (true, bytes),
        _ if zeros(0) => (false, bytes),
        _ => return None,
    };
    let units = rest.chunks_exact(2).map(|pair| {
        let pair = <[u8; 2]>::try_from(pair).unwrap_or_default();
        if little { u16::from_le_bytes(pair) } else { u16::from_be_bytes(pair) }
    });
    let text: String = char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
    Some(text.into_bytes())
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn texts_are_converted() {
        let utf16 = |text: &str, big: bool| -> Vec<u8> {
            let bytes = |unit: u16| if big { unit.to_be_bytes() } else { unit.to_le_bytes() };
            text.encode_utf16().flat_map(bytes).collect()
        };
        for (bytes, expected) in [
            (b"A: b\r\n\r\nc\r\n".to_vec(), None),
            (b"A: b\n\nc\rd\n".to_vec(), None),
            (b"A: b\r\rc\r".to_vec(), Some("A: b\r\n\r\nc\r\n")),
            (b"A: b\r\r\n\r\r\nc\r\r\n".to_vec(), Some("A: b\r\n\r\nc\r\n")),
            (utf16("\u{FEFF}A: ü\n\nc", false), Some("A: ü\n\nc")),
            (utf16("\u{FEFF}A: ü\r\r", true), Some("A: ü\r\n\r\n")),
            (utf16("Subject: hello\r\n", false), Some("Subject: hello\r\n")),
            (b"\0\x01\r\0".to_vec(), None),
            (Vec::new(), None),
        ] {
            assert_eq!(plain(&bytes).as_deref(), expected.map(str::as_bytes), "{bytes:?}");
        }
    }
}
