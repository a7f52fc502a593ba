//! What crosses the border to the window and the command line: plain data, ready to be shown. The TypeScript side is
//! generated from here, so that both always agree.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A piece of text, and whether it matched the search.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct Segment {
    /// The text.
    pub text: String,
    /// True where it is to be marked as a hit.
    pub hit: bool,
}

/// A person in a header field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct PersonView {
    /// The shown name, empty where there is none.
    pub name: String,
    /// The real address, empty where there is none.
    pub address: String,
}

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
    /// How much of the mail can be found by searching, 0 to 1.
    pub indexed: f64,
}

/// One imported file or folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct SourceView {
    /// Id of the source.
    pub id: u32,
    /// The file's name.
    pub name: String,
    /// The file's full path.
    pub path: String,
    /// `pst`, `ost`, `mbox`, `eml`, `folder`.
    pub format: String,
    /// Messages seen in it.
    pub count: u32,
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
    /// 0 at the top.
    pub depth: u32,
    /// Messages seen in it, without those of its subfolders.
    pub count: u32,
}

/// Which conversations to list.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[ts(export)]
pub struct ListRequest {
    /// What was typed into the search box; empty for everything.
    pub query: String,
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

/// Part of a query that could not be understood; the rest was used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct Problem {
    /// The part, as typed.
    pub part: String,
    /// Why, in plain words.
    pub why: String,
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
    /// Names of attachments in the shown message.
    pub attachments: Vec<Vec<Segment>>,
    /// What the item is: `mail`, `appointment`, `contact`, `task`, `note`, `other`.
    pub kind: String,
    /// True if something of it is missing.
    pub damaged: bool,
}

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

/// An import, running or ended.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct ImportView {
    /// Id of the import.
    pub id: u32,
    /// Where it stands.
    pub state: ImportState,
    /// The files and folders it was given.
    pub files: Vec<FileProgress>,
    /// How much of what was read can be found by searching, 0 to 1.
    pub indexed: f64,
    /// Seconds since its start.
    pub seconds: f64,
    /// The report, once it has ended.
    pub report: Option<ImportReport>,
    /// Why it failed, in plain words.
    pub error: Option<String>,
}

/// Where an import stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
#[ts(export)]
pub enum ImportState {
    /// Files are being read.
    Reading,
    /// All is read; the rest is made searchable.
    Indexing,
    /// All done.
    Done,
    /// Ended by the owner; what was read is kept.
    Cancelled,
    /// Ended by an error; what was read is kept.
    Failed,
}

/// How far one file is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct FileProgress {
    /// The file's name.
    pub name: String,
    /// `pst`, `ost`, `mbox`, `eml`, `folder`; empty until it is known.
    pub format: String,
    /// Bytes read so far.
    #[ts(type = "number")]
    pub bytes: u64,
    /// Bytes in all.
    #[ts(type = "number")]
    pub total: u64,
    /// Messages found so far.
    pub found: u32,
    /// True once it is read to its end.
    pub done: bool,
}

/// What came through, in numbers that add up.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ImportReport {
    /// One a file or folder.
    pub sources: Vec<SourceReport>,
    /// Their sum.
    pub totals: Totals,
    /// How long it took.
    pub seconds: f64,
    /// Bytes read.
    #[ts(type = "number")]
    pub bytes: u64,
}

/// A sum that closes: found = ready + copies + damaged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Totals {
    /// Items met.
    pub found: u32,
    /// Items stored whole.
    pub ready: u32,
    /// Copies of items that were already there.
    pub copies: u32,
    /// Items that are not whole, kept as far as they could be read.
    pub damaged: u32,
    /// Items brought back from deleted space.
    pub recovered: u32,
}

/// The report of one source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct SourceReport {
    /// Full path.
    pub path: String,
    /// `pst`, `ost`, `mbox`, `eml`, `folder`, `unknown`.
    pub format: String,
    /// Items met.
    pub found: u32,
    /// Items stored whole.
    pub ready: u32,
    /// Copies of items that were already there.
    pub copies: u32,
    /// Items that are not whole.
    pub damaged: u32,
    /// Items brought back from deleted space.
    pub recovered: u32,
    /// Items by what they are.
    pub by_kind: KindCounts,
    /// Attachments met.
    pub attachments: AttachmentCounts,
    /// Everything that was found broken.
    pub defects: Vec<DefectView>,
}

/// Items by what they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct KindCounts {
    /// Mail.
    pub mail: u32,
    /// Appointments and meetings.
    pub appointment: u32,
    /// People and distribution lists.
    pub contact: u32,
    /// Tasks.
    pub task: u32,
    /// Notes.
    pub note: u32,
    /// Anything else.
    pub other: u32,
}

/// Attachments of a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct AttachmentCounts {
    /// Attachments met.
    pub found: u32,
    /// Attachments of which something is missing.
    pub unreadable: u32,
}

/// Something broken, as the report shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct DefectView {
    /// Byte offset in the file, where known.
    #[ts(type = "number | null")]
    pub offset: Option<u64>,
    /// The folder, its levels joined by ` / `.
    pub folder: String,
    /// The structure, in its standard's words.
    pub structure: String,
    /// What is wrong.
    pub what: String,
    /// What it costs, as a plain sentence.
    pub effect: String,
    /// RFC 3339 date of the item, as far as known.
    pub date: Option<String>,
    /// Who wrote the item, as far as known.
    pub from: Option<String>,
    /// Subject of the item, as far as known.
    pub subject: Option<String>,
    /// The stored message, if any of it could be kept.
    pub message: Option<u32>,
}

/// What to hand over.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(tag = "what", rename_all = "lowercase")]
#[ts(export)]
pub enum Selection {
    /// These conversations.
    Threads {
        /// Their ids.
        ids: Vec<u32>,
    },
    /// All that a search finds, in a folder or source if one is named.
    Search {
        /// What was typed.
        query: String,
        /// Only in this folder and below.
        folder: Option<u32>,
        /// Only in this source.
        source: Option<u32>,
    },
}

/// Format of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
#[ts(export)]
pub enum ExportFormat {
    /// One `.eml` file a message.
    Eml,
    /// One `.mbox` file.
    Mbox,
}

/// What an export will do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct ExportPlan {
    /// Messages to hand over.
    pub messages: u32,
    /// Attachments in them.
    pub attachments: u32,
    /// Bytes, about.
    #[ts(type = "number")]
    pub bytes: u64,
    /// Where it will be saved, as shown to the owner.
    pub target: String,
}

/// What an export did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct ExportDone {
    /// Messages handed over.
    pub messages: u32,
    /// Attachments in them.
    pub attachments: u32,
    /// Of those messages, the ones that are not whole.
    pub damaged: u32,
    /// Where it was saved.
    pub path: String,
}

/// A saved attachment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct SavedFile {
    /// Where it was saved.
    pub path: String,
}

/// An error that crosses the border.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct ErrorView {
    /// A word to act on: `busy`, `disk_full`, `not_found`, `failed`.
    pub code: String,
    /// What happened, in plain words.
    pub message: String,
}
