//! OpenDocument, version 1.3: texts, tables, presentations and drawings hold their text in the same elements.

use crate::Reason;
use crate::budget::Budget;
use crate::text::Text;
use crate::xml::{self, Token};
use crate::zip::Zip;

pub(crate) fn read(zip: &Zip<'_>, text: &mut Text, budget: &mut Budget) -> Result<(), Reason> {
    let manifest = zip.read_named("META-INF/manifest.xml", budget).ok().flatten().unwrap_or_default();
    if crate::bytes::find(&manifest, b"encryption-data").is_some() {
        return Err(Reason::Encrypted);
    }
    let content = zip.read_named("content.xml", budget)?.ok_or(Reason::Damaged)?;
    let read = paragraphs(&content, text, budget);
    // Heads and feet of pages are among the styles.
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

/// Part 3, 5.1 and 6.1.
pub(crate) fn paragraphs(part: &[u8], text: &mut Text, budget: &mut Budget) -> Result<(), Reason> {
    let (mut paragraph, mut cell, mut deleted) = (0_usize, 0_usize, 0_usize);
    text.line();
    xml::read(part, budget, |token, budget| match token {
        Token::Open("tracked-changes", _) => deleted = deleted.saturating_add(1),
        Token::Close("tracked-changes") => deleted = deleted.saturating_sub(1),
        _ if deleted > 0 => {}
        Token::Open("p" | "h", _) => paragraph = paragraph.saturating_add(1),
        Token::Close("p" | "h") => {
            paragraph = paragraph.saturating_sub(1);
            if cell > 0 { text.space() } else { text.line() }
        }
        Token::Open("table-cell" | "covered-table-cell", _) => cell = cell.saturating_add(1),
        Token::Close("table-cell" | "covered-table-cell") => {
            cell = cell.saturating_sub(1);
            text.space();
        }
        Token::Open("table", attributes) => {
            text.line();
            text.push(&attributes.get("name").unwrap_or_default(), budget);
            text.line();
        }
        Token::Open("s" | "tab", _) => text.space(),
        Token::Close("table-row") | Token::Open("line-break", _) => text.line(),
        Token::Text(piece) if paragraph > 0 => text.push(piece, budget),
        _ => {}
    })
}

/// Part 3, 4.3.
fn title(part: &[u8], text: &mut Text, budget: &mut Budget) -> Result<(), Reason> {
    let mut wanted = false;
    xml::read(part, budget, |token, budget| match token {
        Token::Open(name, _) => {
            wanted = matches!(name, "title" | "subject" | "keyword");
            text.line();
        }
        Token::Text(piece) if wanted => text.push(piece, budget),
        Token::Text(_) => {}
        Token::Close(_) => wanted = false,
    })
}
