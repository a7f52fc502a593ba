//! Tests of the scan with intact and damaged files.

use std::ops::ControlFlow;

use proptest::prelude::*;

use super::{Grammar, Scanned, scan};

const CALENDAR: Grammar = Grammar {
    wrapper: Some("VCALENDAR"),
    top: &["VEVENT", "VTODO", "VTIMEZONE"],
    properties: &["VERSION"],
    nests_after: None,
};
const CARDS: Grammar =
    Grammar { wrapper: None, top: &["VCARD"], properties: &[], nests_after: Some("AGENT") };

/// Returns the findings as text, and whether the file ends early. A component is its name, lines and flaws, where
/// `/` is a line end. A wrapper is `=`, or `!` if it has no end, and its properties.
fn scanned(text: &str, grammar: Grammar) -> (Vec<String>, bool) {
    let mut found = Vec::new();
    let ends_early = scan(text.as_bytes(), grammar, &mut |scanned| {
        match scanned {
            Scanned::Component(span) => {
                let start = usize::try_from(span.start).unwrap();
                let lines = &text[start..start + usize::try_from(span.length).unwrap()];
                let flaws = span.flaws;
                let mut shown = format!("{}|{}", span.name, lines.replace('\n', "/"));
                for (is, word) in [
                    (flaws.no_begin, "no begin"),
                    (flaws.no_end, "no end"),
                    (flaws.cut, "cut"),
                    (flaws.nesting, "nesting"),
                    (flaws.too_deep, "too deep"),
                    (flaws.zeros, "zeros"),
                ] {
                    if is {
                        shown = format!("{shown}|{word}");
                    }
                }
                found.push(shown);
            }
            Scanned::Wrapper { properties, has_end } => {
                let mark = if has_end { "=" } else { "!" };
                found.push(format!("{mark}{}", String::from_utf8_lossy(properties).replace('\n', "/")));
            }
            Scanned::Zeros(start) => found.push(format!("zeros {start}")),
            Scanned::Progress => {}
        }
        ControlFlow::Continue(())
    });
    (found, ends_early.unwrap())
}

#[track_caller]
fn check(text: &str, grammar: Grammar, expected: &[&str], ends_early: bool) {
    let (found, is_cut) = scanned(text, grammar);
    assert_eq!((found.as_slice(), is_cut), (expected.map_strings().as_slice(), ends_early), "{text}");
}

trait MapStrings {
    fn map_strings(&self) -> Vec<String>;
}

impl MapStrings for [&str] {
    fn map_strings(&self) -> Vec<String> {
        self.iter().map(|text| (*text).to_owned()).collect()
    }
}

#[test]
fn calendars_are_cut_into_components() {
    let b = "BEGIN:VCALENDAR\n";
    let e = "END:VCALENDAR\n";
    let v = "BEGIN:VEVENT\nA:1\nEND:VEVENT\n";
    let shown = "VEVENT|BEGIN:VEVENT/A:1/END:VEVENT/";
    for (text, expected, ends_early) in [
        (
            format!("{b}VERSION:2.0\nX-A:b\n c\n{v}{v}{e}"),
            vec![shown, shown, "=VERSION:2.0/X-A:b/ c/"],
            false,
        ),
        (format!("\u{feff}\n{b}{v}{e}\n\u{1a}"), vec![shown, "="], false),
        (format!("{b}{v}{e}{b}{v}{e}"), vec![shown, "=", shown, "="], false),
        // In the first text, the end of a calendar is missing. In the second text, no calendar contains the event.
        (format!("{b}{v}{b}{v}{e}"), vec![shown, "!", shown, "="], false),
        (v.to_owned(), vec![shown, "="], false),
        // The end of an event is missing.
        (format!("{b}BEGIN:VEVENT\nA:1\n{v}{e}"), vec!["VEVENT|BEGIN:VEVENT/A:1/|no end", shown, "="], false),
        (format!("{b}BEGIN:VEVENT\nA:1\n{e}"), vec!["VEVENT|BEGIN:VEVENT/A:1/|no end", "="], false),
        // The beginning of an event is missing.
        (
            format!("{b}VERSION:2\nA:1\nB:2\nEND:VEVENT\n{v}{e}"),
            vec!["VEVENT|A:1/B:2/END:VEVENT/|no begin", shown, "=VERSION:2/"],
            false,
        ),
        (format!("{b}{v}A:1\n b\nno colon\n{v}{e}"), vec![shown, "|A:1/ b/no colon/", shown, "="], false),
        (format!("{b}{v}{e}left\n{b}{v}{e}"), vec![shown, "=", "|left/", "=", shown, "="], false),
        // The file ends too early.
        (format!("{b}{v}BEGIN:VEVENT\nA:1"), vec![shown, "VEVENT|BEGIN:VEVENT/A:1|cut", "="], true),
        (format!("{b}{v}"), vec![shown, "="], true),
        (b.to_owned(), vec!["="], true),
        // Nested components.
        (
            format!("{b}BEGIN:VEVENT\nBEGIN:VALARM\nEND:VALARM\nEND:VEVENT\n{e}"),
            vec!["VEVENT|BEGIN:VEVENT/BEGIN:VALARM/END:VALARM/END:VEVENT/", "="],
            false,
        ),
        (
            format!("{b}BEGIN:VEVENT\nBEGIN:VALARM\nEND:VEVENT\n{v}{e}"),
            vec!["VEVENT|BEGIN:VEVENT/BEGIN:VALARM/END:VEVENT/|nesting", shown, "="],
            false,
        ),
        (
            format!("{b}BEGIN:VEVENT\nEND:VALARM\nEND:VEVENT\n{e}"),
            vec!["VEVENT|BEGIN:VEVENT/END:VALARM/END:VEVENT/|nesting", "="],
            false,
        ),
        (
            format!("{b}{}{e}", v.replace("A:1", " begin:folded")),
            vec!["VEVENT|BEGIN:VEVENT/ begin:folded/END:VEVENT/", "="],
            false,
        ),
        (format!("{b}{}{e}", v.to_lowercase()), vec!["VEVENT|begin:vevent/a:1/end:vevent/", "="], false),
    ] {
        check(&text, CALENDAR, &expected, ends_early);
        if !text.contains("begin") {
            let (found, is_cut) = scanned(&text.replace('\n', "\r\n"), CALENDAR);
            let found: Vec<String> = found.iter().map(|text| text.replace('\r', "")).collect();
            assert_eq!((found, is_cut), (expected.map_strings(), ends_early), "{text}");
        }
    }
}

