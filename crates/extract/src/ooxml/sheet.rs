//! Extracts the text of Excel workbooks (ECMA-376 part 1, section 18). The text contains the names of the sheets,
//! the rows of each sheet, and then comments and drawings.

use super::numbers::{date, head_text, is_date_format, number};
use super::{each, numbered, paragraphs};
use crate::budget::ExtractionBudget;
use crate::extracted::FailureReason;
use crate::text_writer::TextWriter;
use crate::xml::{self, Attributes, XmlToken};
use crate::zip::Zip;

/// Name prefixes of parts with text other than cells.
const SURROUNDING_PARTS: [&str; 5] =
    ["xl/comments", "xl/comments/comment", "xl/drawings/drawing", "xl/charts/chart", "xl/diagrams/data"];
/// Maximum size of the shared strings, in bytes.
const MAX_SHARED: usize = 64 << 20;

/// Extracts the text of a workbook.
pub(super) fn read(
    zip: &Zip<'_>,
    text: &mut TextWriter,
    budget: &mut ExtractionBudget,
) -> Result<(), FailureReason> {
    let mut book = Workbook::default();
    let mut damage = Ok(());
    for (name, part) in [
        ("xl/workbook.xml", WorkbookPart::Workbook),
        ("xl/sharedStrings.xml", WorkbookPart::Shared),
        ("xl/styles.xml", WorkbookPart::Styles),
    ] {
        let read = zip.read_named(name, budget).and_then(|bytes| match (bytes, part) {
            (None, _) => Ok(()),
            (Some(bytes), WorkbookPart::Workbook) => book.names(&bytes, text, budget),
            (Some(bytes), WorkbookPart::Shared) => book.shared(&bytes, budget),
            (Some(bytes), WorkbookPart::Styles) => book.styles(&bytes, budget),
        });
        damage = damage.and(read);
    }
    let sheets = numbered(zip, "xl/worksheets/sheet");
    if sheets.is_empty() && book.texts.is_empty() && zip.find("xl/workbook.xml").is_none() {
        return Err(FailureReason::Damaged);
    }
    let read = each(zip, &sheets, budget, |part, budget| book.cells(part, text, budget));
    if sheets.is_empty() || read == Err(FailureReason::Damaged) {
        // If the sheets cannot be read, the shared strings still contain most of the text.
        for shared in &book.texts {
            text.line();
            text.push(shared, budget);
        }
    }
    let around: Vec<_> = SURROUNDING_PARTS.iter().flat_map(|start| numbered(zip, start)).collect();
    let around = each(zip, &around, budget, |part, budget| paragraphs(part, text, budget));
    let threads = numbered(zip, "xl/threadedComments/threadedComment");
    let threads = each(zip, &threads, budget, |part, budget| xml::all_text(part, text, budget));
    damage.and(read).and(around).and(threads)
}

/// The parts of a workbook to which cells refer.
#[derive(Clone, Copy)]
enum WorkbookPart {
    Workbook,
    Shared,
    Styles,
}

/// The data to which cells refer.
#[derive(Default)]
pub(super) struct Workbook {
    /// The shared strings.
    texts: Vec<String>,
    /// True for each cell style that shows a number as a date.
    dates: Vec<bool>,
    /// True if dates count from 1904, not from 1900.
    since_1904: bool,
}

impl Workbook {
    fn names(
        &mut self,
        part: &[u8],
        text: &mut TextWriter,
        budget: &mut ExtractionBudget,
    ) -> Result<(), FailureReason> {
        xml::read(part, budget, |token, budget| match token {
            XmlToken::Open("sheet", attributes) => {
                text.push(&attributes.get("name").unwrap_or_default(), budget);
                text.line();
            }
            XmlToken::Open("workbookPr", attributes) => self.set_first_year(&attributes),
            _ => {}
        })
    }

    /// Reads the year from which dates count.
    pub(super) fn set_first_year(&mut self, attributes: &Attributes<'_>) {
        self.since_1904 = matches!(attributes.get("date1904").as_deref(), Some("1" | "true"));
    }

