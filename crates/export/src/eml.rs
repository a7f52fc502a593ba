//! One `.eml` file a message.

use std::fs;
use std::io::{BufWriter, Write};
use std::path::Path;

use chrono::DateTime;
use foundmail_mail::safe_file_name;

use crate::manifest::Manifest;
use crate::new_file::NewFolder;
use crate::written::Written;
use crate::{ExportError, Message};

/// Characters of a subject that a file name takes.
const SUBJECT: usize = 60;
/// Characters of a person's name that a file name takes.
const PERSON: usize = 30;

/// Writes messages into a new folder.
pub struct EmlWriter {
    dir: NewFolder,
    manifest: Manifest,
}

impl EmlWriter {
    /// Makes the folder. It must not be there yet, or be empty.
    pub fn create(dir: &Path) -> Result<Self, ExportError> {
        Ok(Self { dir: NewFolder::create(dir)?, manifest: Manifest::new("eml") })
    }

    /// Writes a message. What was quoted for an MBOX is unquoted; all else is to the byte what came.
    pub fn write(&mut self, message: &Message<'_>) -> Result<(), ExportError> {
        let (file, path) = self.dir.create_new(&name_of(message))?;
        let mut written = Written::new(BufWriter::new(file));
        let result = message.write_plain(&mut written).and_then(|()| written.flush());
        result.map_err(|error| {
            // Half a message would look like a whole one.
            let _ = fs::remove_file(&path);
            ExportError::file(&path, error)
        })?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        self.manifest.add(message, &name, 0, &written);
        Ok(())
    }

    /// Notes a message that cannot be handed over, since its bytes can no longer be read.
    pub fn unreadable(&mut self, id: u32, subject: &str, what: String) {
        self.manifest.add_unreadable(id, subject, what);
    }

    /// Writes the manifest.
    pub fn finish(mut self) -> Result<Manifest, ExportError> {
        self.manifest.save_in(&mut self.dir)?;
        self.dir.keep();
        Ok(self.manifest)
    }
}

/// `2016-03-14 1042 Ruth Alder - Roof claim.eml`
fn name_of(message: &Message<'_>) -> String {
    let cut = |text: &str, most: usize| text.chars().take(most).collect::<String>().trim().to_owned();
    let date = message.date.and_then(|date| DateTime::from_timestamp(date, 0));
    let date = date.map_or_else(|| "no date".to_owned(), |date| date.format("%Y-%m-%d %H%M").to_string());
    let from = message.from.as_ref().map_or("unknown", |from| from.shown());
    let subject = if message.subject.trim().is_empty() { "no subject" } else { &message.subject };
    // A slash in a subject is no folder.
    let plain = |text: String| text.replace(['/', '\\'], "_");
    let stem = format!("{date} {} - {}", plain(cut(from, PERSON)), plain(cut(subject, SUBJECT)));
    safe_file_name(&format!("{}.eml", stem.trim_end_matches('.')))
}
