//! RTF bodies: out of their compression ([MS-OXRTFCP]), out of their encapsulation ([MS-OXRTFEX]), or made readable.

mod compressed;
mod control_word;
mod font_table;
mod html_builder;
mod picture;
mod reader;
mod token;

pub use compressed::{CompressedRtfFlaw, DecompressedRtf, decompress};

pub(crate) use html_builder::OBJECT_MARKER;

use crate::picture::Picture;
use html_builder::{PICTURE_CID, PICTURE_DOMAIN};
use reader::RtfReader;
use token::{RtfToken, RtfTokens};

/// What an RTF body holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RtfBody {
    /// HTML that was wrapped into RTF, as it was before.
    Html(String),
    /// Plain text that was wrapped into RTF, as it was before.
    Text(String),
    /// Text that was written as RTF.
    Rich(RichText),
}

/// What a document says that was written as RTF.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RichText {
    /// The text without its looks.
    pub text: String,
    /// The text as simple HTML, where there is more to it than text: marked words, tables, links, pictures. U+FFFC
    /// stands where an attachment does, the first for the first.
    pub html: Option<String>,
    /// Pictures of the text, in the order of the content ids in the HTML, [`RichText::content_id`].
    pub pictures: Vec<Picture>,
}

impl RichText {
    /// The content id of a picture.
    pub fn content_id(index: usize) -> String {
        format!("{PICTURE_CID}{index}{PICTURE_DOMAIN}")
    }
}

/// Reads an RTF body. Never fails: what is no RTF is text.
pub fn read(rtf: &[u8]) -> RtfBody {
    match encapsulated(rtf) {
        Some(Encapsulated::Html) => RtfBody::Html(RtfReader::new(RtfMode::Html).read(rtf)),
        Some(Encapsulated::Text) => RtfBody::Text(RtfReader::new(RtfMode::Text).read(rtf)),
        None => RtfBody::Rich(RtfReader::new(RtfMode::Rich).read_rich(rtf)),
    }
}

/// What is wanted of the document.
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

/// [MS-OXRTFEX] 2.2.3.1: `\fromhtml1` or `\fromtext` among the first tokens, before the font table.
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
