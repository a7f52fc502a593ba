//! Character maps: the text of the codes of a font (`ToUnicode`, ISO 32000-1, 9.10.3).

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::operations::{Operand, Operation, Operations};

/// The largest range of codes; codes have two bytes.
const MAX_RANGE: u32 = 0xFFFF;

/// In place of characters that PDF/A forbids.
const LOST: char = '\u{FFFD}';

/// The text of each code of a font.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct CharacterMap {
    texts: BTreeMap<u32, String>,
}

impl CharacterMap {
    pub fn read(content: &[u8]) -> Self {
        let mut map = Self::default();
        for operation in Operations::new(content) {
            match operation.operator {
                b"endbfchar" => map.characters(&operation),
                b"endbfrange" => map.ranges(&operation),
                _ => {}
            }
        }
        map
    }

    /// Returns the text of a code.
    pub fn text(&self, code: u32) -> Option<&str> {
        self.texts.get(&code).map(String::as_str)
    }

    fn characters(&mut self, operation: &Operation<'_>) {
        for pair in operation.operands.chunks_exact(2) {
            if let [Operand::Text(code), Operand::Text(text)] = pair {
                self.texts.insert(number(code), utf16(text));
            }
        }
    }

    fn ranges(&mut self, operation: &Operation<'_>) {
        for range in operation.operands.chunks_exact(3) {
            let [Operand::Text(first), Operand::Text(last), target] = range else { continue };
            let (first, last) = (number(first), number(last));
            let codes = first..=last.min(first.saturating_add(MAX_RANGE));
            match target {
                Operand::Array(texts) => {
                    for (code, text) in codes.zip(texts) {
                        if let Operand::Text(text) = text {
                            self.texts.insert(code, utf16(text));
                        }
                    }
                }
                Operand::Text(start) => {
                    for (offset, code) in (0_u32..).zip(codes) {
                        self.texts.insert(code, raised(&utf16(start), offset));
                    }
                }
                _ => {}
            }
        }
    }

    /// Replaces the characters that PDF/A forbids: U+0000, U+FEFF and U+FFFE. Returns true if there was one.
    pub fn repair(&mut self) -> bool {
        let is_forbidden = |character| matches!(character, '\0' | '\u{FEFF}' | '\u{FFFE}');
        let mut is_repaired = false;
        for text in self.texts.values_mut() {
            if text.is_empty() || text.contains(is_forbidden) {
                *text = LOST.to_string();
                is_repaired = true;
            }
        }
        is_repaired
    }

    /// Writes the map. `bytes` is the number of bytes of a code.
    pub fn write(&self, bytes: usize) -> Vec<u8> {
        let digits = bytes.saturating_mul(2);
        let last = "F".repeat(digits);
        let mut map = format!(
            "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo << /Registry (Adobe) \
             /Ordering (UCS) /Supplement 0 >> def\n/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n\
             1 begincodespacerange\n<{:0digits$}> <{last}>\nendcodespacerange\n",
            0
        );
        let all: Vec<_> = self.texts.iter().collect();
        for group in all.chunks(100) {
            let _ = writeln!(map, "{} beginbfchar", group.len());
            for (code, text) in group {
                let _ = write!(map, "<{code:0digits$X}> <");
                for unit in text.encode_utf16() {
                    let _ = write!(map, "{unit:04X}");
                }
                map.push_str(">\n");
            }
            map.push_str("endbfchar\n");
        }
        map.push_str("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n");
        map.into_bytes()
    }
}

fn number(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0, |number, byte| (number << 8) | u32::from(*byte))
}

fn utf16(bytes: &[u8]) -> String {
    let units = bytes.chunks(2).map(|pair| match pair {
        [high, low] => u16::from_be_bytes([*high, *low]),
        [single] => u16::from(*single),
        _ => 0,
    });
    char::decode_utf16(units).map(|character| character.unwrap_or(LOST)).collect()
}

/// Returns a text whose last character is `offset` further.
fn raised(text: &str, offset: u32) -> String {
    let mut characters: Vec<char> = text.chars().collect();
    if let Some(last) = characters.last_mut() {
        *last = char::from_u32(u32::from(*last).saturating_add(offset)).unwrap_or(LOST);
    }
    characters.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::CharacterMap;

    #[test]
    fn characters_and_ranges_are_read_repaired_and_written() {
        let source = b"1 begincodespacerange <0000> <FFFF> endcodespacerange 2 beginbfchar <0003> <0020> <0004> \
            <D83DDE00> endbfchar 2 beginbfrange <0010> <0012> <0041> <0020> <0021> [<00660069> <0000>] endbfrange";
        let mut map = CharacterMap::read(source);
        let texts = [(3, " "), (4, "\u{1F600}"), (0x10, "A"), (0x12, "C"), (0x20, "fi"), (0x21, "\0")];
        for (code, text) in texts {
            assert_eq!(map.text(code), Some(text), "{code}");
        }
        assert_eq!(map.text(5), None);
        assert!(map.repair() && !map.repair());
        assert_eq!(map.text(0x21), Some("\u{FFFD}"));
        assert_eq!(CharacterMap::read(&map.write(2)), map);
        let huge = CharacterMap::read(b"1 beginbfrange <00000000> <FFFFFFFF> <0041> endbfrange");
        assert!(huge.texts.len() <= 0x1_0000);
    }
}
