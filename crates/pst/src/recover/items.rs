//! Items that neither a table nor the node B-tree leads to.

use std::collections::HashMap;
use std::sync::Arc;

use super::claims::Claims;
use super::unclaimed::{Signs, Unclaimed};
use super::version::Identity;
use super::{Holds, Recovery, Scan};
use crate::messaging::{Context, Found, MessageRef};
use crate::ndb::{BlockId, Complete, Ndb, NodeData, NodeId, NodeType, Origin};
use foundmail_mapi::Value;

/// An item that may be one of its own, or an older version of one that is there.
struct Candidate {
    message: MessageRef,
    identity: Identity,
    /// How good a version it is: one whose blocks the block B-tree lists before all others, then a node before mere blocks,
    /// then one with its subnodes, then the newest.
    worth: (bool, bool, bool, u64),
}

impl Candidate {
    /// It belonged to the file when that was last sound: no older version of anything.
    fn is_certain(&self) -> bool {
        self.worth.0
    }
}

/// What was found beside the items that the directory leads to.
#[derive(Debug, Default)]
pub(crate) struct FoundItems {
    /// Items of their own.
    pub items: Vec<MessageRef>,
    /// Places in `items` of those that were found by their blocks, by what a row of a contents table repeats of them.
    by_row: HashMap<u64, Vec<usize>>,
    /// How many more were older versions of those or of live ones.
    pub versions: usize,
}

/// Looks for such items where that is wanted: deleted ones on request, lost ones whenever the directory is damaged.
pub(crate) fn items(context: &Context) -> FoundItems {
    let ndb = &context.ndb;
    let complete = ndb.complete();
    let always = ndb.recovery() == Recovery::Always;
    let Some(scan) = ndb.scan_if(always || !complete.nodes) else { return FoundItems::default() };
    let mut candidates = Vec::new();
    if always || !complete.blocks {
        candidates.extend(deleted_nodes(ndb));
    }
    candidates.extend(by_blocks(ndb, scan, complete, always));
    without_versions(ndb, candidates)
}

/// Items that a given-up page of the node B-tree still lists.
fn deleted_nodes(ndb: &Arc<Ndb>) -> Vec<Candidate> {
    let deleted = ndb.found_nodes().iter().filter(|found| !found.current);
    let messages = deleted.filter(|found| found.entry.nid.kind() == Some(NodeType::NormalMessage));
    let candidates = messages.filter_map(|found| {
        let entry = found.entry;
        let (identity, _) = Identity::read(ndb, entry.node)?;
        if identity.blank && entry.node.subnodes.is_none() {
            return None;
        }
        let message = MessageRef {
            nid: entry.nid,
            block: None,
            node: Some(entry.node),
            folder: entry.parent,
            found: Found::Deleted,
        };
        Some(Candidate { message, identity, worth: (false, true, true, entry.node.data.value()) })
    });
    candidates.collect()
}

/// Items whose property context lies in the file, but no page lists its node.
fn by_blocks(ndb: &Arc<Ndb>, scan: &Scan, complete: Complete, always: bool) -> Vec<Candidate> {
    // Blocks that the block B-tree lists belong to the file: where both trees are whole, to its live nodes.
    let is_listed = |bid: u64| complete.blocks.then(|| ndb.lists_block(BlockId::new(bid)));
    let is_wanted = |bid: u64| match is_listed(bid) {
        Some(true) => !complete.nodes,
        Some(false) => always,
        None => true,
    };
    let contexts = scan.blocks().filter(|block| block.sound && block.holds == Holds::PropertyContext);
    let contexts: Vec<u64> = contexts.map(|block| block.bid).filter(|bid| is_wanted(*bid)).collect();
    if contexts.is_empty() {
        return Vec::new();
    }
    let intact = complete.nodes && complete.blocks;
    let (mut claims, mut given_up) = (Claims::default(), Claims::default());
    ndb.scan_nodes(&mut |entry, origin| match origin {
        Origin::Live if intact => {}
        Origin::Live | Origin::CutOff => claims.node(ndb, entry.node),
        Origin::Deleted => given_up.node(ndb, entry.node),
    });
    // What a deleted node had may have gone over to a later version of the item.
    let is_free = |claimed: &dyn Fn(&Claims) -> bool, bid: u64| {
        !claimed(&claims) && (is_listed(bid) == Some(true) || !claimed(&given_up))
    };
    let has_data = |bid: u64| !is_free(&|claims| claims.has_data(bid), bid);
    let has_list = |bid: u64| !is_free(&|claims| claims.has_subnodes(bid), bid);
    let ids = scan.blocks().filter(|block| block.sound && block.is_internal()).map(|block| block.bid);
    let ids = ids.filter(|bid| is_wanted(*bid) && !has_data(*bid) && !has_list(*bid));
    let unclaimed = Unclaimed::collect(ndb, ids);
    let contexts = contexts.into_iter().filter(|first| !has_data(*first));
    let (inner, outer): (Vec<u64>, Vec<u64>) = contexts.partition(|bid| unclaimed.inner(*bid).is_some());
    let candidate = |first, node| by_block(ndb, first, node, is_listed(first));
    let mut candidates = outer_items(ndb, &unclaimed, &outer, &candidate);
    let mut claims = Claims::default();
    for candidate in &candidates {
        claims.node(ndb, candidate.message.node.unwrap_or(NodeData::NONE));
    }
    // What is left was attached to an item of which nothing else is left.
    for (first, node) in inner.into_iter().filter_map(|first| Some((first, unclaimed.inner(first)?))) {
        if !claims.has_data(first) {
            candidates.extend(candidate(first, node));
        }
    }
    candidates
}

