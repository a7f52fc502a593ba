//! Encodes text in a Windows code page.

use super::{decode_code_page, encoding_of};

/// Encodes a text in a Windows code page. Returns `None` if the code page is unknown, or if [`decode_code_page`] would
/// not return the same text.
pub fn encode_code_page(text: &str, code_page: u32) -> Option<Vec<u8>> {
    let bytes = match code_page {
        65_001 => text.as_bytes().to_vec(),
        // The encoders of the Encoding Standard would write UTF-8 instead of UTF-16.
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

#[cfg(test)]
mod tests {
    use super::encode_code_page;

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
}
