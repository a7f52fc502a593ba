//! RTF bodies: decompression ([MS-OXRTFCP]), extraction of encapsulated HTML and text ([MS-OXRTFEX]), and conversion of
//! rich text to text and HTML.

mod compressed;
mod control_word;
mod font_table;
mod html_builder;
mod picture;
mod reader;
mod token;

pub use compressed::{CompressedRtfFlaw, DecompressedRtf, decompress, uncompressed};

pub(crate) use html_builder::OBJECT_MARKER;

use crate::picture::Picture;
use html_builder::{PICTURE_CID, PICTURE_DOMAIN};
use reader::RtfReader;
use token::{RtfToken, RtfTokens};

/// The content of an RTF body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RtfBody {
    /// HTML that was encapsulated in RTF.
    Html(String),
    /// Plain text that was encapsulated in RTF.
    Text(String),
    /// Text that was written as RTF.
    Rich(RichText),
}

/// Text that was written as RTF.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RichText {
    /// The plain text.
    pub text: String,
    /// Simple HTML, if the text has formatting, tables, links or pictures. U+FFFC marks the position of each
    /// attachment, in order.
    pub html: Option<String>,
    /// The pictures of the text. The HTML refers to them by [`RichText::content_id`].
    pub pictures: Vec<Picture>,
}

impl RichText {
    /// Returns the content id of the picture at `index`.
    pub fn content_id(index: usize) -> String {
        format!("{PICTURE_CID}{index}{PICTURE_DOMAIN}")
    }
}

/// Reads an RTF body. Data that is not RTF is read as text.
pub fn read(rtf: &[u8]) -> RtfBody {
    match encapsulated(rtf) {
        Some(Encapsulated::Html) => RtfBody::Html(RtfReader::new(RtfMode::Html).read(rtf)),
        Some(Encapsulated::Text) => RtfBody::Text(RtfReader::new(RtfMode::Text).read(rtf)),
        None => RtfBody::Rich(RtfReader::new(RtfMode::Rich).read_rich(rtf)),
    }
}

/// The kind of text in the RTF.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum RtfMode {
    Html,
    Text,
    Rich,
}

enum Encapsulated {
    Html,
    Text,
}

/// Returns the encapsulated format, [MS-OXRTFEX] 2.2.3.1: `\fromhtml1` or `\fromtext` among the first tokens, before
/// the font table.
fn encapsulated(rtf: &[u8]) -> Option<Encapsulated> {
    const LOOK_AT: usize = 20;
    for token in RtfTokens::new(rtf).skip(1).take(LOOK_AT) {
        match token {
            RtfToken::Word(b"fromhtml", number) if number != Some(0) => return Some(Encapsulated::Html),
            RtfToken::Word(b"fromtext", _) => return Some(Encapsulated::Text),
            RtfToken::Word(b"fonttbl", _) => return None,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests;
