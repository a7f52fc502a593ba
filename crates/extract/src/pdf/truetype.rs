//! Reads the `cmap` table of TrueType and OpenType fonts, which maps characters to glyphs.

use std::collections::HashMap;

/// Maximum number of glyphs.
const MAX_GLYPHS: usize = 70_000;

/// Returns the character of each glyph, by glyph number. Returns an empty map if the font contains no `cmap`
/// table.
pub(super) fn letters(font: &[u8]) -> HashMap<u16, char> {
    let mut letters = HashMap::new();
    let Some(table) = table(font, *b"cmap") else { return letters };
    let count = usize::from(u16_at(table, 2).unwrap_or(0)).min(64);
    let mut subtables: Vec<(u16, usize)> = (0..count)
        .filter_map(|index| {
            let at = index.checked_mul(8)?.checked_add(4)?;
            let (platform, encoding) = (u16_at(table, at)?, u16_at(table, at.checked_add(2)?)?);
            let offset = usize::try_from(u32_at(table, at.checked_add(4)?)?).ok()?;
            // Uses only Unicode tables, and prefers tables for all of Unicode.
            let rank = match (platform, encoding) {
                (3, 10) | (0, 4..) => 0,
                (3, 1) | (0, _) => 1,
                _ => return None,
            };
            Some((rank, offset))
        })
        .collect();
    subtables.sort_unstable();
    for (_, offset) in subtables {
        let subtable = table.get(offset..).unwrap_or_default();
        match u16_at(subtable, 0) {
            Some(4) => segments(subtable, &mut letters),
            Some(12) => groups(subtable, &mut letters),
            _ => None,
        };
        if !letters.is_empty() {
            break;
        }
    }
    letters
}

fn table(font: &[u8], tag: [u8; 4]) -> Option<&[u8]> {
    let count = usize::from(u16_at(font, 4)?).min(256);
    let record = (0..count).find_map(|index| {
        let at = index.checked_mul(16)?.checked_add(12)?;
        font.get(at..).filter(|record| record.starts_with(&tag))
    })?;
    let (offset, length) = (u32_at(record, 8)?, u32_at(record, 12)?);
    let rest = font.get(usize::try_from(offset).ok()?..)?;
    rest.get(..usize::try_from(length).ok()?.min(rest.len()))
}

/// Reads a table in format 4, which consists of segments of codes.
fn segments(table: &[u8], letters: &mut HashMap<u16, char>) -> Option<()> {
    let bytes = usize::from(u16_at(table, 6)?);
    let starts = bytes.checked_add(16)?;
    let deltas = starts.checked_add(bytes)?;
    let offsets = deltas.checked_add(bytes)?;
    for at in (0..bytes).step_by(2) {
        let field = |base: usize| u16_at(table, base.checked_add(at)?);
        let (end, start) = (field(14)?, field(starts)?);
        let (delta, offset) = (field(deltas)?, field(offsets)?);
        for code in start..=end {
            if letters.len() >= MAX_GLYPHS || code == 0xFFFF {
                break;
            }
            let glyph = if offset == 0 {
                code.wrapping_add(delta)
            } else {
                let index = usize::from(code.checked_sub(start)?).checked_mul(2)?;
                let place = offsets.checked_add(at)?.checked_add(usize::from(offset))?.checked_add(index)?;
                match u16_at(table, place) {
                    None => break,
                    Some(0) => continue,
                    Some(glyph) => glyph.wrapping_add(delta),
                }
            };
            insert(letters, glyph, u32::from(code));
        }
    }
    Some(())
}

/// Reads a table in format 12, which consists of groups of codes.
fn groups(table: &[u8], letters: &mut HashMap<u16, char>) -> Option<()> {
    let count = usize::try_from(u32_at(table, 12)?).ok()?;
    for group in table.get(16..)?.chunks_exact(12).take(count) {
        let (first, last, glyph) = (u32_at(group, 0)?, u32_at(group, 4)?, u32_at(group, 8)?);
        for code in first..=last.min(first.saturating_add(0xFFFF)) {
            if letters.len() >= MAX_GLYPHS {
                return Some(());
            }
            let glyph = glyph.saturating_add(code.saturating_sub(first));
            insert(letters, u16::try_from(glyph).unwrap_or(0), code);
        }
    }
    Some(())
}

fn insert(letters: &mut HashMap<u16, char>, glyph: u16, code: u32) {
    if let Some(letter) = char::from_u32(code).filter(|_| glyph != 0) {
        letters.entry(glyph).or_insert(letter);
    }
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(*bytes.get(at..)?.first_chunk()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(*bytes.get(at..)?.first_chunk()?))
}
