//! The end of a message: whether its structure shows that something is missing there.

use crate::from_lines::unquote_from_lines;
use crate::mend::mend;
use crate::message::Framing;
use crate::parse::{after_leading_lines, is_nested_beyond_reason};

/// Returns true if the line that closes the message's outermost multipart is missing (RFC 2046, 5.1.1), so that its end
/// is cut off. A message without parts has no such line: false.
pub fn breaks_off(raw: &[u8], framing: Framing) -> bool {
    let raw = after_leading_lines(raw);
    if is_nested_beyond_reason(raw) {
        return false;
    }
    match framing {
        Framing::Plain => mend(raw).breaks_off,
        Framing::Mbox => mend(&unquote_from_lines(raw)).breaks_off,
    }
}

#[cfg(test)]
mod tests {
    use super::breaks_off;
    use crate::message::Framing;

    #[test]
    fn a_missing_closing_line_is_seen() {
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
            assert_eq!(breaks_off(message.as_bytes(), Framing::Mbox), expected, "{message:?}");
        }
    }
}
