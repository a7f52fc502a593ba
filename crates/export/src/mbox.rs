//! MBOX: one file with all messages, in the variant mboxrd, from which a reader gets every byte back.

use std::io::Write;
use std::path::Path;

use chrono::{DateTime, Datelike as _};
use foundmail_mail::FromLineWriter;

use crate::digest_writer::DigestWriter;
use crate::error::ExportError;
use crate::exporter::{ExportFormat, Exporter, TargetKind};
use crate::manifest::{Manifest, ManifestEntry};
use crate::message::ExportMessage;
use crate::new_file::NewFile;

/// One MBOX file (RFC 4155).
pub(crate) const FORMAT: ExportFormat = ExportFormat {
    name: "mbox",
    title: "MBOX",
    help: "One mailbox file",
    on_screen: Some("One file with all messages, for another mail program."),
    target: TargetKind::File { extension: ".mbox" },
    create: |target| Ok(Box::new(MboxExporter::create(target)?)),
};

struct MboxExporter {
    file: NewFile,
    offset: u64,
}

impl MboxExporter {
    fn create(path: &Path) -> Result<Self, ExportError> {
        Ok(Self { file: NewFile::create(path)?, offset: 0 })
    }

    fn put(&mut self, bytes: &[u8]) -> Result<(), ExportError> {
        self.offset = self.offset.saturating_add(bytes.len() as u64);
        self.file.write_all(bytes).map_err(|error| ExportError::file(&self.file.path, error))
    }
}

impl Exporter for MboxExporter {
    fn write(&mut self, message: &ExportMessage<'_>) -> Result<ManifestEntry, ExportError> {
        let write = message.plain_bytes()?;
        self.put(separator_of(message).as_bytes())?;
        let (path, name) = (self.file.path.clone(), self.file.name());
        let mut out = DigestWriter::new(&mut self.file);
        let mut quoting = FromLineWriter::quoting(&mut out);
        let written = write(&mut quoting).and_then(|()| quoting.finish());
        written.map_err(|error| ExportError::file(path, error))?;
        let (size, last) = (out.size, out.last);
        let entry = ManifestEntry::new(message, &name, self.offset, &out);
        self.offset = self.offset.saturating_add(size);
        // The last line of the message must end before the empty line that the format adds.
        self.put(if last == Some(b'\n') { b"\n" } else { b"\n\n" })?;
        Ok(entry)
    }

    fn finish(self: Box<Self>, manifest: &Manifest) -> Result<(), ExportError> {
        manifest.save_beside(&self.file.keep()?)
    }
}

/// Returns the separator line of the source. Without one, it is composed of sender and date in UTC, in the notation of
/// `asctime` (RFC 4155).
fn separator_of(message: &ExportMessage<'_>) -> String {
    if let Some(separator) =
        message.separator.as_deref().filter(|line| line.starts_with("From ") && !line.contains('\n'))
    {
        return format!("{separator}\n");
    }
    let address = message.from.first().map(|from| from.address.as_str()).unwrap_or_default();
    let is_plain = !address.is_empty() && address.chars().all(|c| c.is_ascii_graphic());
    let date = DateTime::from_timestamp(message.date.unwrap_or(0), 0);
    // Readers expect a year of four digits.
    let date = date.filter(|date| (1000..=9999).contains(&date.year())).unwrap_or_default();
    format!(
        "From {} {}\n",
        if is_plain { address } else { "MAILER-DAEMON" },
        date.format("%a %b %e %H:%M:%S %Y")
    )
}

#[cfg(test)]
mod tests {
    use foundmail_mail::Framing;

    use super::FORMAT;
    use crate::export::Export;
    use crate::message::ExportMessage;
    use crate::message::tests::TestContent;

    #[test]
    fn messages_are_separated_and_quoted() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("out.mbox");
        let mut export = Export::create(&FORMAT, &path).unwrap();
        let mut write = |bytes, framing, separator: Option<&str>| {
            let content = TestContent { bytes, ..TestContent::default() };
            let message = ExportMessage {
                framing,
                date: Some(1_425_376_800),
                separator: separator.map(str::to_owned),
                ..ExportMessage::new(&content)
            };
            export.write(&message).unwrap();
        };
        write(Some("A: b\n\nFrom me"), Framing::Plain, None);
        write(None, Framing::Plain, None);
        let separator = Some("From x Tue Mar  3 10:00:00 2015");
        write(Some("A: c\n\n>From me\n"), Framing::Mbox, separator);
        let manifest = export.finish().unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        assert_eq!(
            text,
            "From MAILER-DAEMON Tue Mar  3 10:00:00 2015\nA: b\n\n>From me\n\n\
             From x Tue Mar  3 10:00:00 2015\nA: c\n\n>From me\n\n"
        );
        assert_eq!((manifest.messages, manifest.damaged), (3, 1), "a damaged message leaves no separator");
        for entry in manifest.entries.iter().filter(|entry| !entry.file.is_empty()) {
            let start = usize::try_from(entry.offset).unwrap();
            assert!(text[start..].starts_with("A: "));
        }
        assert!(Export::create(&FORMAT, &path).is_err());
    }
}
