//! Splits a text into the words that the index contains.
//!
//! A word is a run of letters and digits. It is folded: case, accents and full-width forms are removed, and `ß`
//! becomes `ss`. Text in scripts without spaces is split into overlapping pairs of characters, followed by the
//! last character alone. Thus a search can find any part of a sentence.
//!
//! Other spellings of a word get the same position as the word ([`IndexTokenKind`]).

use crate::fold::{fold_into, is_apostrophe, is_mark, spell_out};
use crate::frequent::{PAIR, frequent, push};
use crate::script::{is_unspaced, part_ends};

/// The reason why a token is in the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum IndexTokenKind {
    /// A word of the text.
    Word,
    /// `mueller` in addition to `muller`, for `Müller`.
    SpeltOut,
    /// `assurance` in addition to `lassurance`, for `l'assurance`. `ruth` in addition to `ruths`, for `Ruth's`.
    Elided,
    /// `ab1234` in addition to `1234`, for `AB-1234`.
    Joined,
    /// Two consecutive frequent words, at the position of the first one.
    Pair,
}

/// A token of a text. [`WordBreaker::next`] writes the text of the token to a separate buffer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct IndexToken {
    pub start: usize,
    pub end: usize,
    /// The number of words before the token.
    pub position: usize,
    pub kind: IndexTokenKind,
}

/// Splits a text into tokens.
#[derive(Debug, Clone)]
pub(crate) struct WordBreaker<'t> {
    text: &'t str,
    at: usize,
    position: usize,
    /// True for file names, in which `RoofReport2016` is also split into `roof report 2016`.
    is_file_name: bool,
    before: PreviousWord,
    /// Further tokens at the position of the last word. `returned` is the number of those that were already
    /// returned.
    queued: Vec<(IndexToken, String)>,
    returned: usize,
}

/// The preceding word.
#[derive(Debug, Clone, Copy, Default)]
struct PreviousWord {
    start: usize,
    end: usize,
    /// The number from [`frequent`] for a frequent word, otherwise 0.
    frequent: u32,
    /// The code that the word is a part of, such as `AB-1234/7`. `code` is the offset of its first byte. The next
    /// fields are the position of its first word, the number of its parts, and whether it contains a digit.
    code: usize,
    code_position: usize,
    parts: usize,
    digit: bool,
}

/// The maximum number of parts of a code that are joined.
const MAX_CODE_PARTS: usize = 5;
/// The longest code that is joined, in bytes.
const MAX_CODE_BYTES: usize = 40;

const OTHER: u8 = 0;
const LETTER: u8 = 1;
const DIGIT: u8 = 2;
const APOSTROPHE: u8 = 3;
const WIDE: u8 = 4;

fn class_of(byte: u8) -> u8 {
    match byte {
        b'a'..=b'z' | b'A'..=b'Z' => LETTER,
        b'0'..=b'9' => DIGIT,
        b'\'' => APOSTROPHE,
        0x80..=0xFF => WIDE,
        _ => OTHER,
    }
}

/// A run of letters and digits.
struct LetterRun {
    end: usize,
    ascii: bool,
    digit: bool,
    /// The offset of the last apostrophe.
    apostrophe: Option<usize>,
}

impl<'t> WordBreaker<'t> {
    pub(crate) fn new(text: &'t str, is_file_name: bool) -> Self {
        Self {
            text,
            at: 0,
            position: 0,
            is_file_name,
            before: PreviousWord::default(),
            queued: Vec::new(),
            returned: 0,
        }
    }

