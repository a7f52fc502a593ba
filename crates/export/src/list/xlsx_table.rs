//! XLSX: a workbook whose sheets contain one row for each message.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Url, Workbook, XlsxError};

use chrono::{DateTime, Datelike as _, FixedOffset, Timelike as _};

use super::xlsx_file::{guarded, link_target};
use super::{Cell, Column, Table};
use crate::cell::one_line;
use crate::error::ExportError;
use crate::output::{Output, OutputFile};

/// The limits of a sheet.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// Maximum number of rows, with the row of titles.
    pub(super) rows: u32,
    /// Maximum number of links. Further files are named without a link.
    pub(super) links: u32,
    /// Maximum size of the text of a sheet, in bytes of XML. A larger file in a ZIP needs an extension that not every
    /// spreadsheet program reads.
    pub(super) bytes: u64,
}

/// The limits of Excel.
impl Default for Limits {
    fn default() -> Self {
        Self { rows: 1_048_576, links: 65_530, bytes: 3 << 30 }
    }
}

/// Size of a cell in XML without its text, in bytes.
const CELL_SIZE: u64 = 80;

/// Maximum length of the target of a link, in UTF-16 code units.
const MAX_LINK: usize = 2_000;

/// A workbook. The library writes each row to a temporary file, so memory does not grow with the number of messages.
pub(super) struct XlsxTable {
    workbook: Workbook,
    file: OutputFile,
    columns: Vec<Column>,
    limits: Limits,
    date: Format,
    /// Number of sheets.
    sheets: usize,
    /// Number of rows in the last sheet, with the row of titles.
    rows: u32,
    /// Number of links in the last sheet.
    links: u32,
    /// Size of the text of the last sheet, in bytes of XML.
    bytes: u64,
}

impl XlsxTable {
    /// Creates the file, and a sheet with the row of titles.
    pub(super) fn create(
        output: &mut Output,
        columns: Vec<Column>,
        limits: Limits,
    ) -> Result<Self, ExportError> {
        let file = output.create_main()?;
        let mut workbook = Workbook::new();
        guarded(&file.path, || workbook.set_tempdir(output.staging()).map(drop))?;
        workbook.set_properties(&DocProperties::new().set_author("Foundmail"));
        let date = Format::new().set_num_format("yyyy-mm-dd hh:mm");
        let mut table =
            Self { workbook, file, columns, limits, date, sheets: 0, rows: 0, links: 0, bytes: 0 };
        table.add_sheet()?;
        Ok(table)
    }

    /// Adds a sheet with the row of titles.
    fn add_sheet(&mut self) -> Result<(), ExportError> {
        self.end_sheet()?;
        self.sheets = self.sheets.saturating_add(1);
        (self.rows, self.links, self.bytes) = (1, 0, 0);
        let name = match self.sheets {
            1 => "Messages".to_owned(),
            number => format!("Messages {number}"),
        };
        let title = Format::new().set_bold();
        let (workbook, columns) = (&mut self.workbook, &self.columns);
        guarded(&self.file.path, || {
            let sheet = workbook.add_worksheet_with_constant_memory()?;
            sheet.set_name(name)?.set_freeze_panes(1, 0)?.set_landscape().set_print_fit_to_pages(1, 0);
            sheet.set_repeat_rows(0, 0)?;
            for (column, number) in columns.iter().zip(0..) {
                sheet.set_column_width(number, column.width)?;
                sheet.write_string_with_format(0, number, &column.title, &title)?;
            }
            Ok(())
        })
    }

    /// Adds the filter of the last sheet.
    fn end_sheet(&mut self) -> Result<(), ExportError> {
        let Some(index) = self.sheets.checked_sub(1) else { return Ok(()) };
        let last_row = self.rows.saturating_sub(1);
        let last_column = u16::try_from(self.columns.len().saturating_sub(1)).unwrap_or(u16::MAX);
        let workbook = &mut self.workbook;
        guarded(&self.file.path, || {
            workbook.worksheet_from_index(index)?.autofilter(0, 0, last_row, last_column).map(drop)
        })
    }

