//! Reads dates of header fields (RFC 5322, sections 3.3 and 4.3), and other forms that mail programs write.
//!
//! An ambiguous date is ignored, because a wrong date would put the message at a wrong position in lists.

mod calendar;
mod month;
mod time;
mod token;
mod zone;

#[cfg(test)]
mod tests;

use std::borrow::Cow;

use mail_parser::{HeaderName, Message, MessageParser};
use memchr::memmem;

use crate::header::decoded_field_body;
use calendar::{Day, timestamp};
use time::Time;
use token::{DateTokens, tokens};

/// Maximum length of a date field, in bytes. A date of RFC 5322 needs about 60.
const MAX_LENGTH: usize = 1000;
/// Maximum number of `Date` and `Received` fields of one message that are read.
const MAX_FIELDS: usize = 100;
/// Maximum number of semicolons in a `Received` field that are tried as the start of a date.
const MAX_SEMICOLONS: usize = 8;

/// A parser of `Received` fields, for messages without a readable `Date`.
static RECEIVED: std::sync::LazyLock<MessageParser> = std::sync::LazyLock::new(|| {
    MessageParser::new().header_raw(HeaderName::Received).default_header_ignore()
});

/// Returns the date of a message in seconds since 1970. Uses the newest `Received` field if the message has no
/// readable `Date`.
pub(crate) fn date_of(message: &Message<'_>) -> Option<i64> {
    let raw: &[u8] = &message.raw_message;
    let root = message.parts.first()?;
    let own = fields(&root.headers, raw, &HeaderName::Date).rev().take(MAX_FIELDS).find_map(read);
    own.or_else(|| {
        let bound = |offset: u32| usize::try_from(offset).unwrap_or(usize::MAX);
        let header = raw.get(bound(root.offset_header)..bound(root.offset_body))?;
        let parsed = RECEIVED.parse_headers(header)?;
        let headers = &parsed.parts.first()?.headers;
        // Each server adds its field above the older fields, so the first field is the newest.
        fields(headers, header, &HeaderName::Received).take(MAX_FIELDS).find_map(read_received)
    })
}

/// Returns the bodies of all fields with this name, in the order of the header.
fn fields<'r>(
    headers: &'r [mail_parser::Header<'_>],
    raw: &'r [u8],
    name: &'r HeaderName<'_>,
) -> impl DoubleEndedIterator<Item = &'r [u8]> {
    let bound = |offset: u32| usize::try_from(offset).unwrap_or(usize::MAX);
    headers
        .iter()
        .filter(move |header| header.name == *name)
        .filter_map(move |header| raw.get(bound(header.offset_start)..bound(header.offset_end)))
}

/// Reads the date after the last semicolon of a `Received` field. Earlier semicolons are tried as well, because a
/// comment after the date may contain semicolons.
fn read_received(field: &[u8]) -> Option<i64> {
    let places = memchr::memrchr_iter(b';', field).take(MAX_SEMICOLONS);
    places.filter_map(|at| field.get(at.saturating_add(1)..)).find_map(read)
}

/// Reads the body of a date field. Returns seconds since 1970.
pub(crate) fn read(field: &[u8]) -> Option<i64> {
    let text = text_of(field.get(..MAX_LENGTH).unwrap_or(field));
    let DateTokens { mut outside_comments, in_comments } = tokens(&text);
    // The time is removed first, so that none of its numbers is read as a day.
    let time = Time::take_from(&mut outside_comments, &in_comments);
    let day = Day::find_in(&outside_comments)?;
    timestamp(day, time.unwrap_or_default())
}

/// Returns the text of a date. Month names outside ASCII may be encoded words, UTF-8 or Windows-1252.
fn text_of(field: &[u8]) -> Cow<'_, str> {
    if memmem::find(field, b"=?").is_some() {
        return Cow::Owned(decoded_field_body(field));
    }
    match std::str::from_utf8(field) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => encoding_rs::WINDOWS_1252.decode_without_bom_handling(field).0,
    }
}
