//! Decodes text in Windows code pages.

mod dos;
mod encode;
mod plausible;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::Encoding;

pub use encode::encode_code_page;

/// Decodes text with its declared Windows code page. The declaration is often wrong. The encoding is detected from
/// the bytes if they are invalid or implausible in the declared code page, or if no code page is declared.
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
    // Bytes that are valid UTF-8 are decoded as UTF-8, even if a Western or Cyrillic code page is declared. In an
    // Asian code page, such bytes may also be valid text.
    if matches!(code_page, Some(1250..=1254 | 1257 | 20_127 | 28_591))
        && let Ok(text) = std::str::from_utf8(bytes)
    {
        return text.to_owned();
    }
    match code_page.and_then(|page| decode_as(bytes, page)) {
        Some(text) => text,
        None => guess(bytes, code_page).decode_without_bom_handling(bytes).0.into_owned(),
    }
}

/// Decodes text with one code page. Returns `None` if the code page is unknown, the bytes are invalid in it, or
/// the result is implausible.
pub(crate) fn decode_well(bytes: &[u8], code_page: u32) -> Option<String> {
    let encoding = encoding_of(code_page)?;
    let (text, failed) = encoding.decode_without_bom_handling(bytes);
    let nonsense = encoding.is_single_byte() && plausible::is_nonsense(&text, is_latin(encoding));
    (!failed && !nonsense).then(|| text.into_owned())
}

/// Decodes text with one code page. Returns `None` if the code page is unknown, the bytes are invalid in it, or another
/// encoding is more likely.
pub(crate) fn decode_as(bytes: &[u8], code_page: u32) -> Option<String> {
    if let Some(text) = dos::decode(bytes, code_page) {
        return Some(text);
    }
    let encoding = encoding_of(code_page)?;
    let (text, failed) = encoding.decode_without_bom_handling(bytes);
    if failed {
        return None;
    }
    if encoding.is_single_byte() && plausible::is_nonsense(&text, is_latin(encoding)) {
        // If no other encoding is possible, the declared encoding is used.
        let guessed = guess(bytes, Some(code_page));
        if guessed != encoding && !guessed.decode_without_bom_handling(bytes).1 {
            return None;
        }
    }
    Some(text.into_owned())
}

/// Detects the Windows code page of all texts of an item together, because more text gives a better result.
/// Returns `None` if the declared code page is plausible, or if all texts are ASCII or UTF-8.
pub(crate) fn settle<'x>(texts: impl Iterator<Item = &'x [u8]>, declared: Option<u32>) -> Option<u32> {
    const ENOUGH: usize = 64 << 10;
    let mut all = Vec::new();
    for text in texts.filter(|text| !text.is_ascii() && std::str::from_utf8(text).is_err()) {
        let room = ENOUGH.saturating_sub(all.len());
        all.extend_from_slice(text.get(..room).unwrap_or(text));
        all.push(b'\n');
        if all.len() >= ENOUGH {
            break;
        }
    }
    if all.is_empty() || declared.is_some_and(|page| decode_as(&all, page).is_some()) {
        return None;
    }
    page_of(guess(&all, declared))
}

/// Detects the encoding of bytes.
fn guess(bytes: &[u8], declared: Option<u32>) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(bytes, true);
    let guessed = detector.guess(None, Utf8Detection::Allow);
    // The detector prefers Western encodings for short text. If it returns a Western encoding, a declared Western
    // code page is more reliable.
    match declared.and_then(encoding_of) {
        Some(encoding) if is_latin(guessed) && encoding.is_single_byte() && is_latin(encoding) => encoding,
        _ => guessed,
    }
}

fn is_latin(encoding: &'static Encoding) -> bool {
    encoding.is_single_byte()
        && [1250, 1252, 1254, 1257, 1258, 10_000, 28_592, 28_593, 28_594, 28_603, 28_605]
            .into_iter()
            .any(|page| encoding_of(page) == Some(encoding))
}

/// Decodes Western text that a program stored as UTF-16 by mistake. In such text, every second byte is zero.
fn utf16_by_mistake(bytes: &[u8]) -> Option<String> {
    const SHORTEST: usize = 3;
    let mut pairs = bytes.chunks(2);
    let wide = pairs.all(|pair| matches!(pair, [low] | [low, 0] if *low != 0));
    let units = || bytes.chunks(2).filter_map(|pair| pair.first().copied()).map(u16::from);
    (wide && bytes.len() >= SHORTEST)
        .then(|| char::decode_utf16(units()).map(|unit| unit.unwrap_or('\u{FFFD}')).collect())
}

