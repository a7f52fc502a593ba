//! The writer of a whole file: adds folders and items one after the other.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Seek, Write};
use std::path::Path;

use foundmail_mapi::{FileTime, Item};

use super::messaging::{
    FolderId, FolderRow, FolderWriter, NameMapWriter, WriteContext, write_item, write_search_folder,
    write_store, write_templates,
};
use super::ndb::NdbWriter;
use super::{WriteError, WriteOptions};
use crate::NodeId;

/// Writes a PST or OST file.
///
/// If [`Self::add_item`] fails with an error other than [`WriteError::Write`], the file is unchanged. The caller can
/// add other items, and can always finish the file, even if it is full.
pub struct PstWriter<W: Write + Seek> {
    ndb: NdbWriter<W>,
    names: NameMapWriter,
    folders: BTreeMap<NodeId, FolderWriter>,
    options: WriteOptions,
    record_key: [u8; 16],
    now: FileTime,
}

/// The largest number of bytes that a folder needs when the file is finished. They are for the rest of the
/// contents table, the object of the folder, and its other tables.
const PER_FOLDER: u64 = 128 << 10;

/// `NID_TYPE_NORMAL_FOLDER` and `NID_TYPE_NORMAL_MESSAGE`
const FOLDER: u8 = 2;
const MESSAGE: u8 = 4;

impl PstWriter<BufWriter<File>> {
    /// Creates a file. Fails if it exists.
    pub fn create(path: &Path, options: WriteOptions) -> Result<Self, WriteError> {
        let file =
            File::create_new(path).map_err(|source| WriteError::Create { path: path.to_owned(), source })?;
        Self::new(BufWriter::with_capacity(1 << 18, file), options)
    }
}

impl<W: Write + Seek> PstWriter<W> {
    /// Begins a file on an empty output.
    pub fn new(out: W, options: WriteOptions) -> Result<Self, WriteError> {
        let mut writer = Self {
            ndb: NdbWriter::new(out, &options)?,
            names: NameMapWriter::new()?,
            folders: BTreeMap::new(),
            record_key: options.record_key_or_random(),
            now: options.now_or_clock(),
            options,
        };
        let root = NodeId::ROOT_FOLDER;
        writer.insert_folder(root, root, "", None)?;
        for (id, parent, name, class) in [
            (FolderId::TOP, FolderId::ROOT, "Top of Outlook data file", None),
            (FolderId::SEARCH_ROOT, FolderId::ROOT, "Search Root", None),
            (FolderId::DELETED_ITEMS, FolderId::TOP, "Deleted Items", Some("IPF.Note")),
        ] {
            // These three folders get the first ids after the root folder.
            let nid = writer.ndb.next_nid(FOLDER)?;
            debug_assert_eq!(nid, id.0);
            writer.insert_folder(nid, parent.0, name, class)?;
        }
        Ok(writer)
    }

    /// Adds a folder and returns its id. `container_class` is `PidTagContainerClass`, such as `IPF.Note`.
    pub fn add_folder(
        &mut self,
        parent: FolderId,
        name: &str,
        container_class: Option<&str>,
    ) -> Result<FolderId, WriteError> {
        if !self.folders.contains_key(&parent.0) {
            return Err(WriteError::NoSuchFolder { folder: parent.0 });
        }
        let nid = self.ndb.next_nid(FOLDER)?;
        self.insert_folder(nid, parent.0, name, container_class)?;
        Ok(FolderId(nid))
    }

    fn insert_folder(
        &mut self,
        nid: NodeId,
        parent: NodeId,
        name: &str,
        container_class: Option<&str>,
    ) -> Result<(), WriteError> {
        let folder = FolderWriter::new(nid, parent, name, container_class, &mut self.ndb)?;
        if let Some(parent) = self.folders.get_mut(&parent) {
            parent.add_child(nid);
        }
        self.folders.insert(nid, folder);
        Ok(())
    }

    /// Adds an item to a folder and returns its node. Properties that depend on the file are replaced: flags, sizes,
    /// ids of the store and its folders, and the code page in ANSI files. All other properties are written unchanged,
    /// and properties that every item needs are added if they are missing.
    pub fn add_item(&mut self, folder: FolderId, item: &Item) -> Result<NodeId, WriteError> {
        let for_folders =
            PER_FOLDER.saturating_mul(self.folders.len() as u64).saturating_add(self.names.bytes());
        let Some(folder) = self.folders.get_mut(&folder.0) else {
            return Err(WriteError::NoSuchFolder { folder: folder.0 });
        };
        folder.check_capacity()?;
        let savepoint = self.ndb.savepoint();
        let mut context = WriteContext {
            sink: &mut self.ndb,
            names: &mut self.names,
            layout: self.options.layout,
            code_page: self.options.code_page,
            record_key: self.record_key,
            now: self.now,
        };
        let written = write_item(&mut context, item, 0);
        let written = match written {
            Ok(_) if !self.ndb.has_room(for_folders) => Err(self.ndb.full()),
            written => written,
        };
        let written = match written {
            Ok(written) => written,
            Err(error) => {
                self.ndb.roll_back(savepoint)?;
                return Err(error);
            }
        };
        let nid = self.ndb.next_nid(MESSAGE)?;
        folder.add_item(nid, &written, &mut self.ndb)?;
        self.ndb.add_node(nid, written.node, folder.nid);
        Ok(nid)
    }

    /// Writes the folders, the message store, the B-trees and the header, and flushes the output. Without this call the
    /// file can't be read.
    pub fn finish(mut self) -> Result<W, WriteError> {
        let mut nodes = Vec::new();
        let mut context = WriteContext {
            sink: &mut self.ndb,
            names: &mut self.names,
            layout: self.options.layout,
            code_page: self.options.code_page,
            record_key: self.record_key,
            now: self.now,
        };
        let none = NodeId::new(0);
        let mut add = |nid, node, parent| nodes.push((nid, node, parent));
        let search = write_search_folder(&mut context, &mut add)?;
        if let Some(root) = self.folders.get_mut(&NodeId::ROOT_FOLDER) {
            root.add_child(search.nid);
        }
        let rows: BTreeMap<NodeId, FolderRow> = self
            .folders
            .values()
            .map(|folder| folder.row(&context))
            .chain([search.clone()])
            .map(|row| (row.nid, row))
            .collect();
        for folder in self.folders.into_values() {
            folder.finish(&mut context, &|nid| rows.get(&nid).cloned(), &mut add)?;
        }
        write_store(&mut context, &self.options.display_name, search.nid, &mut |nid, node| {
            add(nid, node, none);
        })?;
        write_templates(context.sink, &mut |nid, node| add(nid, node, none))?;
        add(NodeId::NAME_TO_ID_MAP, context.names.finish(context.sink)?, none);
        for (nid, node, parent) in nodes {
            self.ndb.add_node(nid, node, parent);
        }
        self.ndb.finish()
    }
}
