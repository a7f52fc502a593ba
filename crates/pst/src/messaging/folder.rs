//! Folders, [MS-PST] 2.4.4.

use foundmail_defect::{Defect, Effect};

use super::context::MessagingContext;
use super::provenance::Provenance;
use crate::flaw::Flaws;
use crate::format::NodeId;
use crate::ltp::{ItemLimits, PropertyContext, TableContext};
use crate::tags;

/// A folder that a walk visits.
#[derive(Debug, Clone)]
pub struct Folder {
    /// The node of the folder, or [`NodeId::LOST_AND_FOUND`] for the virtual folder of items without a folder.
    pub nid: NodeId,
    /// The parent folder. `None` for the root folder and for [`NodeId::LOST_AND_FOUND`].
    pub parent: Option<NodeId>,
    /// `PidTagDisplayName`. Often empty for the root folder.
    pub name: String,
    /// `PidTagContainerClass`, such as `IPF.Note` or `IPF.Contact`.
    pub container_class: Option<String>,
    /// `PidTagContentCount`: the number of items that the folder declares.
    pub declared: Option<u32>,
    /// The number of hidden items: settings, views, rules. The walk does not visit them.
    pub associated: u32,
    /// The way in which the folder was found.
    pub provenance: Provenance,
    /// The number of folders above this one.
    pub depth: usize,
    /// The damage to the folder and its tables.
    pub defects: Vec<Defect>,
}

/// A folder, and the rows of its tables.
pub(crate) struct FolderContents {
    pub folder: Folder,
    /// The rows of the hierarchy table: the subfolders.
    pub subfolders: Vec<NodeId>,
    /// The rows of the contents table: the items.
    pub items: Vec<NodeId>,
}

impl FolderContents {
    /// Reads the three nodes of a folder: properties, subfolders and items. If a node can't be read, only its
    /// contents are missing.
    pub(crate) fn read(context: &MessagingContext, nid: NodeId) -> Self {
        let ndb = context.ndb();
        let mut defects = Vec::new();
        let mut flaws = Flaws::default();
        let object = context.directory.node(nid);
        let object = object.and_then(|node| PropertyContext::open(ndb, node.node, &mut flaws));
        let effect = |_| Effect::FolderIncomplete;
        let props = flaws.catch(object).map(|object| {
            let limits = &mut ItemLimits::for_file(ndb);
            context.property_set(&object, None, None, limits, &effect, &mut defects)
        });
        let props = props.unwrap_or_default();
        let subfolders = row_ids(context, nid.hierarchy_table(), &mut flaws);
        let items = row_ids(context, nid.contents_table(), &mut flaws);
        defects.extend(flaws.with_effect(Effect::FolderIncomplete));
        let folder = Folder {
            nid,
            parent: None,
            name: props.text(tags::DISPLAY_NAME).unwrap_or_default(),
            container_class: props.text(tags::CONTAINER_CLASS).filter(|class| !class.is_empty()),
            declared: props.integer(tags::CONTENT_COUNT).and_then(|count| u32::try_from(count).ok()),
            associated: 0,
            provenance: Provenance::Listed,
            depth: 0,
            defects,
        };
        Self { folder, subfolders, items }
    }
}

/// Returns the row ids of a table whose rows describe nodes.
fn row_ids(context: &MessagingContext, table: NodeId, flaws: &mut Flaws) -> Vec<NodeId> {
    let node = context.directory.node(table);
    let table = node.and_then(|node| TableContext::open(context.ndb(), node.node, flaws));
    let table = flaws.catch(table);
    table.map(|table| table.ids().map(NodeId::new).collect()).unwrap_or_default()
}
