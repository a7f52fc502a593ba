//! The search for items outside the directory.

use super::candidate::ItemCandidate;
use super::claimed::ClaimedBlocks;
use super::identity::ItemIdentity;
use super::subnode_hints::SubnodeHints;
use super::unclaimed::UnclaimedLists;
use super::version_groups::VersionGroups;
use crate::directory::{NodeDirectory, NodeOrigin};
use crate::format::{BlockId, NodeData, NodeId, NodeType};
use crate::messaging::{ItemRef, Provenance};
use crate::ndb::TreeIntegrity;
use crate::scan::{BlockContents, Recovery, Scan};

/// A search in a file that has been scanned.
pub(super) struct ItemSearch<'d> {
    directory: &'d NodeDirectory,
    scan: &'d Scan,
    trees: TreeIntegrity,
    /// True if the caller asked for deleted items.
    wants_deleted: bool,
    /// Blocks of known nodes.
    claimed: ClaimedBlocks,
    /// Blocks of deleted nodes.
    freed: ClaimedBlocks,
}

/// Returns true if a property context may be an item to recover. The argument is true if the block B-tree lists
/// the first block of the property context, and `None` if the block B-tree is damaged.
type IsCandidate<'w> = &'w dyn Fn(Option<bool>) -> bool;

/// Finds versions that can replace incomplete items, in a file with an intact node B-tree.
pub(super) fn replacement_candidates(directory: &NodeDirectory) -> VersionGroups {
    let Some(scan) = directory.ndb().scan() else { return VersionGroups::default() };
    let search = ItemSearch::new(directory, scan);
    let candidates = search.unlisted_items(&|listed| listed != Some(true), false);
    VersionGroups::of(candidates, directory.ndb().tree_integrity())
}

impl<'d> ItemSearch<'d> {
    pub(super) fn new(directory: &'d NodeDirectory, scan: &'d Scan) -> Self {
        let trees = directory.ndb().tree_integrity();
        let (mut claimed, mut freed) = (ClaimedBlocks::default(), ClaimedBlocks::default());
        // If both B-trees are intact, every block of the block B-tree belongs to a listed node.
        let are_intact = trees.nbt && trees.bbt;
        directory.for_each_node(&mut |entry, origin| match origin {
            NodeOrigin::Listed if are_intact => {}
            NodeOrigin::Listed | NodeOrigin::Detached => claimed.claim(directory, entry.node),
            NodeOrigin::Deleted => freed.claim(directory, entry.node),
        });
        let wants_deleted = directory.ndb().recovery() == Recovery::Always;
        Self { directory, scan, trees, wants_deleted, claimed, freed }
    }

    /// Finds all versions of items outside the directory, including those that can only replace damaged versions.
    pub(super) fn all_candidates(&self) -> Vec<ItemCandidate> {
        let Self { trees, wants_deleted, .. } = *self;
        // Without the block B-tree, deleted items can't be distinguished from lost items.
        let delivers_deleted = wants_deleted || !trees.bbt;
        let mut candidates = self.deleted_nodes(delivers_deleted);
        let is_candidate = |listed| match listed {
            Some(true) => !trees.nbt,
            Some(false) => wants_deleted,
            None => true,
        };
        candidates.extend(self.unlisted_items(&is_candidate, true));
        if !delivers_deleted {
            candidates.extend(self.unlisted_items(&|listed| listed == Some(false), false));
        }
        candidates
    }

    /// Finds items that an abandoned page of the node B-tree still lists.
    fn deleted_nodes(&self, is_deliverable: bool) -> Vec<ItemCandidate> {
        let directory = self.directory;
        let deleted = directory.detached_nodes().iter().filter(|node| !node.is_current);
        let items = deleted.filter(|node| node.entry.nid.node_type() == Some(NodeType::NormalMessage));
        let candidates = items.filter_map(|node| {
            let entry = node.entry;
            let (identity, _) = ItemIdentity::read(directory.ndb(), entry.node)?;
            if identity.is_blank && entry.node.subnodes.is_none() {
                return None;
            }
            let item = ItemRef {
                nid: entry.nid,
                block: None,
                node: Some(entry.node),
                folder: entry.parent,
                provenance: Provenance::Deleted,
            };
            let first_block = entry.node.data.value();
            Some(ItemCandidate {
                item,
                node: entry.node,
                identity,
                is_listed: false,
                is_deliverable,
                is_complete: directory.is_complete(entry.node),
                first_block,
                offset: self.offset_of(first_block),
            })
        });
        candidates.collect()
    }

