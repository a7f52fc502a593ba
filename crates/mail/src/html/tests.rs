//! Tests of the conversion of HTML to plain text.

use super::text_of_html;
use crate::{Framing, parse};

/// Compares the plain text of `html`, without empty lines, with `expected`.
#[track_caller]
fn check(html: &str, expected: &str) {
    let found = text_of_html(html);
    let lines: Vec<&str> = found.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    assert_eq!(lines.join("\n"), expected, "{html:.200}");
}

#[test]
fn block_elements_separate_words() {
    for (html, text) in [
        ("<div>Hello</div><div>World</div>", "Hello\nWorld"),
        ("<DIV><div><b>Hel</b>lo</div></DIV>\n<h1>you</h1><p>there</p>end", "Hello\nyou\nthere\nend"),
        ("<table><tr><td>bread</td><td>4.20</td></tr><tr><td>rolls</td></tr></table>", "bread 4.20\nrolls"),
        ("<ul><li>one</li><li>two</li></ul>", "one\ntwo"),
        ("a <span>b</span>c<br>d<img>e", "a bc\nde"),
        ("a<divide>b</divide><dividends>c", "abc"),
        ("Hello<p>World", "Hello\nWorld"),
        ("<p>one<p>two", "one\ntwo"),
        ("one<hr>two<pre>three\n  four</pre>five", "one\ntwo\nthree\nfour\nfive"),
        ("<dl><dt>one<dd>two</dl>", "one\ntwo"),
        ("<select><option>one<option>two</select>", "one\ntwo"),
        ("<a href=x>one</a>two<i>three</i>", "onetwothree"),
        ("one\n\t two", "one two"),
        ("plain", "plain"),
        ("<div", ""),
        ("", ""),
    ] {
        check(html, text);
    }
}

#[test]
fn a_less_than_sign_without_a_tag_is_text() {
    for (html, text) in [
        ("<p>3 < 5 and 7 > 6 yes</p>", "3 < 5 and 7 > 6 yes"),
        ("<p>I <3 you, and more</p><p>next</p>", "I <3 you, and more\nnext"),
        ("a<b>b</b>c", "abc"),
        ("a<1>b", "a<1>b"),
        ("a<", "a<"),
        ("a < b", "a < b"),
        ("<<b>x</b>", "<x"),
        ("if (a <= b)<br>ok", "if (a <= b)\nok"),
        ("a <- b -> c", "a <- b -> c"),
        ("<=>", "<=>"),
        ("\u{ab}<\u{e4}>\u{bb}", "\u{ab}<\u{e4}>\u{bb}"),
        ("<@a> <$b> <_c>", "<@a> <$b> <_c>"),
        // These begin a tag or a comment.
        ("a<x>b", "ab"),
        ("a</3>b", "ab"),
        ("a<!b>c", "ac"),
        ("a<?b>c", "ac"),
        ("a</>b", "ab"),
    ] {
        check(html, text);
    }
    let raw = "Subject: x\nContent-Type: text/html\n\n<p>I <3 you, and more</p><p>next</p>\n";
    assert_eq!(parse(raw.as_bytes(), Framing::Plain).text.trim(), "I <3 you, and more\nnext");
}

#[test]
fn attributes_are_not_text() {
    for (html, text) in [
        ("<a title='x > y' href=\"<z>\">a</a>", "a"),
        ("<a href=x>y>a</a>", "y>a"),
        ("<a b=c/>d", "d"),
        ("<a b = \"c>\" >d", "d"),
        ("<a b=3D\"4=\n\">c</a> d=\"e\"", "c d=\"e\""),
        ("<a b=c=\"d>e</a> \"f\"", "e \"f\""),
        ("<a\n>b</a\t>c", "bc"),
        ("<img alt=\"it's\">a<img alt='say \"x\"'>b", "ab"),
        // A quote that is never closed must not hide all following text.
        ("<a href=\"x>one</a><p>two</p>", "one\ntwo"),
        ("<a href='x>one</a><a href='y'>two</a>", "two"),
        ("<a href='x>one</a><a href=\"y>two</a>", "onetwo"),
    ] {
        check(html, text);
    }
}

#[test]
fn hidden_content_is_not_text() {
    for (html, text) in [
        ("<html><head><title>A</title><style>p{}</style></head><body>b</body></html>", "b"),
        ("<head><meta name=x>b", "b"),
        ("<title>A &amp; <b></title>b", "A & <b>\nb"),
        ("<script>if (a < b) { '<p>x</p>' }</script>y<!-- z -->", "y"),
        ("<style><!-- p {} --></style>y", "y"),
        ("<SCRIPT>a</scripted>b</Script >c", "c"),
        ("a<!-->b<!--->c<!-- d -- e -->f<!-- g --!>h", "abcfh"),
        ("a<!--[if mso]><p>x</p><![endif]-->b<![if !mso]>c<![endif]>", "abc"),
        ("a<xml><o:x>96</o:x></xml>b<xml>c", "abc"),
        ("a<template>x</template>b<template>c", "abc"),
        ("<textarea><b>x</b></textarea>", "<b>x</b>"),
        ("<xmp><b>&amp;</b></xmp>", "<b>&amp;</b>"),
        ("a<plaintext><b>c", "a<b>c"),
        ("<!doctype html><?xml version='1.0'?>a", "a"),
    ] {
        check(html, text);
    }
}

#[test]
fn characters_have_names_and_numbers() {
    for (html, text) in [
        ("He&#146;s &copy 2016", "He\u{2019}s \u{a9} 2016"),
        ("&lt;b&gt; &amp;amp; &quot;", "<b> &amp; \""),
        ("&euro;&#8364;&#x20AC;&#X20ac", "\u{20ac}\u{20ac}\u{20ac}\u{20ac}"),
        ("&nosuch; &;&#; & &#x;", "&nosuch; &;&#; & &#x;"),
        ("&notit; &notin;", "\u{ac}it; \u{2209}"),
        ("AT&T&amp", "AT&T&"),
        ("&#0;&#1114112;&#99999999999;", "\u{fffd}\u{fffd}\u{fffd}"),
        ("a&nbsp;b", "a\u{a0}b"),
        ("a&#32;&#10;b", "a b"),
        ("&NotEqualTilde;", "\u{2242}\u{338}"),
    ] {
        check(html, text);
    }
}

#[test]
fn hostile_html_takes_linear_time() {
    for piece in [
        "<",
        "<a ",
        "<a b",
        "<a b=\"",
        "<a b='c ",
        "<div>",
        "</",
        "</script",
        "<script>",
        "<style>a</styl",
        "<!--",
        "<!-- -->",
        "<!---",
        "--",
        "&",
        "&a",
        "&#1",
        "<xml>",
        "<template>",
        "<title>",
        "<pre>",
        "<p>a",
        "<?",
        " ",
        "<b>a</b> ",
        "=\"",
        "<a b=\"c\" ",
    ] {
        let html = piece.repeat(5_000_000 / piece.len());
        // With quadratic time, this test would not finish.
        assert!(text_of_html(&html).len() <= html.len().saturating_mul(3), "{piece:?}");
    }
}
