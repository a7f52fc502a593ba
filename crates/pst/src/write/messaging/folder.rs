//! Folders, [MS-PST] 2.4.4: an object and three tables each.

use foundmail_mapi::{PropertySet, Value};

use super::properties::{push_code_page, text_form};
use super::{Target, Template, WrittenItem};
use crate::format::{NodeData, NodeId};
use crate::tags;
use crate::write::WriteError;
use crate::write::ltp::{Cell, Encoded, Property, PropertyContextWriter, TableWriter, TextForm};
use crate::write::ndb::BlockSink;

/// A folder of the file that is being written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FolderId(pub(in crate::write) NodeId);

impl FolderId {
    /// The root of all folders that a mail program shows (`PidTagIpmSubtreeEntryId`).
    pub const TOP: Self = Self(NodeId::new(0x8022));
    /// The folder of deleted items (`PidTagIpmWastebasketEntryId`), in [`Self::TOP`].
    pub const DELETED_ITEMS: Self = Self(NodeId::new(0x8062));
    /// The root of search folders (`PidTagFinderEntryId`), which no mail program shows.
    pub(in crate::write) const SEARCH_ROOT: Self = Self(NodeId::new(0x8042));
    /// The root of the file, [MS-PST] 2.4.4; what lies in it and not in [`Self::TOP`] is not shown.
    pub const ROOT: Self = Self(NodeId::ROOT_FOLDER);

    /// The folder's node.
    pub fn node(self) -> NodeId {
        self.0
    }
}

/// `PidTagContentUnreadCount`
const UNREAD_COUNT: u16 = 0x3603;
/// `PidTagSubfolders`
const SUBFOLDERS: u16 = 0x360A;
/// `PidTagPstHiddenCount` and `PidTagPstHiddenUnread`: no folder has hidden items.
const HIDDEN: [u16; 2] = [0x6635, 0x6636];
/// The `SPAM` search folder that each file has, and what belongs to it, [MS-PST] 2.4.1.
const SEARCH_FOLDER: u32 = 0x2223;

/// A folder that takes items.
pub(in crate::write) struct FolderWriter {
    pub nid: NodeId,
    pub parent: NodeId,
    name: String,
    container_class: Option<String>,
    contents: TableWriter,
    unread: u32,
    children: Vec<NodeId>,
}

/// What a folder's row in its parent's table says.
#[derive(Debug, Clone)]
pub(in crate::write) struct Summary {
    pub nid: NodeId,
    properties: Vec<Property>,
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
            contents: Template::Contents.table(sink)?,
            unread: 0,
            children: Vec::new(),
        })
    }

    /// Notes a folder in this one.
    pub(in crate::write) fn add_child(&mut self, nid: NodeId) {
        self.children.push(nid);
    }

    /// An error if the contents table takes no more rows.
    pub(in crate::write) fn check_room(&self) -> Result<(), WriteError> {
        self.contents.check_room()
    }

    /// Adds an item's row. Items must come in the order of their nodes.
    pub(in crate::write) fn add_item(
        &mut self,
        nid: NodeId,
        item: &WrittenItem,
        sink: &mut dyn BlockSink,
    ) -> Result<(), WriteError> {
        let cells: Vec<Cell<'_>> = item.row.iter().map(|(tag, value)| (*tag, value)).collect();
        self.contents.row(nid.value(), &cells, sink)?;
        self.unread = self.unread.saturating_add(item.unread.into());
        Ok(())
    }

    /// What the folder's object and its row say.
    pub(in crate::write) fn summary(&self, target: &Target<'_>) -> Summary {
        let form = self.text_form(target);
        let mut properties = vec![
            Property::text(tags::DISPLAY_NAME, &self.name, form),
            Property::integer(tags::CONTENT_COUNT, self.contents.count()),
            Property::integer(UNREAD_COUNT, self.unread),
            Property::boolean(SUBFOLDERS, !self.children.is_empty()),
        ];
        if let Some(class) = &self.container_class {
            properties.push(Property::text(tags::CONTAINER_CLASS, class, form));
        }
        Summary { nid: self.nid, properties }
    }

    fn text_form(&self, target: &Target<'_>) -> TextForm {
        let mut texts = PropertySet::new();
        texts.insert(tags::DISPLAY_NAME, Value::Text(self.name.clone()));
        if let Some(class) = &self.container_class {
            texts.insert(tags::CONTAINER_CLASS, Value::Text(class.clone()));
        }
        text_form(target, &[&texts])
    }

    /// Writes the folder's four nodes; `summary` tells of the folders in it.
    pub(in crate::write) fn finish(
        self,
        target: &mut Target<'_>,
        summary: &dyn Fn(NodeId) -> Option<Summary>,
        node: &mut dyn FnMut(NodeId, NodeData, NodeId),
    ) -> Result<(), WriteError> {
        let own = self.summary(target);
        let form = self.text_form(target);
        let mut object = PropertyContextWriter::default();
        if form != TextForm::CodePage(target.code_page) {
            push_code_page(target, &mut object, form)?;
        }
        for property in own.properties {
            object.push(property, target.sink)?;
        }
        let (data, _) = object.finish(target.sink)?;
        node(self.nid, data, self.parent);
        let mut children = self.children;
        children.sort_unstable();
        let rows = children.into_iter().filter_map(summary).collect::<Vec<_>>();
        node(self.nid.hierarchy_table(), hierarchy(&rows, target.sink)?, NONE);
        let (contents, _) = self.contents.finish(target.sink)?;
        node(self.nid.contents_table(), contents, NONE);
        let (hidden, _) = Template::AssociatedContents.table(target.sink)?.finish(target.sink)?;
        node(NodeId::new((self.nid.value() & !0x1F) | 0x0F), hidden, NONE);
        Ok(())
    }
}

