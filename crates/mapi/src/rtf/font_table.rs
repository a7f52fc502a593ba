//! The code pages of fonts.

use std::collections::BTreeMap;

/// The code pages of the font table and of the document.
#[derive(Debug, Default)]
pub(super) struct FontTable {
    /// The code page of the document, `\ansicpg`.
    pub(super) document: Option<u32>,
    /// The default font, `\deff`.
    pub(super) default: Option<i32>,
    pages: BTreeMap<i32, u32>,
    defining: Option<i32>,
}

/// Maximum number of fonts. No ordinary document has more.
const LIMIT: usize = 4_096;

impl FontTable {
    /// Reads a control word in the font table.
    pub(super) fn define(&mut self, word: &[u8], number: Option<i32>) {
        let number = number.unwrap_or(0);
        match word {
            b"f" => self.defining = Some(number),
            b"fcharset" => self.set(of_charset(number)),
            b"cpg" => self.set(u32::try_from(number).ok().filter(|&page| page != 0)),
            _ => {}
        }
    }

    fn set(&mut self, page: Option<u32>) {
        if let (Some(font), Some(page)) = (self.defining, page)
            && self.pages.len() < LIMIT
        {
            self.pages.insert(font, page);
        }
    }

    /// Returns the code page of text in a font.
    pub(super) fn page(&self, font: Option<i32>) -> Option<u32> {
        font.or(self.default).and_then(|font| self.pages.get(&font).copied()).or(self.document)
    }
}

/// Returns the code page of a `\fcharset`, [MSFT-RTF] "Font table". Returns `None` if the code page of the
/// document applies.
fn of_charset(charset: i32) -> Option<u32> {
    Some(match charset {
        0 => 1252,
        77 => 10_000,
        78 | 128 => 932,
        129 => 949,
        130 => 1361,
        134 => 936,
        136 => 950,
        161 => 1253,
        162 => 1254,
        163 => 1258,
        177 => 1255,
        178..=180 => 1256,
        186 => 1257,
        204 => 1251,
        222 => 874,
        238 => 1250,
        254 => 437,
        255 => 850,
        _ => return None,
    })
}
