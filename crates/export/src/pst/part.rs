//! One PST file of an export.

use std::collections::HashMap;
use std::io;

use foundmail_mapi::Item;
use foundmail_pst::write::{FolderId, NodeChoice, PstWriter, WriteError, WriteOptions};
use sha2::{Digest, Sha256};

use super::folders::FolderPath;
use crate::error::ExportError;
use crate::output::{Output, OutputFile};

/// A PST file that is being written.
pub(super) struct Part {
    pub(super) number: u32,
    /// Path relative to the export.
    path: String,
    writer: PstWriter<OutputFile>,
    /// The folders, by their names from the top in lower case.
    folders: HashMap<Vec<String>, FolderId>,
}

impl Part {
    /// Begins the file with this number: `Name.pst`, `Name (2).pst` and so on.
    ///
    /// `identity` identifies the archive. With it, the file has the same keys when the export is repeated under the same name,
    /// so that a second import finds the items that it has already imported.
    pub(super) fn create(output: &mut Output, identity: &str, number: u32) -> Result<Self, ExportError> {
        let stem = output.stem();
        let file = match number {
            0 | 1 => output.create_main()?,
            number => output.create_file(&[], &format!("{stem} ({number}).pst"))?,
        };
        let path = file.path.clone();
        let display_name = path.strip_suffix(".pst").unwrap_or(&path).to_owned();
        let options = WriteOptions { display_name, ..WriteOptions::default() };
        let options = options.with_stable_key(format!("{identity}\0{stem}").as_bytes(), number);
        let writer = PstWriter::new(file, options).map_err(|error| failed(&path, error))?;
        Ok(Self { number, path, writer, folders: HashMap::new() })
    }

    /// Returns the path of the file, relative to the export.
    pub(super) fn path(&self) -> &str {
        &self.path
    }

    pub(super) fn is_empty(&self) -> bool {
        self.writer.items() == 0
    }

    /// Returns the size that the file will have if no item is added, in bytes.
    pub(super) fn expected_size(&self) -> u64 {
        self.writer.size()
    }

    /// Adds a folder without items, and the missing ones above it.
    pub(super) fn add_folder(&mut self, path: &FolderPath) -> Result<(), ExportError> {
        self.folder(path).map(drop).map_err(|error| failed(&self.path, error))
    }

    /// Adds an item, and returns its node. `id` identifies the message in the archive.
    pub(super) fn add(&mut self, id: u32, path: &FolderPath, item: &Item) -> Result<u32, WriteError> {
        let folder = self.folder(path)?;
        Ok(self.writer.add_item_as(NodeChoice::Key(id.into()), folder, item)?.value())
    }

    /// Returns the folder of a path. Adds the missing ones.
    fn folder(&mut self, path: &FolderPath) -> Result<FolderId, WriteError> {
        let mut parent = FolderId::TOP;
        let mut key = Vec::new();
        for level in &path.levels {
            // Outlook does not distinguish folders by case.
            key.push(level.name.to_lowercase());
            parent = match self.folders.get(&key) {
                Some(&folder) => folder,
                None if level.is_deleted_items => FolderId::DELETED_ITEMS,
                None => {
                    let choice = NodeChoice::Key(folder_key(&key));
                    self.writer.add_folder_as(choice, parent, &level.name, Some(level.class))?
                }
            };
            self.folders.insert(key.clone(), parent);
        }
        Ok(parent)
    }

    /// Completes the file.
    pub(super) fn finish(self, output: &mut Output) -> Result<(), ExportError> {
        let messages = u32::try_from(self.writer.items()).unwrap_or(u32::MAX);
        let mut file = self.writer.finish().map_err(|error| failed(&self.path, error))?;
        file.messages = messages;
        output.complete(file)
    }
}

/// Returns a key that depends only on the names of a folder. It is larger than all keys of messages.
fn folder_key(names: &[String]) -> u64 {
    let digest = Sha256::digest(names.join("\0"));
    let key = digest.first_chunk().map_or(0, |bytes| u64::from_le_bytes(*bytes));
    key | 1 << 63
}

fn failed(path: &str, error: WriteError) -> ExportError {
    match error {
        WriteError::Write { source, .. } => ExportError::file(path, source),
        other => ExportError::file(path, io::Error::other(other.to_string())),
    }
}
