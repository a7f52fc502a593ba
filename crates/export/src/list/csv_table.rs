//! CSV (RFC 4180), in UTF-8 with a byte order mark.

use std::io::{self, Write as _};

use super::{Cell, Column, Table};
use crate::cell::{one_line, safe_cell};
use crate::error::ExportError;
use crate::output::{Output, OutputFile};

pub(super) struct CsvTable {
    path: String,
    table: csv::Writer<OutputFile>,
}

impl CsvTable {
    /// Creates the file, and writes the row with the titles.
    pub(super) fn create(output: &mut Output, columns: &[Column]) -> Result<Self, ExportError> {
        let mut file = output.create_main()?;
        // Spreadsheet programs recognise UTF-8 by this mark.
        file.write_all("\u{feff}".as_bytes()).map_err(|error| file.failed(error))?;
        let path = file.path.clone();
        let mut table = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(file);
        let titles = columns.iter().map(|column| column.title.as_str());
        table.write_record(titles).map_err(|error| failed(&path, error))?;
        Ok(Self { path, table })
    }
}

impl Table for CsvTable {
    fn text(&self, text: &str) -> String {
        safe_cell(&one_line(text)).into_owned()
    }

    fn write_row(&mut self, cells: &[Cell]) -> Result<(), ExportError> {
        let fields = cells.iter().map(|cell| match cell {
            Cell::Empty => String::new(),
            Cell::Number(number) => number.to_string(),
            Cell::Date(date) => date.to_rfc3339(),
            Cell::Text(text) | Cell::File(text) => text.clone(),
        });
        self.table.write_record(fields).map_err(|error| failed(&self.path, error))
    }

    fn finish(self: Box<Self>, output: &mut Output) -> Result<(), ExportError> {
        let Self { path, table } = *self;
        let file = table.into_inner().map_err(|error| ExportError::file(path, error.into_error()))?;
        output.complete(file)
    }
}

fn failed(path: &str, error: csv::Error) -> ExportError {
    let error = match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        // The other kinds are errors of readers.
        other => io::Error::other(format!("{other:?}")),
    };
    ExportError::file(path, error)
}
