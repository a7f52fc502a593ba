//! The fonts of this computer, and the translation from the fonts of parley to those of krilla.

use std::borrow::Cow;
use std::collections::HashMap;

use krilla::text::{Font, Tag};
use parley::{FontContext, FontFamily, FontFamilyName, GenericFamily, LayoutContext, Run};

use crate::PdfError;

/// Font families by preference. The list names one family a script, because automatic fallback picks odd ones (Noto Rashi
/// for Hebrew, Looped Thai). A family that is missing here is skipped.
const FAMILIES: &[&str] = &[
    "Noto Sans",
    "Segoe UI",
    "Helvetica Neue",
    "Arial",
    "DejaVu Sans",
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

/// The fonts of this computer. Finding them takes some milliseconds, so a document uses one value.
pub struct Fonts {
    pub(crate) context: FontContext,
    pub(crate) layouts: LayoutContext<Ink>,
    /// Fonts that were used.
    cache: HashMap<FontKey, Font>,
}

/// The beginning of a font's data (its directory, with checksums of all tables), the length of the data, the index of the
/// font, and its variations. The id of the data does not do: parley maps the same file again and again, and a cache that
/// holds each of these maps grows with the number of pages.
type FontKey = (Vec<u8>, usize, u32, Vec<(Tag, u32)>);

/// The bytes of a font's data that tell it from others.
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

    /// Returns the font list of every text.
    pub(crate) fn families() -> FontFamily<'static> {
        let named = FAMILIES.iter().map(|name| FontFamilyName::Named(Cow::Borrowed(name)));
        let generic = [GenericFamily::SansSerif, GenericFamily::Emoji].map(FontFamilyName::Generic);
        FontFamily::List(named.chain(generic).collect())
    }

    /// Returns the font of a run as krilla needs it; none if krilla cannot read the font.
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
