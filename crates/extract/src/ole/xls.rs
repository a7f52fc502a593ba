//! Extracts the text of files of Excel 2 to 2003 ([MS-XLS]). A workbook is a stream of records, with the cells in
//! the order of rows.

use std::collections::HashMap;

use foundmail_mapi::decode_code_page;

use super::OleStreams;
use crate::budget::ExtractionBudget;
use crate::bytes::{slice_at, u16_at, u32_at, u64_at};
use crate::extracted::FailureReason;
use crate::ooxml::{date, head_text, is_date_format, number, rk};
use crate::table::TableWriter;
use crate::text_writer::TextWriter;

mod strings;
mod tables;

use strings::{shared, wide};

const CONTINUE: u16 = 0x003C;
/// `String`: the result of the formula before it.
const STRING: u16 = 0x0207;
/// `MulRk`: several numbers of a row.
const MULTIPLE: u16 = 0x00BD;

/// Extracts the text of a workbook.
pub(super) fn read(
    streams: &OleStreams,
    text: &mut TextWriter,
    budget: &mut ExtractionBudget,
) -> Result<(), FailureReason> {
    let stream = stream_of(streams)?;
    let mut book = Workbook { unicode: true, ..Workbook::default() };
    let mut rest = stream.as_slice();
    while let Some((kind, body, behind)) = record(rest) {
        budget.tick()?;
        rest = behind;
        match kind {
            // `FilePass` marks an encrypted workbook ([MS-XLS] 2.4.117).
            0x002F => return Err(FailureReason::Encrypted),
            // `SST`: the shared strings, which continue in the next records.
            0x00FC => {
                let pieces: Vec<&[u8]> = std::iter::once(body).chain(continued(&mut rest)).collect();
                book.texts = shared(&pieces);
            }
            // `TxO`: a text box or comment, whose text is in the next records.
            0x01B6 => {
                if let Some(piece) = continued(&mut rest).first() {
                    text.line();
                    text.push(&wide(piece, 0, piece.len()).unwrap_or_default(), budget);
                    text.line();
                }
            }
            _ => book.take(kind, body, text, budget),
        }
        if budget.is_full() {
            return Ok(());
        }
    }
    if rest.is_empty() || rest.iter().all(|&byte| byte == 0) { Ok(()) } else { Err(FailureReason::Damaged) }
}

/// Reads the tables of a workbook.
pub(super) fn tables(
    streams: &OleStreams,
    out: &mut TableWriter,
    budget: &mut ExtractionBudget,
) -> Result<(), FailureReason> {
    tables::read_tables(&stream_of(streams)?, out, budget)
}

/// Returns the stream with the records of a workbook.
fn stream_of(streams: &OleStreams) -> Result<Vec<u8>, FailureReason> {
    match streams {
        OleStreams::One(stream) => Ok(stream.clone()),
        OleStreams::Compound(_) => {
            streams.get("Workbook").or_else(|| streams.get("Book")).ok_or(FailureReason::Damaged)
        }
    }
}

/// Takes the `Continue` records from the beginning of `rest`, and returns their contents.
fn continued<'b>(rest: &mut &'b [u8]) -> Vec<&'b [u8]> {
    let mut pieces = Vec::new();
    while let Some((CONTINUE, body, behind)) = record(rest) {
        pieces.push(body);
        *rest = behind;
    }
    pieces
}

/// Splits off the first record ([MS-XLS] 2.1.4). Returns its type, its content, and the bytes after it.
fn record(bytes: &[u8]) -> Option<(u16, &[u8], &[u8])> {
    let len = usize::from(u16_at(bytes, 2)?);
    let body = slice_at(bytes, 4, len)?;
    Some((u16_at(bytes, 0)?, body, bytes.get(len.checked_add(4)?..)?))
}

/// The data to which cells refer, and the current row.
#[derive(Default)]
struct Workbook {
    /// The shared strings.
    texts: Vec<String>,
    /// True for files of Excel 97 and later, whose strings are UTF-16 or Latin-1. Older strings use the code page
    /// `page`.
    unicode: bool,
    page: Option<u32>,
    /// True if dates count from 1904, not from 1900.
    since_1904: bool,
    /// For each number format, true if it shows a date.
    date_formats: HashMap<usize, bool>,
    /// For each cell style, true if it shows a date.
    dates: Vec<bool>,
    row: Option<u16>,
}

