//! Extracts the text of OpenDocument 1.3 files. Texts, tables, presentations and drawings use the same elements.

use crate::budget::ExtractionBudget;
use crate::extracted::FailureReason;
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