/// Items that are no part of others, each with the list of subnodes that belongs to it.
fn outer_items(
    ndb: &Arc<Ndb>,
    unclaimed: &Unclaimed,
    outer: &[u64],
    candidate: &dyn Fn(u64, NodeData) -> Option<Candidate>,
) -> Vec<Candidate> {
    let begun = |first: u64| NodeData { data: unclaimed.data(first), subnodes: BlockId::NONE };
    let signs = outer.iter().filter_map(|&first| {
        let (_, item) = Identity::read(ndb, begun(first))?;
        Some((first, Signs::of(&item)))
    });
    let signs: Vec<(u64, Signs)> = signs.collect();
    let lists = unclaimed.assign(&signs);
    let with_list = |first: &u64| {
        let subnodes = lists.get(first).copied().unwrap_or(BlockId::NONE);
        candidate(*first, NodeData { subnodes, ..begun(*first) })
    };
    signs.iter().filter_map(|(first, _)| with_list(first)).collect()
}

/// The item whose property context begins in a block. `listed` tells whether the block B-tree lists it, where that is
/// known.
fn by_block(ndb: &Arc<Ndb>, first: u64, node: NodeData, listed: Option<bool>) -> Option<Candidate> {
    let (identity, _) = Identity::read(ndb, node)?;
    if identity.blank && node.subnodes.is_none() {
        return None;
    }
    let message = MessageRef {
        nid: NodeId::NONE,
        block: Some(first),
        node: Some(node),
        folder: NodeId::LOST_AND_FOUND,
        found: if listed == Some(false) { Found::DeletedBlock } else { Found::Block },
    };
    Some(Candidate {
        message,
        identity,
        worth: (listed == Some(true), false, !node.subnodes.is_none(), first),
    })
}

/// Leaves out older versions of items that are there, and of several versions all but the best.
fn without_versions(ndb: &Arc<Ndb>, mut candidates: Vec<Candidate>) -> FoundItems {
    candidates.sort_by_key(|candidate| std::cmp::Reverse(candidate.worth));
    let all = candidates.len();
    let mut kept: Vec<Candidate> = Vec::new();
    let mut index = Index::default();
    for candidate in candidates {
        let near = index.near(&candidate.identity).filter_map(|place| kept.get(place));
        let is_version = near.map(|kept| &kept.identity).any(|kept| kept.is_version_of(&candidate.identity));
        if candidate.is_certain() || !is_version {
            index.add(&candidate.identity, kept.len());
            kept.push(candidate);
        }
    }
    let mut is_version = vec![false; kept.len()];
    if kept.iter().any(|candidate| !candidate.is_certain()) {
        ndb.scan_nodes(&mut |entry, origin| {
            let is_item = entry.nid.kind() == Some(NodeType::NormalMessage) && origin != Origin::Deleted;
            if is_item && let Some((live, _)) = Identity::read(ndb, entry.node) {
                for place in index.near(&live) {
                    if let (Some(candidate), Some(is_version)) = (kept.get(place), is_version.get_mut(place))
                    {
                        *is_version |= !candidate.is_certain() && candidate.identity.is_version_of(&live);
                    }
                }
            }
        });
    }
    let mut found = FoundItems::default();
    for (candidate, _) in kept.iter().zip(&is_version).filter(|(_, is_version)| !**is_version) {
        if candidate.message.block.is_some() {
            for key in candidate.identity.keys() {
                found.by_row.entry(key).or_default().push(found.items.len());
            }
        }
        found.items.push(candidate.message);
    }
    found.versions = all.saturating_sub(found.items.len());
    found
}

impl FoundItems {
    /// The item found by its blocks that a row of a contents table is about, and that `is_free`.
    pub(crate) fn of_row(
        &self,
        row: &[(u16, Value)],
        is_free: impl Fn(&MessageRef) -> bool,
    ) -> Option<MessageRef> {
        let identity = Identity::of_row(row);
        let places = identity.keys().filter_map(|key| self.by_row.get(&key)).flatten();
        places.filter_map(|place| self.items.get(*place)).find(|item| is_free(item)).copied()
    }
}

/// Places of identities by what versions of one item share.
#[derive(Default)]
struct Index(HashMap<u64, Vec<usize>>);

/// How many items of one key are compared. A key that more share tells nothing.
const MOST_OF_ONE_KEY: usize = 200;

impl Index {
    fn add(&mut self, identity: &Identity, place: usize) {
        for key in identity.keys() {
            let places = self.0.entry(key).or_default();
            if places.len() < MOST_OF_ONE_KEY {
                places.push(place);
            }
        }
    }

    fn near(&self, identity: &Identity) -> impl Iterator<Item = usize> {
        identity.keys().filter_map(|key| self.0.get(&key)).flatten().copied()
    }
}