/// Windows code page identifiers, with labels of the Encoding Standard.
const LABELS: [(u32, &str); 49] = [
    (708, "iso-8859-6"),
    (866, "ibm866"),
    (874, "windows-874"),
    (932, "shift_jis"),
    (936, "gbk"),
    (949, "euc-kr"),
    (950, "big5"),
    (1200, "utf-16le"),
    (1201, "utf-16be"),
    (1250, "windows-1250"),
    (1251, "windows-1251"),
    (1252, "windows-1252"),
    (1253, "windows-1253"),
    (1254, "windows-1254"),
    (1255, "windows-1255"),
    (1256, "windows-1256"),
    (1257, "windows-1257"),
    (1258, "windows-1258"),
    (10_000, "macintosh"),
    (10_007, "x-mac-cyrillic"),
    (20_127, "windows-1252"),
    (20_866, "koi8-r"),
    (20_932, "euc-jp"),
    (20_936, "gbk"),
    (21_866, "koi8-u"),
    (28_591, "windows-1252"),
    (28_592, "iso-8859-2"),
    (28_593, "iso-8859-3"),
    (28_594, "iso-8859-4"),
    (28_595, "iso-8859-5"),
    (28_596, "iso-8859-6"),
    (28_597, "iso-8859-7"),
    (28_598, "iso-8859-8"),
    (28_599, "windows-1254"),
    (28_600, "iso-8859-10"),
    (28_603, "iso-8859-13"),
    (28_604, "iso-8859-14"),
    (28_605, "iso-8859-15"),
    (28_606, "iso-8859-16"),
    (38_598, "iso-8859-8"),
    (50_220, "iso-2022-jp"),
    (50_221, "iso-2022-jp"),
    (50_222, "iso-2022-jp"),
    (51_932, "euc-jp"),
    (51_936, "gb2312"),
    (51_949, "euc-kr"),
    (51_950, "big5"),
    (54_936, "gb18030"),
    (65_001, "utf-8"),
];

/// Returns the encoding of a Windows code page, or `None` if the Encoding Standard does not define it.
fn encoding_of(code_page: u32) -> Option<&'static Encoding> {
    let (_, label) = LABELS.iter().find(|(page, _)| *page == code_page)?;
    Encoding::for_label(label.as_bytes())
}

/// Returns the Windows code page of an encoding.
pub(crate) fn page_of(encoding: &'static Encoding) -> Option<u32> {
    LABELS
        .iter()
        .find(|(_, label)| Encoding::for_label(label.as_bytes()) == Some(encoding))
        .map(|(page, _)| *page)
}

#[cfg(test)]
mod tests {
    use super::{decode_code_page, settle};

    #[test]
    fn all_texts_of_an_item_tell_its_page() {
        let russian = &b"\xcf\xf0\xe8\xe2\xe5\xf2 \xe2\xf1\xe5\xec, \xea\xe0\xea \xe4\xe5\xeb\xe0"[..];
        let japanese = &b"\x93\xfa\x96\x7b\x8c\xea\x82\xcc\x83\x65\x83\x58\x83\x67"[..];
        for (texts, declared, page) in [
            (vec![b"plain".as_slice(), russian], Some(1252), Some(1251)),
            (vec![russian], Some(1251), None),
            (vec![japanese], Some(1252), Some(932)),
            (vec![japanese], None, Some(932)),
            (vec![b"Gr\xfc\xdfe"], Some(1252), None),
            (vec!["Grüße".as_bytes()], Some(1252), None),
            (vec![b"plain"], None, None),
        ] {
            assert_eq!(settle(texts.into_iter(), declared), page, "{declared:?}");
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
            (b"Gr\x81\xe1e", Some(437), "Grüße"),
            // The following declarations are wrong.
            (b"\x93\xfa\x96\x7b\x8c\xea\x82\xcc\x83\x65\x83\x58\x83\x67", Some(1252), "日本語のテスト"),
            (
                b"\xcf\xf0\xe8\xe2\xe5\xf2 \xe2\xf1\xe5\xec, \xea\xe0\xea \xe4\xe5\xeb\xe0",
                Some(1252),
                "Привет всем, как дела",
            ),
            (
                b"\xc4\xe3\xba\xc3\xa3\xac\xca\xc0\xbd\xe7\xa3\xac\xd5\xe2\xca\xc7\xd6\xd0\xce\xc4",
                Some(1252),
                "你好，世界，这是中文",
            ),
            (
                b"\xa7\x41\xa6\x6e\xa1\x41\xa5\x40\xac\xc9\xa1\x41\xb3\x6f\xac\x4f\xa4\xa4\xa4\xe5",
                Some(1252),
                "你好，世界，這是中文",
            ),
            (b"\xbe\xc8\xb3\xe7\xc7\xcf\xbc\xbc\xbf\xe4 \xbc\xbc\xb0\xe8", Some(1252), "안녕하세요 세계"),
            (
                b"Viele Gr\xfc\xdfe aus K\xf6ln, sch\xf6ne Feiertage",
                Some(1251),
                "Viele Grüße aus Köln, schöne Feiertage",
            ),
            (b"\xc5\xc4\xd6 \xa7\xa7 \x85\x85", Some(1252), "ÅÄÖ §§ ……"),
        ] {
            assert_eq!(decode_code_page(bytes, page), text, "{bytes:?} in {page:?}");
        }
    }
}
