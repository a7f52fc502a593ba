//! Renames boundaries that also occur elsewhere in a message.
//!
//! The parser finds a boundary at any position, even within a line or at the start of a longer word. If a message
//! contains its boundary at such a position, the boundary gets a new name before parsing.

use memchr::memmem;

use super::boundary::{Boundary, Delimiter};
use super::edit::Edits;
use super::structure::{HeaderBlock, Structure};

/// Maximum number of headers that declare an unused boundary. For each of them, the parser searches the rest of
/// the message.
const MAX_UNUSED_BOUNDARIES: usize = 16;

/// The names of a message's boundaries, by their numbers.
pub(super) struct BoundaryNames {
    names: Vec<BoundaryName>,
    /// Number of headers that declare only unused boundaries.
    absent: usize,
}

/// The name of a boundary while the message is parsed: a new name, or the original bytes.
struct BoundaryName {
    bytes: Vec<u8>,
    is_new: bool,
    /// True if a delimiter line has this boundary.
    is_used: bool,
}

impl BoundaryNames {
    /// Chooses a new name for each boundary that needs one.
    pub(super) fn of(raw: &[u8], structure: &Structure<'_>) -> Self {
        let mut digest = None;
        let names = (0..).zip(&structure.known.list).map(|(number, boundary)| {
            let is_used = structure.lines.iter().any(|line| line.boundary == number);
            let is_new =
                !is_writable(&boundary.bytes) || occurs_elsewhere(raw, number, boundary, &structure.lines);
            let bytes = if is_new {
                // A message cannot contain its own digest.
                let digest = digest.get_or_insert_with(|| blake3::hash(raw).to_hex());
                format!("=_{digest}_{number:03}").into_bytes()
            } else {
                boundary.bytes.to_vec()
            };
            BoundaryName { bytes, is_new, is_used }
        });
        Self { names: names.collect(), absent: 0 }
    }

    /// Returns the name of the boundary with this number. The name may be new.
    pub(super) fn bytes(&self, number: usize) -> &[u8] {
        self.names.get(number).map(|name| name.bytes.as_slice()).unwrap_or_default()
    }

    /// Returns the new name of a renamed boundary.
    pub(super) fn new_name(&self, number: usize) -> Option<&[u8]> {
        self.names.get(number).filter(|name| name.is_new).map(|name| name.bytes.as_slice())
    }

    /// Changes a header if necessary, so that it declares the boundary of its parts in a form that the parser can
    /// read.
    pub(super) fn rewrite_header(
        &mut self,
        header: &HeaderBlock<'_>,
        guessed: Option<usize>,
        structure: &Structure<'_>,
        edits: &mut Edits<'_>,
    ) {
        let Some(kind) = header.content_type.as_ref().filter(|kind| kind.is_multipart()) else { return };
        let numbers = || kind.boundaries.iter().filter_map(|boundary| structure.known.number_of(boundary));
        let is_used = |number: &usize| self.names.get(*number).is_some_and(|name| name.is_used);
        let used = guessed.or_else(|| numbers().find(is_used));
        let Some(number) = used.or_else(|| numbers().next()) else { return };
        if used.is_none() {
            self.absent = self.absent.saturating_add(1);
        }
        let is_first = guessed.is_none() && numbers().next() == Some(number);
        if is_first
            && kind.is_plain
            && self.new_name(number).is_none()
            && self.absent <= MAX_UNUSED_BOUNDARIES
        {
            return;
        }
        for &name in &kind.names {
            edits.replace(name..name.saturating_add(1), b"x");
        }
        if used.is_some() || self.absent <= MAX_UNUSED_BOUNDARIES {
            edits.insert(kind.after_type, [b"; boundary=\"", self.bytes(number), b"\""].concat());
        }
    }
}

/// Returns true if the parser can read the boundary in quotes.
fn is_writable(boundary: &[u8]) -> bool {
    let is_plain = boundary.iter().all(|byte| matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\'));
    is_plain && memmem::find(boundary, b"=?").is_none()
}

/// Returns true if the bytes of a boundary also occur outside its delimiter lines.
fn occurs_elsewhere(raw: &[u8], number: usize, boundary: &Boundary<'_>, lines: &[Delimiter]) -> bool {
    let letters = [b"--", &*boundary.bytes].concat();
    let mut lines = lines.iter().filter(|line| line.boundary == number).map(|line| line.start).peekable();
    memmem::find_iter(raw, &letters).any(|at| {
        while lines.next_if(|line| *line < at).is_some() {}
        lines.peek() != Some(&at)
    })
}
