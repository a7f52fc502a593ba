//! The fonts of printed pages, as far as the text of their codes is needed.

use std::collections::HashMap;
use std::rc::Rc;

use lopdf::{Dictionary, Document, Object, ObjectId};

use super::cmap::CharacterMap;

/// A font.
#[derive(Debug, Default)]
pub(crate) struct Font {
    map: CharacterMap,
    /// True for composite fonts, whose codes have two bytes.
    is_composite: bool,
}

/// Text that was shown.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct ShownText {
    pub text: String,
    /// Codes without text, or with the glyph that says that there is none. PDF/A forbids both.
    pub faults: usize,
}

impl Font {
    fn of(document: &Document, font: &Dictionary, repaired: &mut Vec<(ObjectId, Vec<u8>)>) -> Self {
        let is_composite = font.get(b"Subtype").and_then(Object::as_name).is_ok_and(|name| name == b"Type0");
        let mut map = CharacterMap::default();
        if let Ok(Object::Reference(id)) = font.get(b"ToUnicode")
            && let Ok(stream) = document.get_object(*id).and_then(Object::as_stream)
        {
            map = CharacterMap::read(&stream.get_plain_content().unwrap_or_default());
            if map.repair() {
                repaired.push((*id, map.write(if is_composite { 2 } else { 1 })));
            }
        }
        Self { map, is_composite }
    }

    /// Decodes a string that the font shows.
    pub fn decode(&self, bytes: &[u8], shown: &mut ShownText) {
        for code in bytes.chunks(if self.is_composite { 2 } else { 1 }) {
            let code = code.iter().fold(0, |code, byte| (code << 8) | u32::from(*byte));
            match self.map.text(code) {
                Some(text) => shown.text.push_str(text),
                None => shown.faults = shown.faults.saturating_add(1),
            }
            if self.is_composite && code == 0 {
                shown.faults = shown.faults.saturating_add(1);
            }
        }
    }
}

/// The fonts of a document that were used.
#[derive(Default)]
pub(crate) struct FontCache {
    fonts: HashMap<ObjectId, Rc<Font>>,
    /// Character maps that need another content.
    pub repaired: Vec<(ObjectId, Vec<u8>)>,
}

impl FontCache {
    /// Returns the font with this name in resources. A font that is missing has no text.
    pub fn font(&mut self, document: &Document, resources: &Dictionary, name: &[u8]) -> Rc<Font> {
        let font = resources.get(b"Font").ok().and_then(|fonts| dictionary(document, fonts));
        let Some(Ok(Object::Reference(id))) = font.map(|fonts| fonts.get(name)) else { return Rc::default() };
        if let Some(font) = self.fonts.get(id) {
            return Rc::clone(font);
        }
        let font = document.get_dictionary(*id).map(|font| Font::of(document, font, &mut self.repaired));
        let font = Rc::new(font.unwrap_or_default());
        self.fonts.insert(*id, Rc::clone(&font));
        font
    }
}

/// Returns a dictionary that is given directly or by a reference.
pub(crate) fn dictionary<'d>(document: &'d Document, object: &'d Object) -> Option<&'d Dictionary> {
    match object {
        Object::Dictionary(dictionary) => Some(dictionary),
        Object::Reference(id) => document.get_dictionary(*id).ok(),
        _ => None,
    }
}

/// Returns the resources of a page.
pub(crate) fn resources(document: &Document, page: ObjectId) -> Option<&Dictionary> {
    let mut node = document.get_dictionary(page).ok()?;
    // Pages inherit resources from the nodes above.
    for _ in 0..20 {
        if let Some(found) = node.get(b"Resources").ok().and_then(|found| dictionary(document, found)) {
            return Some(found);
        }
        node = dictionary(document, node.get(b"Parent").ok()?)?;
    }
    None
}
