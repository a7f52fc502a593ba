//! Writes a single Maildir message by message, for generated mail that does not fit into memory.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::MailboxMessage;

/// A Maildir to which messages can be added.
#[derive(Debug)]
pub struct Maildir {
    cur: PathBuf,
    written: u64,
}

impl Maildir {
    /// Creates the folder with `cur`, `new` and `tmp`.
    ///
    /// # Errors
    /// If a file or folder cannot be created or written.
    pub fn create(dir: impl AsRef<Path>) -> io::Result<Self> {
        for name in ["cur", "new", "tmp"] {
            fs::create_dir_all(dir.as_ref().join(name))?;
        }
        Ok(Self { cur: dir.as_ref().join("cur"), written: 0 })
    }

    /// Adds a message and marks it as read. Line ends become LF, as on Unix.
    ///
    /// # Errors
    /// If a file or folder cannot be created or written.
    pub fn add(&mut self, message: &MailboxMessage) -> io::Result<()> {
        self.written += 1;
        let name = format!("{}.{:07}.office.example:2,S", message.date.timestamp(), self.written);
        let mut file = BufWriter::new(fs::File::create(self.cur.join(name))?);
        for line in message.raw.split_inclusive(|&byte| byte == b'\n') {
            file.write_all(line.strip_suffix(b"\r\n").unwrap_or(line))?;
            if line.ends_with(b"\r\n") {
                file.write_all(b"\n")?;
            }
        }
        file.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_message_is_a_file_with_unix_line_ends() {
        let dir = std::env::temp_dir().join(format!("foundmail-maildir-{}", std::process::id()));
        let mut maildir = Maildir::create(&dir).unwrap();
        let messages = crate::sample(2).messages;
        for message in &messages {
            maildir.add(message).unwrap();
        }
        let mut files: Vec<_> =
            fs::read_dir(dir.join("cur")).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.sort_by_key(|path| path.to_string_lossy().split('.').nth(1).map(str::to_owned));
        assert_eq!(files.len(), messages.len());
        let first = fs::read_to_string(&files[0]).unwrap();
        assert_eq!(first, String::from_utf8(messages[0].raw.clone()).unwrap().replace("\r\n", "\n"));
        assert!(!first.contains('\r'));
        fs::remove_dir_all(dir).unwrap();
    }
}
