//! What was handed over, message by message.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::new_file::{NewFolder, create_new};
use crate::written::Written;
use crate::{ExportError, Message};

/// The list beside an export.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// `eml`, `mbox` or `json`.
    pub format: String,
    /// Messages handed over.
    pub messages: u32,
    /// Of those, the ones that are not whole.
    pub damaged: u32,
    /// One a message, in order.
    pub entries: Vec<ManifestEntry>,
}

/// A message in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManifestEntry {
    /// Its file, beside the manifest.
    pub file: String,
    /// Where its bytes begin in the file.
    pub offset: u64,
    /// How many bytes it has there.
    pub size: u64,
    /// SHA-256 of those bytes, in hexadecimal.
    pub sha256: String,
    /// Its id in the archive.
    pub id: u32,
    /// Its `Message-ID`.
    pub message_id: Option<String>,
    /// Its date, RFC 3339.
    pub date: Option<String>,
    /// Its subject.
    pub subject: String,
    /// What is missing of it.
    pub missing: Vec<String>,
    /// What it has that is not in the file, since the format has no room for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<String>,
}

impl Manifest {
    pub(crate) fn new(format: &str) -> Self {
        Self { format: format.to_owned(), messages: 0, damaged: 0, entries: Vec::new() }
    }

    pub(crate) fn add<W: Write>(
        &mut self,
        message: &Message<'_>,
        file: &str,
        offset: u64,
        written: &Written<W>,
    ) {
        self.add_entry(ManifestEntry {
            file: file.to_owned(),
            offset,
            size: written.size,
            sha256: written.sha256(),
            id: message.id,
            message_id: message.message_id.clone(),
            date: message
                .date
                .and_then(|date| chrono::DateTime::from_timestamp(date, 0))
                .map(|date| date.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)),
            subject: message.subject.clone(),
            missing: message.missing.clone(),
            left_out: Vec::new(),
        });
    }

    /// Notes a message that could not be handed over.
    pub(crate) fn add_unreadable(&mut self, id: u32, subject: &str, what: String) {
        self.add_entry(ManifestEntry {
            file: String::new(),
            offset: 0,
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

    /// Adds a message, and counts it.
    pub(crate) fn add_entry(&mut self, entry: ManifestEntry) {
        self.messages = self.messages.saturating_add(1);
        self.damaged = self.damaged.saturating_add(u32::from(!entry.missing.is_empty()));
        self.entries.push(entry);
    }

    /// Writes the list beside what was handed over.
    pub(crate) fn save(&self, dir: &Path, name: &str) -> Result<(), ExportError> {
        let (file, path) = create_new(dir, name)?;
        self.write(&file, path)
    }

    /// Writes the list in the folder of what was handed over.
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
