//! Writes formats of mail programs that have one file for each message.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use crate::{Mailbox, MailboxMessage};

/// Returns the messages by folder.
fn folders(mailbox: &Mailbox) -> BTreeMap<&[String], Vec<&MailboxMessage>> {
    let mut folders: BTreeMap<&[String], Vec<&MailboxMessage>> = BTreeMap::new();
    for message in &mailbox.messages {
        folders.entry(&message.folder).or_default().push(message);
    }
    folders
}

/// Writes a Maildir++. The folder `["Clients", "North Pier"]` becomes `.Clients.North Pier`; messages are in `cur`,
/// with flags in their file names.
///
/// # Errors
/// If a file or folder cannot be created or written.
pub fn write_maildir(mailbox: &Mailbox, dir: impl AsRef<Path>) -> io::Result<()> {
    let dir = dir.as_ref();
    for inside in ["cur", "new", "tmp"] {
        fs::create_dir_all(dir.join(inside))?;
    }
    for (folder, messages) in folders(mailbox) {
        let name: Vec<String> = folder.iter().map(|part| part.replace(['.', '/'], "_")).collect();
        let folder = dir.join(format!(".{}", name.join(".")));
        for inside in ["cur", "new", "tmp"] {
            fs::create_dir_all(folder.join(inside))?;
        }
        for (index, message) in messages.into_iter().enumerate() {
            // Windows does not allow the colon in file names.
            let mark = if cfg!(windows) { '!' } else { ':' };
            fs::write(folder.join("cur").join(format!("{index:06}.host{mark}2,S")), &message.raw)?;
        }
    }
    Ok(())
}

/// Writes MH folders: files with the names 1, 2, 3, and `.mh_sequences`.
///
/// # Errors
/// If a file or folder cannot be created or written.
pub fn write_mh(mailbox: &Mailbox, dir: impl AsRef<Path>) -> io::Result<()> {
    for (folder, messages) in folders(mailbox) {
        let folder = super::folder_tree::folder_path(dir.as_ref(), folder);
        fs::create_dir_all(&folder)?;
        fs::write(folder.join(".mh_sequences"), "unseen: 1\n")?;
        for (index, message) in messages.into_iter().enumerate() {
            fs::write(folder.join((index + 1).to_string()), &message.raw)?;
        }
    }
    Ok(())
}

/// Writes a folder of Apple Mail: `V10/…/Name.mbox/…/Messages/1.emlx`.
///
/// # Errors
/// If a file or folder cannot be created or written.
pub fn write_apple_mail(mailbox: &Mailbox, dir: impl AsRef<Path>) -> io::Result<()> {
    const ID: &str = "0A1B2C3D-0000-4000-8000-000000000001";
    let top = dir.as_ref().join("V10");
    fs::create_dir_all(top.join("MailData"))?;
    for (folder, messages) in folders(mailbox) {
        let named: Vec<String> = folder.iter().map(|part| format!("{part}.mbox")).collect();
        let folder =
            super::folder_tree::folder_path(&top.join(ID), &named).join(ID).join("Data").join("Messages");
        fs::create_dir_all(&folder)?;
        for (index, message) in messages.into_iter().enumerate() {
            let mut file = format!("{:<10}\n", message.raw.len()).into_bytes();
            file.extend_from_slice(&message.raw);
            file.extend_from_slice(b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<plist version=\"1.0\"/>\n");
            fs::write(folder.join(format!("{}.emlx", index + 1)), file)?;
        }
    }
    Ok(())
}

/// Returns the mailbox as a ZIP file with one `.eml` file for each message.
pub fn mailbox_zip(mailbox: &Mailbox) -> Vec<u8> {
    let entries = mailbox.messages.iter().enumerate().map(|(index, message)| {
        let folder: Vec<String> = message.folder.iter().map(|part| part.replace('/', "_")).collect();
        (format!("{}/{index:05}.eml", folder.join("/")), &message.raw)
    });
    crate::files::zip(&entries.collect::<Vec<_>>())
}
