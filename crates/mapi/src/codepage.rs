//! Text in a Windows code page.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, WINDOWS_1252};

/// Text of bytes that are said to be in the Windows code page `code_page`. The declared page is often wrong: where the
/// bytes do not decode by it, or none is declared, the encoding is guessed from the bytes.
pub fn decode_code_page(bytes: &[u8], code_page: Option<u32>) -> String {
    let bytes = match bytes.iter().rposition(|&byte| byte != 0) {
        Some(last) => bytes.get(..=last).unwrap_or(bytes),
        None => return String::new(),
    };
    if let Some(text) = utf16_by_mistake(bytes) {
        return text;
    }
    if bytes.is_ascii() && code_page.is_none_or(|page| !(50_220..=50_229).contains(&page)) {
        return String::from_utf8_lossy(bytes).into_owned();
    }
    // Bytes of a western or Cyrillic page that make whole characters of UTF-8 are UTF-8; in pages of Asia they may
    // well be what they are said to be.
    if matches!(code_page, Some(1250..=1254 | 1257 | 20_127 | 28_591))
        && let Ok(text) = std::str::from_utf8(bytes)
    {
        return text.to_owned();
    }
    if let Some(encoding) = code_page.and_then(encoding_of) {
        let (text, failed) = encoding.decode_without_bom_handling(bytes);
        if !failed {
            return text.into_owned();
        }
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(bytes, true);
    detector.guess(None, Utf8Detection::Allow).decode_without_bom_handling(bytes).0.into_owned()
}

/// The bytes of a text in a Windows code page: those that [`decode_code_page`] reads back as the same text. `None` where
/// the page lacks a character, or is not known.
pub fn encode_code_page(text: &str, code_page: u32) -> Option<Vec<u8>> {
    let bytes = match code_page {
        65_001 => text.as_bytes().to_vec(),
        // What the encodings of the web write in place of UTF-16 is UTF-8.
        1200 | 1201 => return None,
        page => {
            let (bytes, _, lost) = encoding_of(page)?.encode(text);
            if lost {
                return None;
            }
            bytes.into_owned()
        }
    };
    (decode_code_page(&bytes, Some(code_page)) == text.trim_end_matches('\0')).then_some(bytes)
}

/// The text if it is UTF-16 in a place where no writer should put it: every second byte of a text of the west is zero.
fn utf16_by_mistake(bytes: &[u8]) -> Option<String> {
    const SHORTEST: usize = 3;
    let mut pairs = bytes.chunks(2);
    let wide = pairs.all(|pair| matches!(pair, [low] | [low, 0] if *low != 0));
    let units = || bytes.chunks(2).filter_map(|pair| pair.first().copied()).map(u16::from);
    (wide && bytes.len() >= SHORTEST)
        .then(|| char::decode_utf16(units()).map(|unit| unit.unwrap_or('\u{FFFD}')).collect())
}

/// The encoding of a Windows code page identifier; `None` for those that no encoding of the web corresponds to.
fn encoding_of(code_page: u32) -> Option<&'static Encoding> {
    let label: &[u8] = match code_page {
        708 | 28_596 => b"iso-8859-6",
        866 => b"ibm866",
        874 => b"windows-874",
        932 => b"shift_jis",
        936 | 20_936 => b"gbk",
        949 | 51_949 => b"euc-kr",
        950 => b"big5",
        1200 => b"utf-16le",
        1201 => b"utf-16be",
        1250 => b"windows-1250",
        1251 => b"windows-1251",
        1253 => b"windows-1253",
        1254 | 28_599 => b"windows-1254",
        1255 => b"windows-1255",
        1256 => b"windows-1256",
        1257 => b"windows-1257",
        1258 => b"windows-1258",
        10_000 => b"macintosh",
        10_007 => b"x-mac-cyrillic",
        20_866 => b"koi8-r",
        20_932 | 51_932 => b"euc-jp",
        21_866 => b"koi8-u",
        28_592 => b"iso-8859-2",
        28_593 => b"iso-8859-3",
        28_594 => b"iso-8859-4",
        28_595 => b"iso-8859-5",
        28_597 => b"iso-8859-7",
        28_598 | 38_598 => b"iso-8859-8",
        28_603 => b"iso-8859-13",
        28_605 => b"iso-8859-15",
        50_220..=50_222 => b"iso-2022-jp",
        51_936 => b"gb2312",
        54_936 => b"gb18030",
        65_001 => b"utf-8",
        1252 | 20_127 | 28_591 => return Some(WINDOWS_1252),
        _ => return None,
    };
    Encoding::for_label(label)
}

#[cfg(test)]
mod tests {
    use super::{decode_code_page, encode_code_page};

    #[test]
    fn only_what_is_read_back_is_written() {
        for (text, page, bytes) in [
            ("plain", 932, Some(&b"plain"[..])),
            ("Grüße", 1252, Some(b"Gr\xfc\xdfe")),
            ("Привет", 1251, Some(b"\xcf\xf0\xe8\xe2\xe5\xf2")),
            ("Привет", 1252, None),
            ("Ã¼", 1252, None),
            ("Привет", 65_001, Some("Привет".as_bytes())),
            ("a", 1200, None),
            ("a", 99, None),
            ("", 1252, Some(b"")),
        ] {
            assert_eq!(encode_code_page(text, page).as_deref(), bytes, "{text} in {page}");
        }
    }

    #[test]
    fn declared_page_then_guess() {
        for (bytes, page, text) in [
            (&b"plain\0"[..], Some(932), "plain"),
            (b"\x83\x65\x83\x58\x83\x67", Some(932), "テスト"),
            (b"Gr\xfc\xdfe", Some(1252), "Grüße"),
            (b"\xcf\xf0\xe8\xe2\xe5\xf2", Some(1251), "Привет"),
            ("Grüße aus Köln".as_bytes(), None, "Grüße aus Köln"),
            ("Grüße".as_bytes(), Some(1252), "Grüße"),
            ("Привет".as_bytes(), Some(1251), "Привет"),
            (b"Gr\xfc\xdfe", Some(65_001), "Grüße"),
            (b"", Some(1252), ""),
            (b"G\0r\0\xfc\0n\0", Some(1252), "Grün"),
        ] {
            assert_eq!(decode_code_page(bytes, page), text, "{bytes:?} in {page:?}");
        }
    }
}
