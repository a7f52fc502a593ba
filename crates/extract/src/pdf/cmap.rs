//! Reads `CMap`s. A `CMap` maps the codes of a font to Unicode (ISO 32000-1, 9.10.3), or declares the lengths of
//! codes (9.7.5).

use std::collections::HashMap;

use super::lexer::{Lexer, ObjectOrWord};
use super::object::Object;
use crate::budget::ExtractionBudget;
use crate::charset::utf16be;

/// Maximum number of single codes.
const MAX_CODES: usize = 200_000;
/// Maximum number of ranges.
const MAX_RANGES: usize = 20_000;

/// A table that maps codes to characters.
#[derive(Debug, Default)]
pub(super) struct CMap {
    codes: HashMap<u32, String>,
    /// For each range: the first code, the last code, and the UTF-16 units of the first code.
    ranges: Vec<(u32, u32, Vec<u16>)>,
    /// For each code space range: the length of its codes in bytes, the first code and the last code.
    pub(super) spaces: Vec<(usize, u32, u32)>,
}

impl CMap {
    /// Parses a `CMap`.
    pub(super) fn parse(bytes: &[u8], budget: &mut ExtractionBudget) -> Self {
        let mut map = Self::default();
        let mut lexer = Lexer::new(bytes, 0);
        let mut operands: Vec<Object> = Vec::new();
        while let Some(item) = lexer.item() {
            if budget.tick().is_err() {
                break;
            }
            match item {
                ObjectOrWord::Object(object) if operands.len() < MAX_CODES => operands.push(object),
                ObjectOrWord::Object(_) => {}
                ObjectOrWord::Word(word) => {
                    map.take(word, &operands);
                    operands.clear();
                }
            }
        }
        map.ranges.sort_by_key(|(first, ..)| *first);
        map
    }

    fn take(&mut self, word: &[u8], operands: &[Object]) {
        match word {
            b"endbfchar" => {
                for pair in operands.chunks_exact(2) {
                    if let [code, Object::Text(letters)] = pair
                        && let Some(code) = code_of(code)
                    {
                        self.insert(code, utf16be(letters));
                    }
                }
            }
            b"endbfrange" => {
                for triple in operands.chunks_exact(3) {
                    if let [first, last, to] = triple
                        && let Some((first, last)) = code_of(first).zip(code_of(last))
                    {
                        self.range(first, last, to);
                    }
                }
            }
            b"endcodespacerange" => {
                for pair in operands.chunks_exact(2) {
                    if let [first, last] = pair
                        && let Some((low, high)) = code_of(first).zip(code_of(last))
                        && self.spaces.len() < 100
                    {
                        self.spaces.push((first.text().map_or(2, <[u8]>::len).clamp(1, 4), low, high));
                    }
                }
            }
            _ => {}
        }
    }

    fn range(&mut self, first: u32, last: u32, to: &Object) {
        match to {
            Object::Array(each) => {
                for (code, letters) in (first..=last).zip(each.iter()) {
                    self.insert(code, utf16be(letters.text().unwrap_or_default()));
                }
            }
            Object::Text(letters) if self.ranges.len() < MAX_RANGES => {
                let units = letters
                    .chunks_exact(2)
                    .filter_map(|pair| pair.first_chunk().map(|unit| u16::from_be_bytes(*unit)));
                self.ranges.push((first, last, units.collect()));
            }
            _ => {}
        }
    }

    fn insert(&mut self, code: u32, letters: String) {
        if self.codes.len() < MAX_CODES {
            self.codes.insert(code, letters);
        }
    }

    /// Returns the characters for a code.
    pub(super) fn get(&self, code: u32) -> Option<String> {
        if let Some(letters) = self.codes.get(&code) {
            return Some(letters.clone());
        }
        let behind = self.ranges.partition_point(|(first, ..)| *first <= code);
        let (first, last, units) = self.ranges.get(behind.checked_sub(1)?)?;
        if code > *last {
            return None;
        }
        // Within a range, only the last UTF-16 unit increases.
        let mut units = units.clone();
        let step = u16::try_from(code.saturating_sub(*first) & 0xFFFF).unwrap_or(0);
        let end = units.last_mut()?;
        *end = end.wrapping_add(step);
        Some(String::from_utf16_lossy(&units))
    }

    /// Returns true if no code is mapped.
    pub(super) fn is_empty(&self) -> bool {
        self.codes.is_empty() && self.ranges.is_empty()
    }

    /// Returns the length in bytes of the code at the beginning of `bytes`. Returns `None` if no code space range
    /// fits.
    pub(super) fn length(&self, bytes: &[u8]) -> Option<usize> {
        let mut code = 0_u32;
        for (index, &byte) in bytes.iter().take(4).enumerate() {
            code = code << 8 | u32::from(byte);
            let length = index.saturating_add(1);
            let fits =
                |(of, low, high): &(usize, u32, u32)| *of == length && is_in_range(code, *low, *high, length);
            if self.spaces.iter().any(fits) {
                return Some(length);
            }
        }
        None
    }
}

/// Returns true if each byte of `code` is between the bytes of `low` and `high` at the same position (ISO 32000-1,
/// 9.7.6.2).
fn is_in_range(code: u32, low: u32, high: u32, length: usize) -> bool {
    let bytes = |value: u32| value.to_be_bytes().into_iter().skip(4_usize.saturating_sub(length));
    bytes(code).zip(bytes(low)).zip(bytes(high)).all(|((byte, low), high)| (low..=high).contains(&byte))
}

fn code_of(object: &Object) -> Option<u32> {
    let bytes = object.text().filter(|bytes| bytes.len() <= 4)?;
    Some(bytes.iter().fold(0, |code, &byte| code << 8 | u32::from(byte)))
}

#[cfg(test)]
mod tests {
    use super::CMap;
    use crate::ExtractionLimits;
    use crate::budget::ExtractionBudget;

    #[test]
    fn codes_and_ranges_map_to_characters() {
        let table = b"1 begincodespacerange <00><7f> <8140><9ffc> endcodespacerange \
            2 beginbfchar <0003> <0020> <01> <00660069> endbfchar \
            1 beginbfrange <0010> <0012> <0041> <0020> <0021> [<0061> <D835DC00>] <30><FFFFFFFF><0030> endbfrange";
        let map = CMap::parse(table, &mut ExtractionBudget::new(&ExtractionLimits::default()));
        for (code, letters) in [
            (3, Some(" ")),
            (1, Some("fi")),
            (0x12, Some("C")),
            (0x13, None),
            (0x21, Some("𝐀")),
            (0x31, Some("1")),
        ] {
            assert_eq!(map.get(code).as_deref(), letters, "{code:x}");
        }
        assert_eq!(
            (map.length(b"A"), map.length(b"\x81\x40"), map.length(b"\x81\x3F")),
            (Some(1), Some(2), None)
        );
    }
}
