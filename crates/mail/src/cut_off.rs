//! Detects a message whose end is missing.

use crate::from_lines::unquote_from_lines;
use crate::message::Framing;
use crate::parser::{is_nested_too_deeply, without_leading_lines};
use crate::repair::repair;

/// Returns true if the closing line of the outermost multipart is missing (RFC 2046, section 5.1.1), so the end of
/// the message was cut off. Returns false for a message without parts, which has no such line.
pub fn is_cut_off(raw: &[u8], framing: Framing) -> bool {
    let raw = without_leading_lines(raw);
    if is_nested_too_deeply(raw) {
        return false;
    }
    match framing {
        Framing::Plain => repair(raw).is_cut_off,
        Framing::Mbox => repair(&unquote_from_lines(raw)).is_cut_off,
    }
}

#[cfg(test)]
mod tests {
    use super::is_cut_off;
    use crate::message::Framing;

    #[test]
    fn a_missing_closing_line_is_detected() {
        let parts = "Content-Type: multipart/mixed; boundary=b\n\n--b\n\ntext\n";
        for (message, expected) in [
            ("Subject: a\n\ntext".to_owned(), false),
            (parts.to_owned(), true),
            (format!("{parts}--b--\n"), false),
            (format!("{parts}--b--"), false),
            (format!("{parts}>From me\n--b--\n"), false),
            (format!("\n{parts}"), true),
            (String::new(), false),
        ] {
            assert_eq!(is_cut_off(message.as_bytes(), Framing::Mbox), expected, "{message:?}");
        }
    }
}
