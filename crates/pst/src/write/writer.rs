//! The writer of a whole file: adds folders and items one after the other.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Seek, Write};
use std::path::Path;

use foundmail_mapi::{FileTime, Item};

use super::messaging::{
    FolderId, FolderRow, FolderWriter, NameMapWriter, WriteContext, estimated_size, write_item,
    write_search_folder, write_store, write_templates,
};
use super::ndb::{NdbWriter, NodeChoice};
use super::{WriteError, WriteOptions};
use crate::NodeId;

/// Writes a PST or OST file.
///
/// If [`Self::add_item`] fails with an error other than [`WriteError::Write`], the file is unchanged. The caller can
/// add other items, and can always finish the file, even if it is full.
///
/// # Exporting the same mail again
/// Microsoft 365 recognizes an item by the record key of its file and by its node id, and skips an item that it has
/// already. So that a repeated or corrected export adds only the items that are new, use
/// - the same record key for the same file: [`WriteOptions::with_stable_key`], and
/// - the same node ids: [`Self::add_folder_as`] and [`Self::add_item_as`] with [`NodeChoice::Key`]. Keys keep their node
///   ids when other items are added, left out, repaired, or written in another order.
///
/// # Several files
/// An export can be split into files of a limited size: with [`WriteOptions::max_size`], [`Self::add_item`] fails with
/// [`WriteError::FileFull`] when an item does not fit. Finish the file then, begin another one with the next part
/// number, and add the item there. [`Self::size`] returns the size so far. An item that is in another part than in an
/// earlier export counts as new, so keep the order of the items, and add new ones at the end.
pub struct PstWriter<W: Write + Seek> {
    ndb: NdbWriter<W>,
    names: NameMapWriter,
    folders: BTreeMap<NodeId, FolderWriter>,
    /// The number of bytes that all folders still need when the file is finished.
    folder_bytes: u64,
    items: u64,
    options: WriteOptions,
    record_key: [u8; 16],
    now: FileTime,
}

/// The largest number of bytes that the message store, the templates and the search folder take.
const STORE: u64 = 32 << 10;

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
            folder_bytes: STORE,
            items: 0,
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
            let nid = writer.ndb.folder_id(NodeChoice::Next)?;
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
        self.add_folder_as(NodeChoice::Next, parent, name, container_class)
    }

    /// Adds a folder with a chosen id; see [`Self::add_folder`].
    pub fn add_folder_as(
        &mut self,
        choice: NodeChoice,
        parent: FolderId,
        name: &str,
        container_class: Option<&str>,
    ) -> Result<FolderId, WriteError> {
        if !self.folders.contains_key(&parent.0) {
            return Err(WriteError::NoSuchFolder { folder: parent.0 });
        }
        let nid = self.ndb.folder_id(choice)?;
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
        self.folder_bytes = self.folder_bytes.saturating_add(folder.bytes_left());
        self.folders.insert(nid, folder);
        Ok(())
    }

    /// Adds an item to a folder and returns its node. Properties that depend on the file are replaced: flags, sizes,
    /// ids of the store and its folders, and the code page in ANSI files. All other properties are written unchanged,
    /// and properties that every item needs are added if they are missing.
    pub fn add_item(&mut self, folder: FolderId, item: &Item) -> Result<NodeId, WriteError> {
        self.add_item_as(NodeChoice::Next, folder, item)
    }

    /// Adds an item with a chosen id; see [`Self::add_item`].
    pub fn add_item_as(
        &mut self,
        choice: NodeChoice,
        folder: FolderId,
        item: &Item,
    ) -> Result<NodeId, WriteError> {
        let limit = self.limit();
        let written = self.size();
        let Some(folder) = self.folders.get_mut(&folder.0) else {
            return Err(WriteError::NoSuchFolder { folder: folder.0 });
        };
        folder.check_capacity()?;
        // The output can't be truncated, so an item that does not fit should not be written first.
        if written.saturating_add(estimated_size(item)) > limit {
            return Err(WriteError::FileFull { limit });
        }
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
        let further = self.folder_bytes.saturating_add(self.names.bytes());
        let written = match written {
            Ok(_) if self.ndb.size_with(further) > limit => Err(WriteError::FileFull { limit }),
            Ok(written) => self.ndb.message_id(choice).map(|nid| (nid, written)),
            Err(error) => Err(error),
        };
        let (nid, written) = match written {
            Ok(written) => written,
            Err(error) => {
                self.ndb.roll_back(savepoint)?;
                return Err(error);
            }
        };
        let before = folder.bytes_left();
        folder.add_item(nid, &written, &mut self.ndb)?;
        let after = folder.bytes_left();
        self.folder_bytes = self.folder_bytes.saturating_add(after).saturating_sub(before);
        self.items = self.items.saturating_add(1);
        self.ndb.add_node(nid, written.node, folder.nid);
        self.ndb.commit()?;
        Ok(nid)
    }

    /// Returns the size of the file in bytes if it were finished now. The size can be up to two sections (508 KB in a
    /// Unicode file) too large.
    pub fn size(&self) -> u64 {
        self.ndb.size_with(self.folder_bytes.saturating_add(self.names.bytes()))
    }

    /// Returns the number of items that were added.
    pub fn items(&self) -> u64 {
        self.items
    }

    /// Returns the largest size of the file in bytes. The first item of a file is written whatever its size, so that a
    /// caller can always write an item to another file.
    fn limit(&self) -> u64 {
        let own = self.options.max_size.filter(|_| self.items > 0).unwrap_or(u64::MAX);
        own.min(self.ndb.limit())
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
        // Rows share long values with the objects of their folders, so the objects are written first.
        let mut rows: BTreeMap<NodeId, FolderRow> = BTreeMap::from([(search.nid, search.clone())]);
        for (nid, folder) in &self.folders {
            rows.insert(*nid, folder.write_object(&mut context, &mut add)?);
        }
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
