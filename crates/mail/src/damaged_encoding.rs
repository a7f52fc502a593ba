//! Detects and decodes parts with a damaged transfer encoding (RFC 2045, section 6).

use std::borrow::Cow;
use std::io::Write;

use mail_parser::{Encoding, HeaderName, MessagePart};

use crate::transfer::TransferDecoder;

/// Returns true if the content of a part is not valid in its declared encoding.
pub(crate) fn is_damaged(part: &MessagePart<'_>) -> bool {
    part.is_encoding_problem && declares(part, &["base64", "quoted-printable"])
}

/// Returns true if the base64 of a part ends in the middle of a byte.
pub(crate) fn ends_within_byte<'w>(part: &MessagePart<'_>, written: impl FnOnce() -> Cow<'w, [u8]>) -> bool {
    if part.encoding != Encoding::Base64 {
        return false;
    }
    let written = written();
    // Some programs write several pieces of base64 in a row, each with its own padding.
    let mut pieces = written.split(|&byte| byte == b'=');
    pieces.any(|piece| piece.iter().filter(|byte| is_letter(**byte)).count() % 4 == 1)
}

/// Decodes the valid letters of a base64 part that also contains other bytes. Returns `None` if the base64 is
/// valid, or if the content is probably not base64.
pub(crate) fn decode_damaged_base64(part: &MessagePart<'_>, written: &[u8]) -> Option<Vec<u8>> {
    if !part.is_encoding_problem || part.encoding != Encoding::None || !declares(part, &["base64"]) {
        return None;
    }
    let letters = written.iter().filter(|byte| is_letter(**byte)).count();
    // Spaces within a line probably separate words of a text, so they count as foreign bytes. Spaces at the ends
    // of a line are ignored.
    let lines = written.split(|&byte| byte == b'\n').map(<[u8]>::trim_ascii);
    let others = lines.flatten().filter(|byte| !is_letter(**byte) && **byte != b'=').count();
    if letters == 0 || others > letters / 8 {
        return None;
    }
    // If the first line encodes whole bytes, each line is decoded separately. Then a missing letter damages only
    // its own line.
    let first = written.split(|&byte| byte == b'\n').find(|line| !line.trim_ascii().is_empty())?;
    let by_line = others > 0 && first.iter().filter(|byte| is_letter(**byte)).count() % 4 == 0;
    let mut bytes = Vec::new();
    for piece in written.split(|&byte| by_line && byte == b'\n') {
        let mut decoder = TransferDecoder::base64(&mut bytes);
        decoder.write_all(piece).ok()?;
        decoder.finish().ok()?;
    }
    Some(bytes)
}

fn is_letter(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/')
}

fn declares(part: &MessagePart<'_>, encodings: &[&str]) -> bool {
    let header = part.headers.iter().rfind(|header| header.name == HeaderName::ContentTransferEncoding);
    let declared = header.and_then(|header| header.value.as_text()).unwrap_or_default();
    encodings.iter().any(|encoding| declared.eq_ignore_ascii_case(encoding))
}

#[cfg(test)]
mod tests {
    use crate::{Framing, attachment_bytes, parse};

    const TOP: &str =
        "Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n";
    const FILE: &str = "\n--b\nContent-Type: a/b; name=a.bin\nContent-Transfer-Encoding: base64\n";

    /// Returns the text, the bytes of the file, whether the file is damaged, and the texts of all defects.
    fn read(raw: &str) -> (String, String, bool, Vec<String>) {
        let message = parse(raw.as_bytes(), Framing::Plain);
        let file = attachment_bytes(raw.as_bytes(), Framing::Plain, 0).unwrap_or_default();
        let is_damaged = message.attachments.iter().any(|attachment| attachment.broken);
        let defects = message.defects.into_iter().map(|defect| defect.what).collect();
        (message.text, String::from_utf8_lossy(&file).into_owned(), is_damaged, defects)
    }

