//! Older versions of nodes that the node B-tree lists, but whose current blocks can't be read.

use std::collections::HashMap;

use super::integrity::NodeIntegrity;
use crate::format::{NodeEntry, NodeId, NodeType, PageType};
use crate::ndb::Ndb;
use crate::scan::Scan;

/// For each incomplete node of the node B-tree, its newest complete version that a page of the file still lists.
#[derive(Debug, Default)]
pub(crate) struct OlderVersions(HashMap<NodeId, NodeEntry>);

impl OlderVersions {
    /// Collects the versions from all leaf pages that the scan found, from newest to oldest.
    pub(crate) fn collect(ndb: &Ndb, integrity: &NodeIntegrity, scan: &Scan) -> Self {
        let mut older = HashMap::new();
        // The nodes for which a page lists another version. The value is true as long as the node is incomplete
        // and no complete version has been found.
        let mut wanted: HashMap<NodeId, bool> = HashMap::new();
        for page in scan.pages(PageType::Nbt).filter(|page| page.level == 0 && page.in_place) {
            for entry in ndb.nodes_of_page(page.page_ref()).into_iter().filter(has_versions) {
                let Some(listed) = ndb.listed_node(entry.nid).filter(|listed| listed.node != entry.node)
                else {
                    continue;
                };
                let wanted = wanted.entry(entry.nid).or_insert_with(|| !integrity.is_complete(listed.node));
                if *wanted && integrity.is_complete(entry.node) {
                    *wanted = false;
                    older.insert(entry.nid, NodeEntry { parent: listed.parent, ..entry });
                }
            }
        }
        Self(older)
    }

    pub(crate) fn get(&self, nid: NodeId) -> Option<NodeEntry> {
        self.0.get(&nid).copied()
    }
}

/// Returns true if an older version of a node is useful. An older contents table is not useful, because it lists
/// items that were moved since. An older version of an item differs little from the newest version.
fn has_versions(entry: &NodeEntry) -> bool {
    let types = [NodeType::NormalMessage, NodeType::NormalFolder, NodeType::Internal];
    entry.nid.node_type().is_some_and(|node_type| types.contains(&node_type))
}
