//! Made-up mail as PST and OST files. Every part of the writer has something to do: bodies in all three forms,
//! recipients of all kinds, attachments, messages in messages, and items that are no mail.

mod letter;
mod office;
mod rtf;
mod set;

use std::borrow::Borrow;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Seek, Write};
use std::path::Path;

use foundmail_mapi::{FileTime, Item};
use foundmail_pst::write::{FolderId, PstWriter, WriteError, WriteOptions};
use foundmail_pst::{Encryption, FileKind, Layout};

pub use letter::item_of;
pub use office::{OfficeItem, office_items};

use crate::Message;

/// Options for a file in which nothing is left to chance: the same mail gives the same bytes. An OST where the layout
/// is that of Outlook 2013's OST files.
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

/// Writes `messages` and one of each kind of [`OfficeItem`] to a new file.
///
/// # Errors
/// Whatever the disk or the layout refuses: an ANSI file holds less than 2 GB.
pub fn write_pst<I>(messages: I, options: WriteOptions, path: &Path) -> Result<(), WriteError>
where
    I: IntoIterator,
    I::Item: Borrow<Message>,
{
    fill_pst(messages, PstWriter::create(path, options)?).map(|_: BufWriter<File>| ())
}

/// As [`write_pst`], to any output.
///
/// # Errors
/// Whatever the output or the layout refuses.
pub fn fill_pst<I, W>(messages: I, writer: PstWriter<W>) -> Result<W, WriteError>
where
    I: IntoIterator,
    I::Item: Borrow<Message>,
    W: Write + Seek,
{
    let mut shelves = Shelves { writer, folders: BTreeMap::new() };
    for (message, number) in messages.into_iter().zip(0..) {
        let message = message.borrow();
        shelves.put(&message.folder, "IPF.Note", &item_of(message, number))?;
    }
    for OfficeItem { folder, container_class, item } in office_items() {
        shelves.put(&[folder.to_owned()], container_class, &item)?;
    }
    shelves.writer.finish()
}

/// A file and the folders in it by their path.
struct Shelves<W: Write + Seek> {
    writer: PstWriter<W>,
    folders: BTreeMap<Vec<String>, FolderId>,
}

impl<W: Write + Seek> Shelves<W> {
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
    use crate::compose::digest;

    #[test]
    fn the_same_mail_gives_the_same_bytes() {
        let file = || {
            let options = pst_options(Layout::Unicode, Encryption::Permute);
            let writer = PstWriter::new(Cursor::new(Vec::new()), options).unwrap();
            fill_pst(crate::sample(1).messages, writer).unwrap().into_inner()
        };
        assert_eq!(digest(&file()), digest(&file()));
    }
}
