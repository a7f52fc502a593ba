//! The right pane.

use serde::Serialize;
use ts_rs::TS;

use super::{PersonView, Segment};

/// A whole conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct Conversation {
    /// Id of the conversation.
    pub thread: u32,
    /// Subject of its first message.
    pub subject: String,
    /// Names of the folders it was seen in.
    pub folders: Vec<String>,
    /// Its messages, oldest first.
    pub messages: Vec<MessageView>,
}

/// A message with everything but its body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct MessageView {
    /// Id of the message.
    pub id: u32,
    /// Its subject.
    pub subject: String,
    /// Who wrote it.
    pub from: Option<PersonView>,
    /// To whom.
    pub to: Vec<PersonView>,
    /// With a copy to.
    pub cc: Vec<PersonView>,
    /// With a hidden copy to.
    pub bcc: Vec<PersonView>,
    /// Milliseconds since 1970.
    #[ts(type = "number | null")]
    pub date: Option<i64>,
    /// Beginning of the text.
    pub snippet: String,
    /// What the item is: `mail`, `appointment`, `contact`, `task`, `note`, `other`.
    pub kind: String,
    /// Files that came with it; pictures inside the text are not among them.
    pub attachments: Vec<AttachmentView>,
    /// What is missing of it, a sentence each.
    pub missing: Vec<String>,
    /// True if the search matched this message.
    pub hit: bool,
}

/// An attachment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct AttachmentView {
    /// Position in the message.
    pub index: u32,
    /// File name, made safe to show and to save.
    pub name: String,
    /// Media type, `application/pdf`.
    pub media_type: String,
    /// Size in bytes.
    #[ts(type = "number")]
    pub size: u64,
    /// True for types that run as a program when opened.
    pub runs: bool,
}

/// A message's body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct BodyView {
    /// True if there is a formatted body, to be shown in the locked frame.
    pub html: bool,
    /// The plain text, its hits marked.
    pub text: Vec<Segment>,
    /// Pictures from the Internet, which are not shown.
    pub remote_pictures: u32,
}

/// A header field as it stands in the message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct HeaderView {
    /// Field name.
    pub name: String,
    /// Field body, unfolded and decoded.
    pub value: String,
}
