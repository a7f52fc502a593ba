//! A query as typed, the marks that it makes in a text, and the query as it is printed.

#![no_main]

use foundmail_search::Marks;
use foundmail_search::query::{Place, parse, word_at};
use libfuzzer_sys::fuzz_target;

/// Seconds since 1970.
const NOW: i64 = 1_700_000_000;

fuzz_target!(|input: (&str, &str)| {
    let (typed, text) = input;
    let query = parse(typed, NOW).query;
    assert_eq!(parse(&query.to_string(), NOW).query, query);
    let _ = word_at(typed, typed.len() / 2);
    let all = Marks::of(&query);
    for place in [Place::Anywhere, Place::Body, Place::Filename] {
        let marks = all.within(place);
        let segments = marks.segments(text);
        let joined: String = segments.iter().map(|segment| segment.text.as_str()).collect();
        assert_eq!(joined, text);
        assert_eq!(segments.iter().any(|segment| segment.hit), marks.hit(text));
        let _ = marks.snippet(text, 120);
    }
});
