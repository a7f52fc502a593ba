//! PowerPoint 97 to 2003, [MS-PPT]: records in records. What an older save left behind is not read.

use std::collections::BTreeMap;

use super::Streams;
use crate::Reason;
use crate::budget::Budget;
use crate::bytes::{size_at, slice_at, u16_at};
use crate::charset;
use crate::text::Text;

/// Records in one another that are followed.
const DEEPEST: usize = 32;
/// Saves of one file, and objects in it, that are followed.
const MOST_EDITS: usize = 10_000;
const MOST_OBJECTS: usize = 1 << 20;

pub(super) fn read(streams: &Streams, text: &mut Text, budget: &mut Budget) -> Result<(), Reason> {
    let document = streams.get("PowerPoint Document").ok_or(Reason::Damaged)?;
    let user = streams.get("Current User").unwrap_or_default();
    // CurrentUserAtom, 2.3.2, `headerToken`.
    if size_at(&user, 12) == Some(0xF3D1_C4DF) {
        return Err(Reason::Encrypted);
    }
    let objects = size_at(&user, 16).and_then(|offset| objects(&document, offset));
    let Some(objects) = objects.filter(|objects| !objects.is_empty()) else {
        return walk(&document, 0, false, text, budget);
    };
    let mut all = Ok(());
    for offset in objects {
        let object = document.get(offset..).and_then(Record::parse).map(|(record, _)| record);
        let read = match object {
            Some(object) => of_record(&object, 0, false, text, budget),
            None => Err(Reason::Damaged),
        };
        if read == Err(Reason::TimedOut) {
            return read;
        }
        all = all.and(read);
    }
    all
}

/// Where the objects of the last save lie: by the chain of edits and their directories, 2.3.3 to 2.3.5.
fn objects(document: &[u8], newest: usize) -> Option<Vec<usize>> {
    let mut by_id = BTreeMap::new();
    let mut at = newest;
    for _ in 0..MOST_EDITS {
        let (edit, _) = Record::parse(document.get(at..)?)?;
        if edit.kind != 0x0FF5 {
            return None;
        }
        let (directory, _) = Record::parse(document.get(size_at(edit.body, 12)?..)?)?;
        if directory.kind != 0x1772 {
            return None;
        }
        let mut rest = directory.body;
        while let Some(head) = size_at(rest, 0) {
            let (first, count) = (head & 0xF_FFFF, head >> 20);
            for index in 0..count {
                let offset = size_at(rest, index.checked_add(1)?.checked_mul(4)?)?;
                if by_id.len() < MOST_OBJECTS {
                    by_id.entry(first.checked_add(index)?).or_insert(offset);
                }
            }
            rest = rest.get(count.checked_add(1)?.checked_mul(4)?..)?;
        }
        match size_at(edit.body, 8)? {
            0 => break,
            before if before < at => at = before,
            _ => return None,
        }
    }
    let mut offsets: Vec<usize> = by_id.into_values().collect();
    offsets.sort_unstable();
    offsets.dedup();
    Some(offsets)
}

struct Record<'b> {
    kind: u16,
    is_container: bool,
    body: &'b [u8],
}

impl<'b> Record<'b> {
    /// `RecordHeader`, 2.3.1, and what comes behind the record.
    fn parse(bytes: &'b [u8]) -> Option<(Self, &'b [u8])> {
        let len = size_at(bytes, 4)?;
        let body = slice_at(bytes, 8, len.min(bytes.len().saturating_sub(8)))?;
        let record = Self { kind: u16_at(bytes, 2)?, is_container: u16_at(bytes, 0)? & 0xF == 0xF, body };
        Some((record, bytes.get(body.len().checked_add(8)?..)?))
    }
}

fn walk(
    mut bytes: &[u8],
    depth: usize,
    is_said: bool,
    text: &mut Text,
    budget: &mut Budget,
) -> Result<(), Reason> {
    while let Some((record, rest)) = Record::parse(bytes) {
        budget.tick()?;
        of_record(&record, depth, is_said, text, budget)?;
        if budget.is_full() {
            return Ok(());
        }
        bytes = rest;
    }
    Ok(())
}

/// `is_said`: strings in here are for people. Elsewhere they are names of fonts and styles.
fn of_record(
    record: &Record<'_>,
    depth: usize,
    is_said: bool,
    text: &mut Text,
    budget: &mut Budget,
) -> Result<(), Reason> {
    match record.kind {
        // Masters and handouts say "Click to edit".
        0x03F8 | 0x0FC9 => Ok(()),
        0x0FA0 => {
            letters(&charset::utf16le(record.body), text, budget);
            Ok(())
        }
        0x0FA8 => {
            let latin: String = record.body.iter().copied().map(char::from).collect();
            letters(&latin, text, budget);
            Ok(())
        }
        0x0FBA if is_said => {
            letters(&charset::utf16le(record.body), text, budget);
            Ok(())
        }
        // Heads, feet, comments.
        kind if record.is_container && depth < DEEPEST => {
            let is_said = is_said || matches!(kind, 0x0FD9 | 0x2EE0);
            walk(record.body, depth.saturating_add(1), is_said, text, budget)
        }
        _ => Ok(()),
    }
}

fn letters(letters: &str, text: &mut Text, budget: &mut Budget) {
    text.line();
    // A line end within a paragraph is a vertical tab.
    text.push(&letters.replace(['\r', '\u{B}'], "\n"), budget);
    text.line();
}
