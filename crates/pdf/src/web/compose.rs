//! Composes the HTML of a print job.
//!
//! Each message is an article on new pages. Its body is in a shadow root, so that its styles do not reach other messages, and
//! an article clips its content, so that nothing of a message covers another one.

use std::fmt::Write as _;

use super::code::{Code, Nonce};
use super::html::{Piece, attribute, escaped, has_no_glyph, name, pieces};
use super::message::WebMessage;
use crate::address::safe_address;

/// The width of a page between its margins, in pixels. Most mail is at most 700 pixels wide.
pub(crate) const PAGE_WIDTH: f32 = 720.0;

/// Directives that permit only what the document contains.
const POLICY: &str =
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/// Fonts as in the window.
const FONTS: &str = "system-ui,'Segoe UI',Cantarell,'Noto Sans',sans-serif";

/// Rules for the ends of pages: no single line of a paragraph, and no heading without text. Web views do not keep a heading with
/// the next element, so a heading has an invisible box below it.
const BREAKS: &str = ".body{orphans:2;widows:2}:is(h1,h2,h3,h4,h5,h6){break-inside:avoid}\
    :is(h1,h2,h3,h4,h5,h6)::after{content:'';display:block;height:60px;margin-bottom:-60px}";

/// The name of the elements that mark links. No style of a message can mean it by chance.
const MARKED: &str = "x-link";

/// Returns the document of a job. `links` receives the addresses of all links, by their number in the marks. `scale` says how
/// much larger than the paper the pages are; header fields are enlarged by it, so that they have their usual size on the paper.
pub(crate) fn compose(messages: &[&WebMessage], scale: f32, nonce: Nonce, links: &mut Vec<String>) -> String {
    let size = messages.iter().map(|message| message.html.len().saturating_add(4096)).sum();
    let mut out = String::with_capacity(size);
    let width = PAGE_WIDTH * scale;
    let _ = write!(
        out,
        "<!doctype html><html><head><meta charset=\"utf-8\"><meta http-equiv=\"Content-Security-Policy\" \
         content=\"{POLICY}\"><style>\
         *{{-webkit-print-color-adjust:exact;print-color-adjust:exact;font-variant-ligatures:none}}\
         html,body{{margin:0;padding:0;min-width:{width}px;background:none}}\
         body{{font:15px/1.45 {FONTS};color:#000;overflow-wrap:anywhere}}\
         article{{position:relative;break-before:page;contain:paint;min-height:8px}}\
         .k{{position:absolute;top:0;width:2px;height:2px}}.w{{position:absolute;top:0;left:0;width:100%;height:1px}}\
         .b{{position:relative;width:min-content;min-width:100%;contain:paint}}\
         h1{{font-size:20px;line-height:1.3;margin:0 0 8px}}dl{{display:grid;grid-template-columns:104px 1fr;margin:0}}\
         dt{{color:#5a5a5a;font-size:13px}}dd{{margin:0;text-align:left}}hr{{border:0;border-top:1px solid #a0a0a0;margin:10px 0}}\
         .r p{{margin:0 0 2px}}.h,.r{{zoom:{scale}}}</style></head><body>"
    );
    for (number, message) in (0_u32..).zip(messages) {
        article(&mut out, message, number, nonce, links);
    }
    out.push_str("</body></html>");
    out
}

fn article(out: &mut String, message: &WebMessage, number: u32, nonce: Nonce, links: &mut Vec<String>) {
    let mark = |out: &mut String, class: &str, left: u32, colour: &str| {
        let _ = write!(out, "<i class=\"{class}\" style=\"left:{left}px;background:{colour}\"></i>");
    };
    out.push_str("<article>");
    mark(out, "k", 0, &nonce.css());
    mark(out, "k", 2, &Code::Start(number).css());
    if !message.subject.is_empty() || !message.fields.is_empty() {
        let _ = write!(out, "<div class=\"h\"><h1 dir=\"auto\">{}</h1><dl>", escaped(&message.subject));
        for (name, value) in &message.fields {
            let _ = write!(out, "<dt>{}</dt><dd dir=\"auto\">{}</dd>", escaped(name), escaped(value));
        }
        out.push_str("</dl><hr></div>");
    }
    out.push_str("<div class=\"b\">");
    mark(out, "w", 0, &nonce.css());
    mark(out, "w", 0, &Code::Width(number).css());
    let _ = write!(
        out,
        "<div><template shadowrootmode=\"open\"><style>\
         *{{-webkit-print-color-adjust:exact;print-color-adjust:exact;font-variant-ligatures:none}}\
         img{{max-width:100%;height:auto}}table{{max-width:100%}}pre{{white-space:pre-wrap;font:inherit}}\
         {BREAKS}blockquote{{margin:8px 0 8px 2px;padding-left:12px;border-left:2px solid #d8d8d2}}\
         .body{{font:15px/1.55 {FONTS};color:#1b1e21}}</style>"
    );
    body(out, &message.html, nonce, links);
    out.push_str("</template></div></div>");
    if !message.remarks.is_empty() {
        out.push_str("<div class=\"r\"><hr>");
        for remark in &message.remarks {
            let _ = write!(out, "<p dir=\"auto\">{}</p>", escaped(remark));
        }
        out.push_str("</div>");
    }
    out.push_str("</article>");
}

