//! Text as the words that people search by.
//!
//! A word is a run of letters and digits, folded: case, accents and full-width forms do not matter, `ß` is `ss`.
//! Scripts that write without spaces are cut into overlapping pairs of characters, the last one also alone, so that
//! any piece of a sentence is found.
//!
//! Beside a word, at the same position, stands how it may be asked for otherwise ([`Kind`]).

use crate::fold::{fold_into, is_apostrophe, is_mark, spell_out};
use crate::frequent::{PAIR, frequent, push};
use crate::script::{is_unspaced, part_ends};

/// Why a word stands in the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// It stands in the text.
    Word,
    /// `mueller` beside `muller`, for a text that has `Müller`.
    SpeltOut,
    /// `assurance` beside `lassurance`, `ruth` beside `ruths`.
    Elided,
    /// `ab1234` beside `1234`, for `AB-1234`.
    Joined,
    /// Two frequent words in a row, at the position of the first.
    Pair,
}

/// Where a word stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cut {
    pub start: usize,
    pub end: usize,
    /// Counts words from the beginning of the text.
    pub position: usize,
    pub kind: Kind,
}

/// Cuts a text into words.
#[derive(Debug, Clone)]
pub(crate) struct WordBreaker<'t> {
    text: &'t str,
    at: usize,
    position: usize,
    /// Names of files: `RoofReport2016` is also `roof report 2016`.
    names: bool,
    before: Before,
    spare: Vec<(Cut, String)>,
    given: usize,
}

/// The word before.
#[derive(Debug, Clone, Copy, Default)]
struct Before {
    start: usize,
    end: usize,
    /// Its number among the frequent words, else 0.
    frequent: u32,
    /// Where the code begins that it is part of, how many parts that has, and whether a digit is in it.
    code: usize,
    code_position: usize,
    parts: usize,
    digit: bool,
}

/// Parts of a code that are joined.
const MOST_PARTS: usize = 5;
/// Longest code in bytes.
const LONGEST_CODE: usize = 40;

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
struct Run {
    end: usize,
    ascii: bool,
    digit: bool,
    /// The last apostrophe in it.
    apostrophe: Option<usize>,
}

impl<'t> WordBreaker<'t> {
    pub(crate) fn new(text: &'t str, names: bool) -> Self {
        Self { text, at: 0, position: 0, names, before: Before::default(), spare: Vec::new(), given: 0 }
    }

    /// The next word, folded into `out`.
    pub(crate) fn next(&mut self, out: &mut String) -> Option<Cut> {
        if let Some((cut, text)) = self.spare.get(self.given) {
            self.given = self.given.saturating_add(1);
            out.clear();
            out.push_str(text);
            return Some(*cut);
        }
        self.spare.clear();
        self.given = 0;
        loop {
            let first = self.skip()?;
            let start = self.at;
            if is_unspaced(first) {
                return Some(self.pair(first, out));
            }
            let run = self.run();
            self.at = run.end;
            let slice = self.text.get(start..run.end).unwrap_or_default();
            if run.ascii && run.apostrophe.is_none() && slice.len() <= LONGEST_WORD {
                out.clear();
                out.push_str(slice);
                out.make_ascii_lowercase();
            } else {
                fold_into(slice, out);
            }
            // A run of marks and apostrophes is no word. A text may have any number of them, so this is no recursion.
            if out.is_empty() {
                continue;
            }
            let cut = Cut { start, end: run.end, position: self.position, kind: Kind::Word };
            self.position = self.position.saturating_add(1);
            self.beside(cut, &run, slice, out);
            if self.names && self.parts(cut, slice) {
                return self.next(out);
            }
            return Some(cut);
        }
    }

    fn class(&self, at: usize) -> u8 {
        self.text.as_bytes().get(at).map_or(OTHER, |&byte| class_of(byte))
    }

    fn character(&self, at: usize) -> Option<char> {
        self.text.get(at..).and_then(|rest| rest.chars().next())
    }

    /// Goes to the next character that a word can begin with, and gives it; `a` for any of ASCII.
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

