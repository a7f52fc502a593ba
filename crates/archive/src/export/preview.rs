//! Shows the first page of an export before it is written, and makes pages for printing.

use std::path::{Path, PathBuf};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use foundmail_export::{AttachmentPlace, ExportFormat, ExportOptions, Order, PdfChoices, format_named};
use foundmail_extract::{ChildProcess, ChildProgram, ExtractionLimits, InputFile, PageRequest};
use foundmail_store::{MessageId, StoreReader, private_temp_dir};

use super::copies::{FolderPaths, copies};
use super::run::{ExportRequest, NewPrinter, accepted};
use crate::view::{ExportPreview, Selection};
use crate::{Archive, ArchiveError};

/// Width of the picture in pixels.
const WIDTH: u32 = 480;

/// The largest message of which a preview is made, in bytes. A larger one takes too long.
const MAX_MESSAGE: u64 = 16 << 20;

/// Time to draw the page.
const TIME: Duration = Duration::from_secs(10);

/// The formats that have pages.
const PAGED: [&str; 2] = ["pdf", "pdf-conversations"];

impl Archive {
    /// Draws the first page of the first message of an export. Returns `None` if the format has no pages, and if the message
    /// is too large for a preview.
    pub fn preview(&self, request: &ExportRequest<'_>) -> Result<Option<ExportPreview>, ArchiveError> {
        if !PAGED.contains(&request.format.name) {
            return Ok(None);
        }
        let reader = self.store.reader()?;
        let Some(first) = first_message(&reader, request)? else { return Ok(None) };
        let dir = private_temp_dir().map_err(ArchiveError::Temporary)?;
        let target = dir.path().join("page.pdf");
        let request = ExportRequest {
            messages: &[first],
            format: pdf()?,
            target: &target,
            options: pages_only(&request.options),
            // Reading a whole mailbox for its digest would take minutes.
            source_digests: false,
            ..request.clone()
        };
        self.write_export(&request, &mut |_, _| true)?;
        let bytes = std::fs::read(&target).map_err(ArchiveError::Temporary)?;
        draw(bytes).map(Some)
    }

    /// Writes the pages of a selection to a new PDF in `dir`, for printing: without cover, index and embedded files. Returns
    /// its path.
    pub fn pages_to_print(
        &self,
        selection: &Selection,
        dir: &Path,
        printer: Option<NewPrinter>,
    ) -> Result<PathBuf, ArchiveError> {
        let messages = self.selected(selection)?;
        let target = self.target_name(&self.title(selection, "")?, pdf()?, dir)?;
        let request = ExportRequest {
            messages: &messages,
            format: pdf()?,
            target: &target,
            options: pages_only(&ExportOptions::default()),
            source_digests: false,
            printer,
        };
        self.write_export(&request, &mut |_, _| true)?;
        Ok(target)
    }
}

fn pdf() -> Result<&'static ExportFormat, ArchiveError> {
    format_named("pdf")
        .ok_or_else(|| ArchiveError::NotFound { what: "There is no export format PDF.".to_owned() })
}

/// Returns the message that an export writes first. `None` if it is too large for a preview.
fn first_message(reader: &StoreReader, request: &ExportRequest<'_>) -> Result<Option<u32>, ArchiveError> {
    let (accepted, _) = accepted(reader, request)?;
    let options = ExportOptions {
        order: request.format.order.unwrap_or(request.options.order),
        ..request.options.clone()
    };
    let folders = FolderPaths::read(reader)?;
    let first =
        copies(reader, &folders, &accepted, request.format, &options)?.first().map(|copy| copy.message);
    let Some(MessageId(id)) = first else { return Ok(None) };
    let is_small = reader.message(MessageId(id))?.size <= MAX_MESSAGE;
    Ok(is_small.then_some(id))
}

/// Returns the options of an export with pages only.
fn pages_only(options: &ExportOptions) -> ExportOptions {
    let attachments = match options.pdf.attachments {
        // A file beside a temporary PDF is of no use.
        AttachmentPlace::Beside | AttachmentPlace::Embed => AttachmentPlace::Embed,
        AttachmentPlace::Append => AttachmentPlace::Append,
    };
    ExportOptions {
        order: Order::Date,
        pdf: PdfChoices { attachments, sources: false, front: false, ..options.pdf.clone() },
        ..options.clone()
    }
}

/// Draws the first page of a PDF in a child process, because the fonts and pictures of the page come from mail.
fn draw(bytes: Vec<u8>) -> Result<ExportPreview, ArchiveError> {
    let program = ChildProgram::this().map_err(ArchiveError::Temporary)?;
    let limits = ExtractionLimits { time: TIME, ..ExtractionLimits::default() };
    let file = InputFile { name: "page.pdf".to_owned(), media_type: "application/pdf".to_owned(), bytes };
    let page = PageRequest { page: 0, width: WIDTH };
    let picture =
        ChildProcess::new(program, limits).picture_of(file, page).map_err(|_| ArchiveError::NotFound {
            what: "The preview could not be drawn. The export is not affected.".to_owned(),
        })?;
    Ok(ExportPreview {
        picture: format!("data:image/png;base64,{}", STANDARD.encode(&picture.png)),
        width: picture.width,
        height: picture.height,
    })
}
