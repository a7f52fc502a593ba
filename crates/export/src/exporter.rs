//! The description of an export format, and the interface of its writer.

use std::fmt;
use std::path::Path;

use crate::error::ExportError;
use crate::manifest::{Manifest, ManifestEntry};
use crate::message::ExportMessage;

/// A format of exports. The command line, the window and the README list the formats with these texts.
pub struct ExportFormat {
    /// Name on the command line, in the window's requests and in manifests. Never changes.
    pub name: &'static str,
    /// Name on screen.
    pub title: &'static str,
    /// One line of help on the command line, without a full stop.
    pub help: &'static str,
    /// Up to two short sentences below the title in the window. `None` if only the command line has the format.
    pub on_screen: Option<&'static str>,
    /// The kind of target that the format writes.
    pub target: TargetKind,
    /// Creates the target and the exporter that writes it. Fails if the target exists; an empty folder is permitted.
    pub create: fn(&Path) -> Result<Box<dyn Exporter>, ExportError>,
}

/// The kind of target that a format writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TargetKind {
    /// A new folder.
    Folder,
    /// A new file with this extension.
    File {
        /// Extension with its dot, such as `.mbox`.
        extension: &'static str,
    },
}

/// Writes messages in one format.
pub trait Exporter {
    /// Writes a message and returns its entry in the manifest.
    ///
    /// After [`ExportError::Unreadable`], the caller lists the message as damaged and continues with the next one, so nothing
    /// of the message may have been written. After any other error, the caller ends the export and drops the exporter.
    fn write(&mut self, message: &ExportMessage<'_>) -> Result<ManifestEntry, ExportError>;

    /// Completes the files and writes the manifest. An exporter that is dropped before this succeeds deletes its files.
    fn finish(self: Box<Self>, manifest: &Manifest) -> Result<(), ExportError>;
}

impl TargetKind {
    /// Returns the extension of the target: empty for a folder.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Folder => "",
            Self::File { extension } => extension,
        }
    }
}

impl fmt::Debug for ExportFormat {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_tuple("ExportFormat").field(&self.name).finish()
    }
}

/// Formats are equal if they have the same name.
impl PartialEq for ExportFormat {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for ExportFormat {}