    fn offset_of(&self, bid: u64) -> u64 {
        self.scan.block(bid).map_or(u64::MAX, |block| block.offset)
    }

    fn is_listed(&self, bid: u64) -> Option<bool> {
        self.trees.bbt.then(|| self.directory.ndb().lists_block(BlockId::new(bid)))
    }

    /// Returns false if a block belongs to a known node or only to a deleted node. If the block B-tree lists a
    /// block of a deleted node, the block may also belong to a later version of the item.
    fn is_free(&self, bid: u64, has: fn(&ClaimedBlocks, u64) -> bool) -> bool {
        !has(&self.claimed, bid) && (self.is_listed(bid) == Some(true) || !has(&self.freed, bid))
    }

    /// Finds items whose property context is in the file, although no page lists their node.
    fn unlisted_items(&self, is_candidate: IsCandidate<'_>, is_deliverable: bool) -> Vec<ItemCandidate> {
        let (directory, scan) = (self.directory, self.scan);
        let is_candidate = |bid: u64| is_candidate(self.is_listed(bid));
        let contexts =
            scan.blocks().filter(|block| block.sound && block.contents == BlockContents::PropertyContext);
        let contexts: Vec<u64> = contexts.map(|block| block.bid).filter(|bid| is_candidate(*bid)).collect();
        if contexts.is_empty() {
            return Vec::new();
        }
        let lists = scan.blocks().filter(|block| block.sound && block.is_internal()).map(|block| block.bid);
        let is_free = |bid| {
            self.is_free(bid, ClaimedBlocks::has_data) && self.is_free(bid, ClaimedBlocks::has_subnodes)
        };
        let lists = lists.filter(|bid| is_candidate(*bid) && is_free(*bid));
        let unclaimed = UnclaimedLists::collect(directory, lists);
        let contexts = contexts.into_iter().filter(|first| self.is_free(*first, ClaimedBlocks::has_data));
        let (embedded, outer): (Vec<u64>, Vec<u64>) =
            contexts.partition(|bid| unclaimed.subnode_beginning_in(*bid).is_some());
        let mut candidates = self.outer_items(&unclaimed, &outer, is_deliverable);
        let mut claimed = ClaimedBlocks::default();
        for candidate in &candidates {
            claimed.claim(directory, candidate.node);
        }
        // The other items were embedded in items that are lost.
        for first in embedded {
            let Some(node) = unclaimed.subnode_beginning_in(first) else { continue };
            if !claimed.has_data(first) {
                candidates.extend(self.candidate(first, node, is_deliverable));
            }
        }
        candidates
    }

    /// Returns the items that are not embedded in other items, each with its list of subnodes.
    fn outer_items(
        &self,
        unclaimed: &UnclaimedLists,
        outer: &[u64],
        is_deliverable: bool,
    ) -> Vec<ItemCandidate> {
        let hints = outer.iter().filter_map(|&first| {
            let node = unclaimed.node_beginning_in(first);
            let (_, object) = ItemIdentity::read(self.directory.ndb(), node)?;
            Some((first, SubnodeHints::of(&object)))
        });
        let hints: Vec<(u64, SubnodeHints)> = hints.collect();
        let lists = unclaimed.assign(&hints);
        let with_list = |first: &u64| {
            let subnodes = lists.get(first).copied().unwrap_or(BlockId::NONE);
            let node = NodeData { subnodes, ..unclaimed.node_beginning_in(*first) };
            self.candidate(*first, node, is_deliverable)
        };
        hints.iter().filter_map(|(first, _)| with_list(first)).collect()
    }

    /// Returns the item whose property context begins in a block.
    fn candidate(&self, first: u64, node: NodeData, is_deliverable: bool) -> Option<ItemCandidate> {
        let (identity, object) = ItemIdentity::read(self.directory.ndb(), node)?;
        if identity.is_blank && node.subnodes.is_none() {
            return None;
        }
        let listed = self.is_listed(first);
        let provenance = if listed == Some(false) { Provenance::DeletedBlock } else { Provenance::Block };
        let item = ItemRef {
            nid: NodeId::NONE,
            block: Some(first),
            node: Some(node),
            folder: NodeId::LOST_AND_FOUND,
            provenance,
        };
        let lacks_list = node.subnodes.is_none() && SubnodeHints::of(&object).need_list();
        Some(ItemCandidate {
            item,
            node,
            identity,
            is_listed: listed == Some(true),
            is_deliverable,
            is_complete: !lacks_list && self.directory.is_complete(node),
            first_block: first,
            offset: self.offset_of(first),
        })
    }
}
