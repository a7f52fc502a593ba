//! Boundaries under names that nothing else in a message looks like.
//!
//! The parser finds a boundary wherever its letters are, also in the middle of a line or at the beginning of a longer one. Where
//! a message holds such letters, its boundaries get other names before it is parsed.

use memchr::memmem;

use super::boundary::{Boundary, Delimiter, Header, Structure};
use super::edit::Edits;

/// Headers whose boundary no line has, and which the parser may look for up to the end of the message.
const MOST_ABSENT: usize = 16;

/// The names of a message's boundaries, by their numbers.
pub(super) struct Names {
    names: Vec<Name>,
    /// How many headers name only boundaries that no line has.
    absent: usize,
}

struct Name {
    bytes: Vec<u8>,
    is_new: bool,
    /// True if a line has this boundary.
    is_used: bool,
}

impl Names {
    pub(super) fn of(raw: &[u8], structure: &Structure<'_>) -> Self {
        let mut digest = None;
        let names = (0..).zip(&structure.known.list).map(|(number, boundary)| {
            let is_used = structure.lines.iter().any(|line| line.boundary == number);
            let is_new =
                !is_writable(&boundary.bytes) || is_mistaken(raw, number, boundary, &structure.lines);
            let bytes = if is_new {
                // A message cannot hold its own digest.
                let digest = digest.get_or_insert_with(|| blake3::hash(raw).to_hex());
                format!("=_{digest}_{number:03}").into_bytes()
            } else {
                boundary.bytes.to_vec()
            };
            Name { bytes, is_new, is_used }
        });
        Self { names: names.collect(), absent: 0 }
    }

    pub(super) fn bytes(&self, number: usize) -> &[u8] {
        self.names.get(number).map(|name| name.bytes.as_slice()).unwrap_or_default()
    }

    /// Returns the name of a boundary that got another one.
    pub(super) fn new_name(&self, number: usize) -> Option<&[u8]> {
        self.names.get(number).filter(|name| name.is_new).map(|name| name.bytes.as_slice())
    }

    /// Makes a header name the boundary that its parts have, so that the parser reads it.
    pub(super) fn put_into(
        &mut self,
        header: &Header<'_>,
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
        if is_first && kind.is_plain && self.new_name(number).is_none() && self.absent <= MOST_ABSENT {
            return;
        }
        for &name in &kind.names {
            edits.replace(name..name.saturating_add(1), b"x");
        }
        if used.is_some() || self.absent <= MOST_ABSENT {
            edits.insert(kind.behind_type, [b"; boundary=\"", self.bytes(number), b"\""].concat());
        }
    }
}

/// True if a parser reads the boundary when it is written in quotes.
fn is_writable(boundary: &[u8]) -> bool {
    let is_plain = boundary.iter().all(|byte| matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\'));
    is_plain && memmem::find(boundary, b"=?").is_none()
}

/// True if the letters of a boundary are anywhere but in the lines that have it.
fn is_mistaken(raw: &[u8], number: usize, boundary: &Boundary<'_>, lines: &[Delimiter]) -> bool {
    let letters = [b"--", &*boundary.bytes].concat();
    let mut lines = lines.iter().filter(|line| line.boundary == number).map(|line| line.start).peekable();
    memmem::find_iter(raw, &letters).any(|at| {
        while lines.next_if(|line| *line < at).is_some() {}
        lines.peek() != Some(&at)
    })
}
