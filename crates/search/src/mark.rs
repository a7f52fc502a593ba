//! Where a query matched in a text.

use crate::compile::pattern;
use crate::query::{Place, Query};
use crate::words::{Word, words};

/// A piece of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marked {
    /// The text.
    pub text: String,
    /// True where it matched.
    pub hit: bool,
}

/// What to mark.
#[derive(Debug, Clone, Default)]
pub struct Marks {
    patterns: Vec<(Place, Vec<String>, bool)>,
}

/// Characters before the first hit that a snippet shows.
const LEAD: usize = 30;

impl Marks {
    /// What a query asks for. What it excludes is not marked.
    pub fn of(query: &Query) -> Self {
        let mut marks = Self::default();
        marks.add(query);
        marks
    }

    fn add(&mut self, query: &Query) {
        match query {
            Query::And(all) | Query::Or(all) => all.iter().for_each(|query| self.add(query)),
            Query::Words { place, text, prefix } => {
                let (terms, prefix) = pattern(text, *prefix);
                if !terms.is_empty() {
                    self.patterns.push((*place, terms, prefix));
                }
            }
            _ => {}
        }
    }

    /// What is to be marked in one place. [`Place::With`] stands for all people.
    #[must_use]
    pub fn within(&self, place: Place) -> Self {
        let people = [Place::From, Place::To, Place::Cc, Place::Bcc, Place::With];
        let fits = |asked: Place| {
            asked == Place::Anywhere || asked == place || (place == Place::With && people.contains(&asked))
        };
        Self { patterns: self.patterns.iter().filter(|(asked, ..)| fits(*asked)).cloned().collect() }
    }

    /// True if there is nothing to mark.
    pub fn is_empty(&self) -> bool {
        self.patterns.is_empty()
    }

    /// True if something in the text is to be marked.
    pub fn hit(&self, text: &str) -> bool {
        !self.is_empty() && !self.ranges(text).is_empty()
    }

    /// The text in pieces, those that matched marked.
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

    /// About `most` characters of the text, on one line, from shortly before the first place that matched. `None` if
    /// nothing matched.
    pub fn snippet(&self, text: &str, most: usize) -> Option<Vec<Marked>> {
        let &(first, _) = self.ranges(text).first()?;
        let start = word_start(text, first);
        let window: String = text.get(start..)?.chars().take(most.saturating_mul(2)).collect();
        // Marks of quotation only disturb here.
        let words = window.split_whitespace().filter(|word| !word.chars().all(|c| c == '>'));
        let line = words.collect::<Vec<_>>().join(" ");
        let line: String = line.chars().take(most).collect();
        let line = if start > 0 { format!("…{line}") } else { line };
        Some(self.segments(&line))
    }

    /// Byte ranges that matched, in order, joined where they overlap.
    fn ranges(&self, text: &str) -> Vec<(usize, usize)> {
        let words = words(text);
        let mut ranges: Vec<(usize, usize)> = Vec::new();
        for at in 0..words.len() {
            let rest = words.get(at..).unwrap_or_default();
            let longest =
                self.patterns.iter().filter_map(|(_, terms, prefix)| matched(rest, terms, *prefix)).max();
            let (Some(end), Some(word)) = (longest, rest.first()) else { continue };
            match ranges.last_mut() {
                Some(last) if word.start < last.1 => last.1 = last.1.max(end),
                _ => ranges.push((word.start, end)),
            }
        }
        ranges
    }
}

/// Where the match ends if the words begin with the pattern.
fn matched(words: &[Word], terms: &[String], prefix: bool) -> Option<usize> {
    let last = terms.len().checked_sub(1)?;
    let mut end = None;
    for (at, term) in terms.iter().enumerate() {
        let word = words.get(at)?;
        let same =
            if prefix && at == last { word.text.starts_with(term.as_str()) } else { word.text == *term };
        if !same {
            return None;
        }
        end = Some(word.end);
    }
    end
}

/// The start of a word some characters before `at`.
fn word_start(text: &str, at: usize) -> usize {
    let before = text.get(..at).unwrap_or_default();
    let mut lead = before.char_indices().rev().take(LEAD);
    let Some((start, _)) = lead.by_ref().last() else { return 0 };
    if start == 0 {
        return 0;
    }
    let from = text.get(start..at).unwrap_or_default();
    from.find(char::is_whitespace).map_or(start, |space| start.saturating_add(space).saturating_add(1))
}

#[cfg(test)]
mod tests {
    use super::{Marked, Marks};
    use crate::query::{Place, parse};

    fn show(marked: &[Marked]) -> String {
        marked
            .iter()
            .map(|part| if part.hit { format!("[{}]", part.text) } else { part.text.clone() })
            .collect()
    }

    #[test]
    fn hits_are_marked() {
        for (query, text, expected) in [
            ("roof", "The Roof, roofs and proof", "The [Roof], [roofs] and proof"),
            ("roof ", "The Roof, roofs", "The [Roof], roofs"),
            ("\"roof claim\"", "roof the roof claim", "roof the [roof claim]"),
            ("grosse ", "Die Größe", "Die [Größe]"),
            ("größe ", "Die GRÖSSE", "Die [GRÖSSE]"),
            ("屋顶", "关于屋顶的报告", "关于[屋顶]的报告"),
            ("顶", "关于屋顶的报告", "关于屋[顶的]报告"),
            ("-roof the ", "the roof", "[the] roof"),
            ("from:ruth ", "ruth", "ruth"),
            ("", "roof", "roof"),
        ] {
            let marks = Marks::of(&parse(query, 0).query).within(Place::Body);
            assert_eq!(show(&marks.segments(text)), expected, "{query:?} in {text:?}");
        }
    }

    #[test]
    fn snippets_begin_before_the_hit() {
        let text = format!("{} the roof is gone {}", "word ".repeat(50), "tail ".repeat(50));
        let marks = Marks::of(&parse("roof ", 0).query);
        assert_eq!(show(&marks.snippet(&text, 40).unwrap()), "…word word word word the [roof] is gone tai");
        assert_eq!(marks.snippet("nothing", 40), None);
    }
}
