//! Parses a query, prints it, and marks its matches in a text.

#![no_main]

use foundmail_search::Marks;
use foundmail_search::query::{Scope, parse, word_at};
use libfuzzer_sys::fuzz_target;

/// Seconds since 1970.
const NOW: i64 = 1_700_000_000;

fuzz_target!(|input: (&str, &str)| {
    let (typed, text) = input;
    let query = parse(typed, NOW).query;
    assert_eq!(parse(&query.to_string(), NOW).query, query);
    let _ = word_at(typed, typed.len() / 2);
    let all = Marks::of(&query);
    for scope in [Scope::ANYWHERE, Scope::BODY, Scope::FILENAME] {
        let marks = all.within(scope);
        let segments = marks.segments(text);
        let joined: String = segments.iter().map(|segment| segment.text.as_str()).collect();
        assert_eq!(joined, text);
        assert_eq!(segments.iter().any(|segment| segment.hit), marks.hit(text));
        let _ = marks.snippet(text, 120);
    }
});
