//! Writes mailboxes as folders of EML or mbox files.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};

use super::{MboxFlavour, write_mbox};
use crate::{Mailbox, MailboxMessage};

/// Writes each message as an `.eml` file in its folder. The file names are four-digit numbers in the order of the
/// whole mailbox.
///
/// # Errors
/// If a file or folder cannot be created or written.
pub fn write_eml_tree(mailbox: &Mailbox, dir: impl AsRef<Path>) -> io::Result<()> {
    for (index, message) in mailbox.messages.iter().enumerate() {
        let folder = folder_path(dir.as_ref(), &message.folder);
        fs::create_dir_all(&folder)?;
        fs::write(folder.join(format!("{:04}.eml", index + 1)), &message.raw)?;
    }
    Ok(())
}

/// Writes each folder as one mbox (mboxrd): `Clients/North Pier.mbox` for the folder `["Clients", "North Pier"]`.
///
/// # Errors
/// If a file or folder cannot be created or written.
pub fn write_mbox_tree(mailbox: &Mailbox, dir: impl AsRef<Path>) -> io::Result<()> {
    let mut folders: BTreeMap<&[String], Vec<&MailboxMessage>> = BTreeMap::new();
    for message in &mailbox.messages {
        folders.entry(&message.folder).or_default().push(message);
    }
    for (folder, messages) in folders {
        let mut path = folder_path(dir.as_ref(), folder).into_os_string();
        path.push(".mbox");
        let path = PathBuf::from(path);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        write_mbox(messages, MboxFlavour::Mboxrd, BufWriter::new(File::create(path)?))?;
    }
    Ok(())
}

pub(super) fn folder_path(dir: &Path, folder: &[String]) -> PathBuf {
    folder.iter().fold(dir.to_path_buf(), |path, name| path.join(file_name(name)))
}

/// Returns the name of a folder with `_` for each character that some systems forbid in file names.
fn file_name(name: &str) -> String {
    name.chars().map(|c| if c.is_control() || "/\\:*?\"<>|".contains(c) { '_' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trees_hold_every_message() {
        let mailbox = crate::sample(3);
        let dir = std::env::temp_dir().join(format!("foundmail-testkit-{}", std::process::id()));
        write_eml_tree(&mailbox, dir.join("eml")).unwrap();
        write_mbox_tree(&mailbox, dir.join("mbox")).unwrap();
        assert_eq!(count(&dir.join("eml")), mailbox.messages.len());
        assert_eq!(count(&dir.join("mbox")), mailbox.folders().len());
        assert!(dir.join("mbox/Clients/North Pier.mbox").is_file());
        fs::remove_dir_all(dir).unwrap();
    }

    fn count(dir: &Path) -> usize {
        fs::read_dir(dir)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .map(|path| if path.is_dir() { count(&path) } else { 1 })
            .sum()
    }

    #[test]
    fn folder_names_become_file_names() {
        assert_eq!(file_name("A/B: Café?"), "A_B_ Café_");
    }
}