    #[test]
    fn a_file_with_damaged_encoding_is_decoded() {
        for (file, bytes, broken, is_cut_off) in [
            ("\nYWJjZGVm\nYWJjZGVm\n--b--\n", "abcdefabcdef", false, false),
            ("YWJjZGVm\nYWJjZGVm\n\n--b--\n", "abcdefabcdef", false, false),
            ("YWJjZGVm\n--b--\n", "abcdef", false, false),
            ("\nYWJjZGVm\nYWJ*ZGVm\nYWJjZGVm\n--b--\n", "abcdefabY\u{19}Yabcdef", true, false),
            ("\nYWJjZGVm\nYWJjZ\n--b--\n", "abcdefabc", true, false),
            ("\nYWJjZGVm\nYWJj", "abcdefabc", false, true),
            ("\nno base64, but a text. Really!\n--b--\n", "no base64, but a text. Really!", true, false),
            (
                "\nDear Ann, the roof is gone. Please call me\n--b--\n",
                "Dear Ann, the roof is gone. Please call me",
                true,
                false,
            ),
            ("\nYWI=YWJjZA==\n--b--\n", "ababcd", false, false),
        ] {
            let (text, found, is_damaged, defects) = read(&format!("{TOP}\nhello{FILE}{file}"));
            assert_eq!((text.as_str(), found.as_str(), is_damaged), ("hello", bytes, broken), "{file:?}");
            let is_reported =
                defects.iter().any(|what| what.starts_with("The end of this message is missing"));
            assert_eq!(is_reported, is_cut_off, "{file:?} {defects:?}");
        }
    }

    #[test]
    fn a_text_with_damaged_encoding_is_read_and_reported() {
        let raw = "Subject: x\nContent-Transfer-Encoding: base64\n\naGVs\nbG8!\nIHlv\ndQ==\n";
        let (text, _, _, defects) = read(raw);
        assert_eq!((text.as_str(), defects.len()), ("hello you", 1), "{defects:?}");
    }

    #[test]
    fn unclosed_parts_do_not_hide_others() {
        let inner = "Content-Type: multipart/alternative; boundary=c\n\n--c\n\nhello\n--c\nContent-Type: text/html\n\n<p>hello";
        let (top, _) = TOP.split_at(TOP.len() - "Content-Type: text/plain\n".len());
        let (text, file, is_damaged, defects) = read(&format!("{top}{inner}{FILE}\nYWJj\n--b--\n"));
        assert_eq!((text.as_str(), file.as_str(), is_damaged), ("hello", "abc", false));
        assert!(defects.is_empty(), "{defects:?}");
    }

    #[test]
    fn content_outside_of_parts_is_read() {
        let html = "\n--b\nContent-Type: text/html\n\n<h1>Spring sale</h1><p>Bread at half its price, and rolls for nothing</p>\n--b--\n";
        for (raw, text) in [
            ("Content-Type: multipart/mixed\n\nhello you\n", "hello you\n"),
            ("Content-Type: text\n\nhello you\n", "hello you\n"),
            (
                &format!("Content-Type: multipart/alternative; boundary=b\n\n--b\n\nNo HTML?{html}"),
                "No HTML?\nSpring sale\nBread at half its price, and rolls for nothing\n",
            ),
            (
                &format!(
                    "Content-Type: multipart/alternative; boundary=b\n\n--b\n\nBread at half its price, rolls too{html}"
                ),
                "Bread at half its price, rolls too",
            ),
        ] {
            let raw = format!("Subject: x\n{raw}");
            assert_eq!(parse(raw.as_bytes(), Framing::Plain).text.trim(), text.trim(), "{raw}");
        }
    }

    #[test]
    fn a_file_among_alternatives_is_an_attachment() {
        let raw = "Subject: x\nContent-Type: multipart/alternative; boundary=b\n\n--b\n\nhello\n--b\n\
                   Content-Type: application/pdf; name=a.pdf\n\n%PDF\n--b\nContent-Type: text/calendar\n\nBEGIN\n--b--\n";
        let message = parse(raw.as_bytes(), Framing::Plain);
        let files: Vec<_> =
            message.attachments.iter().map(|file| (file.name.as_str(), file.inline)).collect();
        assert_eq!(files, [("a.pdf", false), ("attachment.ics", true)]);
    }
}
