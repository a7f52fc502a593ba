//! Marks the matches of a query in a text.

use crate::own_text::text_parts;
use crate::pattern::{Sequence, sequences};
use crate::query::{Query, Scope};
use crate::word_breaker::{IndexTokenKind, WordBreaker};

/// A piece of a marked text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marked {
    /// The text.
    pub text: String,
    /// True if the piece is a match.
    pub hit: bool,
}

/// The words and phrases to mark.
#[derive(Debug, Clone, Default)]
pub struct Marks {
    patterns: Vec<(Scope, Vec<Sequence>)>,
    /// True for file names, which are split into more words than other texts.
    is_file_name: bool,
}

/// The most characters of a snippet before the first match.
const LEAD: usize = 30;

impl Marks {
    /// Returns the marks for the words of a query. Excluded words are not marked.
    pub fn of(query: &Query) -> Self {
        let mut marks = Self::default();
        marks.add(query);
        marks
    }

    fn add(&mut self, query: &Query) {
        match query {
            Query::And(all) | Query::Or(all) => all.iter().for_each(|query| self.add(query)),
            Query::Words { scope, text, prefix } => {
                let sequences = sequences(text, *prefix);
                if !sequences.is_empty() {
                    self.patterns.push((*scope, sequences));
                }
            }
            _ => {}
        }
    }

    /// Returns the marks for a text of these fields. Words that the query searches only in other fields are not
    /// marked.
    #[must_use]
    pub fn within(&self, scope: Scope) -> Self {
        let patterns = self.patterns.iter().filter(|(asked, _)| asked.intersects(scope)).cloned().collect();
        Self { patterns, is_file_name: scope == Scope::FILENAME }
    }

    /// Returns true if no words are marked.
    pub fn is_empty(&self) -> bool {
        self.patterns.is_empty()
    }

    /// Returns true if the text contains a match.
    pub fn hit(&self, text: &str) -> bool {
        !self.is_empty() && self.first(text).is_some()
    }

    /// Splits a text into pieces and marks the matches. The pieces joined together are exactly the text.
    pub fn segments(&self, text: &str) -> Vec<Marked> {
        let mut segments = Vec::new();
        let mut at = 0;
        let mut push = |from: usize, to: usize, hit: bool| {
            if let Some(text) = text.get(from..to).filter(|text| !text.is_empty()) {
                segments.push(Marked { text: text.to_owned(), hit });
            }
        };
        if !self.is_empty() {
            for (start, end) in self.ranges(text) {
                push(at, start, false);
                push(start, end, true);
                at = end;
            }
        }
        push(at, text.len(), false);
        segments
    }

    /// Returns about `most` characters around the first match. Prefers a match in own text. The pieces joined
    /// together are one line: the words of the text with single spaces and without `>`. The line begins with `…`
    /// unless it starts at the beginning of the text. Returns `None` if nothing matches.
    pub fn snippet(&self, text: &str, most: usize) -> Option<Vec<Marked>> {
        if self.is_empty() {
            return None;
        }
        let parts = text_parts(text);
        let (own, quoted): (Vec<_>, Vec<_>) = parts.iter().partition(|part| part.own);
        let first = own.into_iter().chain(quoted).find_map(|part| {
            let (start, _) = self.first(text.get(part.range.clone())?)?;
            Some(part.range.start.saturating_add(start))
        })?;
        let start = word_start(text, first);
        let window: String = text.get(start..)?.chars().take(most.saturating_mul(2)).collect();
        // The result is one line, in which the `>` of a quoted line would be misleading.
        let words = window.split_whitespace().filter(|word| !word.chars().all(|c| c == '>'));
        let line = words.collect::<Vec<_>>().join(" ");
        let line: String = line.chars().take(most).collect();
        let line = if start > 0 { format!("…{line}") } else { line };
        Some(self.segments(&line))
    }

    /// Returns the byte range of the first match.
    fn first(&self, text: &str) -> Option<(usize, usize)> {
        let mut breaker = WordBreaker::new(text, self.is_file_name);
        let mut word = String::new();
        loop {
            match self.next(&mut breaker, &mut word) {
                Step::End => return None,
                Step::NoMatch => {}
                Step::Match(start, end) => return Some((start, end)),
            }
        }
    }

    /// Returns the byte ranges of all matches, sorted and without overlaps.
    fn ranges(&self, text: &str) -> Vec<(usize, usize)> {
        let mut found = Vec::new();
        let mut breaker = WordBreaker::new(text, self.is_file_name);
        let mut word = String::new();
        loop {
            match self.next(&mut breaker, &mut word) {
                Step::End => return disjoint(found),
                Step::NoMatch => {}
                Step::Match(start, end) => found.push((start, end)),
            }
        }
    }

    /// Reads one token and returns the longest match that begins with it.
    fn next(&self, breaker: &mut WordBreaker<'_>, word: &mut String) -> Step {
        let Some(token) = breaker.next(word) else { return Step::End };
        if token.kind == IndexTokenKind::Pair {
            return Step::NoMatch;
        }
        let all = self.patterns.iter().flat_map(|(_, sequences)| sequences);
        let ends = all.filter_map(|sequence| match sequence.words.as_slice() {
            [(_, only)] => same(only, word, sequence.prefix).then_some(token.end),
            [(_, first), rest @ ..] if first == word => {
                matched(breaker.clone(), token.position, rest, sequence.prefix)
            }
            _ => None,
        });
        ends.max().map_or(Step::NoMatch, |end| Step::Match(token.start, end))
    }
}

/// The result of reading one token.
enum Step {
    /// The text has ended.
    End,
    /// No match begins at this token.
    NoMatch,
    /// A match: the offset of its first byte, and of the byte after its last one.
    Match(usize, usize),
}