    fn write_cell(&mut self, column: u16, cell: &Cell) -> Result<(), XlsxError> {
        let row = self.rows;
        let sheet = self.workbook.worksheet_from_index(self.sheets.saturating_sub(1))?;
        match cell {
            Cell::Empty => {}
            Cell::Number(number) => {
                #[expect(
                    clippy::cast_precision_loss,
                    reason = "a cell contains a 64-bit floating-point number"
                )]
                sheet.write_number(row, column, *number as f64)?;
            }
            Cell::Date(date) => match excel_date(*date) {
                Some(value) => sheet.write_datetime_with_format(row, column, value, &self.date).map(drop)?,
                None => sheet.write_string(row, column, date.to_rfc3339()).map(drop)?,
            },
            Cell::Text(text) => {
                sheet.write_string(row, column, text)?;
            }
            Cell::File(path) => {
                let target = link_target(path);
                if self.links >= self.limits.links || target.encode_utf16().count() > MAX_LINK {
                    sheet.write_string(row, column, path)?;
                } else {
                    let name = path.rsplit('/').next().unwrap_or(path);
                    sheet.write_url_with_text(row, column, Url::new(target), name)?;
                    self.links = self.links.saturating_add(1);
                }
            }
        }
        Ok(())
    }
}

impl Table for XlsxTable {
    fn text(&self, text: &str) -> String {
        // A text cell of a workbook is never a formula, so the text remains as it is.
        one_line(text).into_owned()
    }

    fn write_row(&mut self, cells: &[Cell]) -> Result<(), ExportError> {
        let size = cells.iter().fold(0_u64, |size, cell| size.saturating_add(xml_size(cell)));
        let is_full = self.rows >= self.limits.rows || self.bytes.saturating_add(size) > self.limits.bytes;
        if is_full && self.rows > 1 {
            self.add_sheet()?;
        }
        let path = self.file.path.clone();
        guarded(&path, || {
            for (cell, number) in cells.iter().zip(0..) {
                self.write_cell(number, cell)?;
            }
            Ok(())
        })?;
        self.rows = self.rows.saturating_add(1);
        self.bytes = self.bytes.saturating_add(size);
        Ok(())
    }

    fn finish(mut self: Box<Self>, output: &mut Output) -> Result<(), ExportError> {
        self.end_sheet()?;
        let Self { mut workbook, mut file, .. } = *self;
        let path = file.path.clone();
        guarded(&path, || workbook.save_to_writer(&mut file))?;
        output.complete(file)
    }
}

/// Returns a date as Excel counts it. `None` outside the range in which all spreadsheet programs agree.
fn excel_date(date: DateTime<FixedOffset>) -> Option<ExcelDateTime> {
    let local = date.naive_local();
    // Excel counts a 29 February 1900, which did not exist.
    let year = u16::try_from(local.year()).ok().filter(|year| (1901..=9999).contains(year))?;
    let (month, day) = (u8::try_from(local.month()).ok()?, u8::try_from(local.day()).ok()?);
    let (hour, minute) = (u16::try_from(local.hour()).ok()?, u8::try_from(local.minute()).ok()?);
    ExcelDateTime::from_ymd(year, month, day).ok()?.and_hms(hour, minute, local.second()).ok()
}

/// Returns the maximum size of a cell in XML, in bytes.
fn xml_size(cell: &Cell) -> u64 {
    let text = match cell {
        Cell::Text(text) | Cell::File(text) => text.as_str(),
        _ => "",
    };
    text.bytes().fold(CELL_SIZE, |size, byte| {
        let length = match byte {
            b'&' | b'<' | b'>' => 5,
            b'_' => 7,
            _ => 1,
        };
        size.saturating_add(length)
    })
}
