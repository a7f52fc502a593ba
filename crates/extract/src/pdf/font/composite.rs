//! Reads the encoding of composite fonts, whose codes can have several bytes (ISO 32000-1, 9.7).

use std::collections::HashMap;

use encoding_rs::{BIG5, EUC_JP, EUC_KR, GB18030, SHIFT_JIS};

use crate::budget::ExtractionBudget;
use crate::charset::utf16be;
use crate::pdf::cmap::CMap;
use crate::pdf::file::PdfFile;
use crate::pdf::object::{Dict, Object};
use crate::pdf::truetype;

/// The encoding of a composite font.
pub(super) enum CompositeEncoding {
    /// Codes of two bytes that are numbers of glyphs. Contains the character of each glyph in the font program.
    Identity(HashMap<u16, char>),
    /// Codes in UTF-16.
    Unicode,
    /// Codes in an East Asian charset.
    Charset(&'static encoding_rs::Encoding),
    /// Codes whose lengths a `CMap` in the file declares.
    Table(CMap),
}

impl CompositeEncoding {
    /// Reads the encoding of a font. Reads the font program only if `needs_letters` is true.
    pub(super) fn load(
        file: &PdfFile<'_>,
        encoding: &Object,
        descendant: &Dict,
        needs_letters: bool,
        budget: &mut ExtractionBudget,
    ) -> Self {
        if let Some(stream) = encoding.stream() {
            let bytes = file.bytes_of(stream, budget).unwrap_or_default();
            return Self::Table(CMap::parse(&bytes, budget));
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

    /// Returns the length in bytes of the code at the beginning of `bytes`.
    pub(super) fn length(&self, bytes: &[u8], to_unicode: &CMap) -> usize {
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
                // Half-width katakana are single bytes.
                let single = first < 0x80 || *charset == SHIFT_JIS && (0xA0..0xE0).contains(&first);
                if single { 1 } else { 2 }
            }
            Self::Table(map) => map.length(bytes).or_else(|| to_unicode.length(bytes)).unwrap_or(2),
        }
    }

    /// Returns the characters for a code. `bytes` contains the same code as bytes.
    pub(super) fn letters(&self, code: u32, bytes: &[u8]) -> Option<String> {
        match self {
            Self::Identity(letters) => letters.get(&u16::try_from(code).ok()?).map(char::to_string),
            Self::Unicode => Some(utf16be(bytes)),
            Self::Charset(charset) => Some(charset.decode_without_bom_handling(bytes).0.into_owned()),
            Self::Table(_) => None,
        }
    }

    /// Returns the number under which the font lists the width of a code. Returns `u32::MAX` if it is unknown.
    pub(super) fn width_code(&self, code: u32) -> u32 {
        match self {
            Self::Identity(_) | Self::Table(_) => code,
            Self::Unicode | Self::Charset(_) => u32::MAX,
        }
    }
}

/// Returns the character for each code of an embedded font, from its font program.
fn program_letters(
    file: &PdfFile<'_>,
    descendant: &Dict,
    budget: &mut ExtractionBudget,
) -> HashMap<u16, char> {
    let descriptor = file.get(descendant, "FontDescriptor", budget);
    let program = |name: &str, budget: &mut ExtractionBudget| {
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
