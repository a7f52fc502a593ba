//! Items that neither a table nor the node B-tree leads to.

use std::collections::HashMap;
use std::sync::Arc;

use super::claims::Claims;
use super::unclaimed::{Signs, Unclaimed};
use super::version::Identity;
use super::{Holds, Recovery, Scan};
use crate::messaging::{Context, Found, MessageRef};
use crate::ndb::{BlockId, Complete, Ndb, NodeData, NodeId, NodeType, Origin};

/// An item that may be one of its own, or an older version of one that is there.
struct Candidate {
    message: MessageRef,
    identity: Identity,
    /// How good a version it is: a node before mere blocks, then one with its subnodes, then the newest.
    worth: (bool, bool, u64),
}

/// What was found beside the items that the directory leads to.
#[derive(Debug, Default)]
pub(crate) struct FoundItems {
    /// Items of their own.
    pub items: Vec<MessageRef>,
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
        Some(Candidate { message, identity, worth: (true, true, entry.node.data.value()) })
    });
    candidates.collect()
}

/// Items whose property context lies in the file, but no page lists its node.
fn by_blocks(ndb: &Arc<Ndb>, scan: &Scan, complete: Complete, always: bool) -> Vec<Candidate> {
    let intact = complete.nodes && complete.blocks;
    // Blocks that the block B-tree lists belong to the file: where both trees are whole, to its live nodes.
    let is_wanted = |bid: u64| {
        let listed = complete.blocks.then(|| ndb.lists_block(BlockId::new(bid)));
        match listed {
            Some(true) => !complete.nodes,
            Some(false) => always,
            None => true,
        }
    };
    let begins_item = |holds| holds == Holds::PropertyContext;
    let contexts = scan.blocks().filter(|block| block.sound && begins_item(block.holds));
    let contexts: Vec<u64> = contexts.map(|block| block.bid).filter(|bid| is_wanted(*bid)).collect();
    if contexts.is_empty() {
        return Vec::new();
    }
    let mut claims = Claims::default();
    ndb.scan_nodes(&mut |entry, origin| {
        if !intact || origin != Origin::Live {
            claims.node(ndb, entry.node);
        }
    });
    let ids = scan.blocks().filter(|block| block.sound && block.is_internal()).map(|block| block.bid);
    let unclaimed = Unclaimed::collect(ndb, &claims, ids.filter(|bid| is_wanted(*bid)));
    let (inner, outer): (Vec<u64>, Vec<u64>) =
        contexts.into_iter().partition(|bid| unclaimed.inner(*bid).is_some());
    let begun = |first: &u64| NodeData { data: unclaimed.data(*first), subnodes: BlockId::NONE };
    let named = outer.into_iter().filter(|first| !claims.has_data(*first)).filter_map(|first| {
        let (_, item) = Identity::read(ndb, begun(&first))?;
        Some((first, Signs::of(&item)))
    });
    let named: Vec<(u64, Signs)> = named.collect();
    let lists = unclaimed.assign(&named);
    let mut candidates = Vec::new();
    for (first, _) in &named {
        let subnodes = lists.get(first).copied().unwrap_or(BlockId::NONE);
        candidates.extend(by_block(ndb, *first, NodeData { subnodes, ..begun(first) }));
    }
    for candidate in &candidates {
        claims.node(ndb, candidate.message.node.unwrap_or(NodeData::NONE));
    }
    // What is left was attached to an item of which nothing else is left.
    for (first, node) in inner.into_iter().filter_map(|first| Some((first, unclaimed.inner(first)?))) {
        if !claims.has_data(first) {
            candidates.extend(by_block(ndb, first, node));
        }
    }
    candidates
}

/// The item whose property context begins in a block.
fn by_block(ndb: &Arc<Ndb>, first: u64, node: NodeData) -> Option<Candidate> {
    let (identity, _) = Identity::read(ndb, node)?;
    if identity.blank && node.subnodes.is_none() {
        return None;
    }
    let message = MessageRef {
        nid: NodeId::NONE,
        block: Some(first),
        node: Some(node),
        folder: NodeId::LOST_AND_FOUND,
        found: Found::Block,
    };
    Some(Candidate { message, identity, worth: (false, !node.subnodes.is_none(), first) })
}

/// Leaves out older versions of items that are there, and of several versions all but the best.
fn without_versions(ndb: &Arc<Ndb>, mut candidates: Vec<Candidate>) -> FoundItems {
    candidates.sort_by_key(|candidate| std::cmp::Reverse(candidate.worth));
    let all = candidates.len();
    let mut kept: Vec<Candidate> = Vec::new();
    let mut index = Index::default();
    for candidate in candidates {
        if !index.finds(&candidate.identity, |place| kept.get(place).map(|kept| &kept.identity)) {
            index.add(&candidate.identity, kept.len());
            kept.push(candidate);
        }
    }
    let mut is_version = vec![false; kept.len()];
    if !kept.is_empty() {
        ndb.scan_nodes(&mut |entry, origin| {
            let is_item = entry.nid.kind() == Some(NodeType::NormalMessage) && origin != Origin::Deleted;
            if is_item && let Some((live, _)) = Identity::read(ndb, entry.node) {
                for place in index.near(&live) {
                    if let (Some(candidate), Some(is_version)) = (kept.get(place), is_version.get_mut(place))
                    {
                        *is_version |= candidate.identity.is_version_of(&live);
                    }
                }
            }
        });
    }
    let items = kept.iter().zip(&is_version).filter(|(_, is_version)| !**is_version);
    let items: Vec<MessageRef> = items.map(|(candidate, _)| candidate.message).collect();
    FoundItems { versions: all.saturating_sub(items.len()), items }
}

/// Places of identities by what versions of one item share.
#[derive(Default)]
struct Index(HashMap<u64, Vec<usize>>);

impl Index {
    fn add(&mut self, identity: &Identity, place: usize) {
        for key in [Some(identity.subject), identity.search_key].into_iter().flatten() {
            self.0.entry(key).or_default().push(place);
        }
    }

    fn near(&self, identity: &Identity) -> Vec<usize> {
        let keys = [Some(identity.subject), identity.search_key].into_iter().flatten();
        keys.filter_map(|key| self.0.get(&key)).flatten().copied().collect()
    }

    fn finds<'i>(&self, identity: &Identity, at: impl Fn(usize) -> Option<&'i Identity>) -> bool {
        let mut near = self.near(identity).into_iter().filter_map(at);
        near.any(|other| other.is_version_of(identity))
    }
}
