//! Extracts the text of PDF files (ISO 32000): the title, and for each page its content, form fields and notes.
//!
//! Pages that consist only of a scanned picture contain no text.

mod cmap;
mod content;
mod crypt;
mod encoding;
mod file;
mod filter;
mod font;
mod glyph;
mod lexer;
mod matrix;
mod object;
mod page;
mod text_line;
mod truetype;

use crate::budget::ExtractionBudget;
use crate::extracted::FailureReason;
use crate::text_writer::TextWriter;
use content::Drawing;
use file::PdfFile;
use object::Object;
use text_line::TextLine;

/// Extracts the text of a PDF file.
pub(crate) fn read(
    bytes: &[u8],
    text: &mut TextWriter,
    budget: &mut ExtractionBudget,
) -> Result<(), FailureReason> {
    let file = PdfFile::open(bytes, budget)?;
    let info = file.get(&file.trailer, "Info", budget);
    let mut line = TextLine::new(text);
    for name in ["Title", "Subject", "Keywords"] {
        let entry = info.dict().map(|info| file.get(info, name, budget));
        if let Some(entry) = entry.as_ref().and_then(Object::text) {
            line.note(&encoding::document_string(entry), budget);
        }
    }
    let pages = page::list(&file, budget)?;
    let mut drawing = Drawing::new(&file, line);
    let mut done = if pages.is_empty() { Err(FailureReason::Damaged) } else { Ok(()) };
    for page in &pages {
        let read = page.read(&mut drawing, budget);
        if read == Err(FailureReason::TimedOut) {
            drawing.line.finish(budget);
            return read;
        }
        done = done.and(read);
        drawing.line.page(budget);
        if budget.is_full() {
            break;
        }
    }
    drawing.line.finish(budget);
    done
}