    pub(super) fn shared(&mut self, part: &[u8], budget: &mut ExtractionBudget) -> Result<(), FailureReason> {
        let (mut in_text, mut in_reading) = (false, false);
        let mut item = String::new();
        let mut kept = 0_usize;
        xml::read(part, budget, |token, _| match token {
            XmlToken::Open("t", _) => in_text = true,
            XmlToken::Close("t") => in_text = false,
            // Leaves out phonetic text, which repeats the text in another script (ECMA-376 part 1, 18.4.6).
            XmlToken::Open("rPh", _) => in_reading = true,
            XmlToken::Close("rPh") => in_reading = false,
            XmlToken::Text(piece) if in_text && !in_reading && kept < MAX_SHARED => {
                kept = kept.saturating_add(piece.len());
                item.push_str(piece);
            }
            XmlToken::Close("si") => self.texts.push(std::mem::take(&mut item)),
            _ => {}
        })
    }

    pub(super) fn styles(&mut self, part: &[u8], budget: &mut ExtractionBudget) -> Result<(), FailureReason> {
        let mut formats = std::collections::HashMap::new();
        let mut in_cells = false;
        xml::read(part, budget, |token, _| match token {
            XmlToken::Open("numFmt", attributes) => {
                if let Some(id) = attributes.number("numFmtId") {
                    let code = attributes.get("formatCode").unwrap_or_default();
                    formats.insert(id, is_date_format(id, Some(&code)));
                }
            }
            XmlToken::Open("cellXfs", _) => in_cells = true,
            XmlToken::Close("cellXfs") => in_cells = false,
            XmlToken::Open("xf", attributes) if in_cells => {
                let id = attributes.number("numFmtId").unwrap_or(0);
                self.dates.push(formats.get(&id).copied().unwrap_or_else(|| is_date_format(id, None)));
            }
            _ => {}
        })
    }

    fn cells(
        &self,
        part: &[u8],
        text: &mut TextWriter,
        budget: &mut ExtractionBudget,
    ) -> Result<(), FailureReason> {
        let mut kind = String::new();
        let mut style = 0;
        let (mut in_value, mut in_text) = (false, false);
        let mut value = String::new();
        text.line();
        xml::read(part, budget, |token, budget| match token {
            XmlToken::Open("c", attributes) => {
                kind = attributes.get("t").unwrap_or_default();
                style = attributes.number("s").unwrap_or(0);
            }
            XmlToken::Open("v" | "oddHeader" | "oddFooter", _) => in_value = true,
            XmlToken::Close("v") => {
                in_value = false;
                text.push(&self.value(&kind, style, value.trim()), budget);
                value.clear();
            }
            XmlToken::Open("t", _) => in_text = true,
            XmlToken::Close("t") => in_text = false,
            XmlToken::Close("oddHeader" | "oddFooter") => {
                in_value = false;
                text.line();
                text.push(&head_text(&value), budget);
                value.clear();
            }
            XmlToken::Text(piece) if in_value => value.push_str(piece),
            XmlToken::Text(piece) if in_text => text.push(piece, budget),
            XmlToken::Close("c") => text.space(),
            XmlToken::Close("row") => text.line(),
            _ => {}
        })
    }

    /// Returns the value of a cell as Excel shows it.
    pub(super) fn value(&self, kind: &str, style: usize, value: &str) -> String {
        match kind {
            "s" => {
                let shared = value.parse().ok().and_then(|index: usize| self.texts.get(index));
                shared.cloned().unwrap_or_default()
            }
            "b" => if value == "1" { "TRUE" } else { "FALSE" }.to_owned(),
            "" | "n" => {
                let Ok(parsed) = value.parse::<f64>() else { return value.to_owned() };
                let is_date = self.dates.get(style).copied().unwrap_or(false);
                let date = is_date.then(|| date(parsed, self.since_1904)).flatten();
                date.unwrap_or_else(|| number(parsed))
            }
            _ => value.to_owned(),
        }
    }
}
