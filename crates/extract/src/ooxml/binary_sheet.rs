//! Extracts the text of binary Excel workbooks ([MS-XLSB]), whose parts contain records instead of XML.

use super::{each, number, numbered, paragraphs};
use crate::budget::ExtractionBudget;
use crate::bytes::{size_at, slice_at, u32_at, u64_at};
use crate::charset::utf16le;
use crate::extracted::FailureReason;
use crate::table::TableWriter;
use crate::text_writer::TextWriter;
use crate::zip::Zip;

/// Maximum number of shared strings of a workbook.
const MAX_TEXTS: usize = 1 << 20;

/// Extracts the text of a binary workbook.
pub(super) fn read(
    zip: &Zip<'_>,
    text: &mut TextWriter,
    budget: &mut ExtractionBudget,
) -> Result<(), FailureReason> {
    if let Some(part) = zip.read_named("xl/workbook.bin", budget)? {
        records(&part, budget, |id, record, budget| {
            // `BrtBundleSh` ([MS-XLSB] 2.4.313): two numbers, the id of the sheet, and its name.
            if id == 156 {
                let name = wide(record, 8).and_then(|(_, end)| wide(record, end));
                text.push(&name.map(|(name, _)| name).unwrap_or_default(), budget);
                text.line();
            }
        })?;
    }
    let shared = shared(zip, budget)?;
    let sheets = numbered(zip, "xl/worksheets/sheet");
    let read = each(zip, &sheets, budget, |part, budget| {
        text.line();
        records(part, budget, |id, record, budget| cell(id, record, &shared, text, budget))
    });
    let drawings = numbered(zip, "xl/drawings/drawing");
    read.and(each(zip, &drawings, budget, |part, budget| paragraphs(part, text, budget)))
}

/// Reads the tables of a binary workbook.
pub(super) fn tables(
    zip: &Zip<'_>,
    out: &mut TableWriter,
    budget: &mut ExtractionBudget,
) -> Result<(), FailureReason> {
    let mut names = Vec::new();
    if let Some(part) = zip.read_named("xl/workbook.bin", budget)? {
        records(&part, budget, |id, record, _| {
            if id == 156 {
                let name = wide(record, 8).and_then(|(_, end)| wide(record, end));
                names.push(name.map(|(name, _)| name).unwrap_or_default());
            }
        })?;
    }
    let shared = shared(zip, budget)?;
    let mut names = names.iter();
    each(zip, &numbered(zip, "xl/worksheets/sheet"), budget, |part, budget| {
        out.begin(names.next().map_or("", String::as_str));
        let mut row = 0;
        records(part, budget, |id, record, budget| {
            let Some(number) = size_at(record, 0) else { return };
            // `BrtRowHdr` begins with the row, and each cell with its column.
            if id == 0 {
                row = number;
            } else if let Some(value) = value(id, record, &shared) {
                out.put(row, number, &value, budget);
            }
        })
    })
}

fn shared(zip: &Zip<'_>, budget: &mut ExtractionBudget) -> Result<Vec<String>, FailureReason> {
    let mut shared = Vec::new();
    if let Some(part) = zip.read_named("xl/sharedStrings.bin", budget)? {
        records(&part, budget, |id, record, _| {
            // `BrtSSTItem`: a shared string ([MS-XLSB] 2.4.819).
            if id == 19 && shared.len() < MAX_TEXTS {
                shared.push(wide(record, 1).map(|(text, _)| text).unwrap_or_default());
            }
        })?;
    }
    Ok(shared)
}

/// Adds the value of a cell, or begins a row.
fn cell(id: u32, record: &[u8], shared: &[String], text: &mut TextWriter, budget: &mut ExtractionBudget) {
    // `BrtRowHdr`: the beginning of a row.
    if id == 0 {
        return text.line();
    }
    if let Some(value) = value(id, record, shared) {
        text.push(&value, budget);
        text.space();
    }
}

/// Returns the value of a cell ([MS-XLSB] 2.5.9). The value follows the column and style, which have eight bytes.
fn value(id: u32, record: &[u8], shared: &[String]) -> Option<String> {
    const VALUE: usize = 8;
    let real = || u64_at(record, VALUE).map(f64::from_bits).map(number);
    match id {
        // `BrtCellRk`: a number in short form.
        2 => u32_at(record, VALUE).map(rk).map(number),
        // `BrtCellReal` and `BrtFmlaNum`: a number.
        5 | 9 => real(),
        // `BrtCellSt` and `BrtFmlaString`: a string.
        6 | 8 => wide(record, VALUE).map(|(text, _)| text),
        // `BrtCellIsst`: the index of a shared string.
        7 => size_at(record, VALUE).and_then(|index| shared.get(index)).cloned(),
        _ => None,
    }
}

/// Decodes an `RkNumber` ([MS-XLS] 2.5.217). The number is an integer or the upper half of a float, and may be
/// multiplied by 100.
pub(crate) fn rk(bits: u32) -> f64 {
    let value = if bits & 2 != 0 {
        f64::from(bits.cast_signed() >> 2)
    } else {
        f64::from_bits(u64::from(bits & !3) << 32)
    };
    if bits & 1 != 0 { value / 100.0 } else { value }
}

/// Reads an `XLWideString` ([MS-XLSB] 2.5.169). Returns the string and the offset of its end.
fn wide(record: &[u8], at: usize) -> Option<(String, usize)> {
    let len = size_at(record, at)?.checked_mul(2)?;
    let start = at.checked_add(4)?;
    Some((utf16le(slice_at(record, start, len)?), start.checked_add(len)?))
}

/// Calls `take` for each record ([MS-XLSB] 2.1.4). The type of a record has one or two bytes, its length one to
/// four bytes. Each byte contains seven bits.
fn records(
    part: &[u8],
    budget: &mut ExtractionBudget,
    mut take: impl FnMut(u32, &[u8], &mut ExtractionBudget),
) -> Result<(), FailureReason> {
    let mut at = 0;
    while at < part.len() && !budget.is_full() {
        budget.tick()?;
        let (id, len) = head(part, &mut at).ok_or(FailureReason::Damaged)?;
        take(id, slice_at(part, at, len).ok_or(FailureReason::Damaged)?, budget);
        at = at.saturating_add(len);
    }
    Ok(())
}

fn head(part: &[u8], at: &mut usize) -> Option<(u32, usize)> {
    let mut next = || {
        let byte = *part.get(*at)?;
        *at = at.checked_add(1)?;
        Some(byte)
    };
    let first = u32::from(next()?);
    let id = if first & 0x80 == 0 { first } else { first & 0x7F | u32::from(next()? & 0x7F) << 7 };
    let mut len = 0_usize;
    for shift in [0, 7, 14, 21] {
        let byte = next()?;
        len |= usize::from(byte & 0x7F) << shift;
        if byte & 0x80 == 0 {
            break;
        }
    }
    Some((id, len))
}
