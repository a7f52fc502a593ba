//! Dates of header fields (RFC 5322, sections 3.3 and 4.3), and the other forms in which mail programs write them.
//!
//! A date that cannot be read for certain is no date: a wrong one would sort the message where nobody looks for it.

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

use crate::header::unfolded;
use calendar::{Day, timestamp};
use time::Time;
use token::{Tokens, tokens};

/// Longest date that is read, in bytes; RFC 5322 needs 60.
const LONGEST: usize = 1000;
/// `Date` and `Received` fields of one message that are tried.
const MOST_FIELDS: usize = 100;
/// Semicolons of one `Received` field behind which the date is looked for.
const MOST_PLACES: usize = 8;

/// Reads only `Received`, which is needed where a message has no date of its own.
static RECEIVED: std::sync::LazyLock<MessageParser> = std::sync::LazyLock::new(|| {
    MessageParser::new().header_raw(HeaderName::Received).default_header_ignore()
});

/// Returns the date of a message in seconds since 1970: its own, or else that of the newest `Received` field.
pub(crate) fn date_of(message: &Message<'_>) -> Option<i64> {
    let raw: &[u8] = &message.raw_message;
    let root = message.parts.first()?;
    let own = fields(&root.headers, raw, &HeaderName::Date).rev().take(MOST_FIELDS).find_map(read);
    own.or_else(|| {
        let bound = |offset: u32| usize::try_from(offset).unwrap_or(usize::MAX);
        let header = raw.get(bound(root.offset_header)..bound(root.offset_body))?;
        let parsed = RECEIVED.parse_headers(header)?;
        let headers = &parsed.parts.first()?.headers;
        // Each server writes its field above those of the servers before it.
        fields(headers, header, &HeaderName::Received).take(MOST_FIELDS).find_map(read_received)
    })
}

/// Returns the bodies of all fields of one name, in the order of the header.
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

/// Reads the date behind the last semicolon of a `Received` field. A comment behind the date may hold semicolons, too.
fn read_received(field: &[u8]) -> Option<i64> {
    let places = memchr::memrchr_iter(b';', field).take(MOST_PLACES);
    places.filter_map(|at| field.get(at.saturating_add(1)..)).find_map(read)
}

/// Reads the body of a date field. Returns seconds since 1970.
pub(crate) fn read(field: &[u8]) -> Option<i64> {
    let text = text_of(field.get(..LONGEST).unwrap_or(field));
    let Tokens { mut of_date, of_comments } = tokens(&text);
    // The time comes out first, so that none of its numbers is taken for a day.
    let time = Time::take_from(&mut of_date, &of_comments);
    let day = Day::find_in(&of_date)?;
    timestamp(day, time.unwrap_or_default())
}

/// Returns the letters of a date. Month names beyond ASCII are encoded words, UTF-8, or the code page of Western Europe.
fn text_of(field: &[u8]) -> Cow<'_, str> {
    if memmem::find(field, b"=?").is_some() {
        return Cow::Owned(unfolded(field));
    }
    match std::str::from_utf8(field) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => encoding_rs::WINDOWS_1252.decode_without_bom_handling(field).0,
    }
}
