//! PowerPoint, ECMA-376 part 1, 19: slides in their order, then notes, comments, diagrams and charts.

use super::{each, numbered, paragraphs};
use crate::Reason;
use crate::budget::Budget;
use crate::text::Text;
use crate::xml;
use crate::zip::Zip;

const PARTS: [&str; 4] =
    ["ppt/slides/slide", "ppt/notesSlides/notesSlide", "ppt/diagrams/data", "ppt/charts/chart"];
/// Parts in which all text counts.
const COMMENTS: [&str; 2] = ["ppt/comments/comment", "ppt/comments/modernComment"];

pub(super) fn read(zip: &Zip<'_>, text: &mut Text, budget: &mut Budget) -> Result<(), Reason> {
    let parts: Vec<_> = PARTS.iter().flat_map(|start| numbered(zip, start)).collect();
    if parts.is_empty() && zip.find("ppt/presentation.xml").is_none() {
        return Err(Reason::Damaged);
    }
    let read = each(zip, &parts, budget, |part, budget| paragraphs(part, text, budget));
    let comments: Vec<_> = COMMENTS.iter().flat_map(|start| numbered(zip, start)).collect();
    read.and(each(zip, &comments, budget, |part, budget| xml::all_text(part, text, budget)))
}
