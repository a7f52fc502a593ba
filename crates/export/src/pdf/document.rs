//! One PDF of an export, while it is written.

use chrono::Utc;
use foundmail_pdf::{Fonts, PagePrinter, PdfError, PdfOptions, PdfWriter};

use crate::error::ExportError;
use crate::message::ExportMessage;
use crate::output::OutputFile;
use crate::pdf_choices::PdfChoices;

/// Maximum number of sentences about incomplete messages on the cover. The manifest has all of them.
pub(super) const MAX_REMARKS: usize = 200;

/// A PDF that is being written.
pub(super) struct Document {
    pub(super) writer: PdfWriter<OutputFile>,
    /// Path of the file, relative to the manifest.
    pub(super) path: String,
    /// Number of messages that were written.
    pub(super) messages: u32,
    /// Number of attachments that were written.
    pub(super) attachments: u32,
    /// The dates of the oldest and the newest message.
    pub(super) dates: Option<(i64, i64)>,
    /// The messages that are incomplete: subject and sentence of each, for the cover.
    pub(super) remarks: Vec<(String, String)>,
}

impl Document {
    /// Begins a file.
    pub(super) fn new(
        file: OutputFile,
        title: String,
        choices: &PdfChoices,
        printer: Option<Box<dyn PagePrinter>>,
    ) -> Result<Self, ExportError> {
        let path = file.path.clone();
        let options = PdfOptions {
            title,
            paper: choices.paper,
            created: Utc::now(),
            bates: choices.bates.clone(),
            front: choices.front,
            archival: true,
            ea_pdf: choices.ea_pdf,
        };
        let writer = Fonts::of_this_computer().and_then(|fonts| {
            let mut writer = PdfWriter::new(file, fonts, options)?;
            if let Some(printer) = printer {
                writer.print_with(printer)?;
            }
            Ok(writer)
        });
        let writer = writer.map_err(|error| failed(&path, error))?;
        Ok(Self { writer, path, messages: 0, attachments: 0, dates: None, remarks: Vec::new() })
    }

    /// Returns the error for this file.
    pub(super) fn failed(&self, error: PdfError) -> ExportError {
        failed(&self.path, error)
    }

    /// Counts a message.
    pub(super) fn count(&mut self, message: &ExportMessage<'_>) {
        self.messages = self.messages.saturating_add(1);
        if let Some(date) = message.date {
            let (first, last) = self.dates.unwrap_or((date, date));
            self.dates = Some((first.min(date), last.max(date)));
        }
    }

    /// Adds sentences about a message for the cover.
    pub(super) fn remark<'s>(&mut self, subject: &str, sentences: impl Iterator<Item = &'s String>) {
        let room = MAX_REMARKS.saturating_sub(self.remarks.len());
        self.remarks.extend(sentences.take(room).map(|sentence| (subject.to_owned(), sentence.clone())));
    }
}

/// Returns the error for a file.
pub(super) fn failed(path: &str, error: PdfError) -> ExportError {
    match error {
        PdfError::Write(source) => ExportError::file(path, source),
        other => ExportError::Pdf { path: path.into(), source: other },
    }
}
