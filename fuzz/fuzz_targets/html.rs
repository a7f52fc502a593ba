//! Renders HTML, and checks that the document contains no script and loads nothing.

#![no_main]

use foundmail_render::{Span, render};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|body: &str| {
    let plain = |text: &str| vec![Span { text: text.to_owned(), hit: false }];
    let html = render(body, &[], &plain).html.to_ascii_lowercase();
    for forbidden in ["<script", "<iframe", "<object", "<embed", "<link", "<base", "<svg", "<form"] {
        assert!(!html.contains(forbidden), "{forbidden}");
    }
});
