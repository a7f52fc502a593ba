//! Collects the text of one file. Repeated white space is replaced by one space, and empty lines are removed. Text
//! beyond the limit is left out.

use crate::budget::ExtractionBudget;

/// The collected text, and the separator before the next word.
#[derive(Debug, Default)]
pub(crate) struct TextWriter {
    out: String,
    gap: Gap,
}

/// The separator before the next word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
enum Gap {
    #[default]
    None,
    Space,
    Line,
}

impl TextWriter {
    /// Adds text. Keeps its line ends.
    pub(crate) fn push(&mut self, text: &str, budget: &mut ExtractionBudget) {
        let mut rest = text;
        while !rest.is_empty() {
            let run = rest.find(is_blank).unwrap_or(rest.len());
            let (word, behind) = rest.split_at(run);
            self.word(word, budget);
            let blanks = behind.find(|c| !is_blank(c)).unwrap_or(behind.len());
            let (blank, next) = behind.split_at(blanks);
            if !blank.is_empty() {
                if blank.contains(['\n', '\r']) { self.line() } else { self.space() }
            }
            rest = next;
        }
    }

    /// Begins a new word.
    pub(crate) fn space(&mut self) {
        self.gap = self.gap.max(Gap::Space);
    }

    /// Begins a new line.
    pub(crate) fn line(&mut self) {
        self.gap = Gap::Line;
    }

    fn word(&mut self, word: &str, budget: &mut ExtractionBudget) {
        if word.is_empty() {
            return;
        }
        if budget.text == 0 {
            budget.truncated = true;
            return;
        }
        let before = self.out.len();
        match self.gap {
            _ if self.out.is_empty() => {}
            Gap::None => {}
            Gap::Space => self.out.push(' '),
            Gap::Line => self.out.push('\n'),
        }
        self.gap = Gap::None;
        let room = budget.text.saturating_sub(1);
        if word.len() > room {
            budget.truncated = true;
            budget.text = 0;
            self.put(word.get(..word.floor_char_boundary(room)).unwrap_or_default());
            return;
        }
        self.put(word);
        budget.text = budget.text.saturating_sub(self.out.len().saturating_sub(before));
    }

    /// Adds a word without its invisible characters. With them, searches would not find the word.
    fn put(&mut self, word: &str) {
        if word.is_ascii() && !word.bytes().any(|byte| byte.is_ascii_control()) {
            self.out.push_str(word);
        } else {
            self.out.extend(word.chars().filter(|&c| !c.is_control() && !matches!(c, '\u{AD}' | '\u{FEFF}')));
        }
    }

    /// Returns true if no text was added.
    pub(crate) fn is_blank(&self) -> bool {
        self.out.is_empty()
    }

    /// Returns the text.
    pub(crate) fn into_string(self) -> String {
        self.out
    }
}

fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{B}' | '\u{C}' | '\u{A0}' | '\u{0}')
        || (c > '\u{FF}' && c.is_whitespace())
}

#[cfg(test)]
mod tests {
    use super::TextWriter;
    use crate::ExtractionLimits;
    use crate::budget::ExtractionBudget;

    #[track_caller]
    fn check(pieces: &[&str], room: usize, expected: &str, truncated: bool) {
        let mut budget =
            ExtractionBudget::new(&ExtractionLimits { text: room, ..ExtractionLimits::default() });
        let mut text = TextWriter::default();
        for piece in pieces {
            text.push(piece, &mut budget);
        }
        assert_eq!((text.into_string().as_str(), budget.truncated), (expected, truncated));
    }

    #[test]
    fn white_space_is_folded_and_text_ends_at_the_limit() {
        check(&["  a  b\t\u{A0}c\r\n\r\n d", "e ", " f\n"], 99, "a b c\nde f", false);
        check(&["so\u{AD}ft\u{1}"], 99, "soft", false);
        check(&["abc", "déf"], 6, "abcd", true);
        check(&["abc\0"], 4, "abc", false);
        check(&["abc", " d", " e"], 5, "abc d", true);
        check(&[], 0, "", false);
    }
}
