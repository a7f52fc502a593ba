//! Shows plain text as HTML: quoted lines are marked, and web addresses are links.

use foundmail_mail::is_quoted_line;

use super::escape::escape;

/// The attributes of each link to the Internet. It opens on a click only, in a tab of its own, and does not say where it was.
pub(super) const LINK: &str = "target=\"_blank\" rel=\"noopener noreferrer nofollow\"";

/// Returns the text of a message as HTML. Line breaks are kept, so the element needs `white-space: pre-wrap`.
pub(super) fn text_as_html(text: &str) -> String {
    let mut html = String::with_capacity(text.len().saturating_add(text.len() / 8));
    let mut in_quote = false;
    for line in text.trim_end().lines() {
        let is_quoted = is_quoted_line(line);
        if is_quoted != in_quote {
            html.push_str(if is_quoted { "<span class=\"quoted\">" } else { "</span>" });
            in_quote = is_quoted;
        }
        push_linked(line, &mut html);
        html.push('\n');
    }
    if in_quote {
        html.push_str("</span>");
    }
    html
}

/// Adds a line, with its web addresses as links. The text of a link is its address.
fn push_linked(line: &str, html: &mut String) {
    let mut rest = line;
    while let Some(start) = link_start(rest) {
        let (before, from_link) = rest.split_at_checked(start).unwrap_or((rest, ""));
        let end = from_link.find(ends_link).unwrap_or(from_link.len());
        let found = from_link.get(..end).unwrap_or_default();
        // A full stop or a bracket after an address belongs to the sentence.
        let trimmed = found.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '}', '\'', '*', '_']);
        html.push_str(&escape(before));
        let shown = escape(trimmed);
        html.extend(["<a href=\"", shown.as_str(), "\" ", LINK, ">", shown.as_str(), "</a>"]);
        rest = from_link.get(trimmed.len()..).unwrap_or_default();
    }
    html.push_str(&escape(rest));
}

/// Returns the position of the first web address that has a host. Reads each byte once, so a long line stays cheap.
fn link_start(text: &str) -> Option<usize> {
    text.match_indices("http").map(|(at, _)| at).find(|at| {
        let rest = text.get(at.saturating_add(4)..).unwrap_or_default();
        let host = rest.strip_prefix('s').unwrap_or(rest).strip_prefix("://");
        host.is_some_and(|host| host.starts_with(|c: char| c.is_alphanumeric() || c == '['))
    })
}

fn ends_link(c: char) -> bool {
    c.is_whitespace() || c.is_control() || "<>\"`{}|\\^".contains(c) || super::escape::changes_direction(c)
}

#[cfg(test)]
mod tests {
    use super::text_as_html;

    #[test]
    fn quotes_and_links_are_marked() {
        let link = |address: &str| {
            format!(
                "<a href=\"{address}\" target=\"_blank\" rel=\"noopener noreferrer nofollow\">{address}</a>"
            )
        };
        for (text, expected) in [
            ("Hello\n\n", "Hello\n".to_owned()),
            ("a\n> b\n> c\nd", "a\n<span class=\"quoted\">&gt; b\n&gt; c\n</span>d\n".to_owned()),
            ("> all", "<span class=\"quoted\">&gt; all\n</span>".to_owned()),
            ("see https://x.example/a.", format!("see {}.\n", link("https://x.example/a"))),
            (
                "<http://x.example> (https://y.example)",
                format!("&lt;{}&gt; ({})\n", link("http://x.example"), link("https://y.example")),
            ),
            ("https://x.example/?a=1&b=2", format!("{}\n", link("https://x.example/?a=1&amp;b=2"))),
            ("http:// nothing, javascript:alert(1)", "http:// nothing, javascript:alert(1)\n".to_owned()),
            ("https://\" onclick=x", "https://&quot; onclick=x\n".to_owned()),
        ] {
            assert_eq!(text_as_html(text), expected, "{text}");
        }
    }

    #[test]
    fn a_line_of_many_addresses_is_read() {
        for (word, links) in [("https://x.example ", 1000), ("http", 0), ("http://", 1), ("http:// ", 0)] {
            assert_eq!(text_as_html(&word.repeat(1000)).matches("<a ").count(), links, "{word}");
        }
    }
}
