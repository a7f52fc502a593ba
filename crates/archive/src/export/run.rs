//! Writes an export.

use std::path::Path;

use foundmail_export::{Export, ExportFormat, Manifest};
use foundmail_store::{MessageId, StoreReader};

use super::attachments::listed;
use super::content::StoredContent;
use crate::numbers::count;
use crate::view::ExportDone;
use crate::{Archive, ArchiveError};

/// A finished export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    /// Its counts.
    pub done: ExportDone,
    /// Its manifest.
    pub manifest: Manifest,
}

impl Archive {
    /// Exports messages to `target`, which must not exist. An empty folder is permitted. If the export fails, no file of it
    /// remains.
    pub fn export(
        &self,
        messages: &[u32],
        format: &ExportFormat,
        target: &Path,
    ) -> Result<Exported, ArchiveError> {
        let reader = self.store.reader()?;
        ensure_all_exist(&reader, messages)?;
        let mut export = Export::create(format, target)?;
        let mut attachments: u32 = 0;
        for &id in messages {
            let row = reader.message(MessageId(id))?;
            attachments = attachments.saturating_add(count(listed(&row).count()));
            let content = StoredContent::read(&reader, &row);
            let message = content.as_ref().map_err(ToString::to_string);
            match message.and_then(|content| content.message().map_err(|error| error.to_string())) {
                Ok(message) => export.write(&message)?,
                // A message that is damaged in the archive must not prevent the export of the others.
                Err(error) => export.add_unreadable(id, &row.subject, error),
            }
        }
        let manifest = export.finish()?;
        let done = ExportDone {
            messages: manifest.messages,
            attachments,
            damaged: manifest.damaged,
            path: target.display().to_string(),
        };
        Ok(Exported { done, manifest })
    }
}

/// Fails if a message does not exist, before a file is written: a wrong id among hundreds is reported at once.
fn ensure_all_exist(reader: &StoreReader, messages: &[u32]) -> Result<(), ArchiveError> {
    if messages.is_empty() {
        return Err(ArchiveError::NotFound { what: "There is nothing to export.".to_owned() });
    }
    messages.iter().try_for_each(|&id| Ok(reader.message(MessageId(id)).map(drop)?))
}
