//! The manifest of an export.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::digest_writer::DigestWriter;
use crate::error::ExportError;
use crate::message::ExportMessage;
use crate::new_file::{NewFolder, create_new, dir_of};

/// The list of all messages of an export. It is written beside the exported files as JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Name of the format: `pdf`, `eml`, `mbox` or `json`.
    pub format: String,
    /// Number of messages, including the damaged ones.
    pub messages: u32,
    /// Number of messages that are damaged.
    pub damaged: u32,
    /// One entry for each message, in the order of the export.
    pub entries: Vec<ManifestEntry>,
}

/// One message of a manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManifestEntry {
    /// Name of the file with the message, beside the manifest. Empty if the message could not be exported.
    pub file: String,
    /// Offset of the message in the file, in bytes.
    pub offset: u64,
    /// Number of the first page, in a PDF.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<u32>,
    /// Size of the message in the file, in bytes.
    pub size: u64,
    /// SHA-256 digest of these bytes, in hexadecimal.
    pub sha256: String,
    /// Id of the message in the archive.
    pub id: u32,
    /// `Message-ID` without angle brackets.
    pub message_id: Option<String>,
    /// Date in UTC (RFC 3339).
    pub date: Option<String>,
    /// Subject.
    pub subject: String,
    /// Parts that the archive lacks, one sentence for each.
    pub missing: Vec<String>,
    /// Parts that the archive has and the format cannot contain, one sentence for each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<String>,
}

impl ManifestEntry {
    /// Returns the entry of a message that was written to `file` at `offset`.
    pub(crate) fn new<W: Write>(
        message: &ExportMessage<'_>,
        file: &str,
        offset: u64,
        written: &DigestWriter<W>,
    ) -> Self {
        Self {
            file: file.to_owned(),
            offset,
            page: None,
            size: written.size,
            sha256: written.sha256(),
            id: message.id,
            message_id: message.message_id.clone(),
            date: message.date.and_then(rfc3339),
            subject: message.subject.clone(),
            missing: message.missing.clone(),
            left_out: Vec::new(),
        }
    }
}

/// Returns a date in seconds since 1970 in the notation of RFC 3339, in UTC.
pub(crate) fn rfc3339(date: i64) -> Option<String> {
    let date = chrono::DateTime::from_timestamp(date, 0)?;
    Some(date.to_rfc3339_opts(chrono::SecondsFormat::Secs, true))
}

impl Manifest {
    pub(crate) fn new(format: &str) -> Self {
        Self { format: format.to_owned(), messages: 0, damaged: 0, entries: Vec::new() }
    }

    /// Adds a message that could not be exported. `what` is a sentence.
    pub(crate) fn add_unreadable(&mut self, id: u32, subject: &str, what: String) {
        self.add(ManifestEntry {
            file: String::new(),
            offset: 0,
            page: None,
            size: 0,
            sha256: String::new(),
            id,
            message_id: None,
            date: None,
            subject: subject.to_owned(),
            missing: vec![what],
            left_out: Vec::new(),
        });
    }

    /// Adds a message and counts it.
    pub(crate) fn add(&mut self, entry: ManifestEntry) {
        self.messages = self.messages.saturating_add(1);
        self.damaged = self.damaged.saturating_add(u32::from(!entry.missing.is_empty()));
        self.entries.push(entry);
    }

    /// Writes the manifest beside the file of the export, as `NAME.manifest.json`.
    pub(crate) fn save_beside(&self, exported: &Path) -> Result<(), ExportError> {
        let name = exported.file_name().unwrap_or_default().to_string_lossy();
        let (file, path) = create_new(dir_of(exported), &format!("{name}.manifest.json"))?;
        self.write(&file, path)
    }

    /// Writes the manifest into the folder of the export, as `manifest.json`.
    pub(crate) fn save_in(&self, folder: &mut NewFolder) -> Result<(), ExportError> {
        let (file, path) = folder.create_new("manifest.json")?;
        self.write(&file, path)
    }

    fn write(&self, mut file: &File, path: PathBuf) -> Result<(), ExportError> {
        let json = serde_json::to_vec_pretty(self).map_err(|error| ExportError::file(&path, error.into()))?;
        let written = file.write_all(&json).and_then(|()| file.sync_all());
        written.map_err(|error| ExportError::file(path, error))
    }
}
