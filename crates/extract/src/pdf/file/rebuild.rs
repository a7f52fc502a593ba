//! Objects of a file whose tables are broken, as `12 0 obj` tells them. What comes later in the file is newer.

use std::collections::HashMap;

use super::{File, Place};
use crate::Reason;
use crate::budget::Budget;
use crate::bytes::find;
use crate::pdf::lexer::Lexer;
use crate::pdf::object::{Dict, Object};

/// Objects that are listed.
const MOST_OBJECTS: usize = 1_000_000;

/// Where each object lies.
pub(super) fn places(bytes: &[u8], budget: &mut Budget) -> Result<HashMap<u32, Place>, Reason> {
    let mut places = HashMap::new();
    let mut from = 0_usize;
    while let Some(found) = bytes.get(from..).and_then(|rest| find(rest, b"obj")) {
        budget.tick()?;
        let at = from.saturating_add(found);
        from = at.saturating_add(3);
        if let Some((start, number)) = head(bytes, at)
            && places.len() < MOST_OBJECTS
        {
            places.insert(number, Place::At(start));
        }
    }
    Ok(places)
}

/// Start and number of the object whose word stands at `at`: two numbers come before it.
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

/// What stands before the last bytes of a kind, and those.
fn trim(bytes: &[u8], is: impl Fn(u8) -> bool) -> (&[u8], &[u8]) {
    let count = bytes.iter().rev().take_while(|&&byte| is(byte)).count();
    bytes.split_at_checked(bytes.len().saturating_sub(count)).unwrap_or((bytes, &[]))
}

/// Adds the objects that lie in streams.
pub(super) fn packed(file: &File<'_>, budget: &mut Budget) -> Result<(), Reason> {
    let mut streams: Vec<(u32, usize)> = file
        .places
        .borrow()
        .iter()
        .filter_map(|(number, place)| match place {
            Place::At(at) => Some((*number, *at)),
            Place::In(..) => None,
        })
        .collect();
    streams.sort_by_key(|(_, at)| *at);
    for (number, at) in streams {
        budget.tick()?;
        // A look at its beginning spares most objects.
        let head = file.bytes.get(at..).unwrap_or_default();
        if find(head.get(..head.len().min(400)).unwrap_or_default(), b"/ObjStm").is_none() {
            continue;
        }
        let Some(stream) = file.packed_of(number, budget) else { continue };
        let mut places = file.places.borrow_mut();
        for (index, (inner, _)) in stream.places.iter().enumerate() {
            if places.len() < MOST_OBJECTS {
                places.entry(*inner).or_insert(Place::In(number, index));
            }
        }
    }
    Ok(())
}

/// A trailer for a file without one that is of use: from what follows the word `trailer`, or from the objects.
pub(super) fn trailer(file: &File<'_>, budget: &mut Budget) -> Result<Dict, Reason> {
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
    let mut numbers: Vec<u32> = file.places.borrow().keys().copied().collect();
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
    if matches!(merged.get("Root"), Object::Reference(_)) { Ok(merged) } else { Err(Reason::Damaged) }
}
