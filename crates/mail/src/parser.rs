//! Settings of mail-parser, and checks of a message before it is parsed.

use std::sync::LazyLock;

use mail_parser::{HeaderName, MessageParser};
use memchr::memchr_iter;

/// A parser that reads only the header fields that this crate uses. Skipping the other fields saves much time.
pub(crate) static MESSAGE_PARSER: LazyLock<MessageParser> = LazyLock::new(|| {
    MessageParser::new()
        .with_minimal_headers()
        // mail-parser reads past the end of the field if the zone is short, so this crate reads dates itself.
        .header_raw(HeaderName::Date)
        .with_mime_headers()
        .header_address(HeaderName::Sender)
        .header_id(HeaderName::MessageId)
        .header_id(HeaderName::References)
        .header_id(HeaderName::InReplyTo)
        .header_raw("Thread-Index")
        .default_header_ignore()
});

/// A parser that reads only the header fields that describe parts.
pub(crate) static BODY_PARSER: LazyLock<MessageParser> =
    LazyLock::new(|| MessageParser::new().with_mime_headers().default_header_ignore());

/// Maximum number of messages that are nested in one message. Real mail has a few nested messages. Without the
/// limit, dropping a parsed message could overflow the stack, because it needs stack space for each level.
pub(crate) const MAX_NESTED_MESSAGES: usize = 500;

/// Skips the byte order mark, the empty lines and the MBOX separator that some programs write before the header.
/// Returns the rest of the message.
pub(crate) fn without_leading_lines(raw: &[u8]) -> &[u8] {
    let raw = raw.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(raw);
    let start = raw.iter().position(|byte| !matches!(byte, b'\r' | b'\n')).unwrap_or(0);
    let raw = raw.get(start..).unwrap_or(raw);
    if !raw.starts_with(b"From ") {
        return raw;
    }
    let line = raw.iter().position(|&byte| byte == b'\n').and_then(|end| end.checked_add(1));
    line.and_then(|line| raw.get(line..)).unwrap_or(raw)
}

/// Returns true if the message may contain more than [`MAX_NESTED_MESSAGES`] nested messages.
pub(crate) fn is_nested_too_deeply(raw: &[u8]) -> bool {
    nested_messages(raw) > MAX_NESTED_MESSAGES
}

/// Returns an upper limit for the number of nested messages, without parsing the message.
fn nested_messages(raw: &[u8]) -> usize {
    let is_at = |at: usize| {
        raw.get(at..).is_some_and(|rest| {
            [&b"message/rfc822"[..], b"message/global", b"multipart/digest"]
                .iter()
                .any(|name| rest.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name)))
        })
    };
    memchr_iter(b'/', raw)
        .filter(|&at| {
            // `message` has seven letters before the slash, `multipart` nine.
            at.checked_sub(7).is_some_and(is_at) || at.checked_sub(9).is_some_and(is_at)
        })
        .take(MAX_NESTED_MESSAGES.saturating_add(1))
        .count()
}
