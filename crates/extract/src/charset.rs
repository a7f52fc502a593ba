//! Recognises text, guesses its charset, and decodes it.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// The number of bytes from which text is recognised and its charset is guessed.
const SAMPLE_LENGTH: usize = 64 * 1024;

/// Returns true if the bytes are text in some charset.
pub(crate) fn is_text(bytes: &[u8]) -> bool {
    let head = bytes.get(..bytes.len().min(SAMPLE_LENGTH)).unwrap_or_default();
    if Encoding::for_bom(head).is_some() || utf16(head).is_some() {
        return true;
    }
    // Text contains tabs, line ends, form feeds, and the escape character of Japanese charsets. Other control
    // characters are rare in text.
    let odd = head.iter().filter(|&&byte| byte < 32 && !matches!(byte, 8..=13 | 26 | 27)).count();
    !head.is_empty() && odd.saturating_mul(1000) <= head.len() && !head.contains(&0)
}

/// Returns the bytes as text. Guesses the charset.
pub(crate) fn decode(bytes: &[u8]) -> Cow<'_, str> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(bytes.get(mark..).unwrap_or_default()).0;
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Cow::Borrowed(text);
    }
    let head = bytes.get(..bytes.len().min(SAMPLE_LENGTH)).unwrap_or_default();
    if let Some(encoding) = utf16(head) {
        return encoding.decode_without_bom_handling(bytes).0;
    }
    // Text counts as UTF-8 even if it ends within a character or contains a few damaged bytes.
    if mostly_utf8(head) {
        return String::from_utf8_lossy(bytes);
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(head, true);
    detector.guess(None, Utf8Detection::Allow).decode_without_bom_handling(bytes).0
}

/// Returns the bytes as text in the charset with this name. Guesses the charset if the name is unknown or the
/// bytes do not fit it.
pub(crate) fn decode_as<'b>(bytes: &'b [u8], label: Option<&str>) -> Cow<'b, str> {
    let Some(encoding) = label.and_then(|label| Encoding::for_label(label.trim().as_bytes())) else {
        return decode(bytes);
    };
    if Encoding::for_bom(bytes).is_some() {
        return decode(bytes);
    }
    let (text, failed) = encoding.decode_without_bom_handling(bytes);
    if failed && encoding != WINDOWS_1252 { decode(bytes) } else { text }
}

/// Decodes little-endian UTF-16, which Microsoft's formats use.
pub(crate) fn utf16le(bytes: &[u8]) -> String {
    UTF_16LE.decode_without_bom_handling(bytes).0.into_owned()
}

/// Decodes big-endian UTF-16, which PDF uses.
pub(crate) fn utf16be(bytes: &[u8]) -> String {
    UTF_16BE.decode_without_bom_handling(bytes).0.into_owned()
}

/// Recognises UTF-16 without a byte order mark. In Western text, most characters then have one zero byte.
fn utf16(head: &[u8]) -> Option<&'static Encoding> {
    let pairs = head.chunks_exact(2);
    let count = pairs.len();
    if count < 4 {
        return None;
    }
    let zero = |at: usize| pairs.clone().filter(|pair| pair.get(at) == Some(&0)).count();
    let (first, second) = (zero(0), zero(1));
    let most = |many: usize, few: usize| {
        many.saturating_mul(10) >= count.saturating_mul(6) && few.saturating_mul(50) <= count
    };
    match () {
        () if most(second, first) => Some(UTF_16LE),
        () if most(first, second) => Some(UTF_16BE),
        () => None,
    }
}

fn mostly_utf8(head: &[u8]) -> bool {
    let high = head.iter().filter(|&&byte| byte >= 0x80).count();
    let (text, _) = UTF_8.decode_without_bom_handling(head);
    let broken = text.chars().filter(|&c| c == '\u{FFFD}').count();
    broken.saturating_mul(20) <= high
}

#[cfg(test)]
mod tests {
    use super::{decode, is_text};

    #[test]
    fn charsets_are_recognised() {
        let utf16: Vec<u8> = "Grüße aus Köln".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let cases: [(&[u8], &str); 7] = [
            ("Grüße".as_bytes(), "Grüße"),
            (b"\xEF\xBB\xBFabc", "abc"),
            (b"Gr\xFC\xDFe aus K\xF6ln", "Grüße aus Köln"),
            (&utf16, "Grüße aus Köln"),
            (&[0xFE, 0xFF, 0, b'a'], "a"),
            (b"\xCF\xF0\xE8\xE2\xE5\xF2, \xEC\xE8\xF0", "Привет, мир"),
            (b"\x82\xB1\x82\xF1\x82\xC9\x82\xBF\x82\xCD\x81A\x90\xA2\x8AE", "こんにちは、世界"),
        ];
        for (bytes, text) in cases {
            assert!(is_text(bytes), "{text}");
            assert_eq!(decode(bytes), text);
        }
        assert!(!is_text(b""));
        assert!(!is_text(b"\x7FELF\x02\x01\x01\0\0\0"));
    }
}
