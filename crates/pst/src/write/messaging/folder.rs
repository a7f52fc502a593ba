//! Writing of folders, [MS-PST] 2.4.4: an object and three tables each.

use foundmail_mapi::{PropertySet, Value};

use super::properties::{push_code_page, text_encoding};
use super::{TableTemplate, WriteContext, WrittenItem};
use crate::format::{NodeData, NodeId};
use crate::tags;
use crate::write::WriteError;
use crate::write::ltp::{
    Cell, EncodedValue, PropertyContextWriter, TableWriter, TextEncoding, WritableProperty,
};
use crate::write::ndb::BlockSink;

/// A folder of the file that is being written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FolderId(pub(in crate::write) NodeId);

impl FolderId {
    /// The top of the folders that a mail program shows (`PidTagIpmSubtreeEntryId`).
    pub const TOP: Self = Self(NodeId::new(0x8022));
    /// The folder of deleted items (`PidTagIpmWastebasketEntryId`), a subfolder of [`Self::TOP`].
    pub const DELETED_ITEMS: Self = Self(NodeId::new(0x8062));
    /// The root of search folders (`PidTagFinderEntryId`). Mail programs do not show it.
    pub(in crate::write) const SEARCH_ROOT: Self = Self(NodeId::new(0x8042));
    /// The root folder, [MS-PST] 2.4.4. Mail programs show only its subfolder [`Self::TOP`].
    pub const ROOT: Self = Self(NodeId::ROOT_FOLDER);

    /// Returns the node of the folder.
    pub fn node(self) -> NodeId {
        self.0
    }
}

/// `PidTagContentUnreadCount`
const UNREAD_COUNT: u16 = 0x3603;
/// `PidTagSubfolders`
const SUBFOLDERS: u16 = 0x360A;
/// The `SPAM` search folder, which every file has, [MS-PST] 2.4.1.
const SEARCH_FOLDER: u32 = 0x2223;

/// A folder that is being written.
pub(in crate::write) struct FolderWriter {
    pub nid: NodeId,
    pub parent: NodeId,
    name: String,
    container_class: Option<String>,
    contents: TableWriter,
    unread: u32,
    children: Vec<NodeId>,
}

/// The row of a folder in the hierarchy table of its parent. It repeats properties of the folder, and nothing else:
/// Outlook does not open a folder whose row has more.
#[derive(Debug, Clone)]
pub(in crate::write) struct FolderRow {
    pub nid: NodeId,
    cells: Vec<(u32, EncodedValue)>,
}

impl FolderWriter {
    pub(in crate::write) fn new(
        nid: NodeId,
        parent: NodeId,
        name: &str,
        container_class: Option<&str>,
        sink: &mut dyn BlockSink,
    ) -> Result<Self, WriteError> {
        Ok(Self {
            nid,
            parent,
            name: name.to_owned(),
            container_class: container_class.map(str::to_owned),
            contents: TableTemplate::Contents.table(sink)?,
            unread: 0,
            children: Vec::new(),
        })
    }

    /// Adds a subfolder.
    pub(in crate::write) fn add_child(&mut self, nid: NodeId) {
        self.children.push(nid);
    }

    /// Fails if the contents table is full.
    pub(in crate::write) fn check_capacity(&self) -> Result<(), WriteError> {
        self.contents.check_capacity()
    }

    /// Returns an upper limit for the number of bytes that are written when the folder is finished.
    pub(in crate::write) fn bytes_left(&self) -> u64 {
        // The object, two small tables, the ends of their blocks, and the row in the table of the parent.
        const BLOCKS: u64 = 2 << 10;
        let name = (self.name.len() as u64).saturating_mul(4);
        self.contents.bytes_left().saturating_add(BLOCKS).saturating_add(name)
    }

    /// Adds the row of an item.
    pub(in crate::write) fn add_item(
        &mut self,
        nid: NodeId,
        item: &WrittenItem,
        sink: &mut dyn BlockSink,
    ) -> Result<(), WriteError> {
        let cells: Vec<Cell<'_>> = item.row.iter().map(|(tag, value)| (*tag, value)).collect();
        self.contents.push_row(nid.value(), &cells, sink)?;
        self.unread = self.unread.saturating_add(item.unread.into());
        Ok(())
    }

    /// Writes the object of the folder. Returns its row.
    pub(in crate::write) fn write_object(
        &self,
        context: &mut WriteContext<'_>,
        node: &mut dyn FnMut(NodeId, NodeData, NodeId),
    ) -> Result<FolderRow, WriteError> {
        let encoding = self.text_encoding(context);
        let mut object = PropertyContextWriter::default();
        if encoding != TextEncoding::CodePage(context.code_page) {
            push_code_page(context, &mut object, encoding)?;
        }
        let mut properties = vec![
            WritableProperty::text(tags::DISPLAY_NAME, &self.name, encoding),
            WritableProperty::integer(tags::CONTENT_COUNT, self.contents.count()),
            WritableProperty::integer(UNREAD_COUNT, self.unread),
            WritableProperty::boolean(SUBFOLDERS, !self.children.is_empty()),
        ];
        if let Some(class) = &self.container_class {
            properties.push(WritableProperty::text(tags::CONTAINER_CLASS, class, encoding));
        }
        let row = push_all(self.nid, properties, &mut object, context)?;
        node(self.nid, object.finish(context.sink)?.0, self.parent);
        Ok(row)
    }

