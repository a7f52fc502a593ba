//! The tables that tell where objects lie, ISO 32000-1, 7.5.4 and 7.5.8: as text or as streams, the newest first.

use std::collections::{HashMap, HashSet};

use super::{File, Place};
use crate::budget::Budget;
use crate::bytes::{find, find_last};
use crate::pdf::lexer::Lexer;
use crate::pdf::object::{Dict, Object};

/// Tables that are followed, one for each time that the file was saved.
const MOST_TABLES: usize = 4_096;
/// Objects that are listed.
const MOST_OBJECTS: usize = 8_000_000;
/// How far from the end of a file its last line may be, and its first from the beginning.
const NEAR: usize = 2_048;

pub(super) struct Table {
    pub(super) places: HashMap<u32, Place>,
    pub(super) trailer: Dict,
}

/// All tables together; `None` if one can't be read.
pub(super) fn read(file: &File<'_>, budget: &mut Budget) -> Option<Table> {
    let bytes = file.bytes;
    let tail_at = bytes.len().saturating_sub(NEAR);
    let found = tail_at.checked_add(find_last(bytes.get(tail_at..)?, b"startxref")?)?;
    let newest = Lexer::new(bytes, found.checked_add(9)?).whole()?;
    // What stands before the file's first line is not counted by some writers.
    let shift = find(bytes.get(..bytes.len().min(NEAR))?, b"%PDF-").unwrap_or(0);
    let mut table = Table { places: HashMap::new(), trailer: Dict::default() };
    let mut seen = HashSet::new();
    let mut next = vec![newest];
    while let Some(at) = next.pop() {
        budget.check_time().ok()?;
        if !seen.insert(at) || seen.len() > MOST_TABLES {
            continue;
        }
        let section = section(file, at, 0, &mut table.places, budget);
        let trailer = match section {
            Some(trailer) => trailer,
            None if shift > 0 => section_shifted(file, at, shift, &mut table.places, budget)?,
            None => return None,
        };
        // The older one is looked at after the one that stands beside this.
        next.extend(trailer.get("Prev").size());
        next.extend(trailer.get("XRefStm").size());
        if table.trailer.0.is_empty() {
            table.trailer = trailer;
        }
    }
    Some(table)
}

fn section_shifted(
    file: &File<'_>,
    at: usize,
    shift: usize,
    places: &mut HashMap<u32, Place>,
    budget: &mut Budget,
) -> Option<Dict> {
    section(file, at.checked_add(shift)?, shift, places, budget)
}

/// One table, and the dictionary that comes with it.
fn section(
    file: &File<'_>,
    at: usize,
    shift: usize,
    places: &mut HashMap<u32, Place>,
    budget: &mut Budget,
) -> Option<Dict> {
    let mut lexer = Lexer::new(file.bytes, at);
    if lexer.take_word(b"xref") {
        lines(&mut lexer, shift, places, budget)
    } else {
        stream(file, at, shift, places, budget)
    }
}

fn lines(
    lexer: &mut Lexer<'_>,
    shift: usize,
    places: &mut HashMap<u32, Place>,
    budget: &mut Budget,
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
                insert(places, number, Place::At(offset.checked_add(shift)?));
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
    file: &File<'_>,
    at: usize,
    shift: usize,
    places: &mut HashMap<u32, Place>,
    budget: &mut Budget,
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
            let place = match if kind_width == 0 { 1 } else { big_endian(kind) } {
                1 => Place::At(big_endian(second).checked_add(shift)?),
                2 => Place::In(u32::try_from(big_endian(second)).ok()?, big_endian(third)),
                _ => continue,
            };
            insert(places, u32::try_from(first.checked_add(offset)?).ok()?, place);
        }
    }
    Some(dict.clone())
}

/// The newest table comes first, so what is there stays.
fn insert(places: &mut HashMap<u32, Place>, number: u32, place: Place) {
    if places.len() < MOST_OBJECTS {
        places.entry(number).or_insert(place);
    }
}

fn big_endian(bytes: &[u8]) -> usize {
    bytes.iter().fold(0, |value, &byte| value << 8 | usize::from(byte))
}