#[test]
fn address_books_are_cut_into_cards() {
    let v = "BEGIN:VCARD\nA:1\nEND:VCARD\n";
    let shown = "VCARD|BEGIN:VCARD/A:1/END:VCARD/";
    for (text, expected, ends_early) in [
        (format!("{v}\n\n{v}"), vec![shown, shown, "="], false),
        (format!("BEGIN:VCARD\nA:1\n{v}"), vec!["VCARD|BEGIN:VCARD/A:1/|no end", shown, "="], false),
        (
            format!("BEGIN:VCARD\nAGENT:\n{v}B:2\nEND:VCARD\n"),
            vec!["VCARD|BEGIN:VCARD/AGENT:/BEGIN:VCARD/A:1/END:VCARD/B:2/END:VCARD/", "="],
            false,
        ),
        (format!("A:1\nEND:VCARD\n{v}"), vec!["VCARD|A:1/END:VCARD/|no begin", shown, "="], false),
        (format!("{v}BEGIN:VCARD\nA"), vec![shown, "VCARD|BEGIN:VCARD/A|cut", "="], true),
        (format!("x.{v}"), vec![&format!("VCARD|x.{}", &shown[6..]), "="], false),
        (format!("{v}{}\n{v}", "\0".repeat(100)), vec![shown, "zeros 26", shown, "="], false),
        (
            v.replace('1', &"\0".repeat(100)),
            vec![&format!("VCARD|BEGIN:VCARD/A:{}/END:VCARD/|zeros", "\0".repeat(100)), "="],
            false,
        ),
        (
            v.replace("A:1", "PHOTO;BASE64:\nAAAA\nBBBB"),
            vec!["VCARD|BEGIN:VCARD/PHOTO;BASE64:/AAAA/BBBB/END:VCARD/", "="],
            false,
        ),
        (String::new(), vec![], false),
    ] {
        check(&text, CARDS, &expected, ends_early);
    }
}

#[test]
fn deep_nesting_and_long_lines_are_bounded() {
    let deep = format!("BEGIN:VCARD\n{}{}END:VCARD\n", "BEGIN:X\n".repeat(1000), "END:X\n".repeat(1000));
    let (found, _) = scanned(&deep, CARDS);
    assert!(found[0].ends_with("|nesting|too deep") && found.len() == 2, "{}", found.len());
    let long = format!("BEGIN:VCARD\nNOTE:{}BEGIN:VCARD\nEND:VCARD\n", "x".repeat(3 << 20));
    assert_eq!(scanned(&long, CARDS).0.len(), 2);
}

const PIECES: [&str; 16] = [
    "BEGIN:VCALENDAR\n",
    "END:VCALENDAR\r\n",
    "BEGIN:VEVENT\r\n",
    "END:VEVENT\n",
    "BEGIN:VTIMEZONE\n",
    "END:VTIMEZONE\n",
    "BEGIN:VALARM\n",
    "END:VALARM\n",
    "BEGIN:VCARD\n",
    "END:VCARD\n",
    "AGENT:\n",
    "VERSION:2.0\n",
    "UID:1\n",
    " folded\n",
    "\n",
    "no colon\n",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    /// Each line must be in a component, be a property of a wrapper, begin or end a wrapper, or be blank.
    #[test]
    fn every_line_is_accounted_for(chosen in proptest::collection::vec(0..PIECES.len(), 0..40)) {
        for grammar in [CALENDAR, CARDS] {
            let text: String = chosen.iter().map(|&at| PIECES[at]).collect();
            let mut covered = vec![false; text.len()];
            let mut properties = 0;
            scan(text.as_bytes(), grammar, &mut |scanned| {
                match scanned {
                    Scanned::Component(span) => {
                        for at in span.start..span.start + span.length {
                            let at = usize::try_from(at).unwrap();
                            assert!(!std::mem::replace(&mut covered[at], true), "a byte is in two components");
                        }
                    }
                    Scanned::Wrapper { properties: lines, .. } => properties += lines.len(),
                    Scanned::Zeros(_) | Scanned::Progress => {}
                }
                ControlFlow::Continue(())
            }).unwrap();
            let mut at = 0;
            let mut left = 0;
            for line in text.split_inclusive('\n') {
                let is_wrapper = grammar.wrapper.is_some() && line.trim_end().ends_with("VCALENDAR");
                if !covered[at] && !is_wrapper && !line.trim().is_empty() {
                    left += line.len();
                }
                at += line.len();
            }
            prop_assert_eq!(left, properties);
        }
    }
}