/// Writes a cleaned body: its style sheets first, then the rest with marks below the text and the pictures of links.
fn body(out: &mut String, html: &str, nonce: Nonce, links: &mut Vec<String>) {
    let is_open = |piece: &Piece<'_>| matches!(piece, Piece::Tag(tag) if name(tag) == "style");
    let is_close = |piece: &Piece<'_>| matches!(piece, Piece::Tag(tag) if name(tag) == "/style");
    for piece in pieces(html) {
        match piece {
            Piece::Tag(tag) if is_open(&piece) || is_close(&piece) => out.push_str(tag),
            Piece::Sheet(sheet) => out.push_str(sheet),
            _ => {}
        }
    }
    out.push_str("<div class=\"body\">");
    let mut link = None;
    for piece in pieces(html) {
        match piece {
            Piece::Sheet(_) => {}
            Piece::Tag(_) if is_open(&piece) || is_close(&piece) => {}
            Piece::Tag(tag) => {
                match name(tag) {
                    "a" => {
                        link = attribute(tag, "href")
                            .as_deref()
                            .and_then(safe_address)
                            .map(|address| add(links, address));
                    }
                    "/a" => link = None,
                    _ => {}
                }
                match link.filter(|_| name(tag) == "img") {
                    Some(link) => picture(out, tag, nonce, link),
                    None => out.push_str(tag),
                }
            }
            Piece::Text(text) => match link.filter(|_| !text.trim().is_empty()) {
                Some(link) => {
                    begin(out, &nonce.invisible_css());
                    begin(out, &Code::Link(link).invisible_css());
                    push_text(out, text);
                    let _ = write!(out, "</{MARKED}></{MARKED}>");
                }
                None => push_text(out, text),
            },
        }
    }
    out.push_str("</div>");
}

/// Numbers the address of a link.
fn add(links: &mut Vec<String>, address: String) -> u32 {
    let number = u32::try_from(links.len()).unwrap_or(u32::MAX);
    links.push(address);
    number
}

fn begin(out: &mut String, colour: &str) {
    let _ = write!(
        out,
        "<{MARKED} style=\"all:unset!important;background:{colour}!important;\
         -webkit-print-color-adjust:exact!important\">"
    );
}

/// Writes a picture of a link: the second box of its mark is the background of the picture.
fn picture(out: &mut String, tag: &str, nonce: Nonce, link: u32) {
    begin(out, &nonce.invisible_css());
    let colour = format!("background:{}!important;", Code::Link(link).invisible_css());
    if let Some((before, after)) = tag.split_once(" style=\"") {
        let _ = write!(out, "{before} style=\"{colour}{after}");
    } else {
        let open = tag.trim_end_matches('>');
        let _ = write!(out, "{open} style=\"{colour}\">");
    }
    let _ = write!(out, "</{MARKED}>");
}

/// Writes escaped text without the characters that no font contains.
fn push_text(out: &mut String, text: &str) {
    out.extend(text.chars().filter(|character| !has_no_glyph(*character)));
}

#[cfg(test)]
mod tests {
    use super::{Nonce, compose};
    use crate::web::message::WebMessage;

    #[test]
    fn links_are_marked_and_styles_stay_inside() {
        let message = WebMessage {
            subject: "a<b".to_owned(),
            html: "<style>p{color:red}</style><p>x<a href=\"https://a.example/?b&amp;c\"><b>y\u{1}</b><img src=\"data:,\"></a>\
                   <a href=\"tel:1\">z</a></p>"
                .to_owned(),
            ..WebMessage::default()
        };
        let mut links = Vec::new();
        let html = compose(&[&message, &message], 2.0, Nonce::new(), &mut links);
        assert_eq!(links, ["https://a.example/?b&c", "https://a.example/?b&c"]);
        assert_eq!(html.matches("<article>").count(), 2);
        // Two for the text and one for the picture of each link.
        assert_eq!(html.matches("<x-link").count(), 6);
        assert!(
            html.contains("<h1 dir=\"auto\">a&lt;b</h1>")
                && html.contains(">y</x-link>")
                && html.contains(">z</a>")
        );
        assert!(html.contains("<style>p{color:red}</style><div class=\"body\"><p>x"));
    }
}
