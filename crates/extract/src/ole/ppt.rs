//! Extracts the text of files of PowerPoint 97 to 2003 ([MS-PPT]), which consist of nested records. A file can
//! contain several versions of an object, such as a slide. Only the newest version is read.

use std::collections::BTreeMap;

use super::OleStreams;
use crate::budget::ExtractionBudget;
use crate::bytes::{size_at, slice_at, u16_at};
use crate::charset;
use crate::extracted::FailureReason;
use crate::text_writer::TextWriter;

/// Maximum nesting depth of records.
const MAX_DEPTH: usize = 32;
/// Maximum number of edits that are read. PowerPoint appends an edit each time it saves the file.
const MAX_EDITS: usize = 10_000;
/// Maximum number of objects that are read.
const MAX_OBJECTS: usize = 1 << 20;

/// Extracts the text of a presentation.
pub(super) fn read(
    streams: &OleStreams,
    text: &mut TextWriter,
    budget: &mut ExtractionBudget,
) -> Result<(), FailureReason> {
    let document = streams.get("PowerPoint Document").ok_or(FailureReason::Damaged)?;
    let user = streams.get("Current User").unwrap_or_default();
    // The field `headerToken` of `CurrentUserAtom` has this value in an encrypted file ([MS-PPT] 2.3.2).
    if size_at(&user, 12) == Some(0xF3D1_C4DF) {
        return Err(FailureReason::Encrypted);
    }
    let objects = size_at(&user, 16).and_then(|offset| objects(&document, offset));
    let Some(objects) = objects.filter(|objects| !objects.is_empty()) else {
        return read_records(&document, 0, false, text, budget);
    };
    let mut all = Ok(());
    for offset in objects {
        let object = document.get(offset..).and_then(Record::parse).map(|(record, _)| record);
        let read = match object {
            Some(object) => read_record(&object, 0, false, text, budget),
            None => Err(FailureReason::Damaged),
        };
        if read == Err(FailureReason::TimedOut) {
            return read;
        }
        all = all.and(read);
    }
    all
}

/// Returns the offset of the newest version of each object. Each edit refers to the previous edit and to a
/// directory of the objects that it changed ([MS-PPT] 2.3.3 to 2.3.5). `newest` is the offset of the last edit.
fn objects(document: &[u8], newest: usize) -> Option<Vec<usize>> {
    let mut by_id = BTreeMap::new();
    let mut at = newest;
    for _ in 0..MAX_EDITS {
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
                if by_id.len() < MAX_OBJECTS {
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

/// A record with its type and its content.
struct Record<'b> {
    kind: u16,
    is_container: bool,
    body: &'b [u8],
}

impl<'b> Record<'b> {
    /// Reads a record and its header (`RecordHeader`, [MS-PPT] 2.3.1). Also returns the bytes after the record.
    fn parse(bytes: &'b [u8]) -> Option<(Self, &'b [u8])> {
        let len = size_at(bytes, 4)?;
        let body = slice_at(bytes, 8, len.min(bytes.len().saturating_sub(8)))?;
        let record = Self { kind: u16_at(bytes, 2)?, is_container: u16_at(bytes, 0)? & 0xF == 0xF, body };
        Some((record, bytes.get(body.len().checked_add(8)?..)?))
    }
}

fn read_records(
    mut bytes: &[u8],
    depth: usize,
    is_content: bool,
    text: &mut TextWriter,
    budget: &mut ExtractionBudget,
) -> Result<(), FailureReason> {
    while let Some((record, rest)) = Record::parse(bytes) {
        budget.tick()?;
        read_record(&record, depth, is_content, text, budget)?;
        if budget.is_full() {
            return Ok(());
        }
        bytes = rest;
    }
    Ok(())
}

/// Adds the text of a record. `is_content` is true if `CString` records in it are visible text. Otherwise they are
/// names of fonts and styles.
fn read_record(
    record: &Record<'_>,
    depth: usize,
    is_content: bool,
    text: &mut TextWriter,
    budget: &mut ExtractionBudget,
) -> Result<(), FailureReason> {
    match record.kind {
        // Slide masters and handout masters contain only placeholders such as "Click to edit".
        0x03F8 | 0x0FC9 => Ok(()),
        // `TextCharsAtom`.
        0x0FA0 => {
            letters(&charset::utf16le(record.body), text, budget);
            Ok(())
        }
        // `TextBytesAtom`.
        0x0FA8 => {
            let latin: String = record.body.iter().copied().map(char::from).collect();
            letters(&latin, text, budget);
            Ok(())
        }
        // `CString`.
        0x0FBA if is_content => {
            letters(&charset::utf16le(record.body), text, budget);
            Ok(())
        }
        // Strings in the containers for headers and footers (0x0FD9) and for comments (0x2EE0) are visible text.
        kind if record.is_container && depth < MAX_DEPTH => {
            let is_content = is_content || matches!(kind, 0x0FD9 | 0x2EE0);
            read_records(record.body, depth.saturating_add(1), is_content, text, budget)
        }
        _ => Ok(()),
    }
}

fn letters(letters: &str, text: &mut TextWriter, budget: &mut ExtractionBudget) {
    text.line();
    // A carriage return ends a paragraph. A vertical tab ends a line within a paragraph.
    text.push(&letters.replace(['\r', '\u{B}'], "\n"), budget);
    text.line();
}