impl Workbook {
    fn take(&mut self, kind: u16, body: &[u8], text: &mut TextWriter, budget: &mut ExtractionBudget) {
        match kind {
            0x0009 | 0x0209 | 0x0409 => self.unicode = false,
            0x0809 => {
                self.unicode = u16_at(body, 0).is_some_and(|version| version >= 0x0600);
                self.row = None;
                text.line();
            }
            0x0042 => self.page = u16_at(body, 0).map(u32::from),
            0x0022 => self.since_1904 = u16_at(body, 0) == Some(1),
            0x0085 => {
                let name = self.short(body, 6);
                text.push(&name.unwrap_or_default(), budget);
                text.line();
            }
            0x041E => {
                let code = if self.unicode { long(body, 2) } else { self.short(body, 2) };
                if let Some((id, code)) = u16_at(body, 0).zip(code) {
                    let id = usize::from(id);
                    self.date_formats.insert(id, is_date_format(id, Some(&code)));
                }
            }
            0x00E0 => {
                let id = usize::from(u16_at(body, 2).unwrap_or(0));
                let is_date = self.date_formats.get(&id).copied().unwrap_or_else(|| is_date_format(id, None));
                self.dates.push(is_date);
            }
            0x0014 | 0x0015 => {
                let line = if self.unicode { long(body, 0) } else { self.short(body, 0) };
                text.line();
                text.push(&head_text(&line.unwrap_or_default()), budget);
                text.line();
            }
            STRING => {
                text.push(&self.result(body), budget);
                text.space();
            }
            _ => self.cell(kind, body, text, budget),
        }
    }

    fn cell(&mut self, kind: u16, body: &[u8], text: &mut TextWriter, budget: &mut ExtractionBudget) {
        let value = if kind == MULTIPLE { Some(self.numbers(body)) } else { self.value(kind, body) };
        let Some(value) = value else { return };
        let row = u16_at(body, 0);
        if row != self.row {
            self.row = row;
            text.line();
        }
        text.push(&value, budget);
        text.space();
    }

    /// Returns the value of a cell. `None` if the record is not a cell, or contains several.
    fn value(&self, kind: u16, body: &[u8]) -> Option<String> {
        match kind {
            // `LabelSst`: the index of a shared string.
            0x00FD => u32_at(body, 6).and_then(|index| self.texts.get(usize::try_from(index).ok()?)).cloned(),
            // `Label` and `RString`: a string.
            0x0204 | 0x00D6 if self.unicode => long(body, 6),
            0x0204 | 0x00D6 => self.bytes(body, 8, u16_at(body, 6)),
            // `Label`, `Integer` and `Number` of Excel 2.
            0x0004 => self.bytes(body, 8, body.get(7).copied().map(u16::from)),
            0x0002 => u16_at(body, 7).map(|value| value.to_string()),
            0x0003 => u64_at(body, 7).map(|bits| number(f64::from_bits(bits))),
            // `Number` and `RK`: a number.
            0x0203 => u64_at(body, 6).map(|bits| self.number(body, 4, f64::from_bits(bits))),
            0x027E => u32_at(body, 6).map(|bits| self.number(body, 4, rk(bits))),
            // `Formula`: the result is a number if its last two bytes are not 0xFFFF ([MS-XLS] 2.5.133).
            0x0006 | 0x0206 | 0x0406 => u64_at(body, 6)
                .filter(|bits| bits >> 48 != 0xFFFF)
                .map(|bits| self.number(body, 4, f64::from_bits(bits)))
                .or_else(|| Some(String::new())),
            _ => None,
        }
    }

    fn number(&self, body: &[u8], style_at: usize, value: f64) -> String {
        let style = u16_at(body, style_at).map(usize::from);
        let is_date = style.and_then(|style| self.dates.get(style)).copied().unwrap_or(false);
        is_date.then(|| date(value, self.since_1904)).flatten().unwrap_or_else(|| number(value))
    }

    fn result(&self, body: &[u8]) -> String {
        let string = if self.unicode { long(body, 0) } else { self.bytes(body, 2, u16_at(body, 0)) };
        string.unwrap_or_default()
    }

    fn numbers(&self, body: &[u8]) -> String {
        self.each_number(body).collect::<Vec<_>>().join(" ")
    }

    fn each_number(&self, body: &[u8]) -> impl Iterator<Item = String> {
        let cells = body.get(4..body.len().saturating_sub(2)).unwrap_or_default().chunks_exact(6);
        cells.filter_map(|cell| Some(self.number(cell, 0, rk(u32_at(cell, 2)?))))
    }

    /// Reads a string with a one-byte length: a `ShortXLUnicodeString` ([MS-XLS] 2.5.240), or a string of an older
    /// Excel.
    fn short(&self, body: &[u8], at: usize) -> Option<String> {
        let len = u16::from(*body.get(at)?);
        let start = at.checked_add(1)?;
        if self.unicode { wide(body, start, usize::from(len)) } else { self.bytes(body, start, Some(len)) }
    }

    fn bytes(&self, body: &[u8], at: usize, len: Option<u16>) -> Option<String> {
        let rest = body.get(at..)?;
        let bytes = rest.get(..usize::from(len?).min(rest.len()))?;
        Some(decode_code_page(bytes, Some(self.page.filter(|page| *page != 0).unwrap_or(1252))))
    }
}

/// Reads an `XLUnicodeString`, which has a two-byte length ([MS-XLS] 2.5.294).
fn long(body: &[u8], at: usize) -> Option<String> {
    wide(body, at.checked_add(2)?, usize::from(u16_at(body, at)?))
}
