//! Decodes the HTML body, and edits it as a UTF-8 document.

use encoding_rs::Encoding;

use crate::codepage::{decode_as, decode_well, page_of};
use crate::compose::wire::html::escape_html;
use crate::{PropertySet, decode_code_page, tags};

/// Number of bytes in which the declaration of the encoding is searched. The HTML standard searches 1,024 bytes, but
/// the head that Word writes is longer.
const HEAD: usize = 4 << 10;

/// Decodes an HTML body. A byte order mark decides the encoding. Without it, valid UTF-8 is decoded as UTF-8,
/// unless a multi-byte code page is declared. Otherwise, the encoding is the declared code page, or the encoding
/// in the `meta` element of the document.
pub(crate) fn decode(bytes: &[u8], props: &PropertySet) -> String {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        let bytes = bytes.get(length..).unwrap_or_default();
        return encoding.decode_without_bom_handling(bytes).0.trim_end_matches('\0').to_owned();
    }
    let page = props
        .integer(tags::INTERNET_CODEPAGE)
        .and_then(|page| u32::try_from(page).ok())
        .filter(|&page| page != 0);
    let multi_byte =
        matches!(page, Some(932 | 936 | 949 | 950 | 1200 | 1201 | 50_220..=50_229 | 51_932..=54_936));
    if !multi_byte
        && !bytes.is_ascii()
        && let Ok(text) = std::str::from_utf8(bytes)
    {
        return text.trim_end_matches('\0').to_owned();
    }
    // Some programs declare US-ASCII for every message.
    let said = page.filter(|&page| page != 20_127 || bytes.is_ascii());
    let named = declared(bytes).and_then(page_of);
    let either = || [said, named].into_iter().flatten();
    let well = either().find_map(|page| decode_well(bytes, page));
    let text = well.or_else(|| either().find_map(|page| decode_as(bytes, page)));
    let text = text.unwrap_or_else(|| decode_code_page(bytes, page.or_else(|| props.code_page())));
    text.trim_end_matches('\0').to_owned()
}

/// Returns the encoding that the document declares.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(bytes.get(..HEAD).unwrap_or(bytes)).into_owned();
    let (start, end) = charset(&head)?;
    Encoding::for_label(head.get(start..end)?.as_bytes())
}

/// Returns the byte range of the encoding's name in the head of a document.
fn charset(html: &str) -> Option<(usize, usize)> {
    let head = html.get(..html.floor_char_boundary(HEAD))?.to_ascii_lowercase();
    let mut from = 0_usize;
    while let Some(found) = head.get(from..)?.find("<meta") {
        let tag = from.saturating_add(found);
        let end = head.get(tag..)?.find('>').map_or(head.len(), |length| tag.saturating_add(length));
        if let Some(found) = head.get(tag..end)?.find("charset=") {
            let value = tag.saturating_add(found).saturating_add("charset=".len());
            let quoted = head.get(value..end)?;
            let start = value.saturating_add(
                quoted.len().saturating_sub(quoted.trim_start_matches(['"', '\'', ' ']).len()),
            );
            let name = head.get(start..end)?;
            let length = name.find(|c: char| matches!(c, '"' | '\'' | ';' | '/' | '>') || c.is_whitespace());
            return Some((start, start.saturating_add(length.unwrap_or(name.len()))));
        }
        from = end;
    }
    None
}

/// Replaces the encoding that an HTML document declares with `utf-8`.
pub fn with_charset_utf8(mut html: String) -> String {
    if let Some((start, end)) = charset(&html) {
        html.replace_range(start..end, "utf-8");
    }
    html
}

/// Returns lines of text as HTML, with a line below them.
pub(crate) fn block_of(lines: &str) -> String {
    let escaped = escape_html(lines.trim_end());
    format!("<p>{}</p>\r\n<hr>\r\n", escaped.lines().collect::<Vec<_>>().join("<br>\r\n"))
}

/// Inserts lines of text at the beginning of the body.
pub(crate) fn put_before(html: &str, lines: &str) -> String {
    let block = block_of(lines);
    let lower = html.to_ascii_lowercase();
    let at = lower
        .find("<body")
        .and_then(|tag| Some(tag.saturating_add(lower.get(tag..)?.find('>')?).saturating_add(1)))
        .unwrap_or(0);
    let (head, tail) = html.split_at_checked(at).unwrap_or(("", html));
    format!("{head}{block}{tail}")
}

#[cfg(test)]
mod tests {
    use super::{decode, put_before, with_charset_utf8};
    use crate::{PropertySet, Value, tags};

    #[track_caller]
    fn check(bytes: &[u8], page: Option<i32>, expected: &str) {
        let mut props = PropertySet::new();
        if let Some(page) = page {
            props.insert(tags::INTERNET_CODEPAGE, Value::I32(page));
        }
        assert_eq!(decode(bytes, &props), expected);
    }

    #[test]
    fn encodings() {
        check(b"<p>Gr\xfc\xdfe", Some(1252), "<p>Grüße");
        check("<p>Grüße".as_bytes(), Some(1252), "<p>Grüße");
        check("\u{FEFF}<p>ü".as_bytes(), Some(932), "<p>ü");
        check(b"<p>\x83\x65\x83\x58", Some(932), "<p>テス");
        check(b"<meta charset=big5><p>\xa7\x41\xa6\x6e", Some(20_127), "<meta charset=big5><p>你好");
        check(
            b"<meta charset=shift_jis><p>\x93\xfa\x96\x7b\x8c\xea\x82\xcc",
            Some(1252),
            "<meta charset=shift_jis><p>日本語の",
        );
        check(b"<meta charset=utf-8><p>Gr\xfc\xdfe", Some(1252), "<meta charset=utf-8><p>Grüße");
        check(
            b"<meta content='text/html; charset=windows-1251'>\xcf\xf0",
            None,
            "<meta content='text/html; charset=windows-1251'>Пр",
        );
    }

    #[test]
    fn the_document_tells_its_encoding() {
        for (html, expected) in [
            ("<META charset=\"iso-8859-1\">x", "<META charset=\"utf-8\">x"),
            (
                "<meta http-equiv=Content-Type content='text/html; charset=gb2312'>",
                "<meta http-equiv=Content-Type content='text/html; charset=utf-8'>",
            ),
            ("<meta name=x><meta charset=koi8-r/>", "<meta name=x><meta charset=utf-8/>"),
            ("<p>charset=x", "<p>charset=x"),
            ("<meta charset=", "<meta charset=utf-8"),
        ] {
            assert_eq!(with_charset_utf8(html.to_owned()), expected);
        }
    }

    #[test]
    fn lines_before_the_text() {
        assert_eq!(
            put_before("<body x>t</body>", "a<\r\nb\r\n"),
            "<body x><p>a&lt;<br>\r\nb</p>\r\n<hr>\r\nt</body>"
        );
        assert_eq!(put_before("t", "a"), "<p>a</p>\r\n<hr>\r\nt");
    }
}