    /// Returns the next token, and writes its folded text to `out`.
    pub(crate) fn next(&mut self, out: &mut String) -> Option<IndexToken> {
        if let Some((token, text)) = self.queued.get(self.returned) {
            self.returned = self.returned.saturating_add(1);
            out.clear();
            out.push_str(text);
            return Some(*token);
        }
        self.queued.clear();
        self.returned = 0;
        loop {
            let first = self.skip()?;
            let start = self.at;
            if is_unspaced(first) {
                return Some(self.pair(first, out));
            }
            let run = self.run();
            self.at = run.end;
            let slice = self.text.get(start..run.end).unwrap_or_default();
            if run.ascii && run.apostrophe.is_none() && slice.len() <= MAX_WORD_BYTES {
                out.clear();
                out.push_str(slice);
                out.make_ascii_lowercase();
            } else {
                fold_into(slice, out);
            }
            // A run of marks and apostrophes is not a word. A text can contain any number of such runs, so this is
            // a loop: recursion would overflow the stack.
            if out.is_empty() {
                continue;
            }
            let token =
                IndexToken { start, end: run.end, position: self.position, kind: IndexTokenKind::Word };
            self.position = self.position.saturating_add(1);
            self.add_spellings(token, &run, slice, out);
            if self.is_file_name && self.parts(token, slice) {
                return self.next(out);
            }
            return Some(token);
        }
    }

    fn class(&self, at: usize) -> u8 {
        self.text.as_bytes().get(at).map_or(OTHER, |&byte| class_of(byte))
    }

    fn character(&self, at: usize) -> Option<char> {
        self.text.get(at..).and_then(|rest| rest.chars().next())
    }

    /// Skips to the next character that can begin a word, and returns it. Returns `a` in place of any ASCII letter
    /// or digit.
    fn skip(&mut self) -> Option<char> {
        loop {
            match self.class(self.at) {
                LETTER | DIGIT => return Some('a'),
                WIDE => {
                    let c = self.character(self.at)?;
                    if is_unspaced(c) || c.is_alphanumeric() {
                        return Some(c);
                    }
                    self.at = self.at.saturating_add(c.len_utf8());
                }
                _ if self.at >= self.text.len() => return None,
                _ => self.at = self.at.saturating_add(1),
            }
        }
    }

    fn run(&self) -> LetterRun {
        let mut run = LetterRun { end: self.at, ascii: true, digit: false, apostrophe: None };
        loop {
            let mut width = 1;
            match self.class(run.end) {
                LETTER => {}
                DIGIT => run.digit = true,
                APOSTROPHE if self.is_letter(run.end.saturating_add(1)) => run.apostrophe = Some(run.end),
                WIDE => {
                    let Some(c) = self.character(run.end) else { return run };
                    width = c.len_utf8();
                    if is_apostrophe(c) && self.is_letter(run.end.saturating_add(width)) {
                        run.apostrophe = Some(run.end);
                    } else if is_unspaced(c) || !(c.is_alphanumeric() || is_mark(c)) {
                        return run;
                    }
                    run.ascii = false;
                }
                _ => return run,
            }
            run.end = run.end.saturating_add(width);
        }
    }

    fn is_letter(&self, at: usize) -> bool {
        match self.class(at) {
            LETTER | DIGIT => true,
            WIDE => self.character(at).is_some_and(|c| c.is_alphanumeric() && !is_unspaced(c)),
            _ => false,
        }
    }

    /// Returns a pair of characters of a script without spaces. Returns only the first one if another script
    /// follows.
    fn pair(&mut self, first: char, out: &mut String) -> IndexToken {
        let start = self.at;
        let next = start.saturating_add(first.len_utf8());
        let second = self.character(next).filter(|&c| is_unspaced(c));
        let end = next.saturating_add(second.map_or(0, char::len_utf8));
        fold_into(self.text.get(start..end).unwrap_or_default(), out);
        let token = IndexToken { start, end, position: self.position, kind: IndexTokenKind::Word };
        self.position = self.position.saturating_add(1);
        self.at = next;
        self.before = PreviousWord::default();
        token
    }

