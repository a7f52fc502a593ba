//! Removes everything from HTML that could load content, run scripts, deceive the reader or stop the window.
//!
//! A body passes two independent cleaners. [`body::write`](write) bounds its cost and writes it anew. `ammonia` then
//! removes every element, attribute and address that is not on a list. The frame that shows the document relies on this: it may
//! have the origin of the window, so no script may be in the document.

use std::borrow::Cow;

use ammonia::{Builder, UrlRelative};

use crate::body::write;
use crate::complexity::is_parsed_in_linear_time;
use crate::links::link_target;
use crate::pictures::{Given, Pictures};
use crate::plain::plain;
use crate::style::Detail;
use crate::tree::Tree;

/// Cleaned HTML.
#[derive(Debug)]
pub(crate) struct Cleaned {
    pub html: String,
    /// Number of references to the Internet that were removed.
    pub remote: u32,
    /// Number of pictures of the message that the body refers to and that are not shown.
    pub lost_pictures: usize,
    /// True if the end of the body is missing.
    pub is_cut: bool,
}

/// Elements for the layout of mail that ammonia does not allow by default. None of them loads or runs anything.
const ADDITIONAL_TAGS: &[&str] = &["address", "big", "center", "font", "main", "section", "tfoot"];

/// Attributes for the layout of mail.
const ATTRIBUTES: &[&str] = &[
    "align",
    "bgcolor",
    "border",
    "cellpadding",
    "cellspacing",
    "class",
    "color",
    "dir",
    "face",
    "height",
    "id",
    "lang",
    "nowrap",
    "open",
    "size",
    "style",
    "title",
    "valign",
    "width",
];

/// Cleans the HTML of a body. `pictures` are the pictures of the message.
pub(crate) fn clean(body: &str, pictures: &[Given]) -> Cleaned {
    let cleaned = || {
        let tree = is_parsed_in_linear_time(body).then(|| Tree::parse(body))?;
        formatted(&tree, Detail::Full, pictures).or_else(|| formatted(&tree, Detail::Text, pictures))
    };
    cleaned().unwrap_or_else(|| {
        let plain = plain(body);
        let html = checked(&plain.html, Vec::new());
        Cleaned { html, remote: 0, lost_pictures: 0, is_cut: plain.is_cut }
    })
}

/// Cleans a body that keeps its formatting. `None` if it is too complex.
fn formatted(tree: &Tree, detail: Detail, given: &[Given]) -> Option<Cleaned> {
    let mut pictures = Pictures::of(given);
    let written = write(tree, detail, &mut pictures)?;
    // Elements that are left out can change the nesting, so the result is measured too.
    if !is_parsed_in_linear_time(&written.html) {
        return None;
    }
    let (urls, lost_pictures) = pictures.finish();
    let html = checked(&written.html, urls);
    // The sheet stays outside the checked HTML. It cannot end its element, because it contains no `<`.
    let has_sheet = !written.sheet.is_empty() && !written.sheet.contains('<');
    let html = if has_sheet { format!("<style>{}</style>{html}", written.sheet) } else { html };
    Some(Cleaned { html, remote: written.remote, lost_pictures, is_cut: false })
}

/// Removes all elements, attributes and addresses that are not on a list. `urls` contains the addresses of pictures.
fn checked(html: &str, urls: Vec<String>) -> String {
    Builder::default()
        .add_tags(ADDITIONAL_TAGS)
        .rm_tags(["area", "map"])
        .add_generic_attributes(ATTRIBUTES)
        .add_tag_attributes("a", ["name"])
        .url_schemes(["http", "https", "mailto", "tel", "cid"].into())
        .url_relative(UrlRelative::Deny)
        .link_rel(Some("noopener noreferrer nofollow"))
        .add_clean_content_tags([
            "title", "noscript", "template", "iframe", "object", "svg", "math", "textarea", "select",
        ])
        .strip_comments(true)
        .attribute_filter(move |element, attribute, value| match (element, attribute) {
            ("img", "src") => {
                let number: usize = value.strip_prefix("cid:")?.parse().ok()?;
                urls.get(number).map(|url| Cow::Owned(url.clone()))
            }
            ("a", "href") => link_target(value).map(Cow::Owned),
            (_, "src" | "href" | "cite" | "background") => None,
            _ => Some(Cow::Borrowed(value)),
        })
        .clean(html)
        .to_string()
}

#[cfg(test)]
mod tests {
    use super::clean;

    #[test]
    fn only_harmless_html_stays() {
        let gif = b"GIF89a\x01\x00\x01\x00\x00\x00\x00;".to_vec();
        let pictures = [("logo@x".to_owned(), "image/png".to_owned(), gif)];
        let url = "data:image/gif;base64,R0lGODlhAQABAAAAADs=";
        let shown = format!("<img src=\"{url}\" alt=\"L\">");
        let data = format!("<img src=\"{url}\">");
        for (body, expected, remote) in [
            ("<p>Hello</p>", "<p>Hello</p>", 0),
            ("<script>alert(1)</script>x", "x", 0),
            ("<img src=\"cid:logo@x\" alt=\"L\">", &*shown, 0),
            ("<img src=\"DATA:image/svg+xml;base64,R0lGODlhAQABAAAAADs\">", &*data, 0),
            ("<img src=\"data:image/svg+xml,<svg onload=x>\">", "<img>", 0),
            ("<img src=\"http://x.example/a.png\" alt=\"A\">", "<img alt=\"A\">", 1),
            ("<img src=\"//x.example/a.png\">", "<img>", 1),
            ("<img src=x onerror=alert(1)>", "<img>", 1),
            (
                "<table background=http://x.example/a.png><tr><td>x",
                "<table><tbody><tr><td>x</td></tr></tbody></table>",
                1,
            ),
            ("<a href=\"javascript:alert(1)\">x</a>", "<a rel=\"noopener noreferrer nofollow\">x</a>", 0),
            (
                "<link rel=preconnect href=//x.example><base href=//x.example><meta http-equiv=refresh>y",
                "y",
                0,
            ),
            (
                "<p style=\"color:red;background:url(http://x.example)\">x</p>",
                "<p style=\"color:red\">x</p>",
                1,
            ),
            ("<style>p{color:red}</style><p>x</p>", "<style>p{color:red}</style><p>x</p>", 0),
            ("<svg><style>p{color:red}</style></svg>z", "z", 0),
            ("<form action=//x.example><input name=a></form>f", "f", 0),
            ("<iframe src=//x.example>in</iframe>i", "i", 0),
        ] {
            let cleaned = clean(body, &pictures);
            assert_eq!((cleaned.html.as_str(), cleaned.remote), (expected, remote), "{body}");
        }
    }
}
