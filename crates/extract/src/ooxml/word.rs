//! Word, ECMA-376 part 1, 17: paragraphs of runs of text, and the other parts that hold some.

use super::{each, numbered};
use crate::Reason;
use crate::budget::Budget;
use crate::text::Text;
use crate::xml::{self, Token};
use crate::zip::Zip;

/// The document first, then what stands around it.
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

pub(super) fn read(zip: &Zip<'_>, text: &mut Text, budget: &mut Budget) -> Result<(), Reason> {
    let parts: Vec<_> = PARTS.iter().flat_map(|start| numbered(zip, start)).collect();
    if parts.is_empty() {
        return Err(Reason::Damaged);
    }
    each(zip, &parts, budget, |part, budget| paragraphs(part, text, budget))
}

/// The text of a part with paragraphs: of Word's, and of drawings', whose names are the same without their prefix.
pub(crate) fn paragraphs(part: &[u8], text: &mut Text, budget: &mut Budget) -> Result<(), Reason> {
    let mut in_text = false;
    // What stands in for something that older programs don't know says the same again.
    let mut fallback = 0_usize;
    text.line();
    xml::read(part, budget, |token, budget| match token {
        Token::Open("Fallback", _) => fallback = fallback.saturating_add(1),
        Token::Close("Fallback") => fallback = fallback.saturating_sub(1),
        _ if fallback > 0 => {}
        Token::Open("t" | "fld" | "v", _) => in_text = true,
        Token::Close("t" | "fld") => in_text = false,
        Token::Close("v") => {
            in_text = false;
            text.space();
        }
        Token::Text(piece) if in_text => text.push(piece, budget),
        Token::Open("tab" | "ptab", _) => text.space(),
        Token::Open("br" | "cr", _) | Token::Close("p" | "pt" | "comment") => text.line(),
        Token::Open("noBreakHyphen", _) => text.push("-", budget),
        Token::Open("sym", attributes) => symbol(attributes.get("char").as_deref(), text, budget),
        _ => {}
    })
}

/// A letter by its number, 17.3.3.30. Those of symbol fonts lie in the private area and say nothing.
fn symbol(number: Option<&str>, text: &mut Text, budget: &mut Budget) {
    let code = number.and_then(|number| u32::from_str_radix(number, 16).ok());
    if let Some(c) = code.filter(|code| !(0xE000..0xF900).contains(code)).and_then(char::from_u32) {
        text.push(c.encode_utf8(&mut [0; 4]), budget);
    }
}
