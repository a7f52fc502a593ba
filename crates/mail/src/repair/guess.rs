//! Guesses the boundary of a message whose header declares no boundary or a wrong boundary.

use memchr::memmem;

use super::content_type::{ContentType, MAX_BOUNDARY_LENGTH};
use super::line::line_at;

/// Returns a boundary for a multipart message. The header of the message declares either no boundary or a boundary
/// that the parts do not use. The guess is the text after two dashes in the line before the first `Content-`
/// field.
pub(super) fn guess<'r>(raw: &'r [u8], content_type: Option<&ContentType<'_>>) -> Option<&'r [u8]> {
    content_type.filter(|content_type| content_type.is_multipart())?;
    let mut starts = memmem::find_iter(raw, b"\n--").map(|at| at.saturating_add(1));
    starts.find_map(|start| {
        let line = line_at(raw, start)?;
        let begins_part =
            |text: &[u8]| text.get(..8).is_some_and(|name| name.eq_ignore_ascii_case(b"content-"));
        let boundary = line.strip_prefix(b"--")?.trim_ascii_end();
        let is_one =
            !boundary.is_empty() && boundary.len() <= MAX_BOUNDARY_LENGTH && !boundary.contains(&b'"');
        (is_one && begins_part(line_at(raw, start.checked_add(line.len())?)?)).then_some(boundary)
    })
}
