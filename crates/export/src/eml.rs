//! EML: one file for each message.

use std::fs;
use std::io::{BufWriter, Write};

use chrono::DateTime;
use foundmail_mail::safe_file_name;

use crate::digest_writer::DigestWriter;
use crate::error::ExportError;
use crate::exporter::{ExportFormat, Exporter, TargetKind};
use crate::manifest::{Manifest, ManifestEntry};
use crate::message::ExportMessage;
use crate::new_file::NewFolder;

/// EML files in a folder. Each one is an RFC 5322 message.
pub(crate) const FORMAT: ExportFormat = ExportFormat {
    name: "eml",
    title: "EML",
    help: "One file for each message",
    on_screen: Some("A file for each message. Opens in Outlook, Thunderbird, Apple Mail."),
    target: TargetKind::Folder,
    create: |target| Ok(Box::new(EmlExporter { folder: NewFolder::create(target)? })),
};

/// Maximum number of characters of the subject in a file name.
const MAX_SUBJECT: usize = 60;
/// Maximum number of characters of the sender in a file name.
const MAX_SENDER: usize = 30;

struct EmlExporter {
    folder: NewFolder,
}

impl Exporter for EmlExporter {
    fn write(&mut self, message: &ExportMessage<'_>) -> Result<ManifestEntry, ExportError> {
        let write = message.plain_bytes()?;
        let (file, path) = self.folder.create_new(&file_name(message))?;
        let mut out = DigestWriter::new(BufWriter::new(file));
        write(&mut out).and_then(|()| out.flush()).map_err(|error| {
            // Part of a message would look like a whole one.
            let _ = fs::remove_file(&path);
            ExportError::file(&path, error)
        })?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        Ok(ManifestEntry::new(message, &name, 0, &out))
    }

    fn finish(mut self: Box<Self>, manifest: &Manifest) -> Result<(), ExportError> {
        manifest.save_in(&mut self.folder)?;
        self.folder.keep();
        Ok(())
    }
}

/// Returns the name of a message's file, such as `2016-03-14 1042 Ruth Alder - Roof claim.eml`.
fn file_name(message: &ExportMessage<'_>) -> String {
    let cut = |text: &str, most: usize| text.chars().take(most).collect::<String>().trim().to_owned();
    let date = message.date.and_then(|date| DateTime::from_timestamp(date, 0));
    let date = date.map_or_else(|| "no date".to_owned(), |date| date.format("%Y-%m-%d %H%M").to_string());
    let from = message.from.first().map_or("unknown", |from| from.shown());
    let subject = if message.subject.trim().is_empty() { "no subject" } else { &message.subject };
    // A slash in a subject does not separate folders.
    let plain = |text: String| text.replace(['/', '\\'], "_");
    let stem = format!("{date} {} - {}", plain(cut(from, MAX_SENDER)), plain(cut(subject, MAX_SUBJECT)));
    safe_file_name(&format!("{}.eml", stem.trim_end_matches('.')))
}
