//! The manifest as a table (CSV, RFC 4180).

use std::borrow::Cow;
use std::io::{self, Write};

use super::{FormatFacts, ManifestEntry, Spool};
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
    let attachments: Vec<&str> =
        entry.attachments.iter().map(|attachment| attachment.name.as_str()).collect();
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

/// Returns text that no spreadsheet program takes for a formula: an apostrophe is added before a sign that begins one.
/// Control characters other than line ends become spaces.
fn safe_cell(text: &str) -> Cow<'_, str> {
    let is_formula =
        text.trim_start().starts_with(['=', '+', '-', '@', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'])
            || text.starts_with(['\t', '\r']);
    let is_control = |c: char| c.is_control() && c != '\n';
    if !is_formula && !text.contains(is_control) {
        return Cow::Borrowed(text);
    }
    let text: String = text.chars().map(|c| if is_control(c) { ' ' } else { c }).collect();
    Cow::Owned(if is_formula { format!("'{text}") } else { text })
}

#[cfg(test)]
mod tests {
    use super::safe_cell;

    #[test]
    fn no_cell_is_a_formula() {
        for (text, expected) in [
            ("Roof claim", "Roof claim"),
            ("=HYPERLINK(\"x\")", "'=HYPERLINK(\"x\")"),
            ("  =1+1", "'  =1+1"),
            ("+49 30 1234", "'+49 30 1234"),
            ("-5", "'-5"),
            ("@SUM(1)", "'@SUM(1)"),
            ("\t=1", "' =1"),
            ("\r=1", "' =1"),
            ("＝1", "'＝1"),
            ("a\u{7}b", "a b"),
            ("two\nlines", "two\nlines"),
            ("a=b", "a=b"),
        ] {
            assert_eq!(safe_cell(text), expected);
        }
    }
}
