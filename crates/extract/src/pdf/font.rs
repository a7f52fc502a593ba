//! Reads the parts of fonts that text extraction needs: the characters and the width of each code.

mod composite;
mod simple;
mod width;

use super::cmap::CMap;
use super::file::PdfFile;
use super::object::{Dict, Object};
use crate::budget::ExtractionBudget;
use composite::CompositeEncoding;
use simple::SimpleEncoding;
use width::Widths;

/// The encoding and widths of a font.
pub(super) struct Font {
    codes: Codes,
    /// The font's own table from codes to Unicode. Empty if the font has none.
    to_unicode: CMap,
    widths: Widths,
    /// True if text runs from top to bottom.
    pub(super) vertical: bool,
}

/// The encoding of a font's codes.
enum Codes {
    Simple(Box<SimpleEncoding>),
    Composite(CompositeEncoding),
}

/// The characters and width of one code in a string.
pub(super) struct Glyph<'g> {
    pub(super) letters: &'g str,
    /// The width as a fraction of the font size.
    pub(super) width: f64,
    /// True for the single byte 32, to which word spacing applies (ISO 32000-1, 9.3.3).
    pub(super) is_blank: bool,
}

impl Font {
    /// Reads the font with this dictionary.
    pub(super) fn load(file: &PdfFile<'_>, dict: &Dict, budget: &mut ExtractionBudget) -> Self {
        let to_unicode = match file.get(dict, "ToUnicode", budget).stream() {
            Some(stream) => {
                let bytes = file.bytes_of(stream, budget).unwrap_or_default();
                CMap::parse(&bytes, budget)
            }
            None => CMap::default(),
        };
        if dict.name("Subtype") == Some("Type0") {
            let descendants = file.get(dict, "DescendantFonts", budget);
            let descendant = descendants.array().first().map(|font| file.resolve(font, budget));
            let descendant = descendant.as_ref().and_then(Object::dict).cloned().unwrap_or_default();
            let encoding = file.get(dict, "Encoding", budget);
            let vertical = encoding.name().is_some_and(|name| name.ends_with("-V"));
            let codes = CompositeEncoding::load(file, &encoding, &descendant, to_unicode.is_empty(), budget);
            let widths = Widths::wide(file, &descendant, budget);
            return Self { codes: Codes::Composite(codes), to_unicode, widths, vertical };
        }
        Self {
            codes: Codes::Simple(Box::new(SimpleEncoding::load(file, dict, budget))),
            to_unicode,
            widths: Widths::simple(file, dict, budget),
            vertical: false,
        }
    }

    /// Calls `take` with the glyph of each code in a string.
    pub(super) fn glyphs(&self, bytes: &[u8], mut take: impl FnMut(Glyph<'_>)) {
        match &self.codes {
            Codes::Simple(simple) => {
                for &byte in bytes {
                    let mapped = if self.to_unicode.is_empty() { None } else { self.mapped(u32::from(byte)) };
                    let letters = mapped.as_deref().unwrap_or_else(|| simple.letters(byte));
                    let width = self.widths.get(u32::from(byte), letters);
                    take(Glyph { letters, width, is_blank: byte == b' ' });
                }
            }
            Codes::Composite(wide) => {
                let mut rest = bytes;
                while !rest.is_empty() {
                    let length = wide.length(rest, &self.to_unicode).clamp(1, rest.len());
                    let (bytes, behind) = rest.split_at(length);
                    rest = behind;
                    let code = bytes.iter().fold(0_u32, |code, &byte| code << 8 | u32::from(byte));
                    let letters = self.mapped(code).or_else(|| wide.letters(code, bytes)).unwrap_or_default();
                    let width = self.widths.get(wide.width_code(code), &letters);
                    take(Glyph { letters: &letters, width, is_blank: bytes == b" " });
                }
            }
        }
    }

    /// Returns the characters for a code in the font's own table. Returns `None` if they are not plausible text.
    fn mapped(&self, code: u32) -> Option<String> {
        let is_nonsense = |c: char| c == '\u{0}' || c == '\u{FFFD}' || ('\u{E000}'..='\u{F8FF}').contains(&c);
        self.to_unicode.get(code).filter(|letters| !letters.contains(is_nonsense))
    }
}
