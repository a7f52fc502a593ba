//! Builds the document around the HTML of a message.

use std::fmt::Write as _;

use crate::clean::clean;
use crate::links::with_shown_addresses;
use crate::marks::{Span, mark_text};
use crate::numbered::{Link, LinkNumbers, links, with_numbers};
use crate::page::sheet_for_page;

/// The content security policy that the document declares.
///
/// Only content inside the document may load: `img-src data:` allows pictures, and `style-src` allows styles. No policy prevents a
/// preconnect, so cleaning removes `<link>`. The frame also has the policy of the page, and a sandbox without scripts.
const META_POLICY: &str =
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/// Maximum number of bytes of a body that are shown.
const MAX_BODY_SIZE: usize = 8 * 1024 * 1024;

/// The sizes of headings are not relative: each level of nesting would create another font.
const STYLE: &str = "html{background:#fff;color:#1b1e21;color-scheme:light}\
html,body{height:auto!important;min-height:0!important}body{margin:0;padding:4px 0 8px;font:15px/1.55 system-ui,'Segoe UI',Cantarell,'Noto Sans',sans-serif;overflow-wrap:anywhere}\
img{max-width:100%;height:auto}table{max-width:100%}pre{white-space:pre-wrap;font:inherit}\
blockquote{margin:8px 0 8px 2px;padding-left:12px;border-left:2px solid #d8d8d2}\
h1{font-size:30px}h2{font-size:22px}h3{font-size:18px}h4{font-size:15px}h5,small{font-size:12px}\
h6,sub,sup{font-size:11px}big{font-size:18px}\
mark{background:#ffe9a8;color:#1b1e21;border-radius:2px}";

/// A document for the sandboxed frame of the window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// The HTML document.
    pub html: String,
    /// Number of pictures and other content on the Internet that are not shown.
    pub remote: u32,
}

/// The cleaned HTML body of a message. It contains the pictures that are inside the message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CleanBody {
    html: String,
    /// Number of pictures and other content on the Internet that are not shown.
    pub remote: u32,
    /// Number of pictures inside the message that the body refers to and that are not shown, because of their type or size.
    pub lost_pictures: usize,
    /// True if the body is longer than the maximum, so its end is missing.
    pub is_cut: bool,
}

impl CleanBody {
    /// Cleans a body. `pictures` contains the pictures inside the message as (content id, media type, bytes).
    pub fn of(body: &str, pictures: &[(String, String, Vec<u8>)]) -> Self {
        let shown = body.get(..body.floor_char_boundary(MAX_BODY_SIZE)).unwrap_or_default();
        let cleaned = clean(shown, pictures);
        Self {
            html: cleaned.html,
            remote: cleaned.remote,
            lost_pictures: cleaned.lost_pictures,
            is_cut: cleaned.is_cut || shown.len() < body.len(),
        }
    }

    /// Returns the size of the body in bytes, with its pictures.
    pub fn size(&self) -> usize {
        self.html.len()
    }

    /// Returns the style sheet and the HTML for a document of another program. Each link opens in a new tab, and its title is
    /// its address. The style sheet cannot end a `<style>` element, and is often empty.
    pub fn for_browser(&self) -> (String, String) {
        let (style, html) = self
            .html
            .strip_prefix("<style>")
            .and_then(|html| html.split_once("</style>"))
            .unwrap_or(("", &self.html));
        (style.to_owned(), with_shown_addresses(html))
    }

    /// Returns the body for a page that contains several messages. Its element has the class `body`.
    pub fn for_page(&self) -> String {
        // The sheets are one element at the beginning.
        let sheets = self.html.strip_prefix("<style>").and_then(|rest| rest.split_once("</style>"));
        match sheets {
            Some((sheet, body)) => format!("<style>{}</style>{body}", sheet_for_page(sheet)),
            None => self.html.clone(),
        }
    }

    /// Returns the links, in the order of the numbers in [`document`](Self::document).
    pub fn links(&self) -> Vec<Link> {
        links(&self.html)
    }

    /// Returns the HTML document. `mark` splits a text into marked and unmarked pieces. `numbers` replace the addresses of links.
    pub fn document(&self, numbers: Option<LinkNumbers<'_>>, mark: &dyn Fn(&str) -> Vec<Span>) -> String {
        let html = numbers.map(|numbers| with_numbers(&self.html, numbers));
        let marked = mark_text(html.as_deref().unwrap_or(&self.html), mark);
        let mut html = String::with_capacity(marked.len().saturating_add(1024));
        let _ = write!(
            html,
            "<!doctype html><html><head><meta charset=\"utf-8\">\
             <meta http-equiv=\"Content-Security-Policy\" content=\"{META_POLICY}\">\
             <meta name=\"referrer\" content=\"no-referrer\"><style>{STYLE}</style></head><body>{marked}</body></html>"
        );
        html
    }
}

/// Renders the HTML body of a message as a document. See [`CleanBody`] for the parameters.
pub fn render(
    body: &str,
    pictures: &[(String, String, Vec<u8>)],
    mark: &dyn Fn(&str) -> Vec<Span>,
) -> Rendered {
    let body = CleanBody::of(body, pictures);
    Rendered { html: body.document(None, mark), remote: body.remote }
}
