//! Searches a file with damaged tables for the headers of objects, such as `12 0 obj`. A later object replaces an
//! earlier object with the same number.

use std::collections::HashMap;

use super::{ObjectLocation, PdfFile};
use crate::budget::ExtractionBudget;
use crate::bytes::find;
use crate::extracted::FailureReason;
use crate::pdf::lexer::Lexer;
use crate::pdf::object::{Dict, Object};

/// Maximum number of objects.
const MAX_OBJECTS: usize = 1_000_000;

/// Returns the location of each object that has a header.
pub(super) fn locations(
    bytes: &[u8],
    budget: &mut ExtractionBudget,
) -> Result<HashMap<u32, ObjectLocation>, FailureReason> {
    let mut locations = HashMap::new();
    let mut from = 0_usize;
    while let Some(found) = bytes.get(from..).and_then(|rest| find(rest, b"obj")) {
        budget.tick()?;
        let at = from.saturating_add(found);
        from = at.saturating_add(3);
        if let Some((start, number)) = head(bytes, at)
            && locations.len() < MAX_OBJECTS
        {
            locations.insert(number, ObjectLocation::At(start));
        }
    }
    Ok(locations)
}

/// Returns the offset and number of the object whose keyword `obj` is at `at`. The number and the generation of
/// the object precede the keyword.
fn head(bytes: &[u8], at: usize) -> Option<(usize, u32)> {
    let before = bytes.get(at.saturating_sub(32)..at)?;
    let (rest, blanks) = trim(before, |byte| matches!(byte, b' ' | b'\r' | b'\n' | b'\t'));
    let (rest, generation) = trim(rest, |byte| byte.is_ascii_digit());
    let (rest, between) = trim(rest, |byte| matches!(byte, b' ' | b'\r' | b'\n' | b'\t'));
    let (_, digits) = trim(rest, |byte| byte.is_ascii_digit());
    let parts = [blanks, generation, between, digits];
    if generation.is_empty() || between.is_empty() || digits.is_empty() {
        return None;
    }
    let length: usize = parts.iter().map(|part| part.len()).sum();
    let number = std::str::from_utf8(digits).ok()?.parse().ok()?;
    Some((at.checked_sub(length)?, number))
}

/// Splits off the longest run of bytes at the end that all satisfy `is`.
fn trim(bytes: &[u8], is: impl Fn(u8) -> bool) -> (&[u8], &[u8]) {
    let count = bytes.iter().rev().take_while(|&&byte| is(byte)).count();
    bytes.split_at_checked(bytes.len().saturating_sub(count)).unwrap_or((bytes, &[]))
}

/// Adds the locations of objects that are in object streams.
pub(super) fn object_streams(file: &PdfFile<'_>, budget: &mut ExtractionBudget) -> Result<(), FailureReason> {
    let mut streams: Vec<(u32, usize)> = file
        .locations
        .borrow()
        .iter()
        .filter_map(|(number, location)| match location {
            ObjectLocation::At(at) => Some((*number, *at)),
            ObjectLocation::InStream(..) => None,
        })
        .collect();
    streams.sort_by_key(|(_, at)| *at);
    for (number, at) in streams {
        budget.tick()?;
        // Skips other objects without unpacking them. The type of an object stream is in its first bytes.
        let head = file.bytes.get(at..).unwrap_or_default();
        if find(head.get(..head.len().min(400)).unwrap_or_default(), b"/ObjStm").is_none() {
            continue;
        }
        let Some(stream) = file.object_stream(number, budget) else { continue };
        let mut locations = file.locations.borrow_mut();
        for (index, (inner, _)) in stream.locations.iter().enumerate() {
            if locations.len() < MAX_OBJECTS {
                locations.entry(*inner).or_insert(ObjectLocation::InStream(number, index));
            }
        }
    }
    Ok(())
}

/// Returns a trailer with a root. Merges the dictionaries after all keywords `trailer`. If these contain no root,
/// searches the objects for a catalog.
pub(super) fn trailer(file: &PdfFile<'_>, budget: &mut ExtractionBudget) -> Result<Dict, FailureReason> {
    let mut merged = Dict::default();
    let mut from = 0_usize;
    while let Some(found) = file.bytes.get(from..).and_then(|rest| find(rest, b"trailer")) {
        budget.tick()?;
        from = from.saturating_add(found).saturating_add(7);
        if let Object::Dict(dict) = Lexer::new(file.bytes, from).object() {
            merged.0.splice(0..0, dict.0.iter().cloned());
        }
    }
    if matches!(merged.get("Root"), Object::Reference(_)) {
        return Ok(merged);
    }
    let mut numbers: Vec<u32> = file.locations.borrow().keys().copied().collect();
    numbers.sort_unstable();
    for number in numbers {
        budget.tick()?;
        let object = file.fetch(number, budget);
        let Some(dict) = object.dict() else { continue };
        match dict.name("Type") {
            Some("Catalog") => merged.0.push(("Root".into(), Object::Reference(number))),
            Some("XRef") => merged.0.extend(
                dict.0.iter().filter(|(name, _)| matches!(&**name, "Root" | "Encrypt" | "ID")).cloned(),
            ),
            _ => {}
        }
    }
    if matches!(merged.get("Root"), Object::Reference(_)) { Ok(merged) } else { Err(FailureReason::Damaged) }
}
