//! Decodes the names of folders. Mail programs encode the names of folders on the disk in different ways.

use unicode_normalization::UnicodeNormalization as _;

/// Returns the name under which the mail program showed a folder. Decodes the modified UTF-7 of IMAP (RFC
/// 3501, 5.1.3) and percent escapes if the name is valid in that encoding. Normalises the result to NFC, because
/// the file system of a Mac stores letters and accents separately.
pub(crate) fn shown(name: &str) -> String {
    let name = from_modified_utf7(name).unwrap_or_else(|| name.to_owned());
    let name = from_percent(&name).unwrap_or(name);
    let name: String = name.nfc().filter(|c| !c.is_control()).collect();
    if name.trim().is_empty() { "(no name)".to_owned() } else { name }
}

/// Decodes the name of an Evolution folder. Evolution writes `_2E` for `.`.
pub(crate) fn from_underscores(name: &str) -> String {
    escaped(name, '_', |byte| !byte.is_ascii_alphanumeric()).unwrap_or_else(|| name.to_owned())
}

/// Decodes escapes such as `%2F`. Mail programs escape only `%`, `.`, spaces, bytes that are not ASCII, and characters
/// that file systems forbid. Returns `None` if the name contains any other escape or a single percent sign.
fn from_percent(name: &str) -> Option<String> {
    escaped(name, '%', |byte| b"/\\:*?\"<>|%. ".contains(&byte) || byte >= 0x80)
}

fn escaped(name: &str, mark: char, fits: fn(u8) -> bool) -> Option<String> {
    let mut bytes = Vec::with_capacity(name.len());
    let mut rest = name;
    while let Some((before, tail)) = rest.split_once(mark) {
        bytes.extend_from_slice(before.as_bytes());
        let byte = tail.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match byte.filter(|&byte| fits(byte)) {
            Some(byte) => {
                bytes.push(byte);
                rest = tail.get(2..)?;
            }
            None if mark == '_' => {
                bytes.push(b'_');
                rest = tail;
            }
            None => return None,
        }
    }
    bytes.extend_from_slice(rest.as_bytes());
    String::from_utf8(bytes).ok()
}

/// Decodes modified UTF-7. Returns `None` if the name contains no modified UTF-7 or is invalid. Ordinary names can
/// contain an ampersand too.
fn from_modified_utf7(name: &str) -> Option<String> {
    if !name.contains('&') || !name.is_ascii() {
        return None;
    }
    let mut text = String::new();
    let mut rest = name;
    while let Some((before, tail)) = rest.split_once('&') {
        text.push_str(before);
        let (code, after) = tail.split_once('-')?;
        if code.is_empty() {
            text.push('&');
        } else {
            text.push_str(&utf16_of(code)?);
        }
        rest = after;
    }
    text.push_str(rest);
    Some(text)
}

/// Decodes the part between `&` and `-`: UTF-16 in base64 without padding, with `,` instead of `/`. Returns `None`
/// if the part contains printable ASCII characters, which modified UTF-7 does not encode.
fn utf16_of(code: &str) -> Option<String> {
    let (mut bits, mut count) = (0_u32, 0_u32);
    let mut units = Vec::new();
    for byte in code.bytes() {
        let value = match byte {
            b'A'..=b'Z' => byte.checked_sub(b'A')?,
            b'a'..=b'z' => byte.checked_sub(b'a')?.checked_add(26)?,
            b'0'..=b'9' => byte.checked_sub(b'0')?.checked_add(52)?,
            b'+' => 62,
            b',' => 63,
            _ => return None,
        };
        bits = (bits << 6) | u32::from(value);
        count = count.checked_add(6)?;
        if count >= 16 {
            count = count.checked_sub(16)?;
            units.push(u16::try_from((bits >> count) & 0xFFFF).ok()?);
        }
        bits &= 0x003F_FFFF;
    }
    let padding = bits & ((1_u32 << count).checked_sub(1)?);
    if padding != 0 || count >= 6 || units.iter().any(|unit| (0x20..0x7F).contains(unit)) {
        return None;
    }
    String::from_utf16(&units).ok()
}

#[cfg(test)]
mod tests {
    use super::{from_underscores, shown};

    #[test]
    fn names_are_decoded() {
        for (name, expected) in [
            ("Inbox", "Inbox"),
            ("Entw&APw-rfe", "Entwürfe"),
            ("&U,BTFw-", "台北"),
            ("~peter/mail/&ZeVnLIqe-", "~peter/mail/日本語"),
            ("Tom &- Jerry", "Tom & Jerry"),
            ("R&D", "R&D"),
            ("Q&A-2019", "Q&A-2019"),
            ("Terms & Conditions - old", "Terms & Conditions - old"),
            ("&AGE-", "&AGE-"),
            ("Mu\u{308}ller", "Müller"),
            ("Clients%2FNorth", "Clients/North"),
            ("M%C3%BCller", "Müller"),
            ("100%25", "100%"),
            ("100% sure", "100% sure"),
            ("50%AF", "50%AF"),
            ("a\u{7}b", "ab"),
            (" ", "(no name)"),
        ] {
            assert_eq!(shown(name), expected, "{name}");
        }
    }

    #[test]
    fn underscore_escapes_of_evolution_are_decoded() {
        for (name, expected) in
            [("A_2EB", "A.B"), ("snake_case", "snake_case"), ("a_5Fb", "a_b"), ("M_C3_BCller", "Müller")]
        {
            assert_eq!(from_underscores(name), expected, "{name}");
        }
    }
}
