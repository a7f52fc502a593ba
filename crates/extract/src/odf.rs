//! Extracts the text of OpenDocument 1.3 files. Texts, tables, presentations and drawings use the same elements.

use crate::budget::ExtractionBudget;
use crate::extracted::FailureReason;
use crate::table::TableWriter;
use crate::text_writer::TextWriter;
use crate::xml::{self, XmlToken};
use crate::zip::Zip;

/// Extracts the text of an OpenDocument file.
pub(crate) fn read(
    zip: &Zip<'_>,
    text: &mut TextWriter,
    budget: &mut ExtractionBudget,
) -> Result<(), FailureReason> {
    let manifest = zip.read_named("META-INF/manifest.xml", budget).ok().flatten().unwrap_or_default();
    if crate::bytes::find(&manifest, b"encryption-data").is_some() {
        return Err(FailureReason::Encrypted);
    }
    let content = zip.read_named("content.xml", budget)?.ok_or(FailureReason::Damaged)?;
    let read = paragraphs(&content, text, budget);
    // The styles contain page headers and footers.
    let styles = match zip.read_named("styles.xml", budget)? {
        Some(styles) => paragraphs(&styles, text, budget),
        None => Ok(()),
    };
    let title = match zip.read_named("meta.xml", budget)? {
        Some(meta) => title(&meta, text, budget),
        None => Ok(()),
    };
    read.and(styles).and(title)
}

/// Extracts the text of paragraphs, headings and tables (OpenDocument 1.3, part 3, sections 5.1 and 6.1). Leaves
/// out tracked changes.
pub(crate) fn paragraphs(
    part: &[u8],
    text: &mut TextWriter,
    budget: &mut ExtractionBudget,
) -> Result<(), FailureReason> {
    let (mut paragraph, mut cell, mut deleted) = (0_usize, 0_usize, 0_usize);
    text.line();
    xml::read(part, budget, |token, budget| match token {
        XmlToken::Open("tracked-changes", _) => deleted = deleted.saturating_add(1),
        XmlToken::Close("tracked-changes") => deleted = deleted.saturating_sub(1),
        _ if deleted > 0 => {}
        XmlToken::Open("p" | "h", _) => paragraph = paragraph.saturating_add(1),
        XmlToken::Close("p" | "h") => {
            paragraph = paragraph.saturating_sub(1);
            if cell > 0 { text.space() } else { text.line() }
        }
        XmlToken::Open("table-cell" | "covered-table-cell", _) => cell = cell.saturating_add(1),
        XmlToken::Close("table-cell" | "covered-table-cell") => {
            cell = cell.saturating_sub(1);
            text.space();
        }
        XmlToken::Open("table", attributes) => {
            text.line();
            text.push(&attributes.get("name").unwrap_or_default(), budget);
            text.line();
        }
        XmlToken::Open("s" | "tab", _) => text.space(),
        XmlToken::Close("table-row") | XmlToken::Open("line-break", _) => text.line(),
        XmlToken::Text(piece) if paragraph > 0 => text.push(piece, budget),
        _ => {}
    })
}

/// Returns true for a workbook. The first entry of the file is its media type (OpenDocument 1.3, part 2, section 3.3).
pub(crate) fn is_spreadsheet(bytes: &[u8]) -> bool {
    let head = bytes.get(..bytes.len().min(120)).unwrap_or_default();
    crate::bytes::find(head, b"opendocument.spreadsheet").is_some()
}

/// Reads the tables of a workbook (OpenDocument 1.3, part 3, section 9.1).
pub(crate) fn tables(
    zip: &Zip<'_>,
    out: &mut TableWriter,
    budget: &mut ExtractionBudget,
) -> Result<(), FailureReason> {
    let manifest = zip.read_named("META-INF/manifest.xml", budget).ok().flatten().unwrap_or_default();
    if crate::bytes::find(&manifest, b"encryption-data").is_some() {
        return Err(FailureReason::Encrypted);
    }
    let content = zip.read_named("content.xml", budget)?.ok_or(FailureReason::Damaged)?;
    let mut at = SheetPosition::default();
    xml::read(&content, budget, |token, budget| match token {
        XmlToken::Open("table", attributes) => {
            out.begin(&attributes.get("name").unwrap_or_default());
            at = SheetPosition::default();
        }
        XmlToken::Open("table-row", attributes) => {
            at.rows = attributes.number("number-rows-repeated").unwrap_or(1);
        }
        XmlToken::Close("table-row") => at.end_row(),
        XmlToken::Open("table-cell" | "covered-table-cell", attributes) => {
            at.columns = attributes.number("number-columns-repeated").unwrap_or(1);
            at.is_in_cell = true;
        }
        XmlToken::Close("table-cell" | "covered-table-cell") => at.end_cell(out, budget),
        XmlToken::Close("p") if at.is_in_cell => at.value.push('\n'),
        XmlToken::Open("s" | "tab", _) if at.is_in_cell => at.value.push(' '),
        XmlToken::Text(piece) if at.is_in_cell && at.value.len() < MAX_CELL => at.value.push_str(piece),
        _ => {}
    })
}

/// Maximum size of the text of a cell, in bytes.
const MAX_CELL: usize = 64 << 10;
/// Maximum number of times that a filled cell is repeated.
const MAX_REPEATED: usize = 200;

/// The current cell of a table.
#[derive(Default)]
struct SheetPosition {
    row: usize,
    column: usize,
    /// Number of equal rows, and of equal cells.
    rows: usize,
    columns: usize,
    is_in_cell: bool,
    value: String,
}

impl SheetPosition {
    fn end_cell(&mut self, out: &mut TableWriter, budget: &mut ExtractionBudget) {
        let value = std::mem::take(&mut self.value);
        if !value.trim().is_empty() {
            for column in 0..self.columns.min(MAX_REPEATED) {
                out.put(self.row, self.column.saturating_add(column), &value, budget);
            }
        }
        self.column = self.column.saturating_add(self.columns);
        self.is_in_cell = false;
    }

    /// Ends a row. Equal rows with content are shown once.
    fn end_row(&mut self) {
        self.row = self.row.saturating_add(self.rows);
        self.column = 0;
    }
}

/// Extracts the title, subject and keywords (OpenDocument 1.3, part 3, section 4.3).
fn title(part: &[u8], text: &mut TextWriter, budget: &mut ExtractionBudget) -> Result<(), FailureReason> {
    let mut wanted = false;
    xml::read(part, budget, |token, budget| match token {
        XmlToken::Open(name, _) => {
            wanted = matches!(name, "title" | "subject" | "keyword");
            text.line();
        }
        XmlToken::Text(piece) if wanted => text.push(piece, budget),
        XmlToken::Text(_) => {}
        XmlToken::Close(_) => wanted = false,
    })
}
