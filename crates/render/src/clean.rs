//! Removes everything from HTML that could load content, run scripts or deceive the reader.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use ammonia::{Builder, UrlRelative};
use foundmail_mail::{decode_hex_escapes, text_of_html};

use crate::complexity::is_parsed_in_linear_time;
use crate::pictures::is_picture;
use crate::style::{clean_declarations, clean_sheet};

/// Cleaned HTML.
#[derive(Debug)]
pub(crate) struct Cleaned {
    pub html: String,
    /// Number of references to the Internet that were removed.
    pub remote: u32,
}

/// Elements for the layout of mail that ammonia does not allow by default. None of them loads or runs anything.
const ADDITIONAL_TAGS: &[&str] = &["center", "font", "big", "tt", "u", "main", "section", "address", "style"];

/// Attributes for the layout of mail.
const ADDITIONAL_ATTRIBUTES: &[&str] = &[
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
    "size",
    "style",
    "title",
    "valign",
    "width",
];

/// Cleans the HTML of a body. `pictures` contains pairs of a content id and a `data:` address.
pub(crate) fn clean(body: &str, pictures: Vec<(String, String)>) -> Cleaned {
    let remote = Arc::new(AtomicU32::new(0));
    let (body, sheets) = take_style_sheets(body, &remote);
    // If parsing the HTML would take too long, only its text is kept.
    let body = if is_parsed_in_linear_time(&body) { body } else { without_tags(&body) };
    let pictures: HashMap<String, String> =
        pictures.into_iter().map(|(id, data)| (id.trim_matches(['<', '>']).to_owned(), data)).collect();
    let count = Arc::clone(&remote);
    let html = builder()
        .attribute_filter(move |element, attribute, value| {
            let kept = match (element, attribute) {
                ("img", "src") => picture(value, &pictures, &count)?,
                ("a", "href") => link_target(value)?,
                (_, "style") => {
                    let (style, loads) = clean_declarations(value);
                    count.fetch_add(loads, Ordering::Relaxed);
                    style
                }
                _ => return Some(Cow::Borrowed(value)),
            };
            Some(Cow::Owned(kept))
        })
        .clean(&body)
        .to_string();
    let html = if sheets.is_empty() { html } else { format!("<style>{sheets}</style>{html}") };
    Cleaned { html, remote: remote.load(Ordering::Relaxed) }
}

fn builder<'b>() -> Builder<'b> {
    let mut builder = Builder::default();
    builder
        .add_tags(ADDITIONAL_TAGS.iter().filter(|tag| **tag != "style"))
        .add_generic_attributes(ADDITIONAL_ATTRIBUTES)
        .add_tag_attributes("img", ["src", "alt", "width", "height"])
        .add_tag_attributes("a", ["href", "name"])
        .add_tag_attributes("td", ["background", "colspan", "rowspan"])
        .rm_tag_attributes("td", ["background"])
        .url_schemes(["http", "https", "mailto", "tel", "data", "cid"].into())
        .url_relative(UrlRelative::PassThrough)
        .link_rel(Some("noopener noreferrer nofollow"))
        .add_clean_content_tags([
            "title", "noscript", "template", "iframe", "object", "svg", "math", "textarea", "select",
        ])
        .strip_comments(true);
    builder
}

/// Returns the address of a picture that the message contains. Returns `None` for a remote picture, and counts it.
fn picture(source: &str, pictures: &HashMap<String, String>, remote: &AtomicU32) -> Option<String> {
    let source = source.trim();
    if let Some((scheme, id)) = source.split_once(':')
        && scheme.eq_ignore_ascii_case("cid")
    {
        let decoded = decode_hex_escapes(id.as_bytes(), b'%');
        return pictures.get(id).or_else(|| pictures.get(&*String::from_utf8_lossy(&decoded))).cloned();
    }
    if let Some(data) =
        source.get(..5).filter(|start| start.eq_ignore_ascii_case("data:")).and(source.get(5..))
    {
        let media_type = data.split([';', ',']).next().unwrap_or_default().to_lowercase();
        return is_picture(&media_type).then(|| source.to_owned());
    }
    remote.fetch_add(1, Ordering::Relaxed);
    None
}

