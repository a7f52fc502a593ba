//! One run of an export.

use std::path::Path;

use crate::error::ExportError;
use crate::exporter::{ExportFormat, Exporter};
use crate::manifest::Manifest;
use crate::message::ExportMessage;

/// An export that is being written. If it is dropped before [`finish`](Self::finish), no file of it remains.
pub struct Export {
    exporter: Box<dyn Exporter>,
    manifest: Manifest,
}

impl Export {
    /// Creates the target, which must not exist. An empty folder is permitted.
    pub fn create(format: &ExportFormat, target: &Path) -> Result<Self, ExportError> {
        Ok(Self { exporter: (format.create)(target)?, manifest: Manifest::new(format.name) })
    }

    /// Writes a message. A message whose content is damaged is listed in the manifest instead.
    pub fn write(&mut self, message: &ExportMessage<'_>) -> Result<(), ExportError> {
        match self.exporter.write(message) {
            Ok(entry) => self.manifest.add(entry),
            Err(ExportError::Unreadable { what }) => self.add_unreadable(message.id, &message.subject, what),
            Err(error) => return Err(error),
        }
        Ok(())
    }

    /// Lists a message that cannot be exported because its stored bytes are damaged. `what` is a sentence.
    pub fn add_unreadable(&mut self, id: u32, subject: &str, what: String) {
        self.manifest.add_unreadable(id, subject, what);
    }

    /// Completes the files, writes the manifest, and returns it.
    pub fn finish(self) -> Result<Manifest, ExportError> {
        self.exporter.finish(&self.manifest)?;
        Ok(self.manifest)
    }
}
