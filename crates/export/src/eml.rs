//! The format EML: one file for each message.

use std::io::Write as _;

use crate::digest_writer::DigestWriter;
use crate::error::ExportError;
use crate::exporter::{ExportFormat, Exporter, Written};
use crate::manifest::{ExportSummary, FormatFacts, ManifestEntry};
use crate::message::ExportMessage;
use crate::message_name::message_name;
use crate::options::{ExportOptions, TimeZone};
use crate::output::{Output, OutputFile};
use crate::target::TargetKind;

/// EML files in a folder. Each file is an RFC 5322 message.
pub(crate) const FORMAT: ExportFormat = ExportFormat {
    name: "eml",
    title: "EML",
    help: "One file for each message",
    on_screen: Some("A file for each message. Outlook, Thunderbird and Apple Mail can open it."),
    target: TargetKind::Folder,
    has_folders: true,
    order: None,
    accepts: |_| true,
    create: |options, _| Ok(Box::new(EmlExporter { time_zone: options.time_zone })),
};

struct EmlExporter {
    time_zone: TimeZone,
}

impl Exporter for EmlExporter {
    fn write(&mut self, message: &ExportMessage<'_>, output: &mut Output) -> Result<Written, ExportError> {
        let create = |output: &mut Output, name: &str| output.create_file(&message.folder, name);
        Ok(write_message(message, self.time_zone, output, create)?.into())
    }

    fn finish(
        self: Box<Self>,
        _: &ExportOptions,
        _: &ExportSummary,
        _: &mut Output,
    ) -> Result<FormatFacts, ExportError> {
        Ok(FormatFacts::default())
    }
}

/// Writes a message to a file of its own, and returns its entry. `create` receives the name of the file.
pub(crate) fn write_message(
    message: &ExportMessage<'_>,
    time_zone: TimeZone,
    output: &mut Output,
    create: impl FnOnce(&mut Output, &str) -> Result<OutputFile, ExportError>,
) -> Result<ManifestEntry, ExportError> {
    let write = message.plain_bytes()?;
    let name = format!("{}.eml", message_name(message, time_zone));
    let mut file = create(output, &name)?;
    file.messages = 1;
    let mut out = DigestWriter::new(&mut file);
    let written = write(&mut out).and_then(|()| out.flush());
    let entry = ManifestEntry::written(message, "", 0, &out);
    written.map_err(|error| file.failed(error))?;
    let entry = ManifestEntry { file: file.path.clone(), ..entry };
    output.complete(file)?;
    Ok(entry)
}
