//! Imports and their reports.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// An import that is running or has ended.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct ImportView {
    /// Id of the import.
    pub id: u32,
    /// Start time in milliseconds since 1970.
    #[ts(type = "number")]
    pub started: i64,
    /// The state of the import.
    pub state: ImportState,
    /// True if the import ended early and can be continued.
    pub can_continue: bool,
    /// The requested files and folders.
    pub files: Vec<FileProgress>,
    /// The searchable share of all files, from 0 to 1. It never decreases while the import runs.
    pub indexed: f64,
    /// Working time in seconds, without pauses.
    pub seconds: f64,
    /// The report. None while the import has not ended.
    pub report: Option<ImportReport>,
    /// The reason why the import ended early, in plain language.
    pub error: Option<String>,
}

/// The state of an import.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
#[ts(export)]
pub enum ImportState {
    /// Files are being read.
    Reading,
    /// The user has paused the import. The messages that were already read can be opened and searched.
    Paused,
    /// All files are read, and the last messages are being indexed.
    Indexing,
    /// The import is complete.
    Done,
    /// The user has ended the import. The messages that were already read are kept.
    Cancelled,
    /// An error has ended the import. The messages that were already read are kept.
    Failed,
    /// The program ended before the import. The messages that were already read are kept.
    Stopped,
}

/// The completeness of a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
#[ts(export)]
pub enum Completeness {
    /// Every message is stored, or counted as damaged.
    #[default]
    Whole,
    /// Messages may be missing that are not counted as damaged.
    Incomplete,
    /// Nothing of the source could be read.
    Unreadable,
}

/// The progress of one source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct FileProgress {
    /// Name of the file or folder.
    pub name: String,
    /// `pst`, `ost`, `mbox`, `eml`, `zip`, `maildir`, `folder` and so on. Empty until the format is known.
    pub format: String,
    /// Number of bytes that were read.
    #[ts(type = "number")]
    pub bytes: u64,
    /// Size in bytes.
    #[ts(type = "number")]
    pub total: u64,
    /// Number of messages that were found.
    pub found: u32,
    /// The part of `found` that an earlier, interrupted import had stored. This import does not read these messages again.
    pub kept: u32,
    /// True if the source was read to its end.
    pub done: bool,
}

/// The report of an import.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ImportReport {
    /// One report for each source.
    pub sources: Vec<SourceReport>,
    /// The sums of all sources.
    pub totals: Totals,
    /// Duration in seconds, without pauses.
    pub seconds: f64,
    /// Number of bytes that were read.
    #[ts(type = "number")]
    pub bytes: u64,
}

/// The sums of all sources of an import. The number of found items is the sum of ready, copies and damaged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Totals {
    /// Number of items that were found.
    pub found: u32,
    /// Number of items that were stored whole.
    pub ready: u32,
    /// Number of copies of items that the archive already had.
    pub copies: u32,
    /// Number of damaged items. Their readable parts are stored.
    pub damaged: u32,
    /// Number of recovered items: items that were lost, deleted, or in no folder.
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
    /// The completeness of the source.
    #[serde(default)]
    pub state: Completeness,
    /// Sentences that name the missing part and the reason, and give advice. None if the source is whole.
    #[serde(default)]
    pub missing: Option<String>,
    /// The result of the import in a few sentences: the text of `missing`, or the number of added messages.
    #[serde(default)]
    pub summary: String,
    /// Number of items that were found.
    pub found: u32,
    /// Number of items that were stored whole.
    pub ready: u32,
    /// Number of copies of items that the archive already had.
    pub copies: u32,
    /// Number of damaged items.
    pub damaged: u32,
    /// Number of recovered items: items that were lost, deleted, or in no folder.
    pub recovered: u32,
    /// Number of items of each kind.
    pub by_kind: KindCounts,
    /// Numbers of found and damaged attachments.
    pub attachments: AttachmentCounts,
    /// The defects, those that lose data first. The list has at most 1,000 entries.
    pub defects: Vec<DefectView>,
    /// Number of further defects, which the list does not contain.
    #[serde(default)]
    pub defects_left_out: u32,
    /// True if the import looked for deleted items.
    #[serde(default)]
    pub looked_for_deleted: bool,
    /// The result of extracting text from attachments for the search.
    #[serde(default)]
    pub attachment_texts: AttachmentTexts,
    /// Files that are not mail. They are neither items nor defects.
    #[serde(default)]
    pub not_mail: NotMail,
}

/// The result of extracting text from attachments for the search. The attachments are stored even if that fails.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct AttachmentTexts {
    /// Number of attachments whose text was extracted completely.
    pub read: u32,
    /// Number of attachments whose text could not be extracted completely.
    pub failed: u32,
    /// Examples of attachments whose text could not be extracted completely.
    pub failures: Vec<TextFailure>,
}

/// An attachment whose text could not be extracted completely.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct TextFailure {
    /// Name of the attachment.
    pub name: String,
    /// The reason.
    pub why: String,
    /// Id of a message with this attachment.
    pub message: Option<u32>,
}

/// Files of a source that are not mail.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct NotMail {
    /// Number of files.
    pub count: u32,
    /// Number of files of each kind.
    pub by_kind: Vec<NotMailKind>,
    /// Examples of each kind.
    pub examples: Vec<NotMailFile>,
}

/// Files of one kind that are not mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct NotMailKind {
    /// `pictures`, `documents`, `calendars`, `contacts`, `media`, `archives`, `programs`, `mail_program` (lists
    /// and settings of mail programs), `attachments` (beside their messages), `empty`, `text`, `other`.
    pub kind: String,
    /// Number of files.
    pub count: u32,
}

/// A file that is not mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct NotMailFile {
    /// Path of the file in the source.
    pub path: String,
    /// Kind of the file with an article, such as `a picture (PNG)`.
    pub what: String,
}

/// Number of items of each kind.
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
    /// Number of attachments that were found.
    pub found: u32,
    /// Number of attachments that are damaged.
    pub unreadable: u32,
}

/// A defect in a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct DefectView {
    /// Byte offset in the file, if known.
    #[ts(type = "number | null")]
    pub offset: Option<u64>,
    /// Path of the folder: its name and those of its parents, separated by ` / `.
    pub folder: String,
    /// The damaged structure, in the terms of its standard.
    pub structure: String,
    /// Description of the damage.
    pub what: String,
    /// The same description if it is in plain language. Empty if the description uses terms of a standard.
    #[serde(default)]
    pub plain: String,
    /// A number that is the same for all defects of one item. None if the defect belongs to a folder or to the
    /// whole file.
    #[serde(default)]
    pub item: Option<u32>,
    /// Effect of the defect, as a plain sentence.
    pub effect: String,
    /// True if data is missing because of the defect.
    pub costs: bool,
    /// RFC 3339 date of the item, if known.
    pub date: Option<String>,
    /// Sender of the item, if known.
    pub from: Option<String>,
    /// Subject of the item, if known.
    pub subject: Option<String>,
    /// Id of the message, if a part of the item is stored.
    pub message: Option<u32>,
}
