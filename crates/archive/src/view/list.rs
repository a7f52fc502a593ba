//! The left and the middle pane.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Completeness, PersonView, Problem, Segment};

/// Everything the left pane shows.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct Overview {
    /// Imported files and folders, in the order of their import.
    pub sources: Vec<SourceView>,
    /// All messages, each counted once.
    pub messages: u32,
    /// All conversations.
    pub conversations: u32,
    /// Items that are not whole.
    pub damaged: u32,
    /// Messages of which something is missing: those that `is:damaged` finds.
    pub damaged_messages: u32,
    /// How much of the mail can be found by searching, 0 to 1.
    pub indexed: f64,
    /// Attachments whose text was left out on request, so that it cannot be searched.
    pub texts_left: u32,
}

/// One imported file or folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct SourceView {
    /// Id of the source.
    pub id: u32,
    /// The file's name.
    pub name: String,
    /// The condition that narrows a search to it: `source:office.pst`.
    pub query: String,
    /// The file's full path.
    pub path: String,
    /// `pst`, `ost`, `mbox`, `eml`, `folder`.
    pub format: String,
    /// Messages seen in it.
    pub count: u32,
    /// How complete it is.
    pub state: Completeness,
    /// Sentences that say what is missing, why, and what to do. None if it is whole.
    pub missing: Option<String>,
    /// True if its import has not ended: it runs, or was broken off.
    pub unfinished: bool,
    /// Id of a whole source that has the messages of this incomplete one.
    pub replaced_by: Option<u32>,
    /// Its folders, each after its parent, siblings in the order of the source.
    pub folders: Vec<FolderView>,
}

/// A folder of a source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct FolderView {
    /// Id of the folder.
    pub id: u32,
    /// The folder it lies in; none at the top.
    pub parent: Option<u32>,
    /// The folder's own name.
    pub name: String,
    /// The condition that narrows a search to it: `in:"Sent Items"`.
    pub query: String,
    /// 0 at the top.
    pub depth: u32,
    /// Messages seen in it, without those of its subfolders.
    pub count: u32,
    /// Messages seen in it or in a folder below it, each counted once: what the list of the folder shows.
    pub total: u32,
}

/// Which conversations to list.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[ts(export)]
pub struct ListRequest {
    /// What was typed into the search box; empty for everything.
    pub query: String,
    /// Names of operators. Conditions with them are left out of the query, because the answer is shown beside the choices
    /// for such a condition.
    pub without: Vec<String>,
    /// True while the query is being typed: its last word also finds words that begin with it.
    pub typing: bool,
    /// Only what was seen in this folder or one below it.
    pub folder: Option<u32>,
    /// Only what was seen in this source.
    pub source: Option<u32>,
    /// How to sort.
    pub sort: Sort,
    /// Rows to leave out at the beginning.
    pub offset: u32,
    /// Rows to give at most.
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
    /// Best match first.
    Relevance,
}

/// A page of conversations.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct ListPage {
    /// Conversations in all, not only on this page.
    pub conversations: u32,
    /// Messages that match in all.
    pub messages: u32,
    /// Position of the first row.
    pub offset: u32,
    /// The rows.
    pub rows: Vec<ConversationRow>,
    /// Matching messages by year, oldest first, without gaps.
    pub years: Vec<YearCount>,
    /// What in the query could not be understood.
    pub problems: Vec<Problem>,
    /// The query as it was understood, for the marks in a message that is opened from the list.
    pub understood: String,
    /// How long it took, in seconds.
    pub seconds: f64,
}

/// Messages of one year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct YearCount {
    /// The year.
    pub year: i32,
    /// How many match.
    pub count: u32,
}

/// A conversation as a card in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct ConversationRow {
    /// Id of the conversation.
    pub thread: u32,
    /// The message the card shows: the newest that matches.
    pub message: u32,
    /// Who wrote, newest last, each once.
    pub people: Vec<PersonView>,
    /// Messages in the conversation.
    pub count: u32,
    /// Milliseconds since 1970 of the shown message.
    #[ts(type = "number | null")]
    pub date: Option<i64>,
    /// The subject.
    pub subject: Vec<Segment>,
    /// Beginning of the text, or the place where it matched.
    pub snippet: Vec<Segment>,
    /// The attachment in which that place lies; none for the message's own text.
    pub snippet_of: Option<String>,
    /// Names of attachments in the shown message.
    pub attachments: Vec<Vec<Segment>>,
    /// What the item is: `mail`, `appointment`, `contact`, `task`, `note`, `other`.
    pub kind: String,
    /// True if something of it is missing.
    pub damaged: bool,
}
