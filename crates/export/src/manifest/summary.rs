//! The sums of an export.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::entry::ManifestEntry;
use crate::output::ExportedFile;

/// The sums of an export. `chosen` is always `written` and the exceptions together.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ExportSummary {
    /// Name of the format, such as `pdf`.
    pub format: String,
    /// Number of messages that were chosen, and of which the format can contain something.
    pub chosen: u32,
    /// Number of messages that were written.
    pub written: u32,
    /// Number of written messages that are incomplete, in the archive or in the export.
    pub incomplete: u32,
    /// Number of chosen items of which the format can contain nothing, such as messages in a list of contacts, or messages
    /// without attachments in an export of attachments.
    pub other_kinds: u32,
    /// The messages that were not written.
    pub exceptions: Vec<Exception>,
    /// The sums of the attachments.
    pub attachments: AttachmentSummary,
    /// The files, without the lists.
    pub files: Vec<ExportedFile>,
    /// Path of the manifest in JSON.
    pub manifest: PathBuf,
    /// Dates of the first and last message in UTC (RFC 3339).
    pub dates: Option<(String, String)>,
    /// Remarks about the files, one sentence for each, such as a profile that a file does not claim.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remarks: Vec<String>,
}

/// A message that was not written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exception {
    /// Id of the message in the archive.
    pub id: u32,
    /// Its subject.
    pub subject: String,
    /// The reason, as a sentence.
    pub why: String,
}

/// The sums of the attachments.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct AttachmentSummary {
    /// Number of attachments that were written.
    pub written: u32,
    /// The attachments that were not written.
    pub exceptions: Vec<AttachmentException>,
}

/// An attachment that was not written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttachmentException {
    /// Id of the message in the archive.
    pub id: u32,
    /// File name of the attachment.
    pub name: String,
    /// The reason, as a sentence.
    pub why: String,
}

impl ExportSummary {
    /// Counts a message that was written, and numbers it. `has_attachments` is true if its attachments were written.
    pub(crate) fn count(
        &mut self,
        entry: &mut ManifestEntry,
        lost: Vec<AttachmentException>,
        has_attachments: bool,
    ) {
        self.chosen = self.chosen.saturating_add(1);
        self.written = self.written.saturating_add(1);
        entry.n = self.written;
        self.incomplete = self.incomplete.saturating_add(u32::from(entry.is_incomplete()));
        let attachments =
            if has_attachments { entry.attachments.len().saturating_sub(lost.len()) } else { 0 };
        self.attachments.written =
            self.attachments.written.saturating_add(u32::try_from(attachments).unwrap_or(u32::MAX));
        self.attachments.exceptions.extend(lost);
        if let Some(date) = &entry.date {
            self.dates = Some(match self.dates.take() {
                None => (date.clone(), date.clone()),
                Some((earliest, latest)) => (earliest.min(date.clone()), latest.max(date.clone())),
            });
        }
    }

    /// Counts a message that could not be written. `why` is a sentence.
    pub(crate) fn except(&mut self, id: u32, subject: &str, why: String) {
        self.chosen = self.chosen.saturating_add(1);
        self.exceptions.push(Exception { id, subject: subject.to_owned(), why });
    }

    /// Returns true if each chosen message was written completely.
    pub fn is_complete(&self) -> bool {
        self.exceptions.is_empty() && self.attachments.exceptions.is_empty() && self.incomplete == 0
    }
}
