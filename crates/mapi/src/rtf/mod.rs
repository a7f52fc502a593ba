//! RTF bodies: out of their compression ([MS-OXRTFCP]), out of their encapsulation ([MS-OXRTFEX]), or made readable.

mod charset;
mod looks;
mod lzfu;
mod page;
mod picture;
mod reader;
mod token;
mod words;

pub use lzfu::{Decompressed, Flaw, decompress};

pub(crate) use page::OBJECT;

use crate::picture::Picture;
use page::{PICTURE_CID, PICTURE_DOMAIN};
use reader::Reader;
use token::{Token, Tokens};

/// What an RTF body holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// HTML that was wrapped into RTF, as it was before.
    Html(String),
    /// Plain text that was wrapped into RTF, as it was before.
    Text(String),
    /// Text that was written as RTF.
    Rich(Rich),
}

/// What a document says that was written as RTF.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rich {
    /// The text without its looks.
    pub text: String,
    /// The text as simple HTML, where there is more to it than text: marked words, tables, links, pictures. U+FFFC
    /// stands where an attachment does, the first for the first.
    pub html: Option<String>,
    /// Pictures of the text, in the order of the content ids in the HTML, [`Rich::content_id`].
    pub pictures: Vec<Picture>,
}

impl Rich {
    /// The content id of a picture.
    pub fn content_id(index: usize) -> String {
        format!("{PICTURE_CID}{index}{PICTURE_DOMAIN}")
    }
}

/// Reads an RTF body. Never fails: what is no RTF is text.
pub fn read(rtf: &[u8]) -> Body {
    match encapsulated(rtf) {
        Some(Encapsulated::Html) => Body::Html(Reader::new(Mode::Html).read(rtf)),
        Some(Encapsulated::Text) => Body::Text(Reader::new(Mode::Text).read(rtf)),
        None => Body::Rich(Reader::new(Mode::Rich).read_rich(rtf)),
    }
}

/// What is wanted of the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
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
    for token in Tokens::new(rtf).skip(1).take(LOOK_AT) {
        match token {
            Token::Word(b"fromhtml", number) if number != Some(0) => return Some(Encapsulated::Html),
            Token::Word(b"fromtext", _) => return Some(Encapsulated::Text),
            Token::Word(b"fonttbl", _) => return None,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests;