    fn run(&self) -> Run {
        let mut run = Run { end: self.at, ascii: true, digit: false, apostrophe: None };
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

    /// Two characters of a script without spaces; one where the next belongs to no such script.
    fn pair(&mut self, first: char, out: &mut String) -> Cut {
        let start = self.at;
        let next = start.saturating_add(first.len_utf8());
        let second = self.character(next).filter(|&c| is_unspaced(c));
        let end = next.saturating_add(second.map_or(0, char::len_utf8));
        fold_into(self.text.get(start..end).unwrap_or_default(), out);
        let cut = Cut { start, end, position: self.position, kind: Kind::Word };
        self.position = self.position.saturating_add(1);
        self.at = next;
        self.before = Before::default();
        cut
    }

    /// Notes what stands beside a word.
    fn beside(&mut self, cut: Cut, run: &Run, slice: &str, folded: &str) {
        let before = self.before;
        let word = if folded.len() <= 3 && !self.names { frequent(folded) } else { 0 };
        if word != 0 && before.frequent != 0 {
            let mut text = String::with_capacity(9);
            text.push(PAIR);
            push(before.frequent, &mut text);
            text.push(' ');
            push(word, &mut text);
            let position = cut.position.saturating_sub(1);
            self.spare.push((Cut { start: before.start, end: cut.end, position, kind: Kind::Pair }, text));
        }
        if !run.ascii {
            let mut text = String::new();
            if spell_out(slice, &mut text) && text != folded {
                self.spare.push((Cut { kind: Kind::SpeltOut, ..cut }, text));
            }
        }
        if let Some(apostrophe) = run.apostrophe {
            self.elided(cut, apostrophe);
        }
        let mut now = Before {
            start: cut.start,
            end: cut.end,
            frequent: word,
            code: cut.start,
            code_position: cut.position,
            parts: 1,
            digit: run.digit,
        };
        if before.parts > 0 && self.joins(before, cut.start, run.digit) {
            now.code = before.code;
            now.code_position = before.code_position;
            now.parts = before.parts.saturating_add(1);
            now.digit |= before.digit;
            self.joined(&now);
        }
        self.before = now;
    }

    /// True if only one sign of those that codes and numbers are written with lies between two words.
    fn joins(&self, before: Before, start: usize, digit: bool) -> bool {
        let ends_in_digit = || self.class(before.end.saturating_sub(1)) == DIGIT;
        match self.text.get(before.end..start) {
            Some("-" | "/" | "." | "_" | "\u{2011}") => true,
            Some("," | "\u{A0}" | "\u{202F}") => digit && ends_in_digit() && self.class(start) == DIGIT,
            _ => false,
        }
    }

    fn joined(&mut self, now: &Before) {
        let code = self.text.get(now.code..now.end).unwrap_or_default();
        if !now.digit || now.parts > MOST_PARTS || code.len() > LONGEST_CODE {
            return;
        }
        let bare: String = code.chars().filter(|c| c.is_alphanumeric() || is_mark(*c)).collect();
        let mut text = String::new();
        fold_into(&bare, &mut text);
        let cut = Cut { start: now.code, end: now.end, position: now.code_position, kind: Kind::Joined };
        self.spare.push((cut, text));
    }

    /// What stands behind `l'` and `d'`, and before `'s`.
    fn elided(&mut self, cut: Cut, apostrophe: usize) {
        let head = self.text.get(cut.start..apostrophe).unwrap_or_default();
        let tail = self.text.get(apostrophe..cut.end).unwrap_or_default();
        let tail = tail.trim_start_matches(is_apostrophe);
        let other = match (head.chars().count(), tail.chars().count()) {
            (2.., 1) if tail.eq_ignore_ascii_case("s") => head,
            (1..=2, 3..) if tail.starts_with(char::is_alphabetic) => tail,
            _ => return,
        };
        let mut text = String::new();
        fold_into(other, &mut text);
        self.spare.push((Cut { kind: Kind::Elided, ..cut }, text));
    }

    /// The parts of a name that is written in one. False if it has only one.
    fn parts(&mut self, whole: Cut, slice: &str) -> bool {
        let ends = part_ends(slice);
        if ends.len() < 2 {
            return false;
        }
        let mut text = String::new();
        fold_into(slice, &mut text);
        self.spare.push((Cut { kind: Kind::Joined, ..whole }, text.clone()));
        let mut from = 0;
        self.position = whole.position;
        for to in ends {
            fold_into(slice.get(from..to).unwrap_or_default(), &mut text);
            if !text.is_empty() {
                let (start, end) = (whole.start.saturating_add(from), whole.start.saturating_add(to));
                let cut = Cut { start, end, position: self.position, kind: Kind::Word };
                self.spare.push((cut, text.clone()));
                self.position = self.position.saturating_add(1);
            }
            from = to;
        }
        self.before.frequent = 0;
        true
    }
}

/// Longest word that need not be cut off.
const LONGEST_WORD: usize = 128;

#[cfg(test)]
mod tests;
