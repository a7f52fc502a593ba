//! Checks that marking the matches does not change a text.

use foundmail_search::query::{Scope, parse};
use foundmail_search::{Marked, Marks};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

const SCOPES: [Scope; 4] = [Scope::ANYWHERE, Scope::BODY, Scope::FILENAME, Scope::PEOPLE];

/// Characters that split words, join words, fold to more or fewer characters, or have no effect.
const HARD: [&str; 72] = [
    "8",
    "1",
    "0",
    "23",
    "٣",
    "٤",
    "Ⅷ",
    "½",
    "²",
    "①",
    "a",
    "b",
    "ab",
    "A",
    "aB",
    "é",
    "À",
    "ü",
    "Ö",
    "ß",
    "ẞ",
    "İ",
    "ı",
    "ﬁ",
    "ﬃ",
    "ŉ",
    "Ǆ",
    "ς",
    "ŀ",
    "Ｆ",
    "９",
    "\u{301}",
    "\u{308}",
    "\u{345}",
    "\u{2bc}",
    "\u{591}",
    "\u{93f}",
    "\u{e31}",
    ".",
    ",",
    "-",
    "/",
    "_",
    "\u{2011}",
    "'",
    "\u{2019}",
    "@",
    ":",
    ">",
    "(",
    "\"",
    "*",
    " ",
    " ",
    "\n",
    "\u{a0}",
    "\u{202f}",
    "\u{3000}",
    "\u{200b}",
    "\u{202e}",
    "\u{feff}",
    "屋",
    "顶",
    "ば",
    "カ",
    "ﾊ",
    "지",
    "각",
    "\u{1100}\u{1161}",
    "ห",
    "ש",
    "ع",
];

fn hard(most: usize) -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(HARD.to_vec()), 0..most).prop_map(|pieces| pieces.concat())
}

fn any_text() -> impl Strategy<Value = String> {
    prop::collection::vec(any::<char>(), 0..40).prop_map(String::from_iter)
}

/// Returns a text, and a query that contains pieces of this text and other words.
fn query_and_text() -> impl Strategy<Value = (String, String)> {
    let text =
        prop_oneof![5 => hard(30), 1 => any_text(), 1 => (hard(12), any_text()).prop_map(|(a, b)| a + &b)];
    let range = (any::<prop::sample::Index>(), 1_usize..6);
    let between = prop::sample::select(vec![" ", " OR ", "* ", "\" \"", ""]);
    let asked = prop::collection::vec((range, hard(4), any::<bool>(), between), 1..4);
    (text, asked).prop_map(|(text, asked)| {
        let characters: Vec<char> = text.chars().collect();
        let piece = |(at, length): (prop::sample::Index, usize)| -> String {
            let start = if characters.is_empty() { 0 } else { at.index(characters.len()) };
            characters.iter().skip(start).take(length).collect()
        };
        let parts = asked.into_iter().flat_map(|(range, other, from_text, between)| {
            [if from_text { piece(range) } else { other }, between.to_owned()]
        });
        (parts.collect(), text)
    })
}

fn joined(marked: &[Marked]) -> String {
    marked.iter().map(|piece| piece.text.as_str()).collect()
}

/// Returns true if a snippet is a run of words of the text.
fn is_part_of(snippet: &str, text: &str, most: usize) -> bool {
    let line = |from: usize| {
        let window: String = text[from..].chars().take(2 * most).collect();
        let words = window.split_whitespace().filter(|word| !word.chars().all(|c| c == '>'));
        words.collect::<Vec<_>>().join(" ").chars().take(most).collect::<String>()
    };
    snippet == line(0)
        || snippet
            .strip_prefix('…')
            .is_some_and(|rest| text.char_indices().skip(1).any(|(from, _)| line(from) == rest))
}

#[test]
fn marked_texts_and_snippets_are_the_text() {
    let config = Config { cases: 100_000, failure_persistence: None, ..Config::default() };
    TestRunner::new(config)
        .run(&query_and_text(), |(query, text)| {
            for scope in SCOPES {
                let marks = Marks::of(&parse(&query, 0).query).within(scope);
                let segments = marks.segments(&text);
                prop_assert_eq!(joined(&segments), text.as_str(), "{:?} in {:?}", &query, scope);
                prop_assert!(segments.iter().all(|piece| !piece.text.is_empty()));
                prop_assert_eq!(segments.iter().any(|piece| piece.hit), marks.hit(&text));
                for most in [5, 60] {
                    let Some(snippet) = marks.snippet(&text, most) else {
                        // A phrase that begins in own text and ends in quoted text is not a match.
                        prop_assert!(!marks.hit(&text) || text.contains('>'), "no snippet for {:?}", &query);
                        continue;
                    };
                    let snippet = joined(&snippet);
                    prop_assert!(
                        is_part_of(&snippet, &text, most),
                        "{:?} of {:?}: {:?}",
                        query,
                        text,
                        snippet
                    );
                }
            }
            Ok(())
        })
        .unwrap();
}
