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
    /// Messages to which others refer and that no source contains, in the order of the conversation.
    pub missing: Vec<MissingMessageView>,
}

/// A message of a conversation that no source contains.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct MissingMessageView {
    /// Id of the message before which its row belongs. None for the end of the conversation.
    pub before: Option<u32>,
    /// The sender, as a quotation says it. Empty if none does.
    pub from: String,
    /// The date, as a quotation says it. Empty if none does.
    pub date: String,
    /// The text, rebuilt from a later quotation. None if no message quotes it.
    pub text: Option<String>,
    /// Id of the message that quotes it.
    pub quoted_in: Option<u32>,
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
    /// True if the message has a star.
    pub starred: bool,
    /// The tags of the message, sorted by name.
    pub tags: Vec<String>,
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
    /// The HTML document for the locked frame, with marked hits. It contains numbers instead of the addresses of links. None
    /// if the message has no HTML.
    pub document: Option<String>,
    /// The plain text with marked hits.
    pub text: Vec<Segment>,
    /// Number of pictures that are on the Internet. They are not shown.
    pub remote_pictures: u32,
    /// A sentence for each part that is not shown.
    pub left_out: Vec<String>,
    /// The reason why a message with HTML is shown as plain text, as a sentence. None if it is shown with its formatting, or has
    /// none.
    pub plain_because: Option<String>,
}

impl BodyView {
    /// Returns the body without its HTML document. A body that has none is cut, because its text itself may be too costly. `why` is
    /// the reason, as a sentence.
    #[must_use]
    pub fn as_text(mut self, why: &str) -> Self {
        let length: usize = self.text.iter().map(|segment| segment.text.len()).sum();
        if self.document.is_none() && length > MAX_HARMFUL_TEXT {
            self.text = beginning(self.text);
            self.left_out
                .push("Only the beginning of the text is shown. Export the message to read it.".to_owned());
        }
        Self { document: None, remote_pictures: 0, plain_because: Some(why.to_owned()), ..self }
    }
}

/// Returns the beginning of a text that stopped the window although it has no formatting.
fn beginning(text: Vec<Segment>) -> Vec<Segment> {
    let mut room = MAX_HARMFUL_TEXT;
    let mut kept = Vec::new();
    for segment in text {
        if room == 0 {
            break;
        }
        let end = segment.text.floor_char_boundary(room);
        room = room.saturating_sub(segment.text.len().max(1));
        kept.push(Segment { text: segment.text.get(..end).unwrap_or_default().to_owned(), ..segment });
    }
    kept
}

/// Maximum number of bytes of a plain text that stopped the window.
const MAX_HARMFUL_TEXT: usize = 10_000;

/// A link of a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct LinkView {
    /// The address to which the link leads.
    pub url: String,
    /// The other site or mail address that the text of the link names. None if the text names none.
    pub pretends: Option<String>,
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
