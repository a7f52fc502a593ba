//! What a formatted body says.

use std::borrow::Cow;

use mail_parser::decoders::html::html_to_text;
use memchr::memchr;

/// Longest name of an element that parts text.
const LONGEST: usize = 10;

/// What stands behind the last text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Parted {
    Not,
    ByBlank,
    ByLine,
}

/// How an element parts what is before it from what is behind; `br` and `p` the library knows.
fn parts(name: &str) -> (Parted, &'static str) {
    let mut lower = [0; LONGEST];
    lower.iter_mut().zip(name.bytes()).for_each(|(lower, byte)| *lower = byte.to_ascii_lowercase());
    match lower.get(..name.len()).unwrap_or_default() {
        b"td" | b"th" => (Parted::ByBlank, " "),
        b"address" | b"article" | b"aside" | b"blockquote" | b"caption" | b"center" | b"dd" | b"div"
        | b"dl" | b"dt" | b"fieldset" | b"figure" | b"footer" | b"form" | b"h1" | b"h2" | b"h3" | b"h4"
        | b"h5" | b"h6" | b"header" | b"hr" | b"li" | b"nav" | b"ol" | b"option" | b"pre" | b"section"
        | b"table" | b"tr" | b"ul" => (Parted::ByLine, "<br>"),
        _ => (Parted::Not, ""),
    }
}

/// The text of a formatted body: elements that stand apart are no one word.
pub(crate) fn text_of_html(html: &str) -> String {
    html_to_text(&apart(html))
}

/// Puts a line's end, or a blank between cells, where text of one element meets that of another.
fn apart(html: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let (mut kept, mut at) = (0, 0);
    let mut parted = Parted::ByLine;
    while let Some(start) = memchr(b'<', html.as_bytes().get(at..).unwrap_or_default()) {
        let start = at.saturating_add(start);
        if !html.get(at..start).unwrap_or_default().trim_ascii().is_empty() {
            parted = Parted::Not;
        }
        let tag = html.get(start.saturating_add(1)..).unwrap_or_default();
        let name = tag.strip_prefix('/').unwrap_or(tag);
        let end = name.bytes().take(LONGEST.saturating_add(1)).take_while(u8::is_ascii_alphanumeric).count();
        let name = name.get(..end).unwrap_or_default();
        let (wanted, sign) = parts(name);
        if wanted > parted {
            out.push_str(html.get(kept..start).unwrap_or_default());
            out.push_str(sign);
            kept = start;
            parted = wanted;
        }
        let close = memchr(b'>', tag.as_bytes()).map_or(tag.len(), |close| close.saturating_add(1));
        at = start.saturating_add(1).saturating_add(close);
    }
    if kept == 0 {
        return Cow::Borrowed(html);
    }
    out.push_str(html.get(kept..).unwrap_or_default());
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::text_of_html;

    #[test]
    fn elements_that_stand_apart_are_no_one_word() {
        for (html, text) in [
            ("<div>Hello</div><div>World</div>", "Hello\nWorld"),
            ("<DIV><div><b>Hel</b>lo</div></DIV>\n<h1>you</h1><p>there</p>end", "Hello\nyou\nthere\nend"),
            (
                "<table><tr><td>bread</td><td>4.20</td></tr><tr><td>rolls</td></tr></table>",
                "bread 4.20\nrolls",
            ),
            ("<ul><li>one</li><li>two</li></ul>", "one\ntwo"),
            ("a <span>b</span>c<br>d<img>e", "a bc\nde"),
            ("a<divide>b</divide><dividends>c", "abc"),
            ("plain", "plain"),
            ("<div", ""),
            ("", ""),
        ] {
            let found = text_of_html(html);
            let lines: Vec<&str> = found.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
            assert_eq!(lines.join("\n"), text, "{html}");
        }
    }
}