/// Returns the target of a link if a browser or mail program can open it. The window shows the full target before it
/// opens the link.
fn link_target(target: &str) -> Option<String> {
    let target = target.trim();
    let scheme = target.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase())?;
    matches!(scheme.as_str(), "http" | "https" | "mailto" | "tel").then(|| target.to_owned())
}

/// Removes the style sheets from a body. Returns the body, and the cleaned sheets. The caller writes the sheets
/// into one element before the body, so that markup inside a sheet cannot confuse the parser.
fn take_style_sheets(body: &str, remote: &AtomicU32) -> (String, String) {
    let lower = body.to_ascii_lowercase();
    let mut out = String::with_capacity(body.len());
    let mut sheets = String::new();
    let mut at = 0;
    while let Some(start) =
        lower.get(at..).and_then(|rest| rest.find("<style")).map(|start| at.saturating_add(start))
    {
        out.push_str(body.get(at..start).unwrap_or_default());
        let open_end = lower.get(start..).and_then(|rest| rest.find('>'));
        let Some(open_end) = open_end.map(|end| start.saturating_add(end).saturating_add(1)) else {
            return (out, sheets);
        };
        let close = lower.get(open_end..).and_then(|rest| rest.find("</style"));
        let end = close.map_or(body.len(), |close| open_end.saturating_add(close));
        let (sheet, loads) = clean_sheet(&without_comment_marks(body.get(open_end..end).unwrap_or_default()));
        remote.fetch_add(loads, Ordering::Relaxed);
        sheets.push_str(&sheet);
        let behind = lower.get(end..).and_then(|rest| rest.find('>'));
        at = behind.map_or(body.len(), |behind| end.saturating_add(behind).saturating_add(1));
    }
    out.push_str(body.get(at..).unwrap_or_default());
    (out, sheets)
}

/// Removes `<!--` and `-->`, which hide style sheets from very old programs.
fn without_comment_marks(sheet: &str) -> String {
    sheet.replace("<!--", "").replace("-->", "")
}

/// Returns the text of a body as HTML that contains no tags except line breaks.
fn without_tags(body: &str) -> String {
    let text = text_of_html(body).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    text.replace('\n', "<br>")
}

#[cfg(test)]
mod tests {
    use super::clean;

    #[test]
    fn only_harmless_html_stays() {
        let pictures = [("logo@x".to_owned(), "data:image/png;base64,AAAA".to_owned())];
        for (body, expected, remote) in [
            ("<p>Hello</p>", "<p>Hello</p>", 0),
            ("<script>alert(1)</script>x", "x", 0),
            ("<img src=\"cid:logo@x\" alt=\"L\">", "<img src=\"data:image/png;base64,AAAA\" alt=\"L\">", 0),
            ("<img src=\"http://x.example/a.png\" alt=\"A\">", "<img alt=\"A\">", 1),
            ("<img src=\"//x.example/a.png\">", "<img>", 1),
            ("<img src=x onerror=alert(1)>", "<img>", 1),
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
            ("<svg><style><img src=x></style></svg>z", "z", 0),
            ("<form action=//x.example><input name=a></form>f", "f", 0),
            ("<iframe src=//x.example>in</iframe>i", "i", 0),
        ] {
            let cleaned = clean(body, pictures.to_vec());
            assert_eq!((cleaned.html.as_str(), cleaned.remote), (expected, remote), "{body}");
        }
    }

    #[test]
    fn deeply_nested_markup_becomes_text() {
        let body = format!("{}deep", "<div>".repeat(200_000));
        assert_eq!(clean(&body, Vec::new()).html.trim(), "deep");
        let body = format!("{}I <3 you &lt;b&gt;<p>deep", "<div>".repeat(200_000));
        assert_eq!(clean(&body, Vec::new()).html.trim(), "I &lt;3 you &lt;b&gt;<br>deep");
    }
}
