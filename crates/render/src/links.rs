//! The links of a body: which of them stay, and how cleaned HTML shows their addresses.

/// Returns the target of a link if a browser or mail program can open it. The window shows the full target before it
/// opens the link.
pub(crate) fn link_target(target: &str) -> Option<String> {
    let target = target.trim();
    let scheme = target.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase())?;
    matches!(scheme.as_str(), "http" | "https" | "mailto" | "tel").then(|| target.to_owned())
}

/// Gives each link its address as title, and opens it in a new tab. A title from the message is removed: it could name an
/// address to which the link does not lead.
pub(crate) fn with_shown_addresses(html: &str) -> String {
    let mut out = String::with_capacity(html.len().saturating_add(html.len() / 16));
    let mut rest = html;
    while let Some(at) = rest.find("<a ") {
        let (before, from_tag) = rest.split_at_checked(at).unwrap_or((rest, ""));
        out.push_str(before);
        let end = tag_end(from_tag);
        let (tag, behind) = from_tag.split_at_checked(end).unwrap_or((from_tag, ""));
        push_link(tag, &mut out);
        rest = behind;
    }
    out.push_str(rest);
    out
}

/// Returns the position after a tag. A `>` inside a value does not end the tag.
pub(crate) fn tag_end(tag: &str) -> usize {
    let mut in_value = false;
    for (at, byte) in tag.bytes().enumerate() {
        match byte {
            b'"' => in_value = !in_value,
            b'>' if !in_value => return at.saturating_add(1),
            _ => {}
        }
    }
    tag.len()
}

/// Adds the start tag of a link. Cleaned HTML has each value in double quotes, without double quotes inside.
fn push_link(tag: &str, out: &mut String) {
    let mut rest = tag.get(2..).unwrap_or_default();
    out.push_str("<a");
    while let Some((name, from_value)) = rest.split_once("=\"") {
        let Some((value, behind)) = from_value.split_once('"') else { break };
        rest = behind;
        match name.trim() {
            "title" | "target" => {}
            "href" => out.extend([" href=\"", value, "\" title=\"", value, "\" target=\"_blank\""]),
            name => out.extend([" ", name, "=\"", value, "\""]),
        }
    }
    out.push('>');
}

#[cfg(test)]
mod tests {
    use super::with_shown_addresses;

    #[test]
    fn each_link_shows_its_address() {
        for (html, expected) in [
            ("<p>no link, a &lt; b</p>", "<p>no link, a &lt; b</p>".to_owned()),
            (
                "x <a href=\"https://a.example/?b&amp;c\" rel=\"noopener\">y</a> z",
                "x <a href=\"https://a.example/?b&amp;c\" title=\"https://a.example/?b&amp;c\" target=\"_blank\" \
                 rel=\"noopener\">y</a> z"
                    .to_owned(),
            ),
            (
                "<a title=\"https://bank.example\" href=\"https://a.example\"><b>y</b></a>",
                "<a href=\"https://a.example\" title=\"https://a.example\" target=\"_blank\"><b>y</b></a>".to_owned(),
            ),
            ("<a name=\"a>b\">y</a>", "<a name=\"a>b\">y</a>".to_owned()),
            ("<a title=\"only\">y</a>", "<a>y</a>".to_owned()),
            ("<abbr title=\"t\">y</abbr>", "<abbr title=\"t\">y</abbr>".to_owned()),
        ] {
            assert_eq!(with_shown_addresses(html), expected, "{html}");
        }
    }
}
