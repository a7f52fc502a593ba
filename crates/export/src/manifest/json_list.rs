//! The manifest in JSON.

use std::io::{self, Write};

use serde::Serialize;

use super::{ExportSummary, FormatFacts, Spool};
use crate::error::ExportError;
use crate::options::{Copies, ExportOptions, Order};
use crate::output::Output;

/// Writes the manifest: facts of the export, the messages one a line, and the sums.
pub(super) fn write(
    output: &mut Output,
    name: &str,
    options: &ExportOptions,
    summary: &ExportSummary,
    spool: &mut Spool,
    facts: &FormatFacts,
) -> Result<(), ExportError> {
    let mut file = output.create_exact(name)?;
    let written = write_to(&mut file, options, summary, spool, facts);
    written.map_err(|error| file.failed(error))?;
    output.complete(file)
}

fn write_to(
    out: &mut impl Write,
    options: &ExportOptions,
    summary: &ExportSummary,
    spool: &mut Spool,
    facts: &FormatFacts,
) -> io::Result<()> {
    out.write_all(b"{\n")?;
    let order = match options.order {
        Order::Date => "date",
        Order::Folder => "folder",
        Order::ContactsFirst => "contacts-first",
        Order::Conversation => "conversation",
    };
    let copies = if options.copies == Copies::Once { "once" } else { "everywhere" };
    let created = chrono::Utc::now().to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    member(out, "program", &format!("Foundmail {}", env!("CARGO_PKG_VERSION")))?;
    member(out, "created", &created)?;
    member(out, "format", &summary.format)?;
    member(out, "selection", &options.selection)?;
    member(out, "order", &order)?;
    member(out, "copies", &copies)?;
    member(out, "time_zone", &options.time_zone.to_string())?;
    member(out, "sources", &options.sources)?;
    for (name, value) in &facts.members {
        member(out, name, value)?;
    }
    out.write_all(b"\"messages\": [")?;
    let mut between = "\n";
    spool.read(&facts.pages, |entry| {
        out.write_all(between.as_bytes())?;
        between = ",\n";
        serde_json::to_writer(&mut *out, &entry).map_err(io::Error::from)
    })?;
    out.write_all(b"\n],\n")?;
    member(out, "chosen", &summary.chosen)?;
    member(out, "written", &summary.written)?;
    member(out, "incomplete", &summary.incomplete)?;
    member(out, "other_kinds", &summary.other_kinds)?;
    member(out, "exceptions", &summary.exceptions)?;
    member(out, "attachments", &summary.attachments)?;
    out.write_all(b"\"files\": ")?;
    serde_json::to_writer(&mut *out, &summary.files)?;
    out.write_all(b"\n}\n")
}

fn member(out: &mut impl Write, name: &str, value: &impl Serialize) -> io::Result<()> {
    write!(out, "\"{name}\": ")?;
    serde_json::to_writer(&mut *out, value)?;
    out.write_all(b",\n")
}