/// Sorts ranges and joins those that overlap. The breaker does not return tokens in the order of their first
/// bytes: a code such as `AB-1234` follows its parts.
fn disjoint(mut ranges: Vec<(usize, usize)>) -> Vec<(usize, usize)> {
    ranges.sort_unstable();
    ranges.dedup_by(|next, last| {
        let overlaps = next.0 < last.1;
        if overlaps {
            last.1 = last.1.max(next.1);
        }
        overlaps
    });
    ranges
}

fn same(wanted: &str, word: &str, prefix: bool) -> bool {
    if prefix { word.starts_with(wanted) } else { word == wanted }
}

/// Returns the end of the match if the next words are `words`. `from` is the position of the word before them.
fn matched(
    mut breaker: WordBreaker<'_>,
    from: usize,
    words: &[(usize, String)],
    prefix: bool,
) -> Option<usize> {
    let mut word = String::new();
    let mut end = None;
    let last = words.len().checked_sub(1)?;
    let mut waiting = words.iter().enumerate().peekable();
    while let Some(&(at, (offset, wanted))) = waiting.peek() {
        let token = breaker.next(&mut word)?;
        let position = from.saturating_add(*offset);
        if token.kind == IndexTokenKind::Pair || token.position < position {
            continue;
        }
        if token.position > position {
            return None;
        }
        if same(wanted, &word, prefix && at == last) {
            end = Some(token.end);
            waiting.next();
        }
    }
    end
}

/// Returns the start of a word at most [`LEAD`] characters before `at`.
fn word_start(text: &str, at: usize) -> usize {
    let before = text.get(..at).unwrap_or_default();
    let mut lead = before.char_indices().rev().take(LEAD);
    let Some((start, _)) = lead.by_ref().last() else { return 0 };
    if start == 0 {
        return 0;
    }
    let from = text.get(start..at).unwrap_or_default();
    let mut blanks = from.char_indices().filter(|(_, c)| c.is_whitespace());
    blanks.next().map_or(start, |(at, blank)| start.saturating_add(at).saturating_add(blank.len_utf8()))
}

#[cfg(test)]
mod tests {
    use super::{Marked, Marks};
    use crate::query::{Scope, parse};

    fn show(marked: &[Marked]) -> String {
        marked
            .iter()
            .map(|part| if part.hit { format!("[{}]", part.text) } else { part.text.clone() })
            .collect()
    }

    #[test]
    fn hits_are_marked() {
        for (query, text, expected) in [
            ("roof*", "The Roof, roofs and proof", "The [Roof], [roofs] and proof"),
            ("roof", "The Roof, roofs", "The [Roof], roofs"),
            ("\"roof claim\"", "roof the roof claim", "roof the [roof claim]"),
            ("\"of the roof\"", "of the of the roof", "of the [of the roof]"),
            ("grosse", "Die Größe", "Die [Größe]"),
            ("größe", "Die GRÖSSE", "Die [GRÖSSE]"),
            ("mueller", "Herr Müller", "Herr [Müller]"),
            ("müller", "Herr Mueller", "Herr [Mueller]"),
            ("\"herr müller\"", "Herr Mueller", "[Herr Mueller]"),
            ("ab1234", "see AB-1234/7", "see [AB-1234]/7"),
            ("1234,56", "EUR 1.234,56", "EUR [1.234,56]"),
            ("8*", "8.8/À", "[8.8/À]"),
            ("1*", "1.1.1-1x 1", "[1.1.1-1x] [1]"),
            ("ab OR ab1*", "ab-1/2 ab", "[ab-1/2] [ab]"),
            ("2 OR 12", "1,2 3", "[1,2] 3"),
            ("assurance", "l'assurance", "[l'assurance]"),
            ("屋顶", "关于屋顶的报告", "关于[屋顶]的报告"),
            ("顶", "关于屋顶的报告", "关于屋[顶的]报告"),
            ("지붕", "우리 지붕이", "우리 [지붕]이"),
            ("-roof the", "the roof", "[the] roof"),
            ("from:ruth", "ruth", "ruth"),
            ("", "roof", "roof"),
        ] {
            let marks = Marks::of(&parse(query, 0).query).within(Scope::BODY);
            assert_eq!(show(&marks.segments(text)), expected, "{query:?} in {text:?}");
        }
    }

    #[test]
    fn names_of_files_are_marked_in_parts() {
        for (query, expected) in [("report", "Roof[Report]2016.pdf"), ("2016", "RoofReport[2016].pdf")] {
            let marks = Marks::of(&parse(query, 0).query).within(Scope::FILENAME);
            assert_eq!(show(&marks.segments("RoofReport2016.pdf")), expected);
        }
    }

    #[test]
    fn snippets_begin_before_the_hit() {
        let text = format!("{} the roof is gone {}", "word ".repeat(50), "tail ".repeat(50));
        let marks = Marks::of(&parse("roof", 0).query);
        assert_eq!(show(&marks.snippet(&text, 40).unwrap()), "…word word word word the [roof] is gone tai");
        assert_eq!(marks.snippet("nothing", 40), None);
        for blank in [" ", "\u{a0}", "\u{2003}", "\u{3000}", "\u{85}"] {
            let text = format!("{}{blank}the{blank}roof", "word ".repeat(50));
            assert_eq!(
                show(&marks.snippet(&text, 40).unwrap()),
                "…word word word word the [roof]",
                "{blank:?}"
            );
        }
        let answer = "> the roof\nmy roof";
        assert_eq!(show(&marks.snippet(answer, 40).unwrap()), "the [roof] my [roof]");
    }
}
