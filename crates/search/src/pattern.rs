//! Converts a typed word or phrase to sequences of terms.

use crate::frequent::{frequent, pair};
use crate::script::is_unspaced;
use crate::word_breaker::{IndexTokenKind, WordBreaker};

/// Terms in consecutive positions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sequence {
    /// The folded words, each with its distance from the first word.
    pub words: Vec<(usize, String)>,
    /// True if the last word is a prefix.
    pub prefix: bool,
}

#[derive(Debug)]
struct Typed {
    position: usize,
    start: usize,
    end: usize,
    text: String,
    spelt_out: Option<String>,
}

/// Returns alternative sequences; a matching text contains at least one. The alternatives are the typed words, the
/// words with umlauts spelt out, and a code as one word. Scripts without spaces are indexed as pairs of
/// characters. In these scripts, the last character is dropped if the preceding pair contains it. A single
/// character is a prefix of the pairs that begin with it.
pub(crate) fn sequences(text: &str, prefix: bool) -> Vec<Sequence> {
    let (typed, joined) = typed(text);
    let Some(last) = typed.last() else { return Vec::new() };
    let mut characters = last.text.chars();
    let single = matches!((characters.next(), characters.next()), (Some(c), None) if is_unspaced(c));
    let prefix = prefix || single;
    let words = |spelt_out: bool| -> Vec<(usize, String)> {
        let first = typed.first().map_or(0, |typed| typed.position);
        let word = |typed: &Typed| {
            let other = typed.spelt_out.as_ref().filter(|_| spelt_out);
            (typed.position.saturating_sub(first), other.unwrap_or(&typed.text).clone())
        };
        typed.iter().map(word).collect()
    };
    let mut sequences = vec![Sequence { words: words(false), prefix }];
    if typed.iter().any(|typed| typed.spelt_out.is_some()) {
        sequences.push(Sequence { words: words(true), prefix });
    }
    sequences.extend(joined.map(|joined| Sequence { words: vec![(0, joined)], prefix }));
    sequences
}

fn typed(text: &str) -> (Vec<Typed>, Option<String>) {
    let mut all: Vec<Typed> = Vec::new();
    let mut joined: Option<(usize, usize, String)> = None;
    let mut breaker = WordBreaker::new(text, false);
    let mut word = String::new();
    while let Some(token) = breaker.next(&mut word) {
        match token.kind {
            IndexTokenKind::Word => {
                let overlaps = all.last().is_some_and(|before| token.start < before.end);
                if !(overlaps && word.chars().count() == 1) {
                    let (position, start, end) = (token.position, token.start, token.end);
                    all.push(Typed { position, start, end, text: word.clone(), spelt_out: None });
                }
            }
            IndexTokenKind::SpeltOut => {
                if let Some(last) = all.last_mut() {
                    last.spelt_out = Some(word.clone());
                }
            }
            IndexTokenKind::Joined => joined = Some((token.start, token.end, word.clone())),
            IndexTokenKind::Elided | IndexTokenKind::Pair => {}
        }
    }
    // A code is joined only if the code is the whole text.
    let whole = all.first().map(|first| first.start).zip(all.last().map(|last| last.end));
    let joined = joined.filter(|(start, end, _)| whole == Some((*start, *end))).map(|(.., text)| text);
    (all, joined)
}

impl Sequence {
    /// Returns the sequence with each pair of consecutive frequent words as one term, as in the index.
    pub(crate) fn with_pairs(&self) -> Vec<(usize, String)> {
        let whole = if self.prefix { self.words.len().saturating_sub(1) } else { self.words.len() };
        let joined_at = |at: usize| {
            let (Some((from, first)), Some((to, second))) =
                (self.words.get(at), self.words.get(at.saturating_add(1)))
            else {
                return None;
            };
            let next = from.saturating_add(1) == *to && at.saturating_add(1) < whole;
            (next && frequent(first) != 0 && frequent(second) != 0).then(|| (*from, pair(first, second)))
        };
        let mut words = Vec::new();
        let mut in_pair = false;
        for (at, word) in self.words.iter().enumerate() {
            if let Some(joined) = joined_at(at) {
                words.push(joined);
                in_pair = true;
            } else if in_pair {
                // The word is the second word of the preceding pair.
                in_pair = false;
            } else {
                words.push(word.clone());
            }
        }
        words
    }
}

#[cfg(test)]
mod tests {
    use super::sequences;

    #[test]
    fn what_is_looked_for() {
        for (text, prefix, expected) in [
            ("roof", true, "roof*"),
            ("Müller GmbH", false, "muller gmbh | mueller gmbh"),
            ("AB-1234/7", false, "ab 1234 7 | ab12347"),
            ("see AB-1234", false, "see ab 1234"),
            ("屋顶", false, "屋顶"),
            ("顶", false, "顶*"),
            ("l'assurance", false, "lassurance"),
            ("...", false, ""),
        ] {
            let got: Vec<String> = sequences(text, prefix)
                .iter()
                .map(|sequence| {
                    let words: Vec<&str> = sequence.words.iter().map(|(_, word)| word.as_str()).collect();
                    format!("{}{}", words.join(" "), if sequence.prefix { "*" } else { "" })
                })
                .collect();
            assert_eq!(got.join(" | "), expected, "{text:?}");
        }
    }

    #[test]
    fn frequent_words_go_in_pairs() {
        for (text, expected) in [
            ("of the", "0 of the"),
            ("of", "0 of"),
            ("end of the road", "0 end, 1 of the, 3 road"),
            ("it is of the", "0 it is, 1 is of, 2 of the"),
            ("the roof", "0 the, 1 roof"),
        ] {
            let got = sequences(text, false)[0].with_pairs();
            let got: Vec<String> =
                got.iter().map(|(at, word)| format!("{at} {}", word.trim_start_matches('\u{1}'))).collect();
            assert_eq!(got.join(", "), expected, "{text:?}");
        }
    }
}
