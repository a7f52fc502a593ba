//! MBOX: files with many messages, in the variant mboxrd, from which a reader gets every byte back.

use std::io::Write as _;

use chrono::{DateTime, Datelike as _};
use foundmail_mail::FromLineWriter;

use crate::digest_writer::DigestWriter;
use crate::error::ExportError;
use crate::exporter::{ExportFormat, Exporter, Written};
use crate::manifest::{ExportSummary, FormatFacts, ManifestEntry};
use crate::message::ExportMessage;
use crate::options::{ExportOptions, Order};
use crate::output::{Output, OutputFile, folder_name};
use crate::target::TargetKind;

/// One MBOX file (RFC 4155).
pub(crate) const FORMAT: ExportFormat = ExportFormat {
    name: "mbox",
    title: "MBOX",
    help: "One mailbox file",
    on_screen: Some("One file with all messages, for another mail program."),
    target: TargetKind::File { extension: ".mbox" },
    has_folders: false,
    order: None,
    accepts: |_| true,
    create: |_, output| Ok(Box::new(MboxExporter { file: output.create_main()? })),
};

/// One MBOX file for each folder.
pub(crate) const FOLDERS: ExportFormat = ExportFormat {
    name: "mbox-folders",
    title: "MBOX by folder",
    help: "One mailbox file for each folder",
    on_screen: Some("A file for each folder, for Thunderbird or Apple Mail."),
    target: TargetKind::Folder,
    has_folders: true,
    order: Some(Order::Folder),
    accepts: |_| true,
    create: |_, _| Ok(Box::new(MboxFolderExporter { folder: Vec::new(), file: None })),
};

struct MboxExporter {
    file: OutputFile,
}

impl Exporter for MboxExporter {
    fn write(&mut self, message: &ExportMessage<'_>, _: &mut Output) -> Result<Written, ExportError> {
        append(message, &mut self.file)
    }

    fn finish(
        self: Box<Self>,
        _: &ExportOptions,
        _: &ExportSummary,
        output: &mut Output,
    ) -> Result<FormatFacts, ExportError> {
        output.complete(self.file)?;
        Ok(FormatFacts::default())
    }
}

/// Writes one file after the other. The messages arrive sorted by folder, so only one file is open.
struct MboxFolderExporter {
    folder: Vec<String>,
    file: Option<OutputFile>,
}

impl Exporter for MboxFolderExporter {
    fn write(&mut self, message: &ExportMessage<'_>, output: &mut Output) -> Result<Written, ExportError> {
        let mut file = match self.file.take() {
            Some(file) if self.folder == message.folder => file,
            full => {
                full.map_or(Ok(()), |file| output.complete(file))?;
                self.folder.clone_from(&message.folder);
                let (name, above) = match message.folder.split_last() {
                    Some((name, above)) => (name.as_str(), above),
                    None => ("Mail", &[][..]),
                };
                output.create_file(above, &format!("{}.mbox", folder_name(name)))?
            }
        };
        let written = append(message, &mut file);
        self.file = Some(file);
        written
    }

    fn finish(
        self: Box<Self>,
        _: &ExportOptions,
        _: &ExportSummary,
        output: &mut Output,
    ) -> Result<FormatFacts, ExportError> {
        self.file.map_or(Ok(()), |file| output.complete(file))?;
        Ok(FormatFacts::default())
    }
}

/// Writes a message to a mailbox file, and returns its entry.
fn append(message: &ExportMessage<'_>, file: &mut OutputFile) -> Result<Written, ExportError> {
    let write = message.plain_bytes()?;
    let separator = separator_of(message);
    file.write_all(separator.as_bytes()).map_err(|error| file.failed(error))?;
    let (path, offset) = (file.path.clone(), file.size());
    let mut out = DigestWriter::new(&mut *file);
    let mut quoting = FromLineWriter::quoting(&mut out);
    let written = write(&mut quoting).and_then(|()| quoting.finish());
    let (entry, last) = (ManifestEntry::written(message, &path, offset, &out), out.last);
    // The last line of the message must end before the empty line that the format adds.
    let end: &[u8] = if last == Some(b'\n') { b"\n" } else { b"\n\n" };
    written.and_then(|()| file.write_all(end)).map_err(|error| file.failed(error))?;
    file.messages = file.messages.saturating_add(1);
    Ok(entry.into())
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
    // Programs that read MBOX expect a year of four digits.
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
    use crate::manifest::tests::entries;
    use crate::message::ExportMessage;
    use crate::message::tests::TestContent;
    use crate::options::ExportOptions;

    #[test]
    fn messages_are_separated_and_quoted() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("out.mbox");
        let mut export = Export::create(&FORMAT, &path, ExportOptions::default()).unwrap();
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
        let summary = export.finish().unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        assert_eq!(
            text,
            "From MAILER-DAEMON Tue Mar  3 10:00:00 2015\nA: b\n\n>From me\n\n\
             From x Tue Mar  3 10:00:00 2015\nA: c\n\n>From me\n\n"
        );
        let counts = (summary.chosen, summary.written, summary.exceptions.len());
        assert_eq!(counts, (3, 2, 1), "a damaged message leaves no separator");
        for entry in entries(&summary) {
            let start = usize::try_from(entry.offset).unwrap();
            assert!(text[start..].starts_with("A: "));
        }
        assert!(Export::create(&FORMAT, &path, ExportOptions::default()).is_err());
    }
}
