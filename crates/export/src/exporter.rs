//! The description of an export format, and the trait of its writer.

use std::fmt;

use foundmail_pdf::PagePrinter;

use crate::empty_folder::EmptyFolder;
use crate::error::ExportError;
use crate::manifest::{AttachmentException, ExportSummary, FormatFacts, ManifestEntry};
use crate::message::ExportMessage;
use crate::options::{ExportOptions, Order};
use crate::output::Output;
use crate::target::TargetKind;

/// An export format. The command line, the window and the README list the formats with these texts.
pub struct ExportFormat {
    /// Name on the command line, in requests of the window and in manifests. It must never change.
    pub name: &'static str,
    /// Name on screen.
    pub title: &'static str,
    /// One line of help on the command line, without a full stop.
    pub help: &'static str,
    /// One or two short sentences below the title in the window. `None` for a format that only the command line
    /// offers.
    pub on_screen: Option<&'static str>,
    /// The kind of target that the format writes.
    pub target: TargetKind,
    /// True if a message can be in several folders of the export.
    pub has_folders: bool,
    /// The order that the format needs. `None` if the user can choose.
    pub order: Option<Order>,
    /// Returns true if the format can contain something of an item.
    pub accepts: fn(&ItemFacts<'_>) -> bool,
    /// Creates the exporter, which writes its first files.
    pub(crate) create: CreateExporter,
}

/// The facts of an item that decide whether a format can contain something of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ItemFacts<'i> {
    /// Kind of the item: `mail`, `appointment` and so on.
    pub kind: &'i str,
    /// Number of attachments, without the parts that belong to the text.
    pub attachments: usize,
}

/// Creates an exporter, which writes its first files.
pub(crate) type CreateExporter = fn(&ExportOptions, &mut Output) -> Result<Box<dyn Exporter>, ExportError>;

/// A message that was written.
pub(crate) struct Written {
    /// Its entry in the manifest.
    pub(crate) entry: ManifestEntry,
    /// The attachments of which the content is missing in the export.
    pub(crate) lost: Vec<AttachmentException>,
}

/// Writes messages in one format.
pub(crate) trait Exporter {
    /// Adds a folder without items, if the format keeps such folders. Called before the first message.
    fn add_folder(&mut self, _folder: &EmptyFolder<'_>, _output: &mut Output) -> Result<(), ExportError> {
        Ok(())
    }

    /// Writes a message and returns its entry in the manifest.
    ///
    /// After [`ExportError::Unreadable`], the caller lists the message as an exception and continues with the next one, so
    /// nothing of the message may have been written. After any other error, the caller ends the export and deletes its files.
    fn write(&mut self, message: &ExportMessage<'_>, output: &mut Output) -> Result<Written, ExportError>;

    /// Returns true if the export contains the attachments of its messages. A list has only their names.
    fn contains_attachments(&self) -> bool {
        true
    }

    /// Prints messages as they look, if the format has pages. Called before the first message.
    fn print_with(&mut self, _printer: Box<dyn PagePrinter>) {}

    /// Completes the files. `summary` has the counts and the exceptions, but not the files.
    fn finish(
        self: Box<Self>,
        options: &ExportOptions,
        summary: &ExportSummary,
        output: &mut Output,
    ) -> Result<FormatFacts, ExportError>;
}

impl From<ManifestEntry> for Written {
    fn from(entry: ManifestEntry) -> Self {
        Self { entry, lost: Vec::new() }
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
