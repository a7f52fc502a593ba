//! Lists and saves the attachments of a message.

use std::path::{Path, PathBuf};

use foundmail_export::{ExportError, ItemFacts, save_new};
use foundmail_store::{AttachmentRow, MessageId, MessageRow};

use crate::{Archive, ArchiveError};

impl Archive {
    /// Saves an attachment in a folder, and returns the path of the file. Creates the folder if it is missing. If
    /// a file with the same name exists, a number is added to the name.
    pub fn save_attachment(&self, message: u32, index: u32, dir: &Path) -> Result<PathBuf, ArchiveError> {
        std::fs::create_dir_all(dir).map_err(|source| ExportError::File { path: dir.to_owned(), source })?;
        self.with_attachment(message, index, |name, write| Ok(save_new(dir, name, write)?))
    }

    /// Returns the attachments of a message, including pictures inside its text.
    pub fn attachments(&self, message: u32) -> Result<Vec<AttachmentRow>, ArchiveError> {
        Ok(self.reader().message(MessageId(message))?.envelope.attachments)
    }
}

/// Returns the attachments of a message, without pictures inside its text.
pub(super) fn listed(row: &MessageRow) -> impl Iterator<Item = &AttachmentRow> {
    row.envelope.attachments.iter().filter(|attachment| !attachment.inline)
}

/// Returns the facts of a message that decide whether a format can contain something of it.
pub(super) fn facts(row: &MessageRow) -> ItemFacts<'_> {
    ItemFacts { kind: row.kind.word(), attachments: listed(row).count() }
}
