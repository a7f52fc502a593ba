//! A parsed message.

use foundmail_defect::Defect;

use crate::{Attachment, Person, ThreadKey};

/// How the bytes of a message were framed in their source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Framing {
    /// The bytes are the message.
    #[default]
    Plain,
    /// The bytes lay in an MBOX: a line that begins with `From ` was quoted with `>` by who wrote it.
    Mbox,
}

/// What the rest of the program knows of a message. Every field is the best that could be read.
#[derive(Debug, Clone, Default)]
pub struct Message {
    /// `Message-ID` without its angle brackets.
    pub message_id: Option<String>,
    /// `Date` in seconds since 1970, else the newest `Received`.
    pub date: Option<i64>,
    /// `Subject`, decoded and unfolded.
    pub subject: String,
    /// `From`.
    pub from: Vec<Person>,
    /// `Sender`, where it differs from `From`.
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
    /// The best body as plain text.
    pub text: String,
    /// The formatted body, if the message has one.
    pub html: Option<String>,
    /// Files that came with it, in the order of the message.
    pub attachments: Vec<Attachment>,
    /// By what its conversation is known.
    pub thread_keys: Vec<ThreadKey>,
    /// What is broken in it.
    pub defects: Vec<Defect>,
}
