//! Items that neither a table nor the node B-tree leads to.

use std::collections::HashMap;

use foundmail_mapi::Value;

use super::identity::ItemIdentity;
use super::search::ItemSearch;
use super::version_groups::{MAX_PER_KEY, VersionGroups};
use crate::directory::NodeOrigin;
use crate::format::{NodeData, NodeId, NodeType};
use crate::messaging::{ItemRef, MessagingContext};
use crate::ndb::Ndb;
use crate::scan::Recovery;

/// The result of a search for items outside the directory.
#[derive(Debug, Default)]
pub(crate) struct RecoveredItems {
    /// Items without any version that the directory leads to.
    pub items: Vec<ItemRef>,
    /// Indices in `items` of the items that were assembled from blocks, by the keys of their identity. A row of a
    /// contents table has the same keys.
    by_row: HashMap<u64, Vec<usize>>,
    /// Indices in `items` of the items that were assembled from blocks, by node id. The id is known if a page
    /// lists an older version of the item.
    by_node: HashMap<NodeId, usize>,
    /// The versions to read instead of incomplete items that the directory leads to.
    replacements: HashMap<NodeId, NodeData>,
    /// Number of older versions of other items, which are not delivered.
    pub older_versions: usize,
}

/// Returns true if the file must be searched. It is searched for deleted items if the caller asked for them, and
/// for lost items if the node B-tree is damaged.
pub(super) fn needs_search(ndb: &Ndb) -> bool {
    ndb.recovery() == Recovery::Always || !ndb.tree_integrity().nbt
}

impl RecoveredItems {
    /// Searches the file, if [`needs_search`] returns true.
    pub(crate) fn find(context: &MessagingContext) -> Self {
        let directory = &context.directory;
        if !needs_search(directory.ndb()) {
            return Self::default();
        }
        let Some(scan) = directory.ndb().scan() else { return Self::default() };
        let candidates = ItemSearch::new(directory, scan).all_candidates();
        let mut groups = VersionGroups::of(candidates, directory.ndb().tree_integrity());
        let replacements = mark_known_items(context, &mut groups);
        let deliverable = groups.deliverable();
        let mut found = Self { replacements, ..Self::default() };
        for (item, identity) in groups.into_items() {
            found.add(item, &identity);
        }
        found.older_versions = deliverable.saturating_sub(found.items.len());
        found
    }

    fn add(&mut self, item: ItemRef, identity: &ItemIdentity) {
        if item.block.is_some() {
            for key in identity.keys() {
                let indices = self.by_row.entry(key).or_default();
                if indices.len() < MAX_PER_KEY {
                    indices.push(self.items.len());
                }
            }
            if item.nid != NodeId::NONE {
                self.by_node.entry(item.nid).or_insert(self.items.len());
            }
        }
        self.items.push(item);
    }

    /// Returns the complete or newer version to read instead of an item that the directory leads to.
    pub(crate) fn replacement(&self, nid: NodeId) -> Option<NodeData> {
        self.replacements.get(&nid).copied()
    }

    /// Returns the item with this node id, if it was assembled from blocks.
    pub(crate) fn item_of_node(&self, nid: NodeId) -> Option<ItemRef> {
        self.by_node.get(&nid).and_then(|index| self.items.get(*index)).copied()
    }

    /// Returns an item that was assembled from blocks, if a row of a contents table describes it and `is_free`
    /// accepts it.
    pub(crate) fn item_of_row(
        &self,
        row: &[(u16, Value)],
        is_free: impl Fn(&ItemRef) -> bool,
    ) -> Option<ItemRef> {
        let identity = ItemIdentity::of_row(row);
        let indices = identity.keys().filter_map(|key| self.by_row.get(&key)).flatten();
        indices.filter_map(|index| self.items.get(*index)).find(|item| is_free(item)).copied()
    }
}

/// Marks the groups with versions of items that the directory leads to. Returns the versions to read instead of
/// those items.
fn mark_known_items(context: &MessagingContext, groups: &mut VersionGroups) -> HashMap<NodeId, NodeData> {
    let mut replacements = HashMap::new();
    if groups.is_empty() {
        return replacements;
    }
    let directory = &context.directory;
    directory.for_each_node(&mut |entry, origin| {
        if entry.nid.node_type() != Some(NodeType::NormalMessage) || origin == NodeOrigin::Deleted {
            return;
        }
        let complete = if directory.is_complete(entry.node) {
            Some(entry.node)
        } else {
            directory.older_version(entry.nid).map(|older| older.node)
        };
        let identity = ItemIdentity::of_node(context, complete.unwrap_or(entry.node), &entry);
        let Some(identity) = identity else { return };
        let replacement = match complete {
            None => groups.take_replacement(&identity),
            Some(_) if origin == NodeOrigin::Detached => groups.take_newer_version(&identity),
            Some(_) => None,
        };
        match replacement {
            Some(node) => {
                replacements.insert(entry.nid, node);
            }
            None if complete.is_some() => groups.mark_known(&identity),
            None => {}
        }
    });
    replacements
}
