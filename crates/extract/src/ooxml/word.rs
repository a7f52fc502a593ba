//! Extracts the text of Word documents (ECMA-376 part 1, section 17).

use super::{each, numbered};
use crate::budget::ExtractionBudget;
use crate::extracted::FailureReason;
use crate::text_writer::TextWriter;
use crate::xml::{self, XmlToken};
use crate::zip::Zip;

/// Name prefixes of the parts with text: the document itself, then notes, comments, headers and others.
const PARTS: [&str; 9] = [
    "word/document",
    "word/footnotes",
    "word/endnotes",
    "word/comments",
    "word/header",
    "word/footer",
    "word/diagrams/data",
    "word/charts/chart",
    "word/glossary/document",
];

/// Extracts the text of a document.
pub(super) fn read(
    zip: &Zip<'_>,
    text: &mut TextWriter,
    budget: &mut ExtractionBudget,
) -> Result<(), FailureReason> {
    let parts: Vec<_> = PARTS.iter().flat_map(|start| numbered(zip, start)).collect();
    if parts.is_empty() {
        return Err(FailureReason::Damaged);
    }
    each(zip, &parts, budget, |part, budget| paragraphs(part, text, budget))
}

/// Extracts the paragraphs of a part of a Word document or of a drawing. The elements of drawings have the same
/// names in another namespace.
pub(crate) fn paragraphs(
    part: &[u8],
    text: &mut TextWriter,
    budget: &mut ExtractionBudget,
) -> Result<(), FailureReason> {
    let mut in_text = false;
    // The element `Fallback` repeats text for older programs, so it is skipped.
    let mut fallback = 0_usize;
    text.line();
    xml::read(part, budget, |token, budget| match token {
        XmlToken::Open("Fallback", _) => fallback = fallback.saturating_add(1),
        XmlToken::Close("Fallback") => fallback = fallback.saturating_sub(1),
        _ if fallback > 0 => {}
        XmlToken::Open("t" | "fld" | "v", _) => in_text = true,
        XmlToken::Close("t" | "fld") => in_text = false,
        XmlToken::Close("v") => {
            in_text = false;
            text.space();
        }
        XmlToken::Text(piece) if in_text => text.push(piece, budget),
        XmlToken::Open("tab" | "ptab", _) => text.space(),
        XmlToken::Open("br" | "cr", _) | XmlToken::Close("p" | "pt" | "comment") => text.line(),
        XmlToken::Open("noBreakHyphen", _) => text.push("-", budget),
        XmlToken::Open("sym", attributes) => symbol(attributes.get("char").as_deref(), text, budget),
        _ => {}
    })
}

/// Adds the character with this hexadecimal number (ECMA-376 part 1, 17.3.3.30). Leaves out characters of symbol
/// fonts, which are in Unicode's private use area.
fn symbol(number: Option<&str>, text: &mut TextWriter, budget: &mut ExtractionBudget) {
    let code = number.and_then(|number| u32::from_str_radix(number, 16).ok());
    if let Some(c) = code.filter(|code| !(0xE000..0xF900).contains(code)).and_then(char::from_u32) {
        text.push(c.encode_utf8(&mut [0; 4]), budget);
    }
}
