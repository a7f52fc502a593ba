//! Joins glyphs to words and lines, according to their positions on the page.

use unicode_normalization::UnicodeNormalization;

use crate::budget::ExtractionBudget;
use crate::text_writer::TextWriter;

/// The smallest gap that separates words, as a fraction of the font size.
const SPACE_GAP: f64 = 0.15;
/// The smallest step back that begins a new line, as a fraction of the font size.
const BACK_STEP: f64 = 0.6;
/// The smallest step up or down that begins a new line, as a fraction of the font size.
const VERTICAL_STEP: f64 = 0.5;
/// The length in bytes after which an unfinished line is added to the text.
const MAX_LINE_LENGTH: usize = 4_096;

/// The position of a glyph on the page.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct GlyphPosition {
    pub(super) start: (f64, f64),
    pub(super) end: (f64, f64),
    /// The direction of the text, as a vector of length 1.
    pub(super) direction: (f64, f64),
    /// The font size in page coordinates.
    pub(super) size: f64,
}

/// Collects glyphs until a line is complete.
pub(super) struct TextLine<'t> {
    text: &'t mut TextWriter,
    /// The characters of the unfinished line.
    pending: String,
    last: Option<GlyphPosition>,
    /// True if the last line ended with a hyphen. If the next line begins with a lower case letter, the hyphen is
    /// removed.
    ends_with_hyphen: bool,
}

impl<'t> TextLine<'t> {
    /// Returns an empty line. Finished lines are added to `text`.
    pub(super) fn new(text: &'t mut TextWriter) -> Self {
        Self { text, pending: String::new(), last: None, ends_with_hyphen: false }
    }

    /// Adds the characters of a glyph.
    pub(super) fn glyph(&mut self, letters: &str, position: GlyphPosition, budget: &mut ExtractionBudget) {
        if let Some(last) = self.last {
            match gap(&last, &position, letters) {
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
        // The position matters even if the characters of the glyph are unknown.
        self.last = Some(position);
    }

    fn put(&mut self, letters: &str, budget: &mut ExtractionBudget) {
        if std::mem::take(&mut self.ends_with_hyphen) {
            if letters.starts_with(char::is_lowercase) {
                self.pending.pop();
            } else {
                self.flush(budget);
            }
        }
        // Ligatures and Arabic presentation forms are replaced by plain letters, because searches use plain
        // letters.
        if letters.contains(|c: char| matches!(c, '\u{FB00}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}')) {
            self.pending.extend(letters.nfkc());
        } else {
            self.pending.push_str(letters);
        }
        if self.pending.len() > MAX_LINE_LENGTH && !self.pending.ends_with('-') {
            self.text.push(&self.pending, budget);
            self.pending.clear();
        }
    }

    fn blank(&mut self) {
        if !self.ends_with_hyphen && !self.pending.is_empty() {
            self.pending.push(' ');
        } else if self.pending.is_empty() {
            self.text.space();
        }
    }

    /// Ends a line. If the line ends with a hyphen, keeps it until the next line decides about the hyphen.
    fn end(&mut self, budget: &mut ExtractionBudget) {
        if self.ends_with_hyphen {
            return;
        }
        let shown = self.pending.trim_end();
        let before = shown.strip_suffix(['-', '\u{AD}', '\u{2010}']);
        if before.is_some_and(|before| before.ends_with(char::is_alphabetic)) {
            let len = shown.len();
            self.pending.truncate(len);
            self.ends_with_hyphen = true;
        } else {
            self.flush(budget);
        }
    }

    fn flush(&mut self, budget: &mut ExtractionBudget) {
        self.text.push(&self.pending, budget);
        self.text.line();
        self.pending.clear();
        self.ends_with_hyphen = false;
    }

    /// Ends the current line, because the position of the following text has no relation to it.
    pub(super) fn finish(&mut self, budget: &mut ExtractionBudget) {
        self.flush(budget);
        self.last = None;
    }

    /// Ends a page. A hyphenated word may continue on the next page.
    pub(super) fn page(&mut self, budget: &mut ExtractionBudget) {
        self.end(budget);
        self.last = None;
    }

    /// Adds text without a position, such as a note.
    pub(super) fn note(&mut self, note: &str, budget: &mut ExtractionBudget) {
        self.finish(budget);
        self.text.push(note, budget);
        self.text.line();
    }
}

/// The distance between two glyphs.
#[derive(Debug, PartialEq, Eq)]
enum Gap {
    None,
    Blank,
    Line,
}

fn gap(last: &GlyphPosition, next: &GlyphPosition, letters: &str) -> Gap {
    let size = last.size.max(next.size).max(1e-9);
    let small = last.size.min(next.size).max(1e-9);
    let turned = last.direction.0 * next.direction.0 + last.direction.1 * next.direction.1 < 0.9;
    let step = (next.start.0 - last.end.0, next.start.1 - last.end.1);
    let along = step.0 * next.direction.0 + step.1 * next.direction.1;
    let across = step.1 * next.direction.0 - step.0 * next.direction.1;
    if turned || across.abs() > VERTICAL_STEP * size {
        return Gap::Line;
    }
    if letters.starts_with(is_right_to_left) && along < 0.0 {
        // In right-to-left text, the gap is between the end of the next glyph and the start of the last glyph.
        let step = (last.start.0 - next.end.0, last.start.1 - next.end.1);
        let back = step.0 * next.direction.0 + step.1 * next.direction.1;
        return match () {
            () if back < -BACK_STEP * size => Gap::Line,
            () if back > SPACE_GAP * small => Gap::Blank,
            () => Gap::None,
        };
    }
    match () {
        () if along < -BACK_STEP * size => Gap::Line,
        () if along > SPACE_GAP * small => Gap::Blank,
        () => Gap::None,
    }
}

fn is_right_to_left(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}')
}
