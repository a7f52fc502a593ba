//! The manifest as a table (CSV, RFC 4180).

use std::io::{self, Write};

use super::{FormatFacts, ManifestEntry, Spool};
use crate::cell::safe_cell;
use crate::error::ExportError;
use crate::output::Output;

/// The columns.
const COLUMNS: [&str; 19] = [
    "n",
    "file",
    "offset",
    "size",
    "sha256",
    "page",
    "id",
    "kind",
    "message_id",
    "date",
    "from",
    "to",
    "subject",
    "sources",
    "folders",
    "positions",
    "recovered",
    "defects",
    "attachments",
];

/// Writes the manifest as a table with one row for each message. Several values in a cell have ` | ` between them.
pub(super) fn write(
    output: &mut Output,
    name: &str,
    spool: &mut Spool,
    facts: &FormatFacts,
) -> Result<(), ExportError> {
    let mut file = output.create_exact(name)?;
    let written = write_to(&mut file, spool, facts);
    written.map_err(|error| file.failed(error))?;
    output.complete(file)
}

fn write_to(out: &mut impl Write, spool: &mut Spool, facts: &FormatFacts) -> io::Result<()> {
    // Spreadsheet programs recognise UTF-8 by this mark.
    out.write_all("\u{feff}".as_bytes())?;
    let mut table = csv::Writer::from_writer(out);
    table.write_record(COLUMNS)?;
    spool.read(&facts.pages, |entry| {
        Ok(table.write_record(row(&entry).iter().map(|cell| safe_cell(cell).into_owned()))?)
    })?;
    table.flush()
}

fn row(entry: &ManifestEntry) -> [String; 19] {
    let all = |value: fn(&super::ManifestOccurrence) -> String| {
        let values: Vec<String> =
            entry.occurrences.iter().map(value).filter(|value| !value.is_empty()).collect();
        values.join(" | ")
    };
    let defects: Vec<&str> = entry.defects.iter().chain(&entry.left_out).map(String::as_str).collect();
    // The path of an attachment that is a file of its own ends with its name.
    let attachments: Vec<&str> = entry
        .attachments
        .iter()
        .map(|attachment| attachment.file.as_deref().unwrap_or(&attachment.name))
        .collect();
    [
        entry.n.to_string(),
        entry.file.clone(),
        entry.offset.to_string(),
        entry.size.to_string(),
        entry.sha256.clone(),
        entry.page_first.map(|page| page.to_string()).unwrap_or_default(),
        entry.id.to_string(),
        entry.kind.clone(),
        entry.message_id.clone().unwrap_or_default(),
        entry.date.clone().unwrap_or_default(),
        entry.from.clone(),
        entry.to.clone(),
        entry.subject.clone(),
        all(|occurrence| occurrence.source.to_string()),
        all(|occurrence| occurrence.folder.clone()),
        all(|occurrence| occurrence.position.clone()),
        all(|occurrence| occurrence.recovered.clone()),
        defects.join(" | "),
        attachments.join(" | "),
    ]
}
