//! Recognises mail in text files: header fields, separators between messages, and text that must be converted
//! first.

mod field;
pub(crate) mod line_ends;
mod separator;

pub(crate) use field::field_name;
pub(crate) use line_ends::plain;
pub(crate) use separator::is_separator;

use std::io::{self, Read as _};
use std::sync::Arc;

use crate::content::Content;
use crate::limits::{DETECTION_BYTES, MAX_CONVERTED};
use field::begins_with_header;

/// The kind of mail in a text file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MailText {
    /// Several messages with separators, or one message after a separator.
    Mailbox,
    /// One message without a separator, or an EML file with one message.
    Message,
    /// No mail.
    None,
}

/// Returns the kind of mail in a file, from its first bytes. A file with the extension `eml` counts as one
/// message, unless it begins with a separator and contains another separator.
pub(crate) fn classify(head: &[u8], extension: &str) -> MailText {
    // Messages in UTF-16 or with unusual line ends are recognised too.
    let plain = plain(head);
    let head = plain.as_deref().unwrap_or(head);
    let text = after_blank_lines(head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head));
    let mut lines = text.split_inclusive(|&byte| byte == b'\n');
    let first = lines.next().unwrap_or_default();
    if first.starts_with(b"From ") {
        if !is_separator(first, true, lines.next()) {
            return MailText::None;
        }
        // Some programs keep the separator when they save a single message. In an EML, the line then belongs to
        // the file.
        let rest = text.get(first.len()..).unwrap_or_default();
        let is_alone = extension == "eml" && !contains_separator(rest);
        return if is_alone { MailText::Message } else { MailText::Mailbox };
    }
    if !begins_with_header(text) {
        return MailText::None;
    }
    // A mailbox whose first separator is missing begins like a message.
    if extension != "eml" && contains_separator(text) { MailText::Mailbox } else { MailText::Message }
}

/// Returns true if a text begins with `letters`, in upper or lower case. Ignores a byte order mark, leading white
/// space, the encoding UTF-16 and unusual line ends.
pub(crate) fn begins_with(head: &[u8], letters: &[u8]) -> bool {
    let plain = plain(head);
    let head = plain.as_deref().unwrap_or(head);
    let text = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
    text.get(..letters.len()).is_some_and(|start| start.eq_ignore_ascii_case(letters))
}

/// Converts the content to UTF-8 or another encoding of mail, and to the line ends of mail. Does not convert a text of more
/// than [`MAX_CONVERTED`] bytes.
pub(crate) fn converted(content: &Content) -> io::Result<Content> {
    if plain(&content.head(DETECTION_BYTES)?).is_none() || content.size()? > MAX_CONVERTED {
        return Ok(content.clone());
    }
    let mut bytes = Vec::new();
    content.open()?.take(MAX_CONVERTED).read_to_end(&mut bytes)?;
    Ok(plain(&bytes).map_or_else(|| content.clone(), |plain| Content::Memory(Arc::new(plain))))
}

/// Returns true if a text contains a separator after an empty line.
fn contains_separator(text: &[u8]) -> bool {
    let lines: Vec<&[u8]> = text.split_inclusive(|&byte| byte == b'\n').collect();
    let after_empty_line = |lines: &[&[u8]]| matches!(lines.first(), Some(&(b"\n" | b"\r\n")));
    lines.windows(3).any(|three| {
        let (Some(line), Some(next)) = (three.get(1), three.get(2)) else { return false };
        after_empty_line(three) && is_separator(line, true, Some(next))
    })
}

fn after_blank_lines(bytes: &[u8]) -> &[u8] {
    let start = bytes.iter().position(|byte| !matches!(byte, b'\r' | b'\n')).unwrap_or(bytes.len());
    bytes.get(start..).unwrap_or_default()
}
