//! Fonts whose codes take several bytes, ISO 32000-1, 9.7.

use std::collections::HashMap;

use encoding_rs::{BIG5, EUC_JP, EUC_KR, GB18030, SHIFT_JIS};

use crate::budget::Budget;
use crate::charset::utf16be;
use crate::pdf::cmap::Map;
use crate::pdf::file::File;
use crate::pdf::object::{Dict, Object};
use crate::pdf::truetype;

pub(super) enum Wide {
    /// Two bytes, the number of a glyph, with letters where the font's program tells them.
    Identity(HashMap<u16, char>),
    /// UTF-16.
    Unicode,
    /// A charset of East Asia.
    Charset(&'static encoding_rs::Encoding),
    /// A table in the file.
    Table(Map),
}

impl Wide {
    pub(super) fn load(
        file: &File<'_>,
        encoding: &Object,
        descendant: &Dict,
        needs_letters: bool,
        budget: &mut Budget,
    ) -> Self {
        if let Some(stream) = encoding.stream() {
            let bytes = file.bytes_of(stream, budget).unwrap_or_default();
            return Self::Table(Map::parse(&bytes, budget));
        }
        let name = encoding.name().unwrap_or_default();
        let has = |part: &str| name.contains(part);
        let charset = match () {
            () if has("UCS2") || has("UTF16") => return Self::Unicode,
            () if has("RKSJ") => SHIFT_JIS,
            () if has("GBK") || has("GBpc") || name.starts_with("GB-EUC") => GB18030,
            () if has("B5") => BIG5,
            () if has("KSC") => EUC_KR,
            () if name.starts_with("EUC-") => EUC_JP,
            () if needs_letters => return Self::Identity(program_letters(file, descendant, budget)),
            () => return Self::Identity(HashMap::new()),
        };
        Self::Charset(charset)
    }

    /// How many bytes the next code takes.
    pub(super) fn length(&self, bytes: &[u8], to_unicode: &Map) -> usize {
        let first = bytes.first().copied().unwrap_or(0);
        match self {
            Self::Identity(_) => 2,
            Self::Unicode => {
                if (0xD8..0xDC).contains(&first) {
                    4
                } else {
                    2
                }
            }
            Self::Charset(charset) => {
                // Half-wide Katakana are single bytes.
                let single = first < 0x80 || *charset == SHIFT_JIS && (0xA0..0xE0).contains(&first);
                if single { 1 } else { 2 }
            }
            Self::Table(map) => map.length(bytes).or_else(|| to_unicode.length(bytes)).unwrap_or(2),
        }
    }

    pub(super) fn letters(&self, code: u32, bytes: &[u8]) -> Option<String> {
        match self {
            Self::Identity(letters) => letters.get(&u16::try_from(code).ok()?).map(char::to_string),
            Self::Unicode => Some(utf16be(bytes)),
            Self::Charset(charset) => Some(charset.decode_without_bom_handling(bytes).0.into_owned()),
            Self::Table(_) => None,
        }
    }

    /// The number under which the code's width is listed. Of charsets it is not known.
    pub(super) fn width_code(&self, code: u32) -> u32 {
        match self {
            Self::Identity(_) | Self::Table(_) => code,
            Self::Unicode | Self::Charset(_) => u32::MAX,
        }
    }
}

/// Letters of a font that is in the file, by the numbers that the document knows its glyphs by.
fn program_letters(file: &File<'_>, descendant: &Dict, budget: &mut Budget) -> HashMap<u16, char> {
    let descriptor = file.get(descendant, "FontDescriptor", budget);
    let program = |name: &str, budget: &mut Budget| {
        let object = file.get(descriptor.dict()?, name, budget);
        file.bytes_of(object.stream()?, budget).ok()
    };
    let bytes = program("FontFile2", budget).or_else(|| program("FontFile3", budget));
    let by_glyph = truetype::letters(&bytes.unwrap_or_default());
    let Some(table) = file.get(descendant, "CIDToGIDMap", budget).stream().cloned() else { return by_glyph };
    let Ok(table) = file.bytes_of(&table, budget) else { return by_glyph };
    let glyphs =
        table.chunks_exact(2).filter_map(|pair| pair.first_chunk().map(|glyph| u16::from_be_bytes(*glyph)));
    (0..=u16::MAX).zip(glyphs).filter_map(|(code, glyph)| Some((code, *by_glyph.get(&glyph)?))).collect()
}
