//! Older versions of nodes that the node B-tree leads to, for those whose own blocks can't be read.

use std::collections::HashMap;

use super::Scan;
use crate::ndb::{BlockId, ByteIndex, Ndb, NodeEntry, NodeId, NodeType, PageRef, PageType};

/// The newest whole version of each live node that is not whole itself, as far as a page in the file still lists one.
#[derive(Debug, Default)]
pub(crate) struct OlderNodes(HashMap<NodeId, NodeEntry>);

impl OlderNodes {
    /// Reads all leaf pages that the scan found, newest first.
    pub(crate) fn collect(ndb: &Ndb, scan: &Scan) -> Self {
        let mut older = HashMap::new();
        // Whether a node lacks a whole version, for those that a page lists otherwise than the tree does.
        let mut wanted: HashMap<NodeId, bool> = HashMap::new();
        for page in scan.pages(PageType::Nbt).filter(|page| page.level == 0 && page.placed) {
            let at = PageRef { bid: BlockId::new(page.bid), offset: ByteIndex::new(page.offset) };
            for entry in ndb.nodes_of_page(at).into_iter().filter(has_versions) {
                let Some(live) = ndb.live_node(entry.nid).filter(|live| live.node != entry.node) else {
                    continue;
                };
                let wanted = wanted.entry(entry.nid).or_insert_with(|| !ndb.is_whole(live.node));
                if *wanted && ndb.is_whole(entry.node) {
                    *wanted = false;
                    older.insert(entry.nid, NodeEntry { parent: live.parent, ..entry });
                }
            }
        }
        Self(older)
    }

    pub(crate) fn get(&self, nid: NodeId) -> Option<NodeEntry> {
        self.0.get(&nid).copied()
    }
}

/// An older contents table would list items that went elsewhere since; an older item is nearly the same item.
fn has_versions(entry: &NodeEntry) -> bool {
    let kinds = [NodeType::NormalMessage, NodeType::NormalFolder, NodeType::Internal];
    entry.nid.kind().is_some_and(|kind| kinds.contains(&kind))
}