/// The parent of nodes that have none.
const NONE: NodeId = NodeId::new(0);

/// A hierarchy table, [MS-PST] 2.4.4.4.
fn hierarchy(rows: &[Summary], sink: &mut dyn BlockSink) -> Result<NodeData, WriteError> {
    let mut table = Template::Hierarchy.table(sink)?;
    let zero = Encoded::Inline(0);
    for row in rows {
        let mut cells: Vec<Cell<'_>> =
            row.properties.iter().map(|property| (property.tag(), &property.value)).collect();
        cells.extend(HIDDEN.map(|id| (Property::integer(id, 0).tag(), &zero)));
        table.row(row.nid.value(), &cells, sink)?;
    }
    table.finish(sink).map(|(node, _)| node)
}

/// Writes the search folder that each file has, its empty queue, its criteria and its table; gives its row.
pub(in crate::write) fn write_search_folder(
    target: &mut Target<'_>,
    node: &mut dyn FnMut(NodeId, NodeData, NodeId),
) -> Result<Summary, WriteError> {
    /// All that the criteria of this folder hold in a file that Outlook has just made.
    const SEARCH_STATE: u16 = 0x660B;
    let form = text_form(target, &[&PropertySet::new()]);
    let properties = vec![
        Property::text(tags::DISPLAY_NAME, "SPAM Search Folder 2", form),
        Property::integer(tags::CONTENT_COUNT, 0),
        Property::integer(UNREAD_COUNT, 0),
        Property::boolean(SUBFOLDERS, false),
    ];
    let nid = NodeId::new(SEARCH_FOLDER);
    let mut object = PropertyContextWriter::default();
    for property in properties.clone() {
        object.push(property, target.sink)?;
    }
    node(nid, object.finish(target.sink)?.0, NodeId::ROOT_FOLDER);
    let of_type = |node_type: u32| NodeId::new((SEARCH_FOLDER & !0x1F) | node_type);
    node(of_type(0x06), EMPTY, NONE);
    let mut criteria = PropertyContextWriter::default();
    criteria.push(Property::integer(SEARCH_STATE, 0), target.sink)?;
    node(of_type(0x07), criteria.finish(target.sink)?.0, NONE);
    let (found, _) = Template::SearchContents.table(target.sink)?.finish(target.sink)?;
    node(of_type(0x10), found, NONE);
    Ok(Summary { nid, properties })
}

/// A node without data.
pub(in crate::write) const EMPTY: NodeData =
    NodeData { data: crate::format::BlockId::NONE, subnodes: crate::format::BlockId::NONE };