    /// Queues the other spellings of a word.
    fn add_spellings(&mut self, token: IndexToken, run: &LetterRun, slice: &str, folded: &str) {
        let before = self.before;
        let word = if folded.len() <= 3 && !self.is_file_name { frequent(folded) } else { 0 };
        if word != 0 && before.frequent != 0 {
            let mut text = String::with_capacity(9);
            text.push(PAIR);
            push(before.frequent, &mut text);
            text.push(' ');
            push(word, &mut text);
            let position = token.position.saturating_sub(1);
            self.queued.push((
                IndexToken { start: before.start, end: token.end, position, kind: IndexTokenKind::Pair },
                text,
            ));
        }
        if !run.ascii {
            let mut text = String::new();
            if spell_out(slice, &mut text) && text != folded {
                self.queued.push((IndexToken { kind: IndexTokenKind::SpeltOut, ..token }, text));
            }
        }
        if let Some(apostrophe) = run.apostrophe {
            self.elided(token, apostrophe);
        }
        let mut now = PreviousWord {
            start: token.start,
            end: token.end,
            frequent: word,
            code: token.start,
            code_position: token.position,
            parts: 1,
            digit: run.digit,
        };
        if before.parts > 0 && self.joins(before, token.start, run.digit) {
            now.code = before.code;
            now.code_position = before.code_position;
            now.parts = before.parts.saturating_add(1);
            now.digit |= before.digit;
            self.joined(&now);
        }
        self.before = now;
    }

    /// Returns true if the only character between two words is one that codes and numbers contain.
    fn joins(&self, before: PreviousWord, start: usize, digit: bool) -> bool {
        let ends_in_digit = || self.class(before.end.saturating_sub(1)) == DIGIT;
        match self.text.get(before.end..start) {
            Some("-" | "/" | "." | "_" | "\u{2011}") => true,
            Some("," | "\u{A0}" | "\u{202F}") => digit && ends_in_digit() && self.class(start) == DIGIT,
            _ => false,
        }
    }

    fn joined(&mut self, now: &PreviousWord) {
        let code = self.text.get(now.code..now.end).unwrap_or_default();
        if !now.digit || now.parts > MAX_CODE_PARTS || code.len() > MAX_CODE_BYTES {
            return;
        }
        let bare: String = code.chars().filter(|c| c.is_alphanumeric() || is_mark(*c)).collect();
        let mut text = String::new();
        fold_into(&bare, &mut text);
        let token = IndexToken {
            start: now.code,
            end: now.end,
            position: now.code_position,
            kind: IndexTokenKind::Joined,
        };
        self.queued.push((token, text));
    }

    /// Queues the word without the prefix `l'` or `d'`, or without the suffix `'s`.
    fn elided(&mut self, token: IndexToken, apostrophe: usize) {
        let head = self.text.get(token.start..apostrophe).unwrap_or_default();
        let tail = self.text.get(apostrophe..token.end).unwrap_or_default();
        let tail = tail.trim_start_matches(is_apostrophe);
        let other = match (head.chars().count(), tail.chars().count()) {
            (2.., 1) if tail.eq_ignore_ascii_case("s") => head,
            (1..=2, 3..) if tail.starts_with(char::is_alphabetic) => tail,
            _ => return,
        };
        let mut text = String::new();
        fold_into(other, &mut text);
        self.queued.push((IndexToken { kind: IndexTokenKind::Elided, ..token }, text));
    }

    /// Queues the parts of a name such as `RoofReport2016`. Returns false if the name has only one part.
    fn parts(&mut self, whole: IndexToken, slice: &str) -> bool {
        let ends = part_ends(slice);
        if ends.len() < 2 {
            return false;
        }
        let mut text = String::new();
        fold_into(slice, &mut text);
        self.queued.push((IndexToken { kind: IndexTokenKind::Joined, ..whole }, text.clone()));
        let mut from = 0;
        self.position = whole.position;
        for to in ends {
            fold_into(slice.get(from..to).unwrap_or_default(), &mut text);
            if !text.is_empty() {
                let (start, end) = (whole.start.saturating_add(from), whole.start.saturating_add(to));
                let token = IndexToken { start, end, position: self.position, kind: IndexTokenKind::Word };
                self.queued.push((token, text.clone()));
                self.position = self.position.saturating_add(1);
            }
            from = to;
        }
        self.before.frequent = 0;
        true
    }
}

/// The longest word that is not cut, in bytes.
const MAX_WORD_BYTES: usize = 128;

#[cfg(test)]
mod tests;
