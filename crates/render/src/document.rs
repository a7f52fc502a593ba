//! The document around a message's body.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::clean::clean;
use crate::marks::mark_text;

/// The policy under which the document is shown, also to be sent as a header by whoever serves it. Nothing may be
/// loaded but what stands in the document: `img-src data:` are its own pictures, `style-src` its own styles. `sandbox`
/// without any permission takes scripts, forms, popups and its origin from it. A preconnect escapes every policy,
/// which is why `<link>` is dropped in cleaning.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; \
     base-uri 'none'; form-action 'none'; frame-ancestors 'self' tauri: http://tauri.localhost; sandbox";

/// The part of the policy that a document can carry itself.
const META_POLICY: &str =
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/// Largest body that is shown formatted, in bytes.
const LARGEST: usize = 8 * 1024 * 1024;
/// Pictures that are put into one document, in bytes.
const PICTURES: usize = 64 * 1024 * 1024;

const STYLE: &str = "html{background:#fff;color:#1b1e21;color-scheme:light}\
body{margin:0;padding:4px 2px 24px;font:15px/1.55 system-ui,'Segoe UI',Cantarell,'Noto Sans',sans-serif;overflow-wrap:anywhere}\
img{max-width:100%;height:auto}table{max-width:100%}pre{white-space:pre-wrap;font:inherit}\
blockquote{margin:8px 0 8px 2px;padding-left:12px;border-left:2px solid #d8d8d2}\
mark{background:#ffe9a8;color:#1b1e21;border-radius:2px}";

/// A piece of text, and whether it is to be marked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// The text.
    pub text: String,
    /// True if it is to be marked.
    pub hit: bool,
}

/// A document to be shown in the locked frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// The document.
    pub html: String,
    /// Pictures and other parts that lie on the Internet, and are not shown.
    pub remote: u32,
}

/// Makes the document of an HTML body. `pictures` are the message's own (content id, media type, bytes); `mark` cuts a
/// text into what is to be marked and what is not.
pub fn render(
    body: &str,
    pictures: &[(String, String, Vec<u8>)],
    mark: &dyn Fn(&str) -> Vec<Span>,
) -> Rendered {
    let body = body.get(..body.floor_char_boundary(LARGEST)).unwrap_or_default();
    let cleaned = clean(body, inline(pictures));
    let marked = mark_text(&cleaned.html, mark);
    let mut html = String::with_capacity(marked.len().saturating_add(1024));
    let _ = write!(
        html,
        "<!doctype html><html><head><meta charset=\"utf-8\">\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{META_POLICY}\">\
         <meta name=\"referrer\" content=\"no-referrer\"><style>{STYLE}</style></head><body>{marked}</body></html>"
    );
    Rendered { html, remote: cleaned.remote }
}

/// How many pictures and other parts of a body lie on the Internet.
pub fn remote_pictures(body: &str) -> u32 {
    clean(body.get(..body.floor_char_boundary(LARGEST)).unwrap_or_default(), Vec::new()).remote
}

/// Pictures as `data:` addresses, by content id.
fn inline(pictures: &[(String, String, Vec<u8>)]) -> Vec<(String, String)> {
    let mut room = PICTURES;
    let mut inline = Vec::new();
    for (id, media_type, bytes) in pictures {
        let Some(rest) = room.checked_sub(bytes.len()) else { continue };
        room = rest;
        if is_picture(media_type) {
            inline.push((id.clone(), format!("data:{media_type};base64,{}", STANDARD.encode(bytes))));
        }
    }
    inline
}

/// Types of pictures that hold no markup.
pub(crate) fn is_picture(media_type: &str) -> bool {
    matches!(
        media_type,
        "image/png"
            | "image/jpeg"
            | "image/jpg"
            | "image/pjpeg"
            | "image/gif"
            | "image/webp"
            | "image/bmp"
            | "image/x-ms-bmp"
            | "image/x-icon"
            | "image/avif"
            | "image/tiff"
    )
}
