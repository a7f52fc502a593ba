//! Imports and their reports.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// An import, running or ended.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct ImportView {
    /// Id of the import.
    pub id: u32,
    /// When it began, in milliseconds since 1970.
    #[ts(type = "number")]
    pub started: i64,
    /// Where it stands.
    pub state: ImportState,
    /// True if it ended early and its sources can be read to their end by continuing it.
    pub can_continue: bool,
    /// The files and folders it was given.
    pub files: Vec<FileProgress>,
    /// How much of all the files can be found by searching, 0 to 1. It never falls while the import runs.
    pub indexed: f64,
    /// Seconds that it has worked: pauses don't count.
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
    /// The owner has halted it; what was read so far can be read and searched.
    Paused,
    /// All is read; the rest is made searchable.
    Indexing,
    /// All done.
    Done,
    /// Ended by the owner; what was read is kept.
    Cancelled,
    /// Ended by an error; what was read is kept.
    Failed,
    /// The program ended before the import did; what was read is kept.
    Stopped,
}

/// How complete a source is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
#[ts(export)]
pub enum Completeness {
    /// Every message is there, or counted as damaged.
    #[default]
    Whole,
    /// Messages may be missing that nobody counted.
    Incomplete,
    /// Nothing of it could be read.
    Unreadable,
}

/// How far one file is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct FileProgress {
    /// The file's name.
    pub name: String,
    /// `pst`, `ost`, `mbox`, `eml`, `zip`, `maildir`, `folder` and so on; empty until it is known.
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
    /// Items that did not lie where they should: lost, deleted, or in no folder.
    pub recovered: u32,
}

/// The report of one source.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct SourceReport {
    /// Full path.
    pub path: String,
    /// `pst`, `ost`, `mbox`, `eml`, `zip`, `maildir`, `folder` and so on, or `unknown`.
    pub format: String,
    /// How complete it is.
    #[serde(default)]
    pub state: Completeness,
    /// Sentences that say what is missing, why, and what to do. None if it is whole.
    #[serde(default)]
    pub missing: Option<String>,
    /// How its import ended, in one or a few sentences: those of `missing`, else what came in.
    #[serde(default)]
    pub summary: String,
    /// Items met.
    pub found: u32,
    /// Items stored whole.
    pub ready: u32,
    /// Copies of items that were already there.
    pub copies: u32,
    /// Items that are not whole.
    pub damaged: u32,
    /// Items that did not lie where they should: lost, deleted, or in no folder.
    pub recovered: u32,
    /// Items by what they are.
    pub by_kind: KindCounts,
    /// Attachments met.
    pub attachments: AttachmentCounts,
    /// Everything that was found broken.
    pub defects: Vec<DefectView>,
    /// Deleted items were looked for.
    #[serde(default)]
    pub looked_for_deleted: bool,
    /// What attachments say, for search.
    #[serde(default)]
    pub attachment_texts: AttachmentTexts,
    /// Files that are no mail. They are no items, and nothing is wrong with them.
    #[serde(default)]
    pub not_mail: NotMail,
}

/// What came out of attachments, so that they can be searched. The attachments themselves are kept in any case.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct AttachmentTexts {
    /// Attachments whose text was read to its end.
    pub read: u32,
    /// Attachments of which some or all text could not be read.
    pub failed: u32,
    /// Some of these.
    pub failures: Vec<TextFailure>,
}

/// An attachment whose text could not be read, or not to its end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct TextFailure {
    /// Its name.
    pub name: String,
    /// Why.
    pub why: String,
    /// A message that carries it.
    pub message: Option<u32>,
}

/// Files of a source that are no mail.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct NotMail {
    /// How many.
    pub count: u32,
    /// How many of each kind.
    pub by_kind: Vec<NotMailKind>,
    /// Some of each kind.
    pub examples: Vec<NotMailFile>,
}

/// Files of one kind that are no mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct NotMailKind {
    /// `pictures`, `documents`, `calendars`, `contacts`, `media`, `archives`, `programs`, `mail_program` (lists and
    /// settings of mail programs), `attachments` (beside their messages), `empty`, `text`, `other`.
    pub kind: String,
    /// How many.
    pub count: u32,
}

/// A file that is no mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct NotMailFile {
    /// Its path in the source.
    pub path: String,
    /// What it is, with its article: `a picture (PNG)`.
    pub what: String,
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
    /// The same where it is said in plain words; empty where only whoever knows the standard understands it.
    #[serde(default)]
    pub plain: String,
    /// A number that all damage of one item has; none if it is a folder's or the whole file's.
    #[serde(default)]
    pub item: Option<u32>,
    /// What it costs, as a plain sentence.
    pub effect: String,
    /// False for an oddity that costs nothing.
    pub costs: bool,
    /// RFC 3339 date of the item, as far as known.
    pub date: Option<String>,
    /// Who wrote the item, as far as known.
    pub from: Option<String>,
    /// Subject of the item, as far as known.
    pub subject: Option<String>,
    /// The stored message, if any of it could be kept.
    pub message: Option<u32>,
}
