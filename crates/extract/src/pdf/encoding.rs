//! Maps codes of simple fonts to characters (ISO 32000-1, annex D).

use encoding_rs::{MACINTOSH, WINDOWS_1252};

/// A predefined encoding of a font.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    Standard,
    MacRoman,
    WinAnsi,
    Symbol,
    /// An encoding of ornaments, which are not text.
    Dingbats,
}

/// The codes of the standard encoding outside ASCII, each followed by its character (D.2).
const STANDARD: &str = "\u{A1}¡ \u{A2}¢ \u{A3}£ \u{A4}⁄ \u{A5}¥ \u{A6}ƒ \u{A7}§ \u{A8}¤ \u{A9}' \u{AA}“ \u{AB}« \u{AC}‹ \u{AD}› \u{AE}ﬁ \
    \u{AF}ﬂ \u{B1}– \u{B2}† \u{B3}‡ \u{B4}· \u{B6}¶ \u{B7}• \u{B8}‚ \u{B9}„ \u{BA}” \u{BB}» \u{BC}… \u{BD}‰ \u{BF}¿ \u{C1}` \u{C2}´ \u{C3}ˆ \
    \u{C4}˜ \u{C5}¯ \u{C6}˘ \u{C7}˙ \u{C8}¨ \u{CA}˚ \u{CB}¸ \u{CD}˝ \u{CE}˛ \u{CF}ˇ \u{D0}— \u{E1}Æ \u{E3}ª \u{E8}Ł \u{E9}Ø \u{EA}Œ \
    \u{EB}º \u{F1}æ \u{F5}ı \u{F8}ł \u{F9}ø \u{FA}œ \u{FB}ß";
/// The Greek letters of the Symbol font at the codes of `A` to `Z` and `a` to `z` (D.5).
const GREEK: [&str; 2] = ["ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ", "αβχδεφγηιϕκλμνοπθρστυϖωξψζ"];
/// The characters of `PDFDocEncoding` that differ from Latin-1, at the codes from 0x18 and from 0x80 on (D.3).
const DOCUMENT: [&str; 2] = ["˘ˇˆ˙˝˛˚˜", "•†‡…—–ƒ⁄‹›−‰„“”‘’‚™ﬁﬂŁŒŠŸŽıłœšž"];

impl Encoding {
    /// Returns the encoding with this name.
    pub(super) fn of_name(name: &str) -> Option<Self> {
        match name {
            "StandardEncoding" => Some(Self::Standard),
            "MacRomanEncoding" => Some(Self::MacRoman),
            "WinAnsiEncoding" => Some(Self::WinAnsi),
            _ => None,
        }
    }

    /// Returns the character for a code.
    pub(super) fn letter(self, code: u8) -> Option<char> {
        match self {
            Self::Dingbats => None,
            Self::MacRoman => MACINTOSH.decode_without_bom_handling(&[code]).0.chars().next(),
            Self::WinAnsi if code >= 0x80 => {
                WINDOWS_1252.decode_without_bom_handling(&[code]).0.chars().next()
            }
            Self::WinAnsi => Some(char::from(code)),
            Self::Standard => match code {
                b'\'' => Some('’'),
                b'`' => Some('‘'),
                0..0x80 => Some(char::from(code)),
                _ => STANDARD
                    .split(' ')
                    .find(|pair| pair.starts_with(char::from(code)))
                    .and_then(|pair| pair.chars().nth(1)),
            },
            Self::Symbol => {
                let nth =
                    |letters: &str, from: u8| letters.chars().nth(usize::from(code.saturating_sub(from)));
                let [upper, lower] = GREEK;
                match code {
                    b'A'..=b'Z' => nth(upper, b'A'),
                    b'a'..=b'z' => nth(lower, b'a'),
                    b' '..=b'@' | b'['..=b'_' | b'{'..=b'}' => Some(char::from(code)),
                    0xB0 => Some('°'),
                    0xB7 => Some('•'),
                    0xB1 => Some('±'),
                    0xB4 => Some('×'),
                    _ => None,
                }
            }
        }
    }
}

/// Decodes a string that is text for users, such as a title (ISO 32000-1, 7.9.2.2).
pub(super) fn document_string(bytes: &[u8]) -> String {
    if let Some(rest) = bytes.strip_prefix(b"\xFE\xFF") {
        return crate::charset::utf16be(rest);
    }
    if let Some(rest) = bytes.strip_prefix(b"\xEF\xBB\xBF") {
        return String::from_utf8_lossy(rest).into_owned();
    }
    if bytes.starts_with(b"\xFF\xFE") {
        return crate::charset::decode(bytes).into_owned();
    }
    let [low, high] = DOCUMENT;
    let letter = |&byte: &u8| {
        let nth = |letters: &str, from: u8| letters.chars().nth(usize::from(byte.saturating_sub(from)));
        let special = match byte {
            0x18..=0x1F => nth(low, 0x18),
            0x80..=0x9E => nth(high, 0x80),
            0xA0 => Some('€'),
            _ => None,
        };
        special.unwrap_or(char::from(byte))
    };
    bytes.iter().map(letter).collect()
}

#[cfg(test)]
mod tests {
    use super::{Encoding, document_string};

    #[test]
    fn codes_map_to_characters() {
        for (encoding, code, letter) in [
            (Encoding::Standard, 0xAE, Some('ﬁ')),
            (Encoding::Standard, 0x27, Some('’')),
            (Encoding::Standard, 0xD1, None),
            (Encoding::WinAnsi, 0x80, Some('€')),
            (Encoding::WinAnsi, 0xFC, Some('ü')),
            (Encoding::MacRoman, 0x9F, Some('ü')),
            (Encoding::Symbol, b'p', Some('π')),
            (Encoding::Dingbats, b'p', None),
        ] {
            assert_eq!(encoding.letter(code), letter, "{encoding:?} {code:x}");
        }
        assert_eq!(document_string(b"\xFE\xFF\x20\xAC"), "€");
        assert_eq!(document_string(b"a\x8D\xFC\x93"), "a“üﬁ");
    }
}
