//! Lists of messages as tables: CSV for any program, XLSX for spreadsheet programs. Each row is one message.

mod csv_table;
mod row;
mod xlsx_file;
mod xlsx_table;

use chrono::{DateTime, FixedOffset};

use crate::cell::{MAX_CELL, cut_to_cell};
use crate::eml;
use crate::error::ExportError;
use crate::exporter::{ExportFormat, Exporter, Written};
use crate::manifest::{ExportSummary, FormatFacts, ManifestEntry};
use crate::message::ExportMessage;
use crate::options::{ExportOptions, Order, TimeZone};
use crate::output::Output;
use crate::target::TargetKind;
use csv_table::CsvTable;
use row::columns;
use xlsx_table::{Limits, XlsxTable};

/// A workbook for spreadsheet programs (ECMA-376).
pub(crate) const XLSX: ExportFormat = ExportFormat {
    name: "xlsx",
    title: "Excel list",
    help: "A list for Excel and other spreadsheet programs, one row for each message",
    on_screen: Some("A list with one row for each message, for Excel and other spreadsheet programs."),
    target: TargetKind::File { extension: ".xlsx" },
    has_folders: false,
    order: Some(Order::Date),
    accepts: |_| true,
    create: |options, output| {
        let columns = columns(options.time_zone, options.list.with_messages);
        let table = XlsxTable::create(output, columns, Limits::default())?;
        ListExporter::create(options, output, Box::new(table))
    },
};

/// A table with commas (RFC 4180).
pub(crate) const CSV: ExportFormat = ExportFormat {
    name: "csv",
    title: "CSV list",
    help: "A list as a table with commas, one row for each message",
    on_screen: Some("A list with one row for each message, for any program that reads tables."),
    target: TargetKind::File { extension: ".csv" },
    has_folders: false,
    order: Some(Order::Date),
    accepts: |_| true,
    create: |options, output| {
        let columns = columns(options.time_zone, options.list.with_messages);
        let table = CsvTable::create(output, &columns)?;
        ListExporter::create(options, output, Box::new(table))
    },
};

/// What is added to the name of a list, for the folder with its messages.
const MESSAGES_SUFFIX: &str = " messages";

/// A column of a list.
struct Column {
    title: String,
    /// Width in characters.
    width: u8,
}

/// The value of a cell.
#[derive(Debug, PartialEq)]
enum Cell {
    Empty,
    Number(u64),
    Date(DateTime<FixedOffset>),
    Text(String),
    /// The path of a file, relative to the list.
    File(String),
}

/// A table that is being written, row by row.
trait Table {
    /// Returns text as this kind of table can contain it, before it is cut to the length of a cell.
    fn text(&self, text: &str) -> String;

    /// Writes a row. Each text fits into a cell.
    fn write_row(&mut self, cells: &[Cell]) -> Result<(), ExportError>;

    /// Completes the file.
    fn finish(self: Box<Self>, output: &mut Output) -> Result<(), ExportError>;
}

struct ListExporter {
    table: Box<dyn Table>,
    /// Path of the list, relative to the manifest.
    path: String,
    columns: Vec<Column>,
    time_zone: TimeZone,
    with_messages: bool,
    /// Number of rows so far.
    rows: u32,
}

impl ListExporter {
    fn create(
        options: &ExportOptions,
        output: &Output,
        table: Box<dyn Table>,
    ) -> Result<Box<dyn Exporter>, ExportError> {
        let with_messages = options.list.with_messages;
        let folder = output.target().with_file_name(format!("{}{MESSAGES_SUFFIX}", output.stem()));
        if with_messages && folder.symlink_metadata().is_ok() {
            return Err(ExportError::Exists { path: folder });
        }
        let time_zone = options.time_zone;
        let columns = columns(time_zone, with_messages);
        let path = output.beside().unwrap_or_default();
        Ok(Box::new(Self { table, path, columns, time_zone, with_messages, rows: 0 }))
    }

    /// Makes all texts fit into their cells. Returns a sentence for each text that was cut.
    fn fit(&self, cells: &mut [Cell]) -> Vec<String> {
        let mut cut = Vec::new();
        for (cell, column) in cells.iter_mut().zip(&self.columns) {
            let (Cell::Text(text) | Cell::File(text)) = cell else { continue };
            *text = self.table.text(text);
            if cut_to_cell(text) {
                cut.push(format!(
                    "The list has only the first {} characters of \u{201c}{}\u{201d}.",
                    MAX_CELL.saturating_sub(1),
                    column.title
                ));
            }
        }
        cut
    }
}

impl Exporter for ListExporter {
    fn write(&mut self, message: &ExportMessage<'_>, output: &mut Output) -> Result<Written, ExportError> {
        let mut entry = if self.with_messages {
            let create = |output: &mut Output, name: &str| output.create_beside(MESSAGES_SUFFIX, name);
            eml::write_message(message, self.time_zone, output, create)?
        } else {
            ManifestEntry::of(message, &self.path)
        };
        let file = self.with_messages.then_some(entry.file.as_str());
        let number = self.rows.saturating_add(1);
        let mut cells = row::cells(message, number, self.time_zone, file);
        entry.left_out.extend(self.fit(&mut cells));
        self.table.write_row(&cells)?;
        self.rows = number;
        Ok(entry.into())
    }

    fn contains_attachments(&self) -> bool {
        self.with_messages
    }

    fn finish(
        self: Box<Self>,
        _: &ExportOptions,
        _: &ExportSummary,
        output: &mut Output,
    ) -> Result<FormatFacts, ExportError> {
        self.table.finish(output)?;
        Ok(FormatFacts::default())
    }
}

#[cfg(test)]
mod tests;
