//! One `.mbox` file, as mboxrd: what reads it gets back every byte that was put in.

use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Datelike as _};
use foundmail_mail::FromLineWriter;
use tempfile::NamedTempFile;

use crate::manifest::Manifest;
use crate::written::Written;
use crate::{ExportError, Message};

/// Writes messages into a new file, which gets its name only when it is whole.
pub struct MboxWriter {
    path: PathBuf,
    file: BufWriter<NamedTempFile>,
    at: u64,
    manifest: Manifest,
}

impl MboxWriter {
    /// Begins the file. Nothing of its name must be there yet.
    pub fn create(path: &Path) -> Result<Self, ExportError> {
        if path.symlink_metadata().is_ok() {
            return Err(ExportError::Exists { path: path.to_owned() });
        }
        let dir = dir_of(path);
        std::fs::create_dir_all(dir).map_err(|error| ExportError::file(dir, error))?;
        let file = NamedTempFile::new_in(dir).map_err(|error| ExportError::file(path, error))?;
        Ok(Self { path: path.to_owned(), file: BufWriter::new(file), at: 0, manifest: Manifest::new("mbox") })
    }

    /// Adds a message.
    pub fn write(&mut self, message: &Message<'_>) -> Result<(), ExportError> {
        let separator = separator_of(message);
        self.put(separator.as_bytes())?;
        let name = self.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let mut written = Written::new(&mut self.file);
        let mut quoting = FromLineWriter::quoting(&mut written);
        let result = message.write_plain(&mut quoting).and_then(|()| quoting.finish());
        result.map_err(|error| ExportError::file(&self.path, error))?;
        self.manifest.add(message, &name, self.at, &written);
        let ends = written.last == Some(b'\n');
        self.at = self.at.saturating_add(written.size);
        // The message's own last line must end before the empty one that the format adds.
        self.put(if ends { b"\n" } else { b"\n\n" })
    }

    /// Notes a message that cannot be handed over, since its bytes can no longer be read.
    pub fn unreadable(&mut self, id: u32, subject: &str, what: String) {
        self.manifest.add_unreadable(id, subject, what);
    }

    fn put(&mut self, bytes: &[u8]) -> Result<(), ExportError> {
        self.at = self.at.saturating_add(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        self.file.write_all(bytes).map_err(|error| ExportError::file(&self.path, error))
    }

    /// Puts the file in its place, and the manifest beside it.
    pub fn finish(self) -> Result<Manifest, ExportError> {
        let failed = |error| ExportError::file(&self.path, error);
        let file = self.file.into_inner().map_err(|error| failed(error.into_error()))?;
        file.as_file().sync_all().map_err(failed)?;
        file.persist_noclobber(&self.path).map_err(|error| failed(error.error))?;
        let name = self.path.file_name().unwrap_or_default().to_string_lossy();
        self.manifest.save(dir_of(&self.path), &format!("{name}.manifest.json"))?;
        Ok(self.manifest)
    }
}

fn dir_of(path: &Path) -> &Path {
    path.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// The line that the message had, or one of its sender and date, as `asctime` writes it, in UTC (RFC 4155).
fn separator_of(message: &Message<'_>) -> String {
    if let Some(separator) =
        message.separator.as_deref().filter(|line| line.starts_with("From ") && !line.contains('\n'))
    {
        return format!("{separator}\n");
    }
    let address = message.from.as_ref().map(|from| from.address.as_str()).unwrap_or_default();
    let is_plain = !address.is_empty() && address.chars().all(|c| c.is_ascii_graphic());
    let date = DateTime::from_timestamp(message.date.unwrap_or(0), 0);
    // Readers take four digits for a year.
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

    use super::MboxWriter;
    use crate::Message;

    #[test]
    fn messages_are_separated_and_quoted() {
        let message = |raw: &'static str, framing, separator: Option<&str>| Message {
            id: 1,
            write: Box::new(|out| out.write_all(raw.as_bytes())),
            framing,
            subject: String::new(),
            from: None,
            message_id: None,
            date: Some(1_425_376_800),
            separator: separator.map(str::to_owned),
            missing: Vec::new(),
        };
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("out.mbox");
        let mut writer = MboxWriter::create(&path).unwrap();
        writer.write(&message("A: b\n\nFrom me", Framing::Plain, None)).unwrap();
        writer
            .write(&message("A: c\n\n>From me\n", Framing::Mbox, Some("From x Tue Mar  3 10:00:00 2015")))
            .unwrap();
        let manifest = writer.finish().unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        assert_eq!(
            text,
            "From MAILER-DAEMON Tue Mar  3 10:00:00 2015\nA: b\n\n>From me\n\n\
             From x Tue Mar  3 10:00:00 2015\nA: c\n\n>From me\n\n"
        );
        for entry in &manifest.entries {
            let start = usize::try_from(entry.offset).unwrap();
            assert!(text[start..].starts_with("A: "));
        }
        assert!(MboxWriter::create(&path).is_err());
    }
}
