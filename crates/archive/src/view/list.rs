//! The views of the left and the middle pane.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Completeness, PersonView, Problem, Segment};

/// The content of the left pane.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct Overview {
    /// The sources, in the order of their import.
    pub sources: Vec<SourceView>,
    /// Number of all messages. A message that was found several times counts once.
    pub messages: u32,
    /// Number of all conversations.
    pub conversations: u32,
    /// Number of damaged items.
    pub damaged: u32,
    /// Number of damaged messages: the messages that `is:damaged` finds.
    pub damaged_messages: u32,
    /// Number of messages with a star.
    pub starred: u32,
    /// The tags of messages, sorted by name.
    pub tags: Vec<TagView>,
    /// The searchable share of the mail, from 0 to 1.
    pub indexed: f64,
    /// Number of attachments whose text was not extracted, because the user chose that, or because the program that
    /// reads attachments could not be started. A search does not find their text.
    pub texts_left: u32,
}

/// A tag that the owner gave to messages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct TagView {
    /// Name of the tag.
    pub name: String,
    /// Number of messages with the tag.
    pub count: u32,
}

/// A source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct SourceView {
    /// Id of the source.
    pub id: u32,
    /// Name of the file or folder.
    pub name: String,
    /// The condition that limits a search to this source, such as `source:office.pst`.
    pub query: String,
    /// Full path of the file or folder.
    pub path: String,
    /// Format of the source: `pst`, `ost`, `mbox`, `eml`, `folder` and so on.
    pub format: String,
    /// Number of messages in the source.
    pub count: u32,
    /// The completeness of the source.
    pub state: Completeness,
    /// Sentences that name the missing part and the reason, and give advice. None if the source is whole.
    pub missing: Option<String>,
    /// True if an import of the source is running or stopped early.
    pub unfinished: bool,
    /// For an incomplete source: id of a whole source that contains the same messages.
    pub replaced_by: Option<u32>,
    /// Folders of the source, each after its parent. Folders with the same parent are in the order of the source.
    pub folders: Vec<FolderView>,
}

/// A folder of a source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct FolderView {
    /// Id of the folder.
    pub id: u32,
    /// Id of the parent folder. None if the folder is at the top.
    pub parent: Option<u32>,
    /// Name of the folder, without its parents.
    pub name: String,
    /// The condition that limits a search to this folder, such as `in:"Sent Items"`.
    pub query: String,
    /// Number of parent folders.
    pub depth: u32,
    /// Number of messages in the folder, without its subfolders.
    pub count: u32,
    /// Number of messages in the folder and its subfolders, each counted once. The list of the folder shows these
    /// messages.
    pub total: u32,
}

/// A request for a page of conversations.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[ts(export)]
pub struct ListRequest {
    /// The query as the user typed it. Empty for all messages.
    pub query: String,
    /// Names of operators. Conditions with these operators are left out of the query. The window uses this for the
    /// numbers beside the choices for such a condition.
    pub without: Vec<String>,
    /// True while the user is typing the query. Its last word then also finds longer words that begin with it.
    pub typing: bool,
    /// Limits the list to this folder and its subfolders.
    pub folder: Option<u32>,
    /// Limits the list to this source.
    pub source: Option<u32>,
    /// Order of the rows.
    pub sort: Sort,
    /// Number of rows to skip.
    pub offset: u32,
    /// Maximum number of rows.
    pub limit: u32,
}

/// Order of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
#[ts(export)]
pub enum Sort {
    /// Newest first.
    #[default]
    Date,
    /// Oldest first.
    Oldest,
    /// Best match first.
    Relevance,
}

/// A page of conversations.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct ListPage {
    /// Number of conversations on all pages.
    pub conversations: u32,
    /// Number of all messages that match.
    pub messages: u32,
    /// Number of rows before the first row of this page.
    pub offset: u32,
    /// The rows.
    pub rows: Vec<ConversationRow>,
    /// Number of matching messages of each year, oldest first. Years without messages are included.
    pub years: Vec<YearCount>,
    /// The parts of the query that Foundmail did not understand.
    pub problems: Vec<Problem>,
    /// The query as Foundmail understood it. It is used for the marks in a message that is opened from the list.
    pub understood: String,
    /// Duration in seconds.
    pub seconds: f64,
}

/// The number of messages in one year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct YearCount {
    /// The year.
    pub year: i32,
    /// Number of messages that match.
    pub count: u32,
}

/// A conversation as a card in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct ConversationRow {
    /// Id of the conversation.
    pub thread: u32,
    /// Id of the shown message: the newest one that matches. If the oldest messages are first, the oldest one that
    /// matches.
    pub message: u32,
    /// The senders. Each sender occurs once, and the newest is last.
    pub people: Vec<PersonView>,
    /// Number of messages in the conversation.
    pub count: u32,
    /// Date of the shown message, in milliseconds since 1970.
    #[ts(type = "number | null")]
    pub date: Option<i64>,
    /// The subject.
    pub subject: Vec<Segment>,
    /// The part of the text that contains a hit. Without a hit, the beginning of the text.
    pub snippet: Vec<Segment>,
    /// Name of the attachment that contains the snippet. None if the snippet is from the text of the message.
    pub snippet_of: Option<String>,
    /// Names of the attachments of the shown message.
    pub attachments: Vec<Vec<Segment>>,
    /// Kind of the item: `mail`, `appointment`, `contact`, `task`, `note` or `other`.
    pub kind: String,
    /// Name of the folder of the shown message. Empty if it is not known.
    pub folder: String,
    /// Size of the shown message in bytes.
    #[ts(type = "number")]
    pub size: u64,
    /// True if a message of the conversation is damaged.
    pub damaged: bool,
    /// True if a message of the conversation has a star.
    pub starred: bool,
    /// The tags of all messages of the conversation, sorted by name.
    pub tags: Vec<String>,
}
