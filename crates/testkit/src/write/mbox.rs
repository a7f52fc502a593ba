//! Writes the four variants of mbox. They differ in the quoting of body lines that begin with `From `, and in the
//! presence of a `Content-Length` field.

use std::borrow::Borrow;
use std::io::{self, Write};

use chrono::Utc;

use crate::MailboxMessage;

/// A variant of mbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MboxFlavour {
    /// `From ` at the start of a line becomes `>From `. The quoting is not reversible.
    Mboxo,
    /// A `>` is added before `From `, `>From `, `>>From ` and so on. The quoting is reversible.
    Mboxrd,
    /// Like mboxo, with a `Content-Length` field that counts the bytes of the body.
    Mboxcl,
    /// A `Content-Length` field and no quoting.
    Mboxcl2,
}

impl MboxFlavour {
    /// All variants.
    pub const ALL: [Self; 4] = [Self::Mboxo, Self::Mboxrd, Self::Mboxcl, Self::Mboxcl2];

    fn quotes(self, line: &[u8]) -> bool {
        match self {
            Self::Mboxo | Self::Mboxcl => line.starts_with(b"From "),
            Self::Mboxrd => without_marks(line).starts_with(b"From "),
            Self::Mboxcl2 => false,
        }
    }

    fn counts(self) -> bool {
        matches!(self, Self::Mboxcl | Self::Mboxcl2)
    }
}

/// Returns the line without the `>` characters at its start.
fn without_marks(line: &[u8]) -> &[u8] {
    let marks = line.iter().take_while(|&&byte| byte == b'>').count();
    &line[marks..]
}

/// Writes `messages` as one mbox. Line ends become LF, as on Unix and in Thunderbird.
///
/// # Errors
/// If `out` cannot be written.
pub fn write_mbox<I, W>(messages: I, flavour: MboxFlavour, mut out: W) -> io::Result<()>
where
    I: IntoIterator,
    I::Item: Borrow<MailboxMessage>,
    W: Write,
{
    for message in messages {
        append_mbox(message.borrow(), flavour, &mut out)?;
    }
    out.flush()
}

/// Appends one message to an mbox.
///
/// # Errors
/// If `out` cannot be written.
pub fn append_mbox(message: &MailboxMessage, flavour: MboxFlavour, mut out: impl Write) -> io::Result<()> {
    let date = message.date.with_timezone(&Utc).format("%a %b %e %H:%M:%S %Y");
    writeln!(out, "From {} {date}", message.envelope_from)?;
    write_message(&message.raw, flavour, &mut out)?;
    out.write_all(b"\n")
}

fn write_message(raw: &[u8], flavour: MboxFlavour, out: &mut impl Write) -> io::Result<()> {
    let (header, body) = split(raw);
    for line in lines(header) {
        out.write_all(line)?;
        out.write_all(b"\n")?;
    }
    let mut quoted = Vec::with_capacity(body.len());
    for line in lines(body) {
        if flavour.quotes(line) {
            quoted.push(b'>');
        }
        quoted.extend_from_slice(line);
        quoted.push(b'\n');
    }
    if flavour.counts() {
        writeln!(out, "Content-Length: {}", quoted.len())?;
    }
    out.write_all(b"\n")?;
    out.write_all(&quoted)
}

/// Returns the header and the body, without the empty line between them.
fn split(raw: &[u8]) -> (&[u8], &[u8]) {
    match raw.windows(4).position(|window| window == b"\r\n\r\n") {
        Some(end) => (&raw[..end + 2], &raw[end + 4..]),
        None => (raw, &[]),
    }
}

/// Returns the lines without CRLF or LF. A line end at the end of `bytes` does not begin another line.
fn lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    bytes.split_inclusive(|&byte| byte == b'\n').map(|line| {
        let line = line.strip_suffix(b"\n").unwrap_or(line);
        line.strip_suffix(b"\r").unwrap_or(line)
    })
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;

    fn message(body: &str) -> MailboxMessage {
        MailboxMessage {
            folder: vec!["Inbox".into()],
            raw: format!("Subject: x\r\n\r\n{body}").into_bytes(),
            envelope_from: "a@b.example".into(),
            date: DateTime::parse_from_rfc3339("2016-03-04T10:42:05+01:00").unwrap(),
        }
    }

    fn check(flavour: MboxFlavour, body: &str, expected: &str) {
        let mut out = Vec::new();
        write_mbox([message(body)], flavour, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert_eq!(text, format!("From a@b.example Fri Mar  4 09:42:05 2016\nSubject: x\n{expected}\n"));
    }

    #[test]
    fn mboxo_quotes_bare_from_lines_only() {
        check(MboxFlavour::Mboxo, "From me\r\n>From him\r\n", "\n>From me\n>From him\n");
    }

    #[test]
    fn mboxrd_quotes_quoted_from_lines_too() {
        check(
            MboxFlavour::Mboxrd,
            "From me\r\n>>From him\r\n Fromage\r\n",
            "\n>From me\n>>>From him\n Fromage\n",
        );
    }

    #[test]
    fn mboxcl_quotes_and_counts() {
        check(MboxFlavour::Mboxcl, "From me\r\n", "Content-Length: 9\n\n>From me\n");
    }

    #[test]
    fn mboxcl2_only_counts() {
        check(MboxFlavour::Mboxcl2, "From me\r\nend", "Content-Length: 12\n\nFrom me\nend\n");
    }

    #[test]
    fn messages_follow_each_other_after_an_empty_line() {
        let mut out = Vec::new();
        write_mbox(&[message("one\r\n"), message("two\r\n")], MboxFlavour::Mboxrd, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert_eq!(text.matches("\n\nFrom a@b.example ").count(), 1);
    }
}
