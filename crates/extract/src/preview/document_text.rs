//! The text of a document, with the texts of the files in it.

use super::FilePreview;
use crate::extracted::Failure;
use crate::extraction::text_of;
use crate::input::Input;
use crate::limits::ExtractionLimits;

/// Returns the text of a document, then the texts of the files in it, then a sentence for each loss.
pub(super) fn text(input: &Input<'_>, limits: &ExtractionLimits) -> Result<FilePreview, Failure> {
    let extracted = text_of(input, limits)?;
    let mut text = String::new();
    for piece in &extracted.texts {
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        if !piece.path.is_empty() {
            text.extend(["— ", &piece.path, " —\n"]);
        }
        text.push_str(&piece.text);
    }
    if text.is_empty() {
        return match extracted.losses.first() {
            Some(loss) => Err(loss.failure),
            None => Ok(FilePreview::Nothing),
        };
    }
    for loss in &extracted.losses {
        let path = if loss.path.is_empty() { "A part of this file" } else { &loss.path };
        let sentence = loss.failure.reason.sentence();
        text.extend(["\n\n[", path, " could not be read. ", sentence, "]"]);
    }
    Ok(FilePreview::Text { text, is_cut: extracted.truncated })
}