    fn text_encoding(&self, context: &WriteContext<'_>) -> TextEncoding {
        let mut texts = PropertySet::new();
        texts.insert(tags::DISPLAY_NAME, Value::Text(self.name.clone()));
        if let Some(class) = &self.container_class {
            texts.insert(tags::CONTAINER_CLASS, Value::Text(class.clone()));
        }
        text_encoding(context, &[&texts])
    }

    /// Writes the tables of the folder. `row` returns the rows of its subfolders.
    pub(in crate::write) fn finish(
        self,
        context: &mut WriteContext<'_>,
        row: &dyn Fn(NodeId) -> Option<FolderRow>,
        node: &mut dyn FnMut(NodeId, NodeData, NodeId),
    ) -> Result<(), WriteError> {
        let mut children = self.children;
        children.sort_unstable();
        let rows = children.into_iter().filter_map(row).collect::<Vec<_>>();
        node(self.nid.hierarchy_table(), hierarchy(&rows, context.sink)?, NO_PARENT);
        let (contents, _) = self.contents.finish(context.sink)?;
        node(self.nid.contents_table(), contents, NO_PARENT);
        let (hidden, _) = TableTemplate::AssociatedContents.table(context.sink)?.finish(context.sink)?;
        node(NodeId::new((self.nid.value() & !0x1F) | 0x0F), hidden, NO_PARENT);
        Ok(())
    }
}

/// The parent of nodes without a parent.
const NO_PARENT: NodeId = NodeId::new(0);

/// Adds properties to the object of a folder. Returns the row that repeats them.
fn push_all(
    nid: NodeId,
    properties: Vec<WritableProperty>,
    object: &mut PropertyContextWriter,
    context: &mut WriteContext<'_>,
) -> Result<FolderRow, WriteError> {
    for property in properties {
        object.push(property, context.sink)?;
    }
    Ok(FolderRow { nid, cells: object.cells(&TableTemplate::Hierarchy.tags(context.layout)) })
}

/// Writes a hierarchy table, [MS-PST] 2.4.4.4.
fn hierarchy(rows: &[FolderRow], sink: &mut dyn BlockSink) -> Result<NodeData, WriteError> {
    let mut table = TableTemplate::Hierarchy.table(sink)?;
    for row in rows {
        let cells: Vec<Cell<'_>> = row.cells.iter().map(|(tag, value)| (*tag, value)).collect();
        table.push_row(row.nid.value(), &cells, sink)?;
    }
    table.finish(sink).map(|(node, _)| node)
}

/// Writes the search folder that every file has, with its empty queue, its criteria and its table. Returns its row.
pub(in crate::write) fn write_search_folder(
    context: &mut WriteContext<'_>,
    node: &mut dyn FnMut(NodeId, NodeData, NodeId),
) -> Result<FolderRow, WriteError> {
    /// The only property of the search criteria in a file that Outlook has just created.
    const SEARCH_STATE: u16 = 0x660B;
    let encoding = text_encoding(context, &[&PropertySet::new()]);
    let properties = vec![
        WritableProperty::text(tags::DISPLAY_NAME, "SPAM Search Folder 2", encoding),
        WritableProperty::integer(tags::CONTENT_COUNT, 0),
        WritableProperty::integer(UNREAD_COUNT, 0),
        WritableProperty::boolean(SUBFOLDERS, false),
    ];
    let nid = NodeId::new(SEARCH_FOLDER);
    let mut object = PropertyContextWriter::default();
    let row = push_all(nid, properties, &mut object, context)?;
    node(nid, object.finish(context.sink)?.0, NodeId::ROOT_FOLDER);
    let of_type = |node_type: u32| NodeId::new((SEARCH_FOLDER & !0x1F) | node_type);
    node(of_type(0x06), EMPTY_NODE, NO_PARENT);
    let mut criteria = PropertyContextWriter::default();
    criteria.push(WritableProperty::integer(SEARCH_STATE, 0), context.sink)?;
    node(of_type(0x07), criteria.finish(context.sink)?.0, NO_PARENT);
    let (found, _) = TableTemplate::SearchContents.table(context.sink)?.finish(context.sink)?;
    node(of_type(0x10), found, NO_PARENT);
    Ok(row)
}

/// A node without data.
pub(in crate::write) const EMPTY_NODE: NodeData =
    NodeData { data: crate::format::BlockId::NONE, subnodes: crate::format::BlockId::NONE };
