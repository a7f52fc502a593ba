//! Looks into a file, so that the window can show it without another program.

mod archive_files;
mod comma_table;
mod document_text;
mod fields;
mod moment;

pub use archive_files::{ArchiveEntry, ContainedFile, contained_of, message_of};
pub use fields::{Fields, LabelledValue};

use hayro::hayro_syntax::{LoadPdfError, Pdf};
use serde::{Deserialize, Serialize};

use crate::budget::ExtractionBudget;
use crate::charset;
use crate::extracted::{Failure, FailureReason};
use crate::file_kind::FileKind;
use crate::html;
use crate::input::Input;
use crate::limits::ExtractionLimits;
use crate::odf;
use crate::ole;
use crate::ooxml;
use crate::table::{Table, TableWriter};
use crate::zip::Zip;

/// The content of a file as the window can show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum FilePreview {
    /// A PDF file with this number of pages. [`crate::picture_of`] draws them.
    Pages(u32),
    /// Text with its lines.
    Text {
        /// The text.
        text: String,
        /// True if the text has an end that is not here.
        is_cut: bool,
    },
    /// A web page. It is not cleaned.
    Html {
        /// The HTML.
        html: String,
        /// True if the page has an end that is not here.
        is_cut: bool,
    },
    /// The tables of a workbook.
    Tables(Vec<Table>),
    /// A message. [`message_of`] returns its bytes.
    Message,
    /// Contact cards.
    Card(Fields),
    /// Appointments or tasks.
    Event(Fields),
    /// The files in a ZIP or gzip file.
    Entries {
        /// The files, in the order of the archive.
        entries: Vec<ArchiveEntry>,
        /// True if there are more files.
        is_cut: bool,
    },
    /// A file without readable text, such as a picture or a program.
    Nothing,
}

/// Maximum size of a web page, in bytes.
const MAX_HTML: usize = 8 << 20;

/// Returns the content of a file as the window can show it.
///
/// A bug in a reader can cause a panic, and drawing takes long. Use a child process for files of others.
pub fn preview_of(input: &Input<'_>, limits: &ExtractionLimits) -> Result<FilePreview, Failure> {
    let kind = if is_drawing(input) { FileKind::Xml } else { FileKind::of(input) };
    let failed = |reason| Failure { kind, reason };
    if input.bytes.len() > limits.input {
        return Err(failed(FailureReason::TooLarge));
    }
    let mut budget = ExtractionBudget::new(limits);
    match kind {
        FileKind::NoText => Ok(FilePreview::Nothing),
        FileKind::Pdf => pages(input, limits),
        FileKind::Html => Ok(web_page(input.bytes)),
        FileKind::Text if comma_table::is_table(input) => {
            let table = comma_table::read(input.bytes, &mut budget).map_err(failed)?;
            Ok(FilePreview::Tables(vec![table]))
        }
        FileKind::Text => Ok(plain_text(input.bytes, limits)),
        FileKind::Calendar | FileKind::Card => {
            match fields::read(input.bytes, &mut budget).map_err(failed)? {
                Some(fields) if kind == FileKind::Card => Ok(FilePreview::Card(fields)),
                Some(fields) => Ok(FilePreview::Event(fields)),
                None => document_text::text(input, limits),
            }
        }
        FileKind::Mail | FileKind::Msg | FileKind::Tnef => Ok(FilePreview::Message),
        FileKind::Zip | FileKind::Gzip => Ok(archive_files::entries(kind, input)),
        FileKind::Compound | FileKind::Xls => match ole::open(kind, input.bytes).map_err(failed)? {
            (FileKind::Msg, _) => Ok(FilePreview::Message),
            (FileKind::NoText, _) => Ok(FilePreview::Nothing),
            (FileKind::Xls, streams) => {
                tables(input, limits, budget, |out, budget| ole::tables(&streams, out, budget))
            }
            _ => document_text::text(input, limits),
        },
        FileKind::Xlsx | FileKind::Xlsb => {
            let zip = Zip::open(input.bytes);
            tables(input, limits, budget, |out, budget| ooxml::tables(kind, &zip, out, budget))
        }
        FileKind::OpenDocument if odf::is_spreadsheet(input.bytes) => {
            let zip = Zip::open(input.bytes);
            tables(input, limits, budget, |out, budget| odf::tables(&zip, out, budget))
        }
        _ => document_text::text(input, limits),
    }
}

/// Reads the tables of a workbook. If it has none, returns its text.
fn tables(
    input: &Input<'_>,
    limits: &ExtractionLimits,
    mut budget: ExtractionBudget,
    read: impl FnOnce(&mut TableWriter, &mut ExtractionBudget) -> Result<(), FailureReason>,
) -> Result<FilePreview, Failure> {
    let mut out = TableWriter::default();
    let result = read(&mut out, &mut budget);
    if result == Err(FailureReason::Encrypted) || out.is_empty() {
        return document_text::text(input, limits);
    }
    Ok(FilePreview::Tables(out.finish(result.is_err() || budget.truncated)))
}

/// Counts the pages of a PDF file. If its pages cannot be drawn, returns its text.
fn pages(input: &Input<'_>, limits: &ExtractionLimits) -> Result<FilePreview, Failure> {
    match Pdf::new(input.bytes.to_vec()) {
        Ok(pdf) if !pdf.pages().is_empty() => {
            Ok(FilePreview::Pages(u32::try_from(pdf.pages().len()).unwrap_or(u32::MAX)))
        }
        Err(LoadPdfError::Decryption(_)) => {
            let locked = Failure { kind: FileKind::Pdf, reason: FailureReason::Encrypted };
            document_text::text(input, limits).map_err(|_| locked)
        }
        _ => document_text::text(input, limits),
    }
}

/// Returns true for an SVG drawing. It can contain programs, so only its text is shown.
fn is_drawing(input: &Input<'_>) -> bool {
    let head = input.bytes.get(..input.bytes.len().min(4096)).unwrap_or_default();
    let head = charset::decode(head).to_ascii_lowercase();
    let mut rest = head.trim_start_matches(['\u{FEFF}', ' ', '\t', '\r', '\n']);
    // The prolog: a declaration, comments and a document type.
    while rest.starts_with("<?") || rest.starts_with("<!") {
        let end = if rest.starts_with("<!--") { "-->" } else { ">" };
        rest = rest.split_once(end).map_or("", |(_, behind)| behind).trim_start();
    }
    rest.starts_with("<svg") || rest.contains(":svg ") && rest.starts_with('<')
}

fn web_page(bytes: &[u8]) -> FilePreview {
    let html = html::decoded(bytes);
    let end = html.floor_char_boundary(MAX_HTML);
    FilePreview::Html { html: html.get(..end).unwrap_or_default().to_owned(), is_cut: end < html.len() }
}

/// Returns a text file with its white space.
fn plain_text(bytes: &[u8], limits: &ExtractionLimits) -> FilePreview {
    let text = charset::decode(bytes);
    let end = text.floor_char_boundary(limits.text);
    let shown = text.get(..end).unwrap_or_default().replace("\r\n", "\n").replace('\r', "\n");
    let shown = shown.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
    FilePreview::Text { text: shown, is_cut: end < text.len() }
}
