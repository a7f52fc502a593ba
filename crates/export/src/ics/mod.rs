//! ICS: one calendar with the appointments, tasks and notes (RFC 5545, RFC 7986).
//!
//! The components of the source are kept, with their identifiers, series, exceptions and alarms. Only one calendar is written,
//! because many programs read only the first one of a file.

mod entry;
mod journal;
mod recurrence;
mod times;
mod values;
mod zones;

use std::io::Write;

use crate::content_lines::{Component, ContentLine, PRODUCT_ID};
use crate::digest_writer::DigestWriter;
use crate::embedded::{Attachments, Embedded};
use crate::error::ExportError;
use crate::exporter::{ExportFormat, Exporter, Written};
use crate::manifest::{ExportSummary, FormatFacts, ManifestEntry};
use crate::message::ExportMessage;
use crate::options::ExportOptions;
use crate::output::{Output, OutputFile};
use crate::target::TargetKind;
use entry::Entry;
use zones::Zones;

/// One calendar file.
pub(crate) const FORMAT: ExportFormat = ExportFormat {
    name: "ics",
    title: "ICS",
    help: "One calendar with the appointments, tasks and notes",
    on_screen: Some("Appointments, tasks and notes for the calendar of a phone or a program."),
    target: TargetKind::File { extension: ".ics" },
    has_folders: false,
    order: None,
    accepts: |item| matches!(item.kind, "appointment" | "task" | "note"),
    create: |_, output| Ok(Box::new(IcsExporter::create(output)?)),
};

/// Media types of a calendar.
const MEDIA_TYPES: &[&str] = &["text/calendar", "application/ics"];
/// Maximum size of the attachments of one entry. Foundmail reads entries of 32 MiB, and base64 makes them larger by a third.
const MAX_ATTACHMENTS: u64 = 20 << 20;

struct IcsExporter {
    file: OutputFile,
    zones: Zones,
}

impl IcsExporter {
    fn create(output: &mut Output) -> Result<Self, ExportError> {
        let mut file = output.create_main()?;
        let begin = begin(&mut file);
        begin.map_err(|error| file.failed(error))?;
        Ok(Self { file, zones: Zones::default() })
    }
}

/// Writes the beginning of the calendar. It has no name: the same entries must be the same bytes in each export, so that an
/// import recognises them.
fn begin(out: &mut dyn Write) -> std::io::Result<()> {
    let lines =
        [("BEGIN", "VCALENDAR"), ("VERSION", "2.0"), ("PRODID", PRODUCT_ID), ("CALSCALE", "GREGORIAN")];
    lines.iter().try_for_each(|&(property, value)| ContentLine::new(property, value).write(out))
}

impl Exporter for IcsExporter {
    fn write(&mut self, message: &ExportMessage<'_>, _: &mut Output) -> Result<Written, ExportError> {
        let mut entry = match message.content.alternative(MEDIA_TYPES)? {
            Some(bytes) => Entry::read(&bytes, message).map_err(|what| ExportError::Unreadable { what })?,
            None if message.kind == "note" => Entry::of(journal::note(message)),
            None => {
                let what =
                    "The item has no calendar entry. In the mailbox, its start may be missing.".to_owned();
                return Err(ExportError::Unreadable { what });
            }
        };
        let attachments = Attachments::read(message, &entry.components, MAX_ATTACHMENTS)?;
        let zones = self.zones.needed_by(&mut entry);
        let (path, offset) = (self.file.path.clone(), self.file.size());
        let mut out = DigestWriter::new(&mut self.file);
        let Attachments { embedded, lost } = attachments;
        let written = write_entry(&zones, &entry.components, embedded, &mut out);
        let mut manifest = ManifestEntry::written(message, &path, offset, &out);
        written.map_err(|error| self.file.failed(error))?;
        self.file.messages = self.file.messages.saturating_add(1);
        manifest.left_out = entry.left_out;
        Ok(Written { entry: manifest, lost })
    }

    fn finish(
        mut self: Box<Self>,
        _: &ExportOptions,
        _: &ExportSummary,
        output: &mut Output,
    ) -> Result<FormatFacts, ExportError> {
        let end = ContentLine::new("END", "VCALENDAR").write(&mut self.file);
        end.map_err(|error| self.file.failed(error))?;
        output.complete(self.file)?;
        Ok(FormatFacts::default())
    }
}

/// Writes the components of an entry. Time zones come before the first component that uses them, and the attachments are
/// part of the first component.
fn write_entry(
    zones: &[Component],
    components: &[Component],
    mut attachments: Vec<Embedded<'_>>,
    out: &mut dyn Write,
) -> std::io::Result<()> {
    zones.iter().try_for_each(|zone| zone.write(out))?;
    for component in components {
        component.write_with(out, &mut |out| {
            attachments.iter_mut().try_for_each(|file| file.write_line(&attach(file), out))
        })?;
        attachments.clear();
    }
    Ok(())
}

/// Returns the beginning of the line with an attachment. RFC 8607 names the parameter `FILENAME`, and Outlook reads
/// `X-FILENAME`.
fn attach(file: &Embedded<'_>) -> String {
    let attachment = file.attachment;
    ContentLine::new("ATTACH", "")
        .with("FMTTYPE", &attachment.media_type)
        .with("ENCODING", "BASE64")
        .with("VALUE", "BINARY")
        .with("FILENAME", &attachment.name)
        .with("X-FILENAME", &attachment.name)
        .head()
}

#[cfg(test)]
mod tests;
