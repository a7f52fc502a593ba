//! Tests that bodies which would stop a browser are bounded, and that usual bodies are not changed.

use std::fmt::Write as _;

use super::write;
use super::writer::Written;
use crate::pictures::Pictures;
use crate::style::Detail;
use crate::tree::Tree;

fn written(body: &str, detail: Detail) -> Option<Written> {
    write(&Tree::parse(body), detail, &mut Pictures::of(&[]))
}

fn html(body: &str) -> String {
    written(body, Detail::Full).unwrap_or_else(|| panic!("{}", &body[..body.floor_char_boundary(60)])).html
}

/// Returns the level of a body: `F` for its full formatting, `T` for the styles of its text, `P` for plain text.
fn level(body: &str) -> char {
    let mut levels = [(Detail::Full, 'F'), (Detail::Text, 'T')].into_iter();
    levels.find(|(detail, _)| written(body, *detail).is_some()).map_or('P', |(_, level)| level)
}

#[test]
fn usual_html_stays() {
    for (body, expected) in [
        ("a &lt; b &amp; c\u{a0}d", "a &lt; b &amp; c&nbsp;d"),
        ("<p class=\"a b\" id=x>x</p>", "<p class=\"a b\" id=\"x\">x</p>"),
        ("<img alt='a\"b>' width=20 height=10%>", "<img alt=\"a&quot;b&gt;\" width=\"20\" height=\"10%\">"),
        (
            "<table border=1 cellpadding=3><tr><td colspan=2 nowrap>x<td>y</table>",
            "<table border=\"1\" cellpadding=\"3\"><tbody><tr><td colspan=\"2\" nowrap=\"\">x</td><td>y</td></tr></tbody></table>",
        ),
        (
            "<font size=+2 face=\"Arial, 'a b'\" color=red>x",
            "<font size=\"+2\" face=\"Arial,'a b'\" color=\"red\">x</font>",
        ),
        ("<center><b>x</center>y", "<center><b>x</b></center><b>y</b>"),
        ("<ol start=3><li>x<li>y</ol>", "<ol start=\"3\"><li>x</li><li>y</li></ol>"),
        ("<pre>\n\na\n b</pre>", "<pre>a\n b</pre>"),
        ("<form><fieldset>x<input></fieldset></form>", "x"),
        ("<html><head><title>t</title></head><body bgcolor=red>x</body></html>", "x"),
        ("a<!-- b -->c<?d?>e", "ace"),
        ("<xmp><b></xmp><plaintext></xmp>", "&lt;b&gt;&lt;/xmp&gt;"),
    ] {
        assert_eq!(html(body), expected, "{body}");
    }
}

