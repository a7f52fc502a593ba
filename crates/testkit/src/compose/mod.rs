//! Writes a message according to RFC 5322 and MIME (RFC 2045 to 2049). Each line ends in CRLF.

mod body;
pub mod charset;
mod encode;
mod header;

use chrono::{DateTime, FixedOffset};

pub use charset::Charset;

use crate::MailboxMessage;

/// A sender or recipient: a display name and an address (`name-addr` in RFC 5322).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedAddress {
    /// The display name; may be empty.
    pub name: String,
    /// The address, `local@domain`.
    pub address: String,
}

impl NamedAddress {
    /// Returns a sender or recipient with this name and address.
    pub fn new(name: impl Into<String>, address: impl Into<String>) -> Self {
        Self { name: name.into(), address: address.into() }
    }
}

/// A file in a message, attached or shown in the HTML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttachedFile {
    /// The name of the file.
    pub name: String,
    /// The media type, for example `application/pdf`.
    pub media_type: String,
    /// The decoded content.
    pub bytes: Vec<u8>,
    /// The `Content-ID` without angle brackets, for pictures that the HTML refers to by `cid:`.
    pub content_id: Option<String>,
}

impl AttachedFile {
    /// Returns a file with this name, media type and content.
    pub fn new(name: impl Into<String>, media_type: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self { name: name.into(), media_type: media_type.into(), bytes: bytes.into(), content_id: None }
    }

    /// Returns the file with a `Content-ID`, so that the HTML can refer to it by `cid:`.
    #[must_use]
    pub fn with_content_id(mut self, content_id: impl Into<String>) -> Self {
        self.content_id = Some(content_id.into());
        self
    }
}

/// A message before it is written as bytes. [`Draft::new`] sets the fields that every message needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The author.
    pub from: NamedAddress,
    /// Recipients.
    pub to: Vec<NamedAddress>,
    /// Recipients of copies.
    pub cc: Vec<NamedAddress>,
    /// Subject. `charset` must contain its characters.
    pub subject: String,
    /// Date of sending.
    pub date: DateTime<FixedOffset>,
    /// The message ID, without angle brackets.
    pub message_id: String,
    /// The message IDs of the earlier messages of the thread, oldest first, without angle brackets. The last ID is
    /// also the `In-Reply-To`.
    pub references: Vec<String>,
    /// Character set of the header and both bodies.
    pub charset: Charset,
    /// The plain text. Lines end in LF.
    pub text: String,
    /// True if the text is `format=flowed` (RFC 3676). Such a text must already contain its soft breaks.
    pub flowed: bool,
    /// The HTML body. Its presence makes the message a `multipart/alternative`.
    pub html: Option<String>,
    /// Pictures that the HTML shows (`multipart/related`).
    pub inline: Vec<AttachedFile>,
    /// Attached files (`multipart/mixed`).
    pub attachments: Vec<AttachedFile>,
    /// Additional header fields, written unchanged before the MIME fields.
    pub extra: Vec<(String, String)>,
}

impl Draft {
    /// Returns a draft with an empty text, in UTF-8. The message ID is derived from sender, recipients, subject
    /// and date.
    pub fn new(
        from: &NamedAddress,
        to: &[NamedAddress],
        subject: impl Into<String>,
        date: DateTime<FixedOffset>,
    ) -> Self {
        let subject = subject.into();
        let domain = from.address.rsplit('@').next().unwrap_or("mail.example");
        let to_whom: String = to.iter().map(|person| person.address.as_str()).collect();
        let key = fnv1a(format!("{}|{to_whom}|{subject}|{}", from.address, date.timestamp()).as_bytes());
        Self {
            message_id: format!("{}.{key:016x}@{domain}", date.format("%Y%m%d%H%M%S")),
            from: from.clone(),
            to: to.to_vec(),
            cc: Vec::new(),
            subject,
            date,
            references: Vec::new(),
            charset: Charset::Utf8,
            text: String::new(),
            flowed: false,
            html: None,
            inline: Vec::new(),
            attachments: Vec::new(),
            extra: Vec::new(),
        }
    }

    /// Returns the draft with this plain text.
    #[must_use]
    pub fn text(mut self, text: impl Into<String>) -> Self {
        self.text = text.into();
        self
    }

    /// Returns the draft with this HTML body in addition to the text.
    #[must_use]
    pub fn html(mut self, html: impl Into<String>) -> Self {
        self.html = Some(html.into());
        self
    }

