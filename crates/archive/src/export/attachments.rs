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

    /// Saves the attachments of a message in a folder, without pictures inside its text. An attachment that cannot be saved
    /// does not prevent the others; then the error [`ArchiveError::NotAllSaved`] names it.
    pub fn save_attachments(&self, message: u32, dir: &Path) -> Result<(), ArchiveError> {
        let row = self.reader().message(MessageId(message))?;
        let all = listed(&row).count();
        let mut lost = Vec::new();
        for file in listed(&row) {
            if let Err(error) = self.save_attachment(message, file.index, dir) {
                // If nothing can be saved, the reason is the same for all of them.
                if lost.len().saturating_add(1) == all {
                    return Err(error);
                }
                lost.push((file.name.clone(), error.view().message));
            }
        }
        if lost.is_empty() {
            return Ok(());
        }
        Err(ArchiveError::NotAllSaved { all, lost, dir: dir.display().to_string() })
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