#[test]
fn tables_are_bounded() {
    for (what, body, expected) in [
        ("both spans", "<tr><td rowspan=65534 colspan=1000>x".repeat(10), 'P'),
        ("rows", "<tr><td rowspan=65534>x".repeat(600), 'P'),
        ("a few rows", "<tr><td rowspan=65534>x".repeat(20), 'F'),
        ("columns", format!("<tr>{}", "<td colspan=1000>x".repeat(6)), 'P'),
        ("one wide cell", "<tr><td colspan=1000>x".repeat(100), 'F'),
        ("narrow cells", format!("<tr>{}", "<td>x".repeat(501)), 'P'),
        ("a spreadsheet", format!("<tr>{}", "<td>x".repeat(20)).repeat(400), 'F'),
        ("a long spreadsheet", format!("<tr>{}", "<td>x".repeat(20)).repeat(1_000), 'T'),
        (
            "a wide row and a long column",
            format!("<tr>{}{}", "<td>x".repeat(450), "<tr><td>x".repeat(2_000)),
            'P',
        ),
        ("declared columns", format!("<col span=1000>{}", "<tr><td>x".repeat(3_000)), 'P'),
        ("many declared columns", format!("{}<tr><td>x", "<col>".repeat(501)), 'P'),
        ("column groups", format!("{}<tr><td>x", "<colgroup span=100>".repeat(6)), 'P'),
        (
            "a number without end",
            format!("<tr>{}", format!("<td colspan={}>x", "9".repeat(99)).repeat(6)),
            'P',
        ),
        ("no columns", format!("<tr>{}", "<td colspan=0>x".repeat(400)), 'F'),
        ("all rows", "<tr><td rowspan=0>x".repeat(600), 'P'),
        ("many tables", format!("<tr>{}</table><table>", "<td colspan=100>x".repeat(4)).repeat(1_000), 'P'),
        (
            "many large tables",
            format!("{}</table><table>", "<tr><td colspan=100>x".repeat(20)).repeat(200),
            'P',
        ),
    ] {
        assert_eq!(level(&format!("<table>{body}")), expected, "{what}");
    }
    let kept = html("<table><tr><td rowspan=9>a<td rowspan=2>b<tr><td rowspan=-3>c<td rowspan=x>d");
    let spans: Vec<_> = kept.split("rowspan=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert_eq!(spans, ["2", "2", "1", "1"]);
}

#[test]
fn inline_items_and_lines_are_bounded() {
    for (what, body, expected) in [
        ("bold letters", "<b>x</b>".repeat(6_000), 'P'),
        ("bold words", "<b>x</b> ".repeat(6_000), 'P'),
        ("bold words in paragraphs", format!("<p>{}</p>", "<b>x</b> ".repeat(1_000)).repeat(8), 'F'),
        ("line breaks", "x<br>".repeat(6_000), 'P'),
        ("some line breaks", "x<br>".repeat(4_000), 'F'),
        ("list items", format!("<ul>{}", "<li>x".repeat(5_000)), 'P'),
        ("lists", format!("<ul>{}</ul>", "<li>x".repeat(100)).repeat(90), 'F'),
        ("lines across the body", "<hr>".repeat(5_000), 'P'),
        ("pictures", "<img alt=x>".repeat(6_000), 'P'),
        ("readings", "<ruby>a<rt>b</rt></ruby>".repeat(6_000), 'F'),
        ("preformatted lines", format!("<pre>{}", "x\n".repeat(21_000)), 'P'),
        ("preformatted blocks", format!("<pre>{}</pre>", "x\n".repeat(1_000)).repeat(21), 'F'),
        ("preformatted lines in all", format!("<pre>{}</pre>", "x\n".repeat(1_000)).repeat(51), 'P'),
        ("changes of direction", "\u{5d0} a ".repeat(3_000), 'P'),
        ("one direction", "\u{5d0}\u{5d1} ".repeat(30_000), 'F'),
        ("deep inline elements", format!("{}{}", "<span>".repeat(200), "x<br>".repeat(4_000)), 'F'),
        ("text in deep inline elements", format!("{}{}", "<span>".repeat(16), "x ".repeat(20_000)), 'T'),
        ("letters", "x ".repeat(60_000), 'T'),
        ("many letters", "x ".repeat(1_100_000), 'P'),
        ("blocks", "<div>x</div>".repeat(11_000), 'T'),
        ("many blocks", "<div>x</div>".repeat(31_000), 'P'),
        (
            "letters in columns",
            format!("<table><tr>{}", format!("<td>{}", "x ".repeat(5_000)).repeat(40)),
            'P',
        ),
    ] {
        assert_eq!(level(&body), expected, "{what}");
    }
}

#[test]
fn nesting_is_bounded() {
    for (start, limit) in [
        ("<div>", 160),
        ("<div style='display:flex'>", 160),
        ("<blockquote>", 160),
        ("<section><p>", 160),
        ("<table><tr><td>", 160),
        ("<ul><li>", 160),
        ("<center><div align=center>", 160),
        ("<details><summary>", 160),
        ("<span>", 16),
        ("<b><i>", 16),
        ("<font color=red>", 16),
        ("<ruby><rt>", 16),
        ("<sub>", 16),
        ("<big>", 16),
    ] {
        let html = html(&format!("{}deep", start.repeat(300)));
        let (mut depth, mut deepest): (i32, i32) = (0, 0);
        for tag in html.split('<').skip(1) {
            depth += match (tag.starts_with('/'), tag.starts_with("br")) {
                (true, _) => -1,
                (_, true) => 0,
                _ => 1,
            };
            deepest = deepest.max(depth);
        }
        assert!(deepest <= limit && deepest > limit / 2, "{start}: {deepest}");
        assert_eq!(depth, 0, "{start}");
        assert!(html.contains("deep"), "{start}");
    }
    let quotes = written(&format!("{}x", "<blockquote>".repeat(50)), Detail::Text).unwrap().html;
    assert_eq!(quotes.matches("<blockquote>").count(), 8);
}

#[test]
fn text_is_bounded() {
    let marks = "\u{301}\u{302}\u{20dd}\u{93c}\u{e48}\u{591}\u{64b}\u{1ab0}\u{20d0}\u{fe20}";
    for (what, body) in [
        ("one mark", format!("a{}", "\u{301}".repeat(10_000))),
        ("several marks", format!("a{}", marks.repeat(1_000))),
        ("marks after a tag", format!("a<b>{}</b>", marks.repeat(1_000))),
        ("marks as references", format!("a{}", "&#x301;".repeat(10_000))),
        ("marks without a letter", marks.repeat(1_000)),
    ] {
        let html = html(&body);
        let longest = html
            .split(|c: char| !unicode_normalization::char::is_combining_mark(c))
            .map(|run| run.chars().count())
            .max();
        assert_eq!(longest, Some(30), "{what}");
    }
    for word in [
        "x",
        "\u{645}",
        "\u{4e2d}",
        "&amp;",
        "\u{a3}",
        "fi",
        "a\u{301}",
        "\u{1f468}\u{200d}",
        "-",
        "\u{200b}",
    ] {
        let html = html(&word.repeat(50_000));
        let longest = html.replace("<!---->", "").split("<wbr>").map(|word| word.chars().count()).max();
        assert!(longest <= Some(6_000), "{word}: {longest:?}");
    }
    let mut different = String::new();
    for code in (0x100..0x30_000).filter_map(char::from_u32) {
        let _ = write!(different, "{code} ");
    }
    let (body, html) = (different.clone(), written(&different, Detail::Text).unwrap().html);
    let count =
        |text: &str| text.chars().filter(|c| !c.is_ascii()).collect::<std::collections::BTreeSet<_>>().len();
    assert!(count(&body) > 150_000 && count(&html) <= 10_002, "{}", count(&html));
    assert_eq!(self::html("a\u{9d}b\u{7}c\r\nd"), "abc\nd");
}

#[test]
fn texts_with_many_special_characters_are_divided() {
    for special in
        ["\u{a3}", "&amp;", "\u{a7}", "\u{ab}", "\u{a0}", "&nbsp;", "&pound;", "\u{bf}", "\u{80}a", "x&amp;y"]
    {
        let html = html(&format!("<p>{}", format!("{special} ").repeat(20_000)));
        let nodes = html.split('<').filter_map(|node| node.split_once('>')).map(|(_, text)| text);
        let special = |text: &str| {
            text.matches("&amp;").count() + text.chars().filter(|c| ('\u{80}'..='\u{bf}').contains(c)).count()
        };
        assert!(nodes.map(special).max() <= Some(65));
    }
}

#[test]
fn attributes_are_bounded() {
    let long = "x".repeat(50_000);
    let and = format!("https://x.example/{}", "&".repeat(30_000));
    for (body, expected) in [
        ("<td width=999999 height=999999>".to_owned(), ""),
        ("<div width=999999 height=5000%>x</div>".to_owned(), "<div width=\"5000\" height=\"100%\">x</div>"),
        ("<img width=99999999999999 height=1e9>".to_owned(), "<img width=\"5000\" height=\"1\">"),
        (
            "<table border=9999 cellspacing=9999 cellpadding=9999></table>".to_owned(),
            "<table border=\"100\" cellspacing=\"100\" cellpadding=\"100\"></table>",
        ),
        ("<hr size=99999 width=1.5%>".to_owned(), "<hr size=\"100\" width=\"1%\">"),
        ("<font size=99 size=5>x</font>".to_owned(), "<font>x</font>"),
        ("<ol start=99999999999></ol>".to_owned(), "<ol></ol>"),
        (format!("<p class={long} id={long} lang={long} align={long}>x</p>"), "<p>x</p>"),
        (format!("<p bgcolor={long} color={long} style='color:{long}'>x</p>"), "<p>x</p>"),
        (format!("<a href=http://{long}>x</a>"), "<a>x</a>"),
        (format!("<a href={and}>x</a>"), "<a>x</a>"),
        (format!("<font face='{long}'>x</font>"), "<font>x</font>"),
        ("<p onclick=x data-x=y xlink:href=z srcset=w background=v>x</p>".to_owned(), "<p>x</p>"),
    ] {
        assert_eq!(html(&body), expected, "{}", &body[..body.len().min(60)]);
    }
    let html = html(&format!("<img alt={long} title={long}>"));
    assert!(html.len() < 2_100 && html.len() > 2_000);
}
