//! The views of the right pane.

use serde::Serialize;
use ts_rs::TS;

use super::{PersonView, Segment};

/// A conversation with all its messages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct Conversation {
    /// Id of the conversation.
    pub thread: u32,
    /// Subject of the first message.
    pub subject: String,
    /// Names of the folders that contain messages of the conversation.
    pub folders: Vec<String>,
    /// Messages of the conversation, oldest first.
    pub messages: Vec<MessageView>,
}

/// A message without its body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct MessageView {
    /// Id of the message.
    pub id: u32,
    /// Subject of the message.
    pub subject: String,
    /// The sender.
    pub from: Option<PersonView>,
    /// The recipients in `To`.
    pub to: Vec<PersonView>,
    /// The recipients in `Cc`.
    pub cc: Vec<PersonView>,
    /// The recipients in `Bcc`.
    pub bcc: Vec<PersonView>,
    /// Date in milliseconds since 1970.
    #[ts(type = "number | null")]
    pub date: Option<i64>,
    /// Beginning of the text of the message.
    pub snippet: String,
    /// Kind of the item: `mail`, `appointment`, `contact`, `task`, `note` or `other`.
    pub kind: String,
    /// The attached files, without pictures inside the text.
    pub attachments: Vec<AttachmentView>,
    /// One sentence for each missing part.
    pub missing: Vec<String>,
    /// True if the search matched this message.
    pub hit: bool,
}

/// An attachment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct AttachmentView {
    /// Index of the attachment in the message.
    pub index: u32,
    /// File name, made safe to show and to save.
    pub name: String,
    /// Media type, such as `application/pdf`.
    pub media_type: String,
    /// Size in bytes.
    #[ts(type = "number")]
    pub size: u64,
    /// True if opening the file starts it as a program.
    pub runs: bool,
}

/// The body of a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct BodyView {
    /// True if the message has an HTML body for the locked frame.
    pub html: bool,
    /// The plain text with marked hits.
    pub text: Vec<Segment>,
    /// Number of pictures that are on the Internet. They are not shown.
    pub remote_pictures: u32,
}

/// A header field of a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct HeaderView {
    /// Field name.
    pub name: String,
    /// Field body, unfolded and decoded.
    pub value: String,
}
