//! Which code page a run of text is in.

use std::collections::BTreeMap;

/// The font table, as far as code pages go, and the document's own page.
#[derive(Debug, Default)]
pub(super) struct FontTable {
    /// `\ansicpg`
    pub(super) document: Option<u32>,
    /// `\deff`
    pub(super) default: Option<i32>,
    pages: BTreeMap<i32, u32>,
    defining: Option<i32>,
}

/// FontTable that are remembered; no document of an honest writer has more.
const LIMIT: usize = 4_096;

impl FontTable {
    /// A control word in the font table.
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

    /// The code page of text in a font.
    pub(super) fn page(&self, font: Option<i32>) -> Option<u32> {
        font.or(self.default).and_then(|font| self.pages.get(&font).copied()).or(self.document)
    }
}

/// The code page of a `\fcharset`, [MSFT-RTF] «Font table». `None` for those that leave it to the document.
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
