//! Messages that stopped or crashed the window, or filled the memory, and more of each kind.

use super::{assert_harmless, cleaned};
use crate::document::CleanBody;

/// The bodies that were found, by name.
pub(super) fn cases() -> Vec<(&'static str, String)> {
    let shadows: Vec<_> = (0..5_000).map(|n| format!("{n}px {n}px {n}px {n}px red")).collect();
    let roots: Vec<_> = (0..10_000).map(|n| format!("<html a{n}=x b{n}=y>")).collect();
    let blur = "<div style=\"filter:blur(500px);width:3000px;height:3000px;position:absolute;background:red\">x</div>";
    vec![
        ("nested styles", format!("<style>\n{}", "a{\n".repeat(1_000))),
        ("nested selectors", format!("<style>{}", ":is(".repeat(5_000))),
        ("columns", format!("{}x", "<div style=\"columns:3\">".repeat(30))),
        ("rowspan and colspan", format!("<table>{}", "<tr><td rowspan=65534 colspan=1000>x".repeat(10))),
        ("rowspan", format!("<table>{}", "<tr><td rowspan=65534>x".repeat(300))),
        ("blur", blur.repeat(400)),
        (
            "shadows",
            format!("<div style=\"width:10px;height:10px;box-shadow:{}\">x</div>", shadows.join(",")),
        ),
        ("split import", "<style>@imp</style><style>ort \"http://c.canary.invalid/x\";</style>".to_owned()),
        (
            "split address",
            "<style>p{background:ur</style><style>l(http://c.canary.invalid/x)}</style><p>x".to_owned(),
        ),
        ("marks", format!("a{}", "\u{301}".repeat(100_000))),
        ("a word", "x".repeat(1_000_000)),
        ("a calculation", format!("<p style=\"width:{}\">x", "(".repeat(500_000))),
        ("a calculation in a sheet", format!("<style>p{{width:{}", "(".repeat(500_000))),
        ("pounds", "\u{a3}\u{a7}\u{ab}\u{a0}".repeat(300_000)),
        (
            "pictures",
            "<img src=\"data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAH0AAAB9ACAAAAAA=\">".repeat(60),
        ),
        ("deep elements", format!("{}x", "<div>".repeat(900))),
        ("elements", "<b>x</b>".repeat(200_000)),
        ("misplaced elements in a table", format!("<table>{}", "<b>x</b><p>".repeat(30_000))),
        ("attributes of the body", roots.concat()),
    ]
}

#[test]
fn the_cases_are_harmless_and_small() {
    for (what, body) in cases() {
        let html = cleaned(&body);
        assert_harmless(&html, what);
        assert!(html.len() <= body.len().saturating_mul(6).saturating_add(1_000), "{what}: {}", html.len());
        for word in ["columns", "rowspan=\"655", "filter", "shadow", "@imp", "canary", "(((", "AAAB9A"] {
            assert!(!html.contains(word), "{word} in {what}");
        }
    }
}

#[test]
fn references_in_split_sheets_are_counted() {
    let counted = cases().into_iter().filter(|(what, _)| what.starts_with("split"));
    let counted: Vec<_> = counted.map(|(_, body)| CleanBody::of(&body, &[]).remote).collect();
    assert_eq!(counted, [1, 1]);
}

#[test]
fn bodies_that_are_too_complex_become_text_with_a_reason() {
    let reason = "<p><i>This message is shown as plain text, because its formatting could stop the window.";
    for body in [
        format!("{}deep", "<div>".repeat(200_000)),
        format!("<p>deep{}", "<b>x</b>".repeat(20_000)),
        format!("deep<table>{}", "<tr><td rowspan=65534 colspan=1000>x".repeat(10)),
        format!("<p>deep</p>{}", "<div>x</div>".repeat(40_000)),
        format!("deep {}", "<br>x".repeat(20_000)),
        "deep<svg><style><p></style></svg>".to_owned(),
    ] {
        let html = cleaned(&body);
        assert!(html.starts_with(reason) && html.contains("deep"), "{}", &html[..html.len().min(200)]);
        assert_eq!(cleaned(&html), html);
    }
    let body = format!("{}I <3 you &lt;b&gt;<p>deep", "<div>".repeat(200_000));
    assert!(cleaned(&body).ends_with("<div>I &lt;3 you &lt;b&gt;<br>deep</div>"));
    let usual = cleaned("<p>Hello <b>you</b>");
    assert_eq!(usual, "<p>Hello <b>you</b></p>");
}

#[test]
fn a_text_without_end_is_cut() {
    let body = CleanBody::of(&format!("{}<p>end", "line<br>".repeat(200_000)), &[]);
    let html = body.document(None, &|_| Vec::new());
    assert!(
        body.is_cut && html.contains("The end of this long text is not shown.") && !html.contains("end</")
    );
    assert!(html.matches("<br>").count() <= 25_000 && html.matches("<div>").count() > 100);
}

#[test]
fn a_picture_that_is_too_large_becomes_a_sentence() {
    let html = cleaned(
        "<p><img src=\"data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAH0AAAB9ACAAAAAA=\" width=9></p>",
    );
    assert!(html.contains(">This picture is very large (8000 x 8000).</span></p>"), "{html}");
}

#[test]
fn the_number_of_marks_is_bounded() {
    let body = CleanBody::of(&"a ".repeat(20_000), &[]);
    let each = |text: &str| {
        text.split_inclusive(' ').map(|word| crate::Span { text: word.to_owned(), hit: true }).collect()
    };
    assert_eq!(body.document(None, &each).matches("<mark>").count(), 2_000);
}
