//! Reads cleaned HTML: well formed, each `<` outside quotes begins a tag, and text is escaped.

/// A piece of cleaned HTML.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Piece<'h> {
    /// A tag with its angle brackets.
    Tag(&'h str),
    /// Text between tags, escaped.
    Text(&'h str),
    /// The content of a style sheet.
    Sheet(&'h str),
}

/// Returns the pieces of cleaned HTML.
pub(crate) fn pieces(html: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = html;
    let mut is_sheet = false;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        if rest.starts_with('<') {
            let (tag, behind) = rest.split_at_checked(tag_length(rest)).unwrap_or((rest, ""));
            rest = behind;
            match name(tag) {
                "style" => is_sheet = true,
                "/style" => is_sheet = false,
                _ => {}
            }
            return Some(Piece::Tag(tag));
        }
        let (text, behind) =
            rest.split_at_checked(rest.find('<').unwrap_or(rest.len())).unwrap_or((rest, ""));
        rest = behind;
        Some(if is_sheet { Piece::Sheet(text) } else { Piece::Text(text) })
    })
}

fn tag_length(html: &str) -> usize {
    let mut is_quoted = false;
    let end = html.find(|character| {
        if character == '"' {
            is_quoted = !is_quoted;
        }
        character == '>' && !is_quoted
    });
    end.map_or(html.len(), |end| end.saturating_add(1))
}

/// Returns the name of a tag; an end tag begins with a solidus.
pub(crate) fn name(tag: &str) -> &str {
    let inner = tag.trim_start_matches('<');
    inner.split([' ', '>', '\t', '\n']).next().unwrap_or_default()
}

/// Returns the value of an attribute, unescaped.
pub(crate) fn attribute(tag: &str, wanted: &str) -> Option<String> {
    let mut rest = tag.split_once(' ')?.1;
    while let Some((name, behind)) = rest.split_once('=') {
        let name = name.rsplit(' ').next().unwrap_or_default();
        let Some((value, after)) = behind.strip_prefix('"').and_then(|value| value.split_once('"')) else {
            break;
        };
        if name == wanted {
            return Some(unescaped(value));
        }
        rest = after;
    }
    None
}

/// Returns text without the escapes of cleaned HTML.
pub(crate) fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&nbsp;", "\u{A0}")
        .replace("&amp;", "&")
}

/// Escapes a text for HTML. Control characters are left out, because they have no glyph.
pub(crate) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\n' | '\t' => escaped.push(character),
            other if has_no_glyph(other) => {}
            other => escaped.push(other),
        }
    }
    escaped
}

/// Returns true for characters that a font shows as a missing glyph: controls and non-characters.
pub(crate) fn has_no_glyph(character: char) -> bool {
    character.is_control() && !matches!(character, '\n' | '\t' | '\r')
        || matches!(character, '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}' | '\u{FFF9}'..='\u{FFFB}')
}

/// Returns the text that cleaned HTML shows, with a space at each tag. Text of elements that a style attribute hides is left
/// out.
pub(crate) fn visible_text(html: &str) -> String {
    let mut text = String::new();
    // The hidden element and the number of elements of its name that are open in it.
    let mut hidden: Option<(&str, usize)> = None;
    for piece in pieces(html) {
        match (piece, &mut hidden) {
            (Piece::Tag(tag), Some((outer, open))) => {
                if name(tag) == *outer {
                    *open = open.saturating_add(1);
                } else if name(tag).strip_prefix('/') == Some(outer) {
                    *open = open.saturating_sub(1);
                    if *open == 0 {
                        hidden = None;
                    }
                }
            }
            (Piece::Tag(tag), None) => {
                text.push(' ');
                if !is_void(name(tag)) && !name(tag).starts_with('/') && is_hidden(tag) {
                    hidden = Some((name(tag), 1));
                }
            }
            (Piece::Text(piece), None) => text.push_str(&unescaped(piece)),
            _ => {}
        }
    }
    text
}

fn is_void(name: &str) -> bool {
    matches!(name, "img" | "br" | "hr" | "wbr" | "col")
}

fn is_hidden(tag: &str) -> bool {
    let Some(style) = attribute(tag, "style") else { return false };
    let style: String = style.chars().filter(|character| !character.is_whitespace()).collect();
    let style = style.to_ascii_lowercase();
    style.split(';').any(|declaration| {
        let declaration = declaration.trim_end_matches("!important");
        matches!(
            declaration,
            "display:none" | "visibility:hidden" | "mso-hide:all" | "font-size:0" | "font-size:0px"
        )
    })
}

#[cfg(test)]
mod tests {
    use super::{Piece, attribute, escaped, pieces, visible_text};

    #[test]
    fn pieces_respect_quotes_and_sheets() {
        let html = "<style>a>b{}</style><p title=\"a>b\">x &lt; y</p>z";
        let found: Vec<_> = pieces(html).collect();
        assert_eq!(
            found,
            [
                Piece::Tag("<style>"),
                Piece::Sheet("a>b{}"),
                Piece::Tag("</style>"),
                Piece::Tag("<p title=\"a>b\">"),
                Piece::Text("x &lt; y"),
                Piece::Tag("</p>"),
                Piece::Text("z"),
            ]
        );
        assert_eq!(pieces("<p title=\"never closed>").count(), 1);
    }

    #[test]
    fn attributes_are_unescaped() {
        let tag = "<a rel=\"x=y\" href=\"https://a.example/?b=1&amp;c=&quot;2\">";
        assert_eq!(attribute(tag, "href").as_deref(), Some("https://a.example/?b=1&c=\"2"));
        assert_eq!(attribute(tag, "y"), None);
        assert_eq!(attribute("<a>", "href"), None);
    }

    #[test]
    fn hidden_text_is_left_out() {
        let html = "<p>a<b>b</b></p><div style=\"Display: none\"><div>c</div>d</div><span>e</span>";
        assert_eq!(visible_text(html).split_whitespace().collect::<Vec<_>>(), ["a", "b", "e"]);
        assert_eq!(escaped("a<b>\u{0}\u{85}&"), "a&lt;b&gt;&amp;");
    }
}
