//! Extracts the text of PowerPoint presentations (ECMA-376 part 1, section 19): first the slides in order, then
//! notes, diagrams, charts and comments.

use super::{each, numbered, paragraphs};
use crate::budget::ExtractionBudget;
use crate::extracted::FailureReason;
use crate::text_writer::TextWriter;
use crate::xml;
use crate::zip::Zip;

/// Name prefixes of parts whose paragraphs are extracted.
const PARTS: [&str; 4] =
    ["ppt/slides/slide", "ppt/notesSlides/notesSlide", "ppt/diagrams/data", "ppt/charts/chart"];
/// Name prefixes of parts of which all text is extracted.
const COMMENTS: [&str; 2] = ["ppt/comments/comment", "ppt/comments/modernComment"];

/// Extracts the text of a presentation.
pub(super) fn read(
    zip: &Zip<'_>,
    text: &mut TextWriter,
    budget: &mut ExtractionBudget,
) -> Result<(), FailureReason> {
    let parts: Vec<_> = PARTS.iter().flat_map(|start| numbered(zip, start)).collect();
    if parts.is_empty() && zip.find("ppt/presentation.xml").is_none() {
        return Err(FailureReason::Damaged);
    }
    let read = each(zip, &parts, budget, |part, budget| paragraphs(part, text, budget));
    let comments: Vec<_> = COMMENTS.iter().flat_map(|start| numbered(zip, start)).collect();
    read.and(each(zip, &comments, budget, |part, budget| xml::all_text(part, text, budget)))
}
