//! Boundaries of messages whose header does not name them.

use memchr::memmem;

use super::boundary::Header;
use super::content_type::{ContentType, LONGEST_BOUNDARY};
use super::header::line_at;

/// Returns the boundary of a message that has parts and names none, or another than it uses: it is behind two dashes before the
/// first header of a part.
pub(super) fn guess<'r>(raw: &'r [u8], header: Option<&Header<'r>>) -> Option<&'r [u8]> {
    header?.content_type.as_ref().filter(|kind| ContentType::is_multipart(kind))?;
    let mut starts = memmem::find_iter(raw, b"\n--").map(|at| at.saturating_add(1));
    starts.find_map(|start| {
        let line = line_at(raw, start)?;
        let begins_part =
            |text: &[u8]| text.get(..8).is_some_and(|name| name.eq_ignore_ascii_case(b"content-"));
        let boundary = line.strip_prefix(b"--")?.trim_ascii_end();
        let is_one = !boundary.is_empty() && boundary.len() <= LONGEST_BOUNDARY && !boundary.contains(&b'"');
        (is_one && begins_part(line_at(raw, start.checked_add(line.len())?)?)).then_some(boundary)
    })
}
