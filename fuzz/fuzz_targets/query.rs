//! What is typed into the search field, and the marks that it makes in a text.

#![no_main]

use foundmail_search::Marks;
use foundmail_search::query::parse;
use libfuzzer_sys::fuzz_target;

/// Seconds since 1970.
const NOW: i64 = 1_700_000_000;

fuzz_target!(|input: (&str, &str)| {
    let (typed, text) = input;
    let marks = Marks::of(&parse(typed, NOW).query);
    let whole: String = marks.segments(text).into_iter().map(|segment| segment.text).collect();
    assert_eq!(whole, text);
    let _ = marks.snippet(text, 120);
});
