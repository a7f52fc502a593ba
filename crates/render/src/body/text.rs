//! Writes text as HTML, and bounds what is expensive in text.

use std::collections::HashSet;

use unicode_normalization::char::is_combining_mark;

/// Maximum number of combining marks after a letter, as in stream-safe text (UAX #15, 13). Browsers need quadratic time for more.
const MAX_MARKS: usize = 30;
/// Maximum length of a word in characters. After it, a line may break: browsers need quadratic time for a word.
const MAX_WORD: usize = 1_000;
/// Maximum number of different characters outside ASCII. For each, the browser may search all fonts of the system. Long
/// Chinese texts have 4,000.
const MAX_DIFFERENT: usize = 10_000;
/// Number of `&`, no-break spaces and similar characters after which a new text node begins. See [`Text::split_node`].
const MAX_SPECIAL: usize = 64;

/// Writes the text of a document.
#[derive(Debug, Default)]
pub(crate) struct Text {
    different: HashSet<char>,
    marks: usize,
    word: usize,
    special: usize,
    /// Number of characters that were written.
    pub length: usize,
    /// Number of line ends that were written.
    pub lines: usize,
    /// Number of places at which a long word was divided, or at which the direction of writing changes. For a browser,
    /// they are inline items.
    pub items: usize,
    is_right_to_left: bool,
}

impl Text {
    /// Writes a text. Two texts that are separated by a tag are two text nodes.
    pub(crate) fn push(&mut self, text: &str, out: &mut String) {
        self.special = 0;
        for character in text.chars() {
            if let Some(character) = self.bounded(character) {
                self.divide_word(character, out);
                self.split_node(character, out);
                push_escaped(character, out);
            }
        }
    }

    /// Ends a word, because a line can break here.
    pub(crate) fn end_word(&mut self) {
        self.word = 0;
    }

    /// Returns the character that is written. `None` if nothing is written.
    fn bounded(&mut self, character: char) -> Option<char> {
        if character.is_control() && !matches!(character, '\n' | '\t') {
            return (character == '\r').then_some('\n');
        }
        if character.is_ascii() {
            self.marks = 0;
            return Some(character);
        }
        if is_combining_mark(character) {
            self.marks = self.marks.saturating_add(1);
            if self.marks > MAX_MARKS {
                return None;
            }
        } else {
            self.marks = 0;
        }
        if self.different.len() < MAX_DIFFERENT {
            self.different.insert(character);
        } else if !self.different.contains(&character) {
            return Some(char::REPLACEMENT_CHARACTER);
        }
        Some(character)
    }

    fn divide_word(&mut self, character: char, out: &mut String) {
        self.length = self.length.saturating_add(1);
        self.lines = self.lines.saturating_add(usize::from(character == '\n'));
        if character.is_alphabetic() && is_right_to_left(character) != self.is_right_to_left {
            self.is_right_to_left = !self.is_right_to_left;
            self.items = self.items.saturating_add(1);
        }
        self.word = if character.is_whitespace() { 0 } else { self.word.saturating_add(1) };
        if self.word > MAX_WORD {
            out.push_str("<wbr>");
            self.word = 1;
            self.special = 0;
            self.items = self.items.saturating_add(1);
        }
    }

    /// Writes an empty comment between special characters, so that text nodes are short.
    ///
    /// The serializer of html5ever 0.40.1 searches the rest of a text node for `<` and `>` at each `&` and at each byte 0xC2,
    /// with which `£`, `§`, `«` and the no-break space begin. One megabyte of such text took three seconds, 2.4 MB took
    /// sixteen. The second pass of cleaning removes the comments, and does not join the texts.
    fn split_node(&mut self, character: char, out: &mut String) {
        if character != '&' && !('\u{80}'..='\u{BF}').contains(&character) {
            return;
        }
        self.special = self.special.saturating_add(1);
        if self.special > MAX_SPECIAL {
            out.push_str("<!---->");
            self.special = 1;
        }
    }
}

/// Returns true for letters of scripts that are written from right to left.
fn is_right_to_left(letter: char) -> bool {
    matches!(letter, '\u{590}'..='\u{8FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFF}'
        | '\u{10800}'..='\u{10FFF}' | '\u{1E800}'..='\u{1EFFF}')
}

fn push_escaped(character: char, out: &mut String) {
    match character {
        '&' => out.push_str("&amp;"),
        '<' => out.push_str("&lt;"),
        '>' => out.push_str("&gt;"),
        '\u{A0}' => out.push_str("&nbsp;"),
        character => out.push(character),
    }
}

/// Writes the value of an attribute.
pub(super) fn push_value(value: &str, out: &mut String) {
    for character in value.chars() {
        match character {
            '"' => out.push_str("&quot;"),
            character => push_escaped(character, out),
        }
    }
}