    /// Returns the draft with an additional attached file.
    #[must_use]
    pub fn attach(mut self, part: AttachedFile) -> Self {
        self.attachments.push(part);
        self
    }

    /// Returns the draft in another character set.
    #[must_use]
    pub fn charset(mut self, charset: Charset) -> Self {
        self.charset = charset;
        self
    }

    /// Returns the draft as a reply to `earlier`.
    #[must_use]
    pub fn reply_to(mut self, earlier: &Draft) -> Self {
        self.references.clone_from(&earlier.references);
        self.references.push(earlier.message_id.clone());
        self
    }

    /// Returns the bytes of the message.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::new();
        header::write(self, &mut out);
        body::write(self, &mut out);
        out
    }

    /// Returns the draft as a message in `folder`.
    pub fn into_message<S: AsRef<str>>(self, folder: &[S]) -> MailboxMessage {
        MailboxMessage {
            folder: folder.iter().map(|name| name.as_ref().to_owned()).collect(),
            raw: self.to_bytes(),
            envelope_from: self.from.address,
            date: self.date,
        }
    }
}

/// Returns the FNV-1a hash of `bytes`, which is the same on every system.
pub(crate) fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, &byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// Returns the text with lines broken at 72 columns, as mail programs do. Text without spaces is not broken.
pub(crate) fn wrap(text: &str) -> String {
    let mut out = String::new();
    for line in text.lines() {
        let mut column = 0;
        for word in line.split(' ') {
            let width = word.chars().count();
            if column > 0 && column + 1 + width > 72 {
                out.push('\n');
                column = 0;
            } else if column > 0 {
                out.push(' ');
                column += 1;
            }
            out.push_str(word);
            column += width;
        }
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft() -> Draft {
        let date = DateTime::parse_from_rfc3339("2016-03-14T10:42:00+00:00").unwrap();
        Draft::new(
            &NamedAddress::new("Ruth Alder", "ruth@a.example"),
            &[NamedAddress::new("", "b@b.example")],
            "Roof",
            date,
        )
    }

    #[test]
    fn a_plain_message_is_written_to_the_byte() {
        let raw = String::from_utf8(draft().text("Hello,\nall well.\n").to_bytes()).unwrap();
        let id = draft().message_id;
        assert_eq!(
            raw,
            format!(
                "Date: Mon, 14 Mar 2016 10:42:00 +0000\r\nFrom: Ruth Alder <ruth@a.example>\r\nTo: b@b.example\r\n\
                 Message-ID: <{id}>\r\nSubject: Roof\r\nMIME-Version: 1.0\r\n\
                 Content-Type: text/plain; charset=us-ascii\r\nContent-Transfer-Encoding: 7bit\r\n\r\n\
                 Hello,\r\nall well.\r\n"
            )
        );
    }

    #[test]
    fn parts_nest_mixed_related_alternative() {
        let mut draft = draft().text("a").html("<img src=\"cid:x\">").attach(AttachedFile::new(
            "a.txt",
            "text/plain",
            "x",
        ));
        draft.inline.push(AttachedFile::new("x.png", "image/png", "y").with_content_id("x"));
        let raw = String::from_utf8(draft.to_bytes()).unwrap();
        let at = |kind: &str| raw.find(kind).unwrap();
        assert!(at("multipart/mixed") < at("multipart/related"));
        assert!(at("multipart/related") < at("multipart/alternative"));
        assert!(raw.contains("Content-ID: <x>\r\n"));
    }

    #[test]
    fn a_reply_references_the_whole_thread() {
        let first = draft();
        let mut second = draft().reply_to(&first);
        second.message_id = "second@a.example".into();
        let third = draft().reply_to(&second);
        assert_eq!(third.references, [first.message_id.clone(), "second@a.example".into()]);
        let raw = String::from_utf8(third.to_bytes()).unwrap();
        assert!(raw.contains("In-Reply-To: <second@a.example>\r\n"));
        assert!(raw.contains(&format!("References: <{}>\r\n <second@a.example>\r\n", first.message_id)));
    }

    #[test]
    fn lines_break_at_72() {
        assert!(wrap(&"bread ".repeat(40)).lines().all(|line| line.len() <= 72));
        assert_eq!(wrap("a\n\nb"), "a\n\nb\n");
    }
}
