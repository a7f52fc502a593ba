//! Reads the tables of files of Excel 2 to 2003, with the position of each cell.

use super::{MULTIPLE, STRING, Workbook, continued, record, shared};
use crate::budget::ExtractionBudget;
use crate::bytes::{size_at, u16_at};
use crate::extracted::FailureReason;
use crate::table::TableWriter;
use crate::text_writer::TextWriter;

/// Maximum number of sheets.
const MAX_SHEETS: usize = 1_000;

/// Reads the tables of a workbook. `stream` contains its records.
pub(super) fn read_tables(
    stream: &[u8],
    out: &mut TableWriter,
    budget: &mut ExtractionBudget,
) -> Result<(), FailureReason> {
    let mut book = Workbook { unicode: true, ..Workbook::default() };
    // Names of sheets, each with the offset of its first record (`BoundSheet8`, [MS-XLS] 2.4.28).
    let mut names: Vec<(usize, String)> = Vec::new();
    let mut rest = stream;
    let (mut row, mut column) = (0, 0);
    let mut is_sheet = false;
    let mut text = TextWriter::default();
    while let Some((kind, body, behind)) = record(rest) {
        budget.tick()?;
        let offset = stream.len().saturating_sub(rest.len());
        rest = behind;
        match kind {
            0x002F => return Err(FailureReason::Encrypted),
            0x00FC => {
                let pieces: Vec<&[u8]> = std::iter::once(body).chain(continued(&mut rest)).collect();
                book.texts = shared(&pieces);
            }
            0x0085 if names.len() < MAX_SHEETS => {
                names.push((size_at(body, 0).unwrap_or(0), book.short(body, 6).unwrap_or_default()));
            }
            // `BOF`: the beginning of a sheet, of the workbook, or of a chart ([MS-XLS] 2.4.21).
            0x0009 | 0x0209 | 0x0409 | 0x0809 => {
                book.take(kind, body, &mut text, budget);
                is_sheet = u16_at(body, 2) == Some(0x0010);
                if is_sheet {
                    let name = names.iter().find(|(at, _)| *at == offset).map(|(_, name)| name.as_str());
                    out.begin(name.unwrap_or_default());
                }
            }
            STRING if is_sheet => out.put(row, column, &book.result(body), budget),
            MULTIPLE if is_sheet => {
                (row, column) = position(body);
                for (at, value) in book.each_number(body).enumerate() {
                    out.put(row, column.saturating_add(at), &value, budget);
                }
            }
            _ => match book.value(kind, body).filter(|_| is_sheet) {
                Some(value) => {
                    (row, column) = position(body);
                    out.put(row, column, &value, budget);
                }
                None => book.take(kind, body, &mut text, budget),
            },
        }
    }
    if rest.is_empty() || rest.iter().all(|&byte| byte == 0) { Ok(()) } else { Err(FailureReason::Damaged) }
}

/// Returns the row and column with which a cell begins.
fn position(body: &[u8]) -> (usize, usize) {
    let number = |at| u16_at(body, at).map_or(0, usize::from);
    (number(0), number(2))
}
