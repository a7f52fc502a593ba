//! The directory of the file: nodes by id, including those that a damaged node B-tree no longer leads to.
//!
//! B-tree pages are never overwritten in place, so older pages remain in the file until their space is used again.
//! These older pages still list nodes that were lost or deleted, and older versions of nodes.

mod detached;
mod integrity;
mod key_ranges;
mod older;

use std::sync::{Arc, OnceLock};

use crate::flaw::Flaw;
use crate::format::{NodeData, NodeEntry, NodeId};
use crate::ndb::Ndb;
use crate::scan::Recovery;
use detached::DetachedNodes;
use integrity::NodeIntegrity;
use older::OlderVersions;

/// The kind of page that lists a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NodeOrigin {
    /// The node B-tree leads to the node.
    Listed,
    /// A detached page lists the node: a page that the damaged node B-tree no longer leads to.
    Detached,
    /// The node was deleted. Only an abandoned page still lists it: a page that was replaced by a newer one.
    Deleted,
}

/// Finds nodes by id. Recovers lost and deleted nodes as [`Recovery`] specifies.
pub(crate) struct NodeDirectory {
    ndb: Arc<Ndb>,
    integrity: NodeIntegrity,
    detached: OnceLock<DetachedNodes>,
    older: OnceLock<OlderVersions>,
}

impl NodeDirectory {
    pub(crate) fn new(ndb: Arc<Ndb>) -> Self {
        let integrity = NodeIntegrity::new(Arc::clone(&ndb));
        Self { ndb, integrity, detached: OnceLock::new(), older: OnceLock::new() }
    }

    pub(crate) fn ndb(&self) -> &Arc<Ndb> {
        &self.ndb
    }

    /// Returns the node with an id. Looks it up in the node B-tree first, then in the detached pages.
    pub(crate) fn node(&self, nid: NodeId) -> Result<NodeEntry, Flaw> {
        let missing = || Flaw::new("NBT", format!("there is no node {nid}"));
        let entry = self.ndb.find_node(nid).and_then(|entry| entry.ok_or_else(missing));
        entry.or_else(|flaw| self.detached_nodes().get(nid).map(|node| node.entry).ok_or(flaw))
    }

    /// Visits every node: first the nodes of the node B-tree in order, then the nodes of detached and abandoned
    /// pages.
    pub(crate) fn for_each_node(&self, visit: &mut dyn FnMut(NodeEntry, NodeOrigin)) {
        self.ndb.for_each_node(&mut |entry| visit(entry, NodeOrigin::Listed));
        for node in self.detached_nodes().iter() {
            let origin = if node.is_current { NodeOrigin::Detached } else { NodeOrigin::Deleted };
            visit(node.entry, origin);
        }
    }

    /// Returns the nodes that the node B-tree does not lead to. There are none if the B-tree is intact and the caller
    /// did not ask for deleted items.
    pub(crate) fn detached_nodes(&self) -> &DetachedNodes {
        self.detached.get_or_init(|| {
            let trees = self.ndb.tree_integrity();
            let wanted = self.ndb.recovery() == Recovery::Always || !trees.nbt;
            match if wanted { self.ndb.scan() } else { None } {
                Some(scan) => DetachedNodes::collect(&self.ndb, &self.integrity, scan, trees),
                None => DetachedNodes::default(),
            }
        })
    }

    /// Returns true if all blocks of a node can be read. Scans the file if it has not been scanned yet.
    pub(crate) fn is_complete(&self, node: NodeData) -> bool {
        self.integrity.is_complete(node)
    }

    /// Returns true if the file has been scanned and some blocks of a node can't be read.
    pub(crate) fn is_known_incomplete(&self, node: NodeData) -> bool {
        self.ndb.is_scanned() && !self.is_complete(node)
    }

    /// Returns true if an entry is from a detached page, and the newest version of its node can't be read.
    pub(crate) fn is_older_version(&self, entry: &NodeEntry) -> bool {
        let node = self.detached.get().and_then(|nodes| nodes.get(entry.nid));
        node.is_some_and(|node| node.is_older_version && node.entry.node == entry.node)
    }

    /// Returns the newest complete version of an incomplete node, or `None` if no page lists a complete version.
    pub(crate) fn older_version(&self, nid: NodeId) -> Option<NodeEntry> {
        let scan = self.ndb.scan()?;
        self.older.get_or_init(|| OlderVersions::collect(&self.ndb, &self.integrity, scan)).get(nid)
    }
}
