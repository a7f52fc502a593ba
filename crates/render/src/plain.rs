//! The plain text of a body as HTML, for bodies whose formatting cannot be shown.

use foundmail_mail::text_of_html;

use crate::body::Text;

/// The sentence before the text.
const REASON: &str = "This message is shown as plain text, because its formatting could stop the window.";
/// The sentence before a text that is cut.
const CUT: &str = " The end of this long text is not shown. Save the message to read it.";

/// Maximum number of characters and lines that are shown. A line needs 1.5 kB in a browser.
const MAX_TEXT: usize = 1_900_000;
const MAX_LINES: usize = 25_000;
/// Number of lines in one block, and of characters after which a block ends. Browsers need quadratic time for the lines of
/// a block.
const BLOCK_LINES: usize = 200;
const BLOCK_TEXT: usize = 20_000;

/// The text of a body.
#[derive(Debug)]
pub(crate) struct Plain {
    pub html: String,
    /// True if the end of the text is missing.
    pub is_cut: bool,
}

/// Returns the text of a body, with a sentence about the reason.
pub(crate) fn plain(body: &str) -> Plain {
    let whole = text_of_html(body);
    let whole = whole.trim();
    let end = whole.char_indices().nth(MAX_TEXT).map_or(whole.len(), |(at, _)| at);
    let end = whole.match_indices('\n').nth(MAX_LINES).map_or(end, |(at, _)| at.min(end));
    let shown = whole.get(..end).unwrap_or_default();
    let is_cut = end < whole.len();
    let cut = if is_cut { CUT } else { "" };
    let mut html = format!("<p><i>{REASON}{cut}</i></p><div>");
    let mut text = Text::default();
    let mut lines: usize = 0;
    let mut block_start: usize = 0;
    for mut line in shown.split('\n') {
        loop {
            if lines >= BLOCK_LINES || text.length.saturating_sub(block_start) >= BLOCK_TEXT {
                html.push_str("</div><div>");
                (lines, block_start) = (0, text.length);
            } else if lines > 0 {
                html.push_str("<br>");
            }
            lines = lines.saturating_add(1);
            text.end_word();
            let (piece, rest) =
                line.split_at_checked(line.floor_char_boundary(BLOCK_TEXT)).unwrap_or((line, ""));
            text.push(piece, &mut html);
            if rest.is_empty() {
                break;
            }
            line = rest;
        }
    }
    html.push_str("</div>");
    Plain { html, is_cut }
}
