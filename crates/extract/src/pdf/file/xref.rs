//! Reads cross-reference tables and cross-reference streams (ISO 32000-1, 7.5.4 and 7.5.8), the newest first.

use std::collections::{HashMap, HashSet};

use super::{ObjectLocation, PdfFile};
use crate::budget::ExtractionBudget;
use crate::bytes::{find, find_last};
use crate::pdf::lexer::Lexer;
use crate::pdf::object::{Dict, Object};

/// Maximum number of tables. A program can add a table each time it saves the file.
const MAX_TABLES: usize = 4_096;
/// Maximum number of objects.
const MAX_OBJECTS: usize = 8_000_000;
/// Maximum distance of `startxref` from the end of the file, and of `%PDF-` from the start, in bytes.
const SEARCH_DISTANCE: usize = 2_048;

/// The locations of all objects, and the newest trailer.
pub(super) struct CrossReferences {
    pub(super) locations: HashMap<u32, ObjectLocation>,
    pub(super) trailer: Dict,
}

/// Reads all tables. Returns `None` if a table cannot be read.
pub(super) fn read(file: &PdfFile<'_>, budget: &mut ExtractionBudget) -> Option<CrossReferences> {
    let bytes = file.bytes;
    let tail_at = bytes.len().saturating_sub(SEARCH_DISTANCE);
    let found = tail_at.checked_add(find_last(bytes.get(tail_at..)?, b"startxref")?)?;
    let newest = Lexer::new(bytes, found.checked_add(9)?).whole()?;
    // Some programs count offsets from `%PDF-`, not from the start of the file.
    let shift = find(bytes.get(..bytes.len().min(SEARCH_DISTANCE))?, b"%PDF-").unwrap_or(0);
    let mut table = CrossReferences { locations: HashMap::new(), trailer: Dict::default() };
    let mut seen = HashSet::new();
    let mut next = vec![newest];
    while let Some(at) = next.pop() {
        budget.check_time().ok()?;
        if !seen.insert(at) || seen.len() > MAX_TABLES {
            continue;
        }
        let section = section(file, at, 0, &mut table.locations, budget);
        let trailer = match section {
            Some(trailer) => trailer,
            None if shift > 0 => section_shifted(file, at, shift, &mut table.locations, budget)?,
            None => return None,
        };
        // A hybrid file has a stream for its newest table. The stream is read before the previous table.
        next.extend(trailer.get("Prev").size());
        next.extend(trailer.get("XRefStm").size());
        if table.trailer.0.is_empty() {
            table.trailer = trailer;
        }
    }
    Some(table)
}

fn section_shifted(
    file: &PdfFile<'_>,
    at: usize,
    shift: usize,
    locations: &mut HashMap<u32, ObjectLocation>,
    budget: &mut ExtractionBudget,
) -> Option<Dict> {
    section(file, at.checked_add(shift)?, shift, locations, budget)
}

/// Reads one table or stream. Returns its trailer.
fn section(
    file: &PdfFile<'_>,
    at: usize,
    shift: usize,
    locations: &mut HashMap<u32, ObjectLocation>,
    budget: &mut ExtractionBudget,
) -> Option<Dict> {
    let mut lexer = Lexer::new(file.bytes, at);
    if lexer.take_word(b"xref") {
        lines(&mut lexer, shift, locations, budget)
    } else {
        stream(file, at, shift, locations, budget)
    }
}

fn lines(
    lexer: &mut Lexer<'_>,
    shift: usize,
    locations: &mut HashMap<u32, ObjectLocation>,
    budget: &mut ExtractionBudget,
) -> Option<Dict> {
    while !lexer.take_word(b"trailer") {
        let (first, count) = (lexer.whole()?, lexer.whole()?);
        for index in 0..count {
            budget.tick().ok()?;
            lexer.blanks();
            if lexer.peek() == Some(b't') {
                break;
            }
            let (offset, _) = (lexer.whole()?, lexer.whole()?);
            if lexer.take_word(b"n") {
                let number = u32::try_from(first.checked_add(index)?).ok()?;
                insert(locations, number, ObjectLocation::At(offset.checked_add(shift)?));
            } else if !lexer.take_word(b"f") {
                return None;
            }
        }
    }
    match lexer.object() {
        Object::Dict(dict) => Some(Dict::clone(&dict)),
        _ => None,
    }
}

fn stream(
    file: &PdfFile<'_>,
    at: usize,
    shift: usize,
    locations: &mut HashMap<u32, ObjectLocation>,
    budget: &mut ExtractionBudget,
) -> Option<Dict> {
    let (_, object) = file.object_at(at, None, budget)?;
    let stream = object.stream()?;
    let dict = &stream.dict;
    if dict.name("Type") != Some("XRef") {
        return None;
    }
    let bytes = file.bytes_of(stream, budget).ok()?;
    let widths: Vec<usize> =
        dict.get("W").array().iter().filter_map(Object::size).map(|width| width.min(8)).collect();
    let [kind_width, second_width, third_width] = *widths.first_chunk::<3>()?;
    let row = kind_width.checked_add(second_width)?.checked_add(third_width)?.max(1);
    let index: Vec<usize> = dict.get("Index").array().iter().filter_map(Object::size).collect();
    let index = if index.is_empty() { vec![0, dict.get("Size").size()?] } else { index };
    let mut rows = bytes.chunks_exact(row);
    for pair in index.chunks_exact(2) {
        let (first, count) = (*pair.first()?, *pair.get(1)?);
        for offset in 0..count {
            budget.tick().ok()?;
            let Some(row) = rows.next() else { break };
            let (kind, rest) = row.split_at_checked(kind_width)?;
            let (second, third) = rest.split_at_checked(second_width)?;
            let location = match if kind_width == 0 { 1 } else { big_endian(kind) } {
                1 => ObjectLocation::At(big_endian(second).checked_add(shift)?),
                2 => ObjectLocation::InStream(u32::try_from(big_endian(second)).ok()?, big_endian(third)),
                _ => continue,
            };
            insert(locations, u32::try_from(first.checked_add(offset)?).ok()?, location);
        }
    }
    Some(dict.clone())
}

/// Adds the location of an object. Keeps an existing location, because newer tables are read first.
fn insert(locations: &mut HashMap<u32, ObjectLocation>, number: u32, location: ObjectLocation) {
    if locations.len() < MAX_OBJECTS {
        locations.entry(number).or_insert(location);
    }
}

fn big_endian(bytes: &[u8]) -> usize {
    bytes.iter().fold(0, |value, &byte| value << 8 | usize::from(byte))
}
