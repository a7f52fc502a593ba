//! From glyphs at places to words and lines.

use unicode_normalization::UnicodeNormalization;

use crate::budget::Budget;
use crate::text::Text;

/// Parts of the size of the letters: a gap this wide is a blank,
const BLANK: f64 = 0.15;
/// a step back this far begins a line,
const BACK: f64 = 0.6;
/// and so does a step up or down this far.
const UP: f64 = 0.5;
/// Bytes of a line that are put together before they go out.
const LONGEST: usize = 4_096;

/// Where a glyph stands.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Place {
    pub(super) start: (f64, f64),
    pub(super) end: (f64, f64),
    /// The way in which text runs, of length 1.
    pub(super) way: (f64, f64),
    pub(super) size: f64,
}

pub(super) struct Line<'t> {
    text: &'t mut Text,
    begun: String,
    last: Option<Place>,
    /// The line ended in a hyphen: whether it parts a word is told by what follows.
    parted: bool,
}

impl<'t> Line<'t> {
    pub(super) fn new(text: &'t mut Text) -> Self {
        Self { text, begun: String::new(), last: None, parted: false }
    }

    /// Adds the letters of a glyph.
    pub(super) fn glyph(&mut self, letters: &str, place: Place, budget: &mut Budget) {
        if let Some(last) = self.last {
            match gap(&last, &place, letters) {
                Gap::None => {}
                Gap::Blank => self.blank(),
                Gap::Line => self.end(budget),
            }
        }
        if letters.chars().all(char::is_whitespace) {
            if !letters.is_empty() {
                self.blank();
            }
        } else {
            self.put(letters, budget);
        }
        // One whose letters are not known takes its place all the same.
        self.last = Some(place);
    }

    fn put(&mut self, letters: &str, budget: &mut Budget) {
        if std::mem::take(&mut self.parted) {
            if letters.starts_with(char::is_lowercase) {
                self.begun.pop();
            } else {
                self.flush(budget);
            }
        }
        // Ligatures and the shapes of Arabic letters are letters to those who search.
        if letters.contains(|c: char| matches!(c, '\u{FB00}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}')) {
            self.begun.extend(letters.nfkc());
        } else {
            self.begun.push_str(letters);
        }
        if self.begun.len() > LONGEST && !self.begun.ends_with('-') {
            self.text.push(&self.begun, budget);
            self.begun.clear();
        }
    }

    fn blank(&mut self) {
        if !self.parted && !self.begun.is_empty() {
            self.begun.push(' ');
        } else if self.begun.is_empty() {
            self.text.space();
        }
    }

    /// Ends a line. A word that goes on in the next one is put together again.
    fn end(&mut self, budget: &mut Budget) {
        if self.parted {
            return;
        }
        let shown = self.begun.trim_end();
        let before = shown.strip_suffix(['-', '\u{AD}', '\u{2010}']);
        if before.is_some_and(|before| before.ends_with(char::is_alphabetic)) {
            let len = shown.len();
            self.begun.truncate(len);
            self.parted = true;
        } else {
            self.flush(budget);
        }
    }

    fn flush(&mut self, budget: &mut Budget) {
        self.text.push(&self.begun, budget);
        self.text.line();
        self.begun.clear();
        self.parted = false;
    }

    /// Ends whatever was begun: what follows is not near to it.
    pub(super) fn finish(&mut self, budget: &mut Budget) {
        self.flush(budget);
        self.last = None;
    }

    /// The end of a page: a word may go on on the next one.
    pub(super) fn page(&mut self, budget: &mut Budget) {
        self.end(budget);
        self.last = None;
    }

    /// A text that stands nowhere, such as a note.
    pub(super) fn note(&mut self, note: &str, budget: &mut Budget) {
        self.finish(budget);
        self.text.push(note, budget);
        self.text.line();
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Gap {
    None,
    Blank,
    Line,
}

fn gap(last: &Place, next: &Place, letters: &str) -> Gap {
    let size = last.size.max(next.size).max(1e-9);
    let small = last.size.min(next.size).max(1e-9);
    let turned = last.way.0 * next.way.0 + last.way.1 * next.way.1 < 0.9;
    let step = (next.start.0 - last.end.0, next.start.1 - last.end.1);
    let along = step.0 * next.way.0 + step.1 * next.way.1;
    let across = step.1 * next.way.0 - step.0 * next.way.1;
    if turned || across.abs() > UP * size {
        return Gap::Line;
    }
    if letters.starts_with(is_right_to_left) && along < 0.0 {
        // Text that runs the other way: the gap is between this one's end and the last one's start.
        let step = (last.start.0 - next.end.0, last.start.1 - next.end.1);
        let back = step.0 * next.way.0 + step.1 * next.way.1;
        return match () {
            () if back < -BACK * size => Gap::Line,
            () if back > BLANK * small => Gap::Blank,
            () => Gap::None,
        };
    }
    match () {
        () if along < -BACK * size => Gap::Line,
        () if along > BLANK * small => Gap::Blank,
        () => Gap::None,
    }
}

fn is_right_to_left(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}')
}
