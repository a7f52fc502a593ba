//! Finds the fonts of this computer, and converts fonts of parley, the layout library, to fonts of krilla, the PDF
//! library.

use std::borrow::Cow;
use std::collections::HashMap;

use krilla::text::{Font, Tag};
use parley::{FontContext, FontFamily, FontFamilyName, GenericFamily, LayoutContext, Run};

use crate::PdfError;

/// Font families, the preferred ones first. The list names families for each script, because the automatic choice can
/// be unsuitable (Noto Rashi for Hebrew, Looped Thai). `DejaVu Sans` contains many scripts and is the last resort before emoji.
/// Families that this computer lacks are skipped.
const FAMILIES: &[&str] = &[
    "Noto Sans",
    "Segoe UI",
    "Helvetica Neue",
    "Arial",
    "Noto Sans Arabic",
    "Noto Sans Hebrew",
    "Noto Sans Thai",
    "Noto Sans Devanagari",
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Microsoft YaHei",
    "Yu Gothic",
    "Malgun Gothic",
    "PingFang SC",
    "Hiragino Sans",
    "Apple SD Gothic Neo",
    "Leelawadee UI",
    "Nirmala UI",
    "DejaVu Sans",
    "Noto Color Emoji",
    "Apple Color Emoji",
    "Segoe UI Emoji",
];

/// The colour of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Ink {
    /// Black, for text.
    #[default]
    Text,
    /// Grey, for labels.
    Label,
}

/// The fonts of this computer. Finding them takes several milliseconds, so each document uses a single value.
pub struct Fonts {
    pub(crate) context: FontContext,
    pub(crate) layouts: LayoutContext<Ink>,
    /// Fonts that were already converted.
    cache: HashMap<FontKey, Font>,
}

/// Identifies a font: the first bytes of its data (its directory, with checksums of all tables), the length of its
/// data, its index, and its variations. The id that parley gives to the data is unsuitable. Parley maps the same
/// file into memory repeatedly, each time with another id. A cache by id would keep all these mappings, so it
/// would grow with the number of pages.
type FontKey = (Vec<u8>, usize, u32, Vec<(Tag, u32)>);

/// The number of bytes at the beginning of a font's data that identify the font.
const BEGINNING: usize = 512;

impl Fonts {
    /// Finds the fonts of this computer.
    ///
    /// # Errors
    /// [`PdfError::NoFonts`] if there is none.
    pub fn of_this_computer() -> Result<Self, PdfError> {
        let mut context = FontContext::new();
        if context.collection.family_ids().next().is_none() {
            return Err(PdfError::NoFonts);
        }
        Ok(Self { context, layouts: LayoutContext::new(), cache: HashMap::new() })
    }

    /// Returns the list of font families for all texts.
    pub(crate) fn families() -> FontFamily<'static> {
        let named = FAMILIES.iter().map(|name| FontFamilyName::Named(Cow::Borrowed(name)));
        let generic = [GenericFamily::SansSerif, GenericFamily::Emoji].map(FontFamilyName::Generic);
        FontFamily::List(named.chain(generic).collect())
    }

    /// Returns the font of a run for krilla. Returns `None` if krilla cannot read the font.
    pub(crate) fn of_run(&mut self, run: &Run<'_, Ink>) -> Option<Font> {
        let data = run.font().clone();
        let variations: Vec<_> = run
            .synthesis()
            .variation_settings()
            .iter()
            .map(|variation| (Tag::new(&variation.0.to_be_bytes()), variation.1))
            .collect();
        let bits = variations.iter().map(|(tag, value)| (*tag, value.to_bits())).collect();
        let index = data.index;
        let (bytes, _) = data.data.into_raw_parts();
        let all: &[u8] = (*bytes).as_ref();
        let key = (all.get(..BEGINNING).unwrap_or(all).to_vec(), all.len(), index, bits);
        if let Some(font) = self.cache.get(&key) {
            return Some(font.clone());
        }
        let font = Font::new_variable(bytes.into(), index, &variations)?;
        self.cache.insert(key, font.clone());
        Some(font)
    }
}
