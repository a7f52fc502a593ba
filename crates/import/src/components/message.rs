//! Composes an RFC 5322 message from a component: a header, a readable text, the original lines, and the attached
//! files.
//!
//! The same component always results in the same bytes, so that a second import recognises the message.

use std::fmt::Write as _;
use std::io::{self, Write};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::DateTime;

/// A person named in a component, such as an organizer or attendee.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Mailbox {
    pub name: String,
    /// May be empty.
    pub address: String,
}

/// A file inside a component.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Attachment {
    pub name: String,
    pub media_type: String,
    pub bytes: Vec<u8>,
}

/// The parts of a message that is to be written.
#[derive(Debug, Default)]
pub(crate) struct ComponentMessage {
    pub subject: String,
    pub from: Vec<Mailbox>,
    pub to: Vec<Mailbox>,
    pub cc: Vec<Mailbox>,
    /// Seconds since 1970.
    pub date: Option<i64>,
    /// A readable description of the component.
    pub text: String,
    /// `text/calendar` or `text/vcard`.
    pub media_type: &'static str,
    /// The original lines of the component.
    pub original: Vec<u8>,
    pub attachments: Vec<Attachment>,
}

/// The boundaries between MIME parts. All parts are base64. No line of base64 begins with two dashes, so no part
/// contains a boundary.
const OUTER: &str = "=_foundmail_1_=";
const INNER: &str = "=_foundmail_2_=";
/// The number of bytes that are encoded as one line of base64.
const LINE: usize = 57;

impl Mailbox {
    /// Returns the name and address as text: `Ann <ann@x.example>`.
    pub(crate) fn words(&self) -> String {
        match (self.name.is_empty(), self.address.is_empty()) {
            (true, _) => self.address.clone(),
            (_, true) => self.name.clone(),
            _ => format!("{} <{}>", self.name, self.address),
        }
    }
}

impl ComponentMessage {
    /// Writes the message to `to`. Returns only errors of `to`.
    pub(crate) fn write(&self, to: &mut dyn Write) -> io::Result<()> {
        for (name, people) in [("From", &self.from), ("To", &self.to), ("Cc", &self.cc)] {
            write_people(to, name, people)?;
        }
        let subject = one_line(&self.subject);
        if !subject.is_empty() {
            write!(to, "Subject: {}\r\n", encoded_words(&subject))?;
        }
        if let Some(date) = self.date.and_then(|seconds| DateTime::from_timestamp(seconds, 0)) {
            write!(to, "Date: {}\r\n", date.to_rfc2822())?;
        }
        to.write_all(b"MIME-Version: 1.0\r\n")?;
        if self.attachments.is_empty() {
            return self.write_alternative(to, OUTER);
        }
        write!(to, "Content-Type: multipart/mixed; boundary=\"{OUTER}\"\r\n\r\n--{OUTER}\r\n")?;
        self.write_alternative(to, INNER)?;
        for file in &self.attachments {
            write!(to, "\r\n--{OUTER}\r\nContent-Type: {}\r\n", file.media_type)?;
            write!(to, "Content-Disposition: attachment{}\r\n", file_name(&one_line(&file.name)))?;
            write_base64(to, &file.bytes)?;
        }
        write!(to, "\r\n--{OUTER}--\r\n")
    }

    fn write_alternative(&self, to: &mut dyn Write, boundary: &str) -> io::Result<()> {
        write!(to, "Content-Type: multipart/alternative; boundary=\"{boundary}\"\r\n\r\n--{boundary}\r\n")?;
        to.write_all(b"Content-Type: text/plain; charset=\"utf-8\"\r\n")?;
        write_base64(to, self.text.replace('\n', "\r\n").as_bytes())?;
        // If the lines are not UTF-8, no charset is declared, because it would be a guess.
        let charset = if std::str::from_utf8(&self.original).is_ok() { "; charset=\"utf-8\"" } else { "" };
        write!(to, "\r\n--{boundary}\r\nContent-Type: {}{charset}\r\n", self.media_type)?;
        write_base64(to, &self.original)?;
        write!(to, "\r\n--{boundary}--\r\n")
    }
}

/// Writes the field `Content-Transfer-Encoding`, an empty line, and the bytes as base64.
fn write_base64(to: &mut dyn Write, bytes: &[u8]) -> io::Result<()> {
    to.write_all(b"Content-Transfer-Encoding: base64\r\n\r\n")?;
    for line in bytes.chunks(LINE) {
        to.write_all(STANDARD.encode(line).as_bytes())?;
        to.write_all(b"\r\n")?;
    }
    Ok(())
}

