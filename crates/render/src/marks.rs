//! Marks hits in cleaned HTML.

/// Maximum number of hits that are marked. Each is an inline element, of which a browser can show only some thousands in a
/// block.
const MAX_MARKS: usize = 2_000;

/// A piece of text, with or without a mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// The text.
    pub text: String,
    /// True if the piece is marked as a hit.
    pub hit: bool,
}

/// Adds `<mark>` elements around the hits in the text of a cleaned document. Cleaned HTML is well formed: each `<`
/// begins a tag, and only `&amp;`, `&lt;`, `&gt;`, `&quot;` and `&nbsp;` are escaped.
/// After [`MAX_MARKS`] hits, the text is not marked.
pub(crate) fn mark_text(html: &str, mark: &dyn Fn(&str) -> Vec<Span>) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    let mut in_style = false;
    let mut room = MAX_MARKS;
    while !rest.is_empty() {
        let end = rest.find('<').unwrap_or(rest.len());
        let (text, tagged) = rest.split_at_checked(end).unwrap_or((rest, ""));
        if in_style || room == 0 || text.trim().is_empty() {
            out.push_str(text);
        } else {
            room = room.saturating_sub(push_marked(text, mark, room, &mut out));
        }
        let close = tagged.find('>').map_or(tagged.len(), |at| at.saturating_add(1));
        let (tag, behind) = tagged.split_at_checked(close).unwrap_or((tagged, ""));
        if tag.starts_with("<style") {
            in_style = true;
        } else if tag.starts_with("</style") {
            in_style = false;
        }
        out.push_str(tag);
        rest = behind;
    }
    out
}

/// Adds a text with at most `room` marks. Returns the number of marks.
fn push_marked(text: &str, mark: &dyn Fn(&str) -> Vec<Span>, room: usize, out: &mut String) -> usize {
    let spans = mark(&unescape(text));
    if !spans.iter().any(|span| span.hit) {
        out.push_str(text);
        return 0;
    }
    let mut marks: usize = 0;
    for span in spans {
        let hit = span.hit && marks < room;
        marks = marks.saturating_add(usize::from(hit));
        if hit {
            out.push_str("<mark>");
        }
        out.push_str(&escape(&span.text));
        if hit {
            out.push_str("</mark>");
        }
    }
    marks
}

pub(crate) fn unescape(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&nbsp;", "\u{A0}")
        .replace("&amp;", "&")
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('\u{A0}', "&nbsp;")
}

#[cfg(test)]
mod tests {
    use super::{Span, mark_text};

    /// Marks every `a`.
    fn mark(text: &str) -> Vec<Span> {
        text.split_inclusive('a')
            .flat_map(|piece| {
                let (before, hit) = piece.strip_suffix('a').map_or((piece, ""), |before| (before, "a"));
                [Span { text: before.into(), hit: false }, Span { text: hit.into(), hit: true }]
            })
            .filter(|span| !span.text.is_empty())
            .collect()
    }

    #[test]
    fn text_is_marked_and_markup_is_not() {
        for (html, expected) in [
            ("<a href=\"a\">ba</a>", "<a href=\"a\">b<mark>a</mark></a>"),
            ("x &amp; a &lt;", "x &amp; <mark>a</mark> &lt;"),
            ("&amp;", "&amp;"),
            ("<style>a{}</style>a", "<style>a{}</style><mark>a</mark>"),
        ] {
            assert_eq!(mark_text(html, &mark), expected, "{html}");
        }
    }
}
