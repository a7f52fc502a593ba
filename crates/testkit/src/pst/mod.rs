//! Writes generated mail as PST and OST files. The files use every part of the PST writer: text, HTML and RTF
//! bodies, all kinds of recipients, attachments, embedded messages, and items that are not mail.

mod message_item;
mod office_item;
mod rtf;
mod series_item;
mod set;

use std::borrow::Borrow;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Seek, Write};
use std::path::Path;

use foundmail_mapi::{FileTime, Item};
use foundmail_pst::write::{FolderId, PstWriter, WriteError, WriteOptions};
use foundmail_pst::{Encryption, FileKind, Layout};

pub use message_item::item_from_message;
pub use office_item::{OfficeItem, office_items};
pub use series_item::series_items;

use crate::MailboxMessage;

/// Returns options for a reproducible file: the same mail gives the same bytes. The file is an OST if `layout` is
/// [`Layout::Unicode4k`], and otherwise a PST.
pub fn pst_options(layout: Layout, encryption: Encryption) -> WriteOptions {
    WriteOptions {
        layout,
        encryption,
        kind: if layout == Layout::Unicode4k { FileKind::Ost } else { FileKind::Pst },
        deflate: layout == Layout::Unicode4k,
        display_name: "Made-up mail".to_owned(),
        record_key: Some(*b"made-up testmail"),
        now: FileTime::from_unix_seconds(1_500_000_000),
        ..WriteOptions::default()
    }
}

/// Writes `messages` and all [`office_items`] to a new file.
///
/// # Errors
/// If the file cannot be written, or if the mail is too large for the layout: an ANSI file is limited to 2 GB.
pub fn write_pst<I>(messages: I, options: WriteOptions, path: &Path) -> Result<(), WriteError>
where
    I: IntoIterator,
    I::Item: Borrow<MailboxMessage>,
{
    write_pst_to(messages, PstWriter::create(path, options)?).map(|_: BufWriter<File>| ())
}

/// Writes `messages` and all [`office_items`] with `writer`. Returns the output of the writer. See [`write_pst`].
///
/// # Errors
/// If the output cannot be written, or if the mail is too large for the layout.
pub fn write_pst_to<I, W>(messages: I, writer: PstWriter<W>) -> Result<W, WriteError>
where
    I: IntoIterator,
    I::Item: Borrow<MailboxMessage>,
    W: Write + Seek,
{
    let mut folders = PstFolders { writer, folders: BTreeMap::new() };
    for (message, number) in messages.into_iter().zip(0..) {
        let message = message.borrow();
        folders.put(&message.folder, "IPF.Note", &item_from_message(message, number))?;
    }
    for OfficeItem { folder, container_class, item } in office_items() {
        folders.put(&[folder.to_owned()], container_class, &item)?;
    }
    folders.writer.finish()
}

/// Writes items to a new file.
///
/// # Errors
/// If the file cannot be written.
pub fn write_items<I>(items: I, options: WriteOptions, path: &Path) -> Result<(), WriteError>
where
    I: IntoIterator<Item = OfficeItem>,
{
    let writer = PstWriter::<BufWriter<File>>::create(path, options)?;
    let mut folders = PstFolders { writer, folders: BTreeMap::new() };
    for OfficeItem { folder, container_class, item } in items {
        folders.put(&[folder.to_owned()], container_class, &item)?;
    }
    folders.writer.finish().map(drop)
}

/// A PST writer, and the folders added so far by path.
struct PstFolders<W: Write + Seek> {
    writer: PstWriter<W>,
    folders: BTreeMap<Vec<String>, FolderId>,
}

impl<W: Write + Seek> PstFolders<W> {
    fn put(&mut self, path: &[String], container_class: &str, item: &Item) -> Result<(), WriteError> {
        let mut folder = FolderId::TOP;
        for depth in 1..=path.len() {
            let here = &path[..depth];
            folder = if let Some(known) = self.folders.get(here) {
                *known
            } else {
                let made = self.writer.add_folder(folder, &path[depth - 1], Some(container_class))?;
                self.folders.insert(here.to_vec(), made);
                made
            };
        }
        self.writer.add_item(folder, item).map(|_| ())
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;
    use crate::compose::fnv1a;

    #[test]
    fn the_same_mail_gives_the_same_bytes() {
        let file = || {
            let options = pst_options(Layout::Unicode, Encryption::Permute);
            let writer = PstWriter::new(Cursor::new(Vec::new()), options).unwrap();
            write_pst_to(crate::sample(1).messages, writer).unwrap().into_inner()
        };
        assert_eq!(fnv1a(&file()), fnv1a(&file()));
    }
}
