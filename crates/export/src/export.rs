//! A single run of an export.

use std::path::Path;

use foundmail_pdf::PagePrinter;

use crate::empty_folder::EmptyFolder;
use crate::error::ExportError;
use crate::exporter::{ExportFormat, Exporter};
use crate::manifest::{ExportSummary, Spool, write_lists};
use crate::message::ExportMessage;
use crate::options::ExportOptions;
use crate::output::Output;

/// An export that is being written. Dropping it before [`finish`](Self::finish) deletes its files.
pub struct Export {
    exporter: Box<dyn Exporter>,
    options: ExportOptions,
    output: Output,
    spool: Spool,
    summary: ExportSummary,
}

impl Export {
    /// Creates the files, but does not name them yet. The target must not exist; an empty folder is permitted.
    pub fn create(
        format: &ExportFormat,
        target: &Path,
        mut options: ExportOptions,
    ) -> Result<Self, ExportError> {
        options.order = format.order.unwrap_or(options.order);
        let mut output = Output::create(target, format.target)?;
        let exporter = (format.create)(&options, &mut output)?;
        let summary = ExportSummary { format: format.name.to_owned(), ..ExportSummary::default() };
        Ok(Self { exporter, options, output, spool: Spool::new(), summary })
    }

    /// Prints messages as they look, if the format has pages. Must be called before the first message.
    pub fn print_with(&mut self, printer: Box<dyn PagePrinter>) {
        self.exporter.print_with(printer);
    }

    /// Adds a folder without items, if the format keeps such folders. Must be called before the first message.
    pub fn add_folder(&mut self, folder: &EmptyFolder<'_>) -> Result<(), ExportError> {
        self.exporter.add_folder(folder, &mut self.output)
    }

    /// Writes a message. A message whose content is damaged is listed as an exception instead.
    pub fn write(&mut self, message: &ExportMessage<'_>) -> Result<(), ExportError> {
        let mut written = match self.exporter.write(message, &mut self.output) {
            Ok(written) => written,
            Err(ExportError::Unreadable { what }) => {
                self.add_exception(message.id, &message.subject, what);
                return Ok(());
            }
            Err(error) => return Err(error),
        };
        let has_attachments = self.exporter.contains_attachments();
        self.summary.count(&mut written.entry, written.lost, has_attachments);
        self.spool.add(&written.entry).map_err(|error| ExportError::file(std::env::temp_dir(), error))
    }

    /// Lists a message that cannot be exported. `why` is a sentence.
    pub fn add_exception(&mut self, id: u32, subject: &str, why: String) {
        self.summary.except(id, subject, why);
    }

    /// Counts items that the format cannot contain.
    pub fn add_other_kinds(&mut self, count: u32) {
        self.summary.other_kinds = self.summary.other_kinds.saturating_add(count);
    }

    /// Completes the files, writes the lists, gives all of them their names, and returns the sums.
    pub fn finish(self) -> Result<ExportSummary, ExportError> {
        let Self { exporter, options, mut output, mut spool, mut summary } = self;
        let facts = exporter.finish(&options, &summary, &mut output)?;
        summary.files.clone_from(&output.files);
        summary.remarks.clone_from(&facts.remarks);
        let manifest = write_lists(&mut output, &options, &summary, &mut spool, &facts)?;
        let dir = output.dir();
        output.place()?;
        summary.manifest = dir.join(manifest);
        Ok(summary)
    }
}
