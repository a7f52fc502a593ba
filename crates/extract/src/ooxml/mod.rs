//! Extracts the text of documents of Office 2007 and later, which consist of XML parts in a ZIP file (ECMA-376).

mod binary_sheet;
mod numbers;
mod sheet;
mod sheet_tables;
mod slides;
mod word;

use crate::budget::ExtractionBudget;
use crate::extracted::FailureReason;
use crate::file_kind::FileKind;
use crate::table::TableWriter;
use crate::text_writer::TextWriter;
use crate::xml::{self, XmlToken};
use crate::zip::{Zip, ZipEntry};

pub(crate) use binary_sheet::rk;
pub(crate) use numbers::{date, head_text, is_date_format, number};
pub(crate) use word::paragraphs;

/// Extracts the text of a document.
pub(crate) fn read(
    kind: FileKind,
    zip: &Zip<'_>,
    text: &mut TextWriter,
    budget: &mut ExtractionBudget,
) -> Result<(), FailureReason> {
    let read = match kind {
        FileKind::Docx => word::read(zip, text, budget),
        FileKind::Pptx => slides::read(zip, text, budget),
        FileKind::Xlsb => binary_sheet::read(zip, text, budget),
        _ => sheet::read(zip, text, budget),
    };
    let title = title(zip, text, budget);
    read.and(title)
}

/// Reads the tables of a workbook.
pub(crate) fn tables(
    kind: FileKind,
    zip: &Zip<'_>,
    out: &mut TableWriter,
    budget: &mut ExtractionBudget,
) -> Result<(), FailureReason> {
    if kind == FileKind::Xlsb {
        binary_sheet::tables(zip, out, budget)
    } else {
        sheet_tables::read(zip, out, budget)
    }
}

/// Extracts the title, subject and keywords of a document.
fn title(zip: &Zip<'_>, text: &mut TextWriter, budget: &mut ExtractionBudget) -> Result<(), FailureReason> {
    let Some(part) = zip.read_named("docProps/core.xml", budget)? else { return Ok(()) };
    let mut wanted = false;
    xml::read(&part, budget, |token, budget| match token {
        XmlToken::Open(name, _) => {
            wanted = matches!(name, "title" | "subject" | "keywords");
            text.line();
        }
        XmlToken::Text(piece) if wanted => text.push(piece, budget),
        XmlToken::Text(_) => {}
        XmlToken::Close(_) => wanted = false,
    })
}

/// Returns the parts with names such as `xl/worksheets/sheet1.xml`, sorted by number. A name consists of `start`,
/// an optional number, and `.xml` or `.bin`.
fn numbered<'z>(zip: &'z Zip<'_>, start: &str) -> Vec<&'z ZipEntry> {
    let number = |entry: &ZipEntry| {
        let rest = entry.name.get(..start.len()).filter(|name| name.eq_ignore_ascii_case(start));
        let rest = rest.and_then(|_| entry.name.get(start.len()..))?;
        let (digits, extension) = rest.split_once('.')?;
        let is_part = matches!(extension, "xml" | "bin");
        (is_part && digits.bytes().all(|byte| byte.is_ascii_digit()))
            .then(|| digits.parse::<u32>().unwrap_or(0))
    };
    let mut parts: Vec<_> = zip.entries.iter().filter_map(|entry| Some((number(entry)?, entry))).collect();
    parts.sort_by_key(|(number, _)| *number);
    parts.into_iter().map(|(_, entry)| entry).collect()
}

/// Calls `take` for each part. Continues after a damaged part, and returns the first failure.
fn each(
    zip: &Zip<'_>,
    parts: &[&ZipEntry],
    budget: &mut ExtractionBudget,
    mut take: impl FnMut(&[u8], &mut ExtractionBudget) -> Result<(), FailureReason>,
) -> Result<(), FailureReason> {
    let mut all = Ok(());
    for part in parts {
        if budget.is_full() {
            break;
        }
        let read = zip.read(part, budget).and_then(|bytes| take(&bytes, budget));
        if read == Err(FailureReason::TimedOut) {
            return read;
        }
        all = all.and(read);
    }
    all
}
