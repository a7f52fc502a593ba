//! Puts one message together as RFC 5322 and MIME (RFC 2045 to 2049) have it, every line ended by CRLF.

mod body;
pub mod charset;
mod encode;
mod header;

use chrono::{DateTime, FixedOffset};

pub use charset::Charset;

use crate::Message;

/// Somebody with an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The shown name, may be empty.
    pub name: String,
    /// The address, `local@domain`.
    pub address: String,
}

impl Person {
    /// A person by name and address.
    pub fn new(name: impl Into<String>, address: impl Into<String>) -> Self {
        Self { name: name.into(), address: address.into() }
    }
}

/// A file that goes with a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The file's name.
    pub name: String,
    /// The media type, `application/pdf`.
    pub media_type: String,
    /// The content, decoded.
    pub bytes: Vec<u8>,
    /// The `Content-ID` without its angle brackets, for pictures that the HTML names by `cid:`.
    pub content_id: Option<String>,
}

impl Part {
    /// A file by name, media type and content.
    pub fn new(name: impl Into<String>, media_type: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self { name: name.into(), media_type: media_type.into(), bytes: bytes.into(), content_id: None }
    }

    /// The same file, to be named as `cid:` plus `content_id` by the HTML.
    #[must_use]
    pub fn with_content_id(mut self, content_id: impl Into<String>) -> Self {
        self.content_id = Some(content_id.into());
        self
    }
}

/// A message before it is put into bytes. All fields are open; [`Draft::new`] fills those that every message needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The author.
    pub from: Person,
    /// Recipients.
    pub to: Vec<Person>,
    /// Recipients of a copy.
    pub cc: Vec<Person>,
    /// Subject, in any script that `charset` can write.
    pub subject: String,
    /// Date of sending.
    pub date: DateTime<FixedOffset>,
    /// Without angle brackets.
    pub message_id: String,
    /// The message ids of the conversation so far, oldest first, without angle brackets. The last one is also the
    /// `In-Reply-To`.
    pub references: Vec<String>,
    /// Character set of the header and both bodies.
    pub charset: Charset,
    /// The plain text, lines ended by LF.
    pub text: String,
    /// Whether the text is `format=flowed` (RFC 3676); its soft breaks are already there.
    pub flowed: bool,
    /// The HTML body, which makes the message a `multipart/alternative`.
    pub html: Option<String>,
    /// Pictures of the HTML (`multipart/related`).
    pub inline: Vec<Part>,
    /// Attached files (`multipart/mixed`).
    pub attachments: Vec<Part>,
    /// More header fields, written as they are before the MIME fields.
    pub extra: Vec<(String, String)>,
}

impl Draft {
    /// A plain text in UTF-8. The message id is made from author, subject and date.
    pub fn new(
        from: &Person,
        to: &[Person],
        subject: impl Into<String>,
        date: DateTime<FixedOffset>,
    ) -> Self {
        let subject = subject.into();
        let domain = from.address.rsplit('@').next().unwrap_or("mail.example");
        let to_whom: String = to.iter().map(|person| person.address.as_str()).collect();
        let key = digest(format!("{}|{to_whom}|{subject}|{}", from.address, date.timestamp()).as_bytes());
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

    /// The same draft with this plain text.
    #[must_use]
    pub fn text(mut self, text: impl Into<String>) -> Self {
        self.text = text.into();
        self
    }

    /// The same draft with this HTML body beside the text.
    #[must_use]
    pub fn html(mut self, html: impl Into<String>) -> Self {
        self.html = Some(html.into());
        self
    }

    /// The same draft with one more attached file.
    #[must_use]
    pub fn attach(mut self, part: Part) -> Self {
        self.attachments.push(part);
        self
    }

    /// The same draft in another character set.
    #[must_use]
    pub fn charset(mut self, charset: Charset) -> Self {
        self.charset = charset;
        self
    }

    /// The same draft as an answer to `earlier`.
    #[must_use]
    pub fn reply_to(mut self, earlier: &Draft) -> Self {
        self.references.clone_from(&earlier.references);
        self.references.push(earlier.message_id.clone());
        self
    }

    /// The message's bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::new();
        header::write(self, &mut out);
        body::write(self, &mut out);
        out
    }

    /// The message in `folder`.
    pub fn into_message<S: AsRef<str>>(self, folder: &[S]) -> Message {
        Message {
            folder: folder.iter().map(|name| name.as_ref().to_owned()).collect(),
            raw: self.to_bytes(),
            envelope_from: self.from.address,
            date: self.date,
        }
    }
}

/// FNV-1a over `bytes`: enough to tell things apart, always the same.
pub(crate) fn digest(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, &byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// Paragraphs broken at 72 columns, as programs of the time did. Scripts without spaces stay as they are.
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
            &Person::new("Ruth Alder", "ruth@a.example"),
            &[Person::new("", "b@b.example")],
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
        let mut draft =
            draft().text("a").html("<img src=\"cid:x\">").attach(Part::new("a.txt", "text/plain", "x"));
        draft.inline.push(Part::new("x.png", "image/png", "y").with_content_id("x"));
        let raw = String::from_utf8(draft.to_bytes()).unwrap();
        let at = |kind: &str| raw.find(kind).unwrap();
        assert!(at("multipart/mixed") < at("multipart/related"));
        assert!(at("multipart/related") < at("multipart/alternative"));
        assert!(raw.contains("Content-ID: <x>\r\n"));
    }

    #[test]
    fn an_answer_names_the_whole_conversation() {
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
