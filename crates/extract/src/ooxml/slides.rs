//! Extracts the text of PowerPoint presentations (ECMA-376 part 1, section 19): slides in order, then notes,
//! comments, diagrams and charts.

use super::{each, numbered, paragraphs};
use crate::budget::ExtractionBudget;
use crate::extracted::FailureReason;
use crate::text_writer::TextWriter;
use crate::xml;
use crate::zip::Zip;

const PARTS: [&str; 4] =
    ["ppt/slides/slide", "ppt/notesSlides/notesSlide", "ppt/diagrams/data", "ppt/charts/chart"];
/// Parts in which all text counts.
const COMMENTS: [&str; 2] = ["ppt/comments/comment", "ppt/comments/modernComment"];

/// Reads a presentation.
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
