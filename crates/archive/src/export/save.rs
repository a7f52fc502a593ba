//! Saves messages and attachments as files of their own, and copies attachments for other programs.

use std::fs::{self, File};
use std::io::{self, BufWriter, Read as _, Write};
use std::path::{Path, PathBuf};

use chrono::DateTime;
use foundmail_export::{ExportError, save_new};
use foundmail_mail::{Framing, FromLineWriter, runs_as_program, safe_file_name};
use foundmail_store::MessageId;

use crate::read::{is_program, read_stored};
use crate::{Archive, ArchiveError};

/// Maximum number of characters of a subject in a file name.
const MAX_SUBJECT: usize = 80;

/// Writes a file.
type WriteTo<'w> = dyn FnMut(&mut dyn Write) -> io::Result<()> + 'w;

impl Archive {
    /// Saves the attachment at a path of indexes in a folder, and returns the path of the file. If a file with the same name
    /// exists, a number is added to the name.
    pub fn save_attached(&self, message: u32, at: &[u32], dir: &Path) -> Result<PathBuf, ArchiveError> {
        if let [index] = at {
            return self.save_attachment(message, *index, dir);
        }
        fs::create_dir_all(dir).map_err(|source| ExportError::File { path: dir.to_owned(), source })?;
        let file = self.whole(message, at)?;
        Ok(save_new(dir, &file.name, &mut |out| out.write_all(&file.bytes))?)
    }

    /// Saves the attachment at a path of indexes as `target`. A file with this name is replaced when the new one is complete.
    pub fn save_attached_as(&self, message: u32, at: &[u32], target: &Path) -> Result<(), ArchiveError> {
        if let [index] = at {
            return self.with_attachment(message, *index, |_, write| self.replace(target, write));
        }
        let file = self.whole(message, at)?;
        self.replace(target, &mut |out| out.write_all(&file.bytes))
    }

    /// Returns the name of the attachment at a path of indexes, safe to use for a file.
    pub fn attached_name(&self, message: u32, at: &[u32]) -> Result<String, ArchiveError> {
        match at {
            [index] => self.with_attachment(message, *index, |name, _| Ok(safe_file_name(name))),
            _ => Ok(safe_file_name(&self.attached(message, at)?.name)),
        }
    }

    /// Copies the attachment at a path of indexes to a private folder, so that another program can open it. Refuses programs.
    pub fn copy_to_open(&self, message: u32, at: &[u32], dir: &Path) -> Result<PathBuf, ArchiveError> {
        let refused = || {
            ArchiveError::Choice {
            what: "This file can run as a program, so Foundmail does not open it. Save it only if you trust its sender."
                .to_owned(),
        }
        };
        if runs_as_program(&self.attached_name(message, at)?) {
            return Err(refused());
        }
        let path = self.copy_private(message, at, dir)?;
        let mut head = Vec::new();
        let read = File::open(&path).and_then(|file| file.take(8).read_to_end(&mut head));
        // The name can hide a program.
        if read.is_err() || is_program(&head) {
            let _ = fs::remove_file(&path);
            return Err(refused());
        }
        Ok(path)
    }

    /// Copies the attachment at a path of indexes to a private folder. Only the owner of the computer's account can read it.
    pub fn copy_private(&self, message: u32, at: &[u32], dir: &Path) -> Result<PathBuf, ArchiveError> {
        let path = self.save_attached(message, at, dir)?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let private = fs::Permissions::from_mode(0o600);
            fs::set_permissions(&path, private).map_err(ArchiveError::Temporary)?;
        }
        Ok(path)
    }

    /// Saves a message as an EML file. A file with this name is replaced when the new one is complete.
    pub fn save_message_as(&self, message: u32, target: &Path) -> Result<(), ArchiveError> {
        let reader = self.store.reader()?;
        let stored = read_stored(&reader, MessageId(message))?;
        // The message is checked first, because no part of a damaged message must be written.
        stored.check(MessageId(message))?;
        self.replace(target, &mut |out| match stored.framing {
            Framing::Plain => stored.write(out),
            Framing::Mbox => {
                let mut unquoting = FromLineWriter::unquoting(out);
                stored.write(&mut unquoting)?;
                unquoting.finish()
            }
        })
    }

    /// Returns a name for the EML file of a message, such as `2016-03-14 Roof claim.eml`.
    pub fn message_file_name(&self, message: u32) -> Result<String, ArchiveError> {
        let row = self.reader().message(MessageId(message))?;
        let date = row.date.and_then(|date| DateTime::from_timestamp(date, 0));
        let date = date.map(|date| date.format("%Y-%m-%d ").to_string()).unwrap_or_default();
        let subject = row.subject.replace(['/', '\\'], "_");
        let subject: String = subject.chars().take(MAX_SUBJECT).collect();
        let subject = if subject.trim().is_empty() { "no subject" } else { subject.trim() };
        Ok(safe_file_name(&format!("{date}{subject}.eml")))
    }

    /// Returns a file inside an attachment. Fails if it is damaged there: a saved part would look like the whole file.
    fn whole(&self, message: u32, at: &[u32]) -> Result<std::sync::Arc<crate::read::Attached>, ArchiveError> {
        let file = self.attached(message, at)?;
        if file.is_damaged {
            return Err(ArchiveError::Choice {
                what: "This file is damaged inside its ZIP file, so it was not saved. Save the ZIP file instead."
                    .to_owned(),
            });
        }
        Ok(file)
    }

    /// Writes a file beside `target`, and gives it this name when it is complete.
    fn replace(&self, target: &Path, write: &mut WriteTo<'_>) -> Result<(), ArchiveError> {
        self.ensure_outside(target)?;
        let failed = |source| ArchiveError::Export(ExportError::file(target, source));
        let dir = target.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mut builder = tempfile::Builder::new();
        builder.prefix(".foundmail-");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            // The usual permissions of a new file. The system takes away those that the account does not give.
            builder.permissions(fs::Permissions::from_mode(0o666));
        }
        let mut file = BufWriter::new(builder.tempfile_in(dir).map_err(failed)?);
        write(&mut file).and_then(|()| file.flush()).map_err(failed)?;
        let file = file.into_inner().map_err(|error| failed(error.into_error()))?;
        file.persist(target).map_err(|error| failed(error.error))?;
        Ok(())
    }
}