fn write_people(to: &mut dyn Write, field: &str, people: &[Mailbox]) -> io::Result<()> {
    for (index, person) in people.iter().enumerate() {
        let name = one_line(&person.name);
        let shown = if name.is_ascii() {
            let name = name.replace('\\', "\\\\").replace('"', "\\\"");
            if name.len() < 200 { format!("\"{name}\"") } else { encoded_words(&name) }
        } else {
            encoded_words(&name)
        };
        let is_plain = |c: char| !c.is_whitespace() && !c.is_control() && !"<>,;:\"()[]\\".contains(c);
        let address: String = person.address.chars().filter(|&c| is_plain(c)).collect();
        let start = if index == 0 { format!("{field}: ") } else { ",\r\n ".to_owned() };
        let space = if name.is_empty() { "" } else { " " };
        let shown = if name.is_empty() { "" } else { &shown };
        write!(to, "{start}{shown}{space}<{address}>")?;
    }
    if people.is_empty() { Ok(()) } else { to.write_all(b"\r\n") }
}

/// Returns a text as one line. Removes control characters and repeated white space.
fn one_line(text: &str) -> String {
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns the `filename` parameter. A name is encoded (RFC 2231, sections 3 and 4) if it is too long for one
/// line, or if it contains other characters than ASCII letters, digits, spaces, `.`, `_` and `-`.
fn file_name(name: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    if name.len() < 60 && name.bytes().all(|byte| is_plain(byte) || byte == b' ') {
        return format!(";\r\n filename=\"{name}\"");
    }
    // A piece of 60 bytes has at most 180 characters when each byte is percent-encoded.
    let pieces = name.as_bytes().chunks(60).enumerate().map(|(number, piece)| {
        let start = if number == 0 { "utf-8''" } else { "" };
        let mut line = format!(";\r\n filename*{number}*={start}");
        for &byte in piece {
            if is_plain(byte) {
                line.push(char::from(byte));
            } else {
                let _ = write!(line, "%{byte:02X}");
            }
        }
        line
    });
    pieces.collect()
}

/// Returns a text as encoded words (RFC 2047), or unchanged if it is ASCII and short enough for one line.
fn encoded_words(text: &str) -> String {
    /// The number of bytes in one encoded word. Their encoded form fits into a line of 76 characters.
    const WORD: usize = 42;
    if text.is_ascii() && text.len() <= 70 && !text.contains("=?") {
        return text.to_owned();
    }
    let mut words = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (word, after) = rest.split_at(rest.floor_char_boundary(WORD));
        words.push(format!("=?utf-8?B?{}?=", STANDARD.encode(word)));
        rest = after;
    }
    words.join("\r\n ")
}

#[cfg(test)]
mod tests {
    use foundmail_mail::{Framing, parse};

    use super::{Attachment, ComponentMessage, Mailbox};

    #[test]
    fn written_messages_are_read_back() {
        let person =
            |name: &str, address: &str| Mailbox { name: name.to_owned(), address: address.to_owned() };
        for subject in ["a", "J\u{f6}rg", &"long ".repeat(60), "=?x?= odd", "a\r\nBcc: b@x.example", ""] {
            let message = ComponentMessage {
                subject: subject.to_owned(),
                from: vec![person("J\u{f6}rg \"x\"", "j@x.example")],
                to: vec![person("", "a@x.example"), person("B, \"c\"", "b@x.example\r\nX: y")],
                date: Some(1_578_301_200),
                text: "--=_foundmail_1_=--\nd\u{e4}mpf".to_owned(),
                media_type: "text/calendar",
                original: b"BEGIN:VCALENDAR\nX:\xF6\r\n".to_vec(),
                attachments: vec![Attachment {
                    name: format!("{}.txt", "\u{f6}".repeat(60)),
                    media_type: "text/plain".to_owned(),
                    bytes: vec![7; 100],
                }],
                ..ComponentMessage::default()
            };
            let mut raw = Vec::new();
            message.write(&mut raw).unwrap();
            let read = parse(&raw, Framing::Plain);
            assert_eq!(read.subject, subject.split_whitespace().collect::<Vec<_>>().join(" "));
            assert_eq!(read.from[0].shown(), "J\u{f6}rg \"x\"");
            assert_eq!(read.to.len(), 2, "{:?}", read.to);
            assert!(read.text.contains("d\u{e4}mpf"), "{}", read.text);
            assert_eq!(read.date, Some(1_578_301_200));
            assert!(read.bcc.is_empty() && read.defects.is_empty(), "{:?}", read.defects);
            assert!(read.attachments.iter().any(|file| file.size == 100), "{:?}", read.attachments);
        }
    }
}
