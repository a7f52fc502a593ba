//! Reads the widths of glyphs (ISO 32000-1, 9.2.4). The widths are needed to recognise spaces between words.

use std::collections::HashMap;

use crate::budget::ExtractionBudget;
use crate::pdf::file::PdfFile;
use crate::pdf::object::{Dict, Object, whole};

/// Maximum number of glyphs with widths.
const MAX_GLYPHS: usize = 70_000;
/// The unit of widths, as a fraction of the font size. Type 3 fonts declare their own unit.
const THOUSANDTH: f64 = 0.001;

/// The widths of a font's glyphs, as fractions of the font size.
pub(super) struct Widths {
    listed: HashMap<u32, f64>,
    /// The width of glyphs that are not listed. If it is `None`, their width is estimated from the character.
    other: Option<f64>,
}

impl Widths {
    /// Reads the widths of a simple font (ISO 32000-1, 9.6.2).
    pub(super) fn simple(file: &PdfFile<'_>, dict: &Dict, budget: &mut ExtractionBudget) -> Self {
        let matrix = file.get(dict, "FontMatrix", budget);
        let scale = match dict.name("Subtype") {
            Some("Type3") => matrix.array().first().and_then(Object::number).unwrap_or(THOUSANDTH).abs(),
            _ => THOUSANDTH,
        };
        let first =
            file.get(dict, "FirstChar", budget).size().and_then(|code| u32::try_from(code).ok()).unwrap_or(0);
        let widths = file.get(dict, "Widths", budget);
        let descriptor = file.get(dict, "FontDescriptor", budget);
        let missing = descriptor.dict().and_then(|descriptor| descriptor.get("MissingWidth").number());
        let mut listed = HashMap::new();
        for (code, width) in (first..).zip(widths.array().iter().take(256)) {
            if let Some(width) = file.resolve(width, budget).number() {
                listed.insert(code, width * scale);
            }
        }
        let other = if listed.is_empty() {
            None
        } else {
            missing.filter(|width| *width > 0.0).map(|width| width * scale)
        };
        Self { listed, other }
    }

    /// Reads the widths of a composite font (ISO 32000-1, 9.7.4.3).
    pub(super) fn wide(file: &PdfFile<'_>, dict: &Dict, budget: &mut ExtractionBudget) -> Self {
        let other = file.get(dict, "DW", budget).number().unwrap_or(1000.0) * THOUSANDTH;
        let list = file.get(dict, "W", budget);
        let list: Vec<Object> =
            list.array().iter().take(MAX_GLYPHS).map(|object| file.resolve(object, budget)).collect();
        let mut listed = HashMap::new();
        let mut rest = list.as_slice();
        while let [Object::Number(first), second, behind @ ..] = rest {
            let code = |number: f64| whole(number).and_then(|code| u32::try_from(code).ok()).unwrap_or(0);
            let first = code(*first);
            rest = match (second, behind) {
                (Object::Array(widths), behind) => {
                    for (code, width) in (first..).zip(widths.iter()) {
                        insert(&mut listed, code, width.number());
                    }
                    behind
                }
                (Object::Number(end), [width, behind @ ..]) => {
                    for code in first..=code(*end).min(first.saturating_add(0xFFFF)) {
                        insert(&mut listed, code, width.number());
                    }
                    behind
                }
                _ => break,
            };
        }
        Self { listed, other: Some(other) }
    }

    /// Returns the width of a code. `letters` contains the characters for the code.
    pub(super) fn get(&self, code: u32, letters: &str) -> f64 {
        match self.listed.get(&code) {
            Some(width) => *width,
            None if code == u32::MAX && letters.is_ascii() => 0.5,
            None => self.other.unwrap_or_else(|| estimated_width(letters)),
        }
    }
}

fn insert(listed: &mut HashMap<u32, f64>, code: u32, width: Option<f64>) {
    if let Some(width) = width.filter(|_| listed.len() < MAX_GLYPHS) {
        listed.insert(code, width * THOUSANDTH);
    }
}

/// Estimates the width of a character, for standard fonts whose widths are not in the file.
fn estimated_width(letters: &str) -> f64 {
    match letters.chars().next() {
        None => 0.0,
        Some(
            'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | ' ' | 'f' | 't' | 'r' | '('
            | ')' | '-' | '/',
        ) => 0.29,
        Some('m' | 'w' | 'M' | 'W' | '@' | '%' | '—' | '…') => 0.85,
        Some(c) if c.is_uppercase() => 0.69,
        Some(_) => 0.54,
    }
}
