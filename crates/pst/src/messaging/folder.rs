//! Folders, [MS-PST] 2.4.4.

use foundmail_defect::{Defect, Effect};

use super::Context;
use crate::flaw::Flaws;
use crate::ltp::{Budget, PropertyContext, TableContext};
use crate::ndb::{NodeData, NodeId};
use crate::tags;

/// How an item or a folder was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Found {
    /// The table of its folder lists it.
    Listed,
    /// No table lists it, but its node names the folder that it belongs to.
    Node,
    /// No table lists it, and the folder that its node names is not there.
    Orphan,
    /// The file's directory (node B-tree) is damaged; a piece that was cut off from it lists the node.
    CutOff,
    /// It had been deleted: only a page that the directory had given up lists the node.
    Deleted,
    /// No directory lists it; it was put together from blocks that lie in the file.
    Block,
    /// As `Block`, but the blocks had been given up: it had been deleted.
    DeletedBlock,
}

/// A folder as the walk meets it.
#[derive(Debug, Clone)]
pub struct Folder {
    /// The folder's node; [`NodeId::LOST_AND_FOUND`] for the folder that the walk makes up.
    pub nid: NodeId,
    /// The folder around it; `None` for the root folder and for [`NodeId::LOST_AND_FOUND`].
    pub parent: Option<NodeId>,
    /// `PidTagDisplayName`; often empty for the root folder.
    pub name: String,
    /// `PidTagContainerClass`: `IPF.Note`, `IPF.Contact` …
    pub container_class: Option<String>,
    /// `PidTagContentCount`: how many items the folder says it holds.
    pub declared: Option<u32>,
    /// How many hidden items belong to it: settings, views, rules. They are not delivered.
    pub associated: u32,
    /// How the folder was found.
    pub found: Found,
    /// How many folders lie around it.
    pub depth: usize,
    /// What of the folder and its tables could not be read.
    pub defects: Vec<Defect>,
}

/// An item as the walk meets it: enough to read it later, on any thread.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct MessageRef {
    /// The item's node; [`NodeId::NONE`] where no directory lists one.
    pub nid: NodeId,
    /// The block that the item begins in, where it was found by its blocks alone.
    pub block: Option<u64>,
    /// Its data, where the node B-tree does not lead to it.
    pub(crate) node: Option<NodeData>,
    /// The folder under which it was delivered.
    pub folder: NodeId,
    /// How it was found.
    pub found: Found,
}

/// A folder's own properties and what its tables list.
pub(super) struct FolderContents {
    pub folder: Folder,
    /// Rows of the hierarchy table.
    pub children: Vec<NodeId>,
    /// Rows of the contents table.
    pub messages: Vec<NodeId>,
}

impl FolderContents {
    /// Reads a folder's three nodes. Each that can't be read costs only what it holds.
    pub(super) fn read(context: &Context, nid: NodeId) -> Self {
        let mut defects = Vec::new();
        let mut flaws = Flaws::default();
        let object = context.ndb.node(nid);
        let object = object.and_then(|node| PropertyContext::open(&context.ndb, node.node, &mut flaws));
        let effect = |_| Effect::FolderIncomplete;
        let props = flaws.catch(object).map(|object| {
            context.property_set(
                &object,
                None,
                None,
                &mut Budget::of_item(&context.ndb),
                &effect,
                &mut defects,
            )
        });
        let props = props.unwrap_or_default();
        let children = table_ids(context, nid.hierarchy_table(), &mut flaws);
        let messages = table_ids(context, nid.contents_table(), &mut flaws);
        defects.extend(flaws.costing(Effect::FolderIncomplete));
        let folder = Folder {
            nid,
            parent: None,
            name: props.text(tags::DISPLAY_NAME).unwrap_or_default(),
            container_class: props.text(tags::CONTAINER_CLASS).filter(|class| !class.is_empty()),
            declared: props.integer(tags::CONTENT_COUNT).and_then(|count| u32::try_from(count).ok()),
            associated: 0,
            found: Found::Listed,
            depth: 0,
            defects,
        };
        Self { folder, children, messages }
    }
}

/// The row ids of a table of nodes.
fn table_ids(context: &Context, table: NodeId, flaws: &mut Flaws) -> Vec<NodeId> {
    let table = context.ndb.node(table).and_then(|node| TableContext::open(&context.ndb, node.node, flaws));
    let table = flaws.catch(table);
    table.map(|table| table.ids().map(NodeId::new).collect()).unwrap_or_default()
}
