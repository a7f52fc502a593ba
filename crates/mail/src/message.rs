//! The data of a parsed message.

use foundmail_defect::Defect;

use crate::people::Person;

/// The way in which a source wraps the bytes of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Framing {
    /// The bytes are the message.
    #[default]
    Plain,
    /// The message was in an MBOX, in which lines that begin with `From ` are quoted with `>`.
    Mbox,
}

/// A parsed message. Each field has the best value that could be read.
#[derive(Debug, Clone, Default)]
pub struct Message {
    /// `Message-ID` without its angle brackets.
    pub message_id: Option<String>,
    /// `Date` in seconds since 1970, or the date of the newest `Received` field.
    pub date: Option<i64>,
    /// `Subject`, decoded and unfolded.
    pub subject: String,
    /// `From`.
    pub from: Vec<Person>,
    /// `Sender`, if it differs from `From`.
    pub sender: Option<Person>,
    /// `To`.
    pub to: Vec<Person>,
    /// `Cc`.
    pub cc: Vec<Person>,
    /// `Bcc`.
    pub bcc: Vec<Person>,
    /// `In-Reply-To`, without angle brackets.
    pub in_reply_to: Vec<String>,
    /// `References`, oldest first, without angle brackets.
    pub references: Vec<String>,
    /// The body as plain text.
    pub text: String,
    /// The body as HTML, if the message has one.
    pub html: Option<String>,
    /// The attachments, in the order of the message.
    pub attachments: Vec<Attachment>,
    /// The values that this message shares with the other messages of its thread.
    pub thread_keys: Vec<ThreadKey>,
    /// The damage that was found in the message.
    pub defects: Vec<Defect>,
}

/// A file or message that a message carries. [`attachment_bytes`] reads its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Index among the attachments of the message, from 0.
    pub index: u32,
    /// File name, safe to show and to use for a saved file.
    pub name: String,
    /// Media type in lower case, such as `application/pdf`.
    pub media_type: String,
    /// Size of the decoded bytes.
    pub size: u64,
    /// True for a part that belongs to the text, such as a picture that the HTML refers to. Also true for a
    /// `winmail.dat` whose contents are listed separately.
    pub inline: bool,
    /// `Content-ID` without angle brackets.
    pub content_id: Option<String>,
    /// Digest of the content. The digest of a text ignores carriage returns, which differ between formats. The
    /// digest of an attached message covers the fields, text and files of that message.
    pub digest: [u8; 16],
    /// True if the transfer encoding is damaged, so the bytes may differ from the sent bytes.
    pub broken: bool,
}

/// A value that a message shares with the other messages of its thread. Equal ids prove that two messages belong
/// together. Equal subjects are only a hint, and join only messages that are close in time.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ThreadKey {
    /// The id of the message, or an id to which it refers (RFC 5322, section 3.6.4).
    Id([u8; 16]),
    /// The first 22 bytes of `Thread-Index` ([MS-OXOMSG] 2.2.1.3), which are the same in each reply.
    Index([u8; 16]),
    /// The base subject, and the addresses of the sender and a recipient in sorted order.
    Subject([u8; 16]),
}
