//! Looks for items that neither a table nor the node B-tree leads to.

use std::sync::Arc;

use super::claims::Claims;
use super::groups::{Candidate, Groups};
use super::unclaimed::{Signs, Unclaimed};
use super::version::Identity;
use super::{Holds, Recovery, Scan};
use crate::flaw::Flaws;
use crate::ltp::PropertyContext;
use crate::messaging::{Found, MessageRef};
use crate::ndb::{BlockId, Complete, Ndb, NodeData, NodeId, NodeType, Origin};
use crate::tags;

/// A search in a file that has been scanned.
pub(super) struct Search<'n> {
    ndb: &'n Arc<Ndb>,
    scan: &'n Scan,
    complete: Complete,
    always: bool,
    /// Blocks of known nodes.
    claims: Claims,
    /// Blocks of nodes that had been deleted.
    given_up: Claims,
}

/// Which property contexts are looked at, by whether the block B-tree lists them; `None` where that is not known.
type Wanted<'w> = &'w dyn Fn(Option<bool>) -> bool;

/// Finds the versions of items that may be read instead of items that the node B-tree leads to, where that is whole.
pub(crate) fn spare(ndb: &Arc<Ndb>) -> Groups {
    let Some(scan) = ndb.scan() else { return Groups::default() };
    let candidates = Search::new(ndb, scan).loose(&|listed| listed != Some(true), false);
    Groups::of(candidates, ndb.complete())
}

/// Finds the newest whole name-to-id map, [MS-PST] 2.4.7, by its blocks alone.
pub(crate) fn loose_name_map(ndb: &Arc<Ndb>) -> Option<NodeData> {
    let scan = ndb.scan()?;
    let internal = scan.blocks().filter(|block| block.sound && block.is_internal());
    let unclaimed = Unclaimed::collect(ndb, internal.map(|block| block.bid));
    let contexts = scan.blocks().filter(|block| block.sound && block.holds == Holds::PropertyContext);
    let maps = contexts.filter_map(|block| {
        let node = unclaimed.begun(block.bid);
        let map = PropertyContext::open(ndb, node, &mut Flaws::default()).ok()?;
        let streams = [tags::NAMEID_STREAM_GUID, tags::NAMEID_STREAM_ENTRY, tags::NAMEID_STREAM_STRING];
        let is_map =
            streams.into_iter().all(|id| map.get(id).is_some()) && map.get(tags::MESSAGE_CLASS).is_none();
        is_map.then(|| (block.bid, Signs::of(&map)))
    });
    let maps: Vec<(u64, Signs)> = maps.collect();
    let lists = unclaimed.assign(&maps);
    let nodes = maps.iter().rev().filter_map(|(first, signs)| {
        let subnodes = lists.get(first).copied().unwrap_or(BlockId::NONE);
        (!subnodes.is_none() || !signs.need_list()).then(|| NodeData { subnodes, ..unclaimed.begun(*first) })
    });
    nodes.into_iter().find(|node| ndb.is_whole(*node))
}

impl<'n> Search<'n> {
    pub(super) fn new(ndb: &'n Arc<Ndb>, scan: &'n Scan) -> Self {
        let complete = ndb.complete();
        let (mut claims, mut given_up) = (Claims::default(), Claims::default());
        // Blocks that the block B-tree lists belong to the file: where both trees are whole, to its live nodes.
        let intact = complete.nodes && complete.blocks;
        ndb.scan_nodes(&mut |entry, origin| match origin {
            Origin::Live if intact => {}
            Origin::Live | Origin::CutOff => claims.node(ndb, entry.node),
            Origin::Deleted => given_up.node(ndb, entry.node),
        });
        let always = ndb.recovery() == Recovery::Always;
        Self { ndb, scan, complete, always, claims, given_up }
    }

    /// All versions of items, also those that may only be read instead of others.
    pub(super) fn all(&self) -> Vec<Candidate> {
        let Self { complete, always, .. } = *self;
        let deleted_too = always || !complete.blocks;
        let mut candidates = self.deleted_nodes(deleted_too);
        let wanted = |listed| match listed {
            Some(true) => !complete.nodes,
            Some(false) => always,
            None => true,
        };
        candidates.extend(self.loose(&wanted, true));
        if !deleted_too {
            candidates.extend(self.loose(&|listed| listed == Some(false), false));
        }
        candidates
    }

    /// Items that a given-up page of the node B-tree still lists.
    fn deleted_nodes(&self, alone: bool) -> Vec<Candidate> {
        let ndb = self.ndb;
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
            let written = entry.node.data.value();
            Some(Candidate {
                message,
                node: entry.node,
                identity,
                certain: false,
                alone,
                whole: ndb.is_whole(entry.node),
                written,
                offset: self.offset_of(written),
            })
        });
        candidates.collect()
    }

    fn offset_of(&self, bid: u64) -> u64 {
        self.scan.block(bid).map_or(u64::MAX, |block| block.offset)
    }

    fn is_listed(&self, bid: u64) -> Option<bool> {
        self.complete.blocks.then(|| self.ndb.lists_block(BlockId::new(bid)))
    }

    /// True unless a block belongs to a known node. What a deleted node had may have gone over to a later version of
    /// the item.
    fn is_free(&self, bid: u64, has: fn(&Claims, u64) -> bool) -> bool {
        !has(&self.claims, bid) && (self.is_listed(bid) == Some(true) || !has(&self.given_up, bid))
    }

    /// Items whose property context is in the file, but no page lists its node.
    fn loose(&self, wanted: Wanted<'_>, alone: bool) -> Vec<Candidate> {
        let (ndb, scan) = (self.ndb, self.scan);
        let is_wanted = |bid: u64| wanted(self.is_listed(bid));
        let contexts = scan.blocks().filter(|block| block.sound && block.holds == Holds::PropertyContext);
        let contexts: Vec<u64> = contexts.map(|block| block.bid).filter(|bid| is_wanted(*bid)).collect();
        if contexts.is_empty() {
            return Vec::new();
        }
        let ids = scan.blocks().filter(|block| block.sound && block.is_internal()).map(|block| block.bid);
        let is_free = |bid| self.is_free(bid, Claims::has_data) && self.is_free(bid, Claims::has_subnodes);
        let unclaimed = Unclaimed::collect(ndb, ids.filter(|bid| is_wanted(*bid) && is_free(*bid)));
        let contexts = contexts.into_iter().filter(|first| self.is_free(*first, Claims::has_data));
        let (inner, outer): (Vec<u64>, Vec<u64>) = contexts.partition(|bid| unclaimed.inner(*bid).is_some());
        let mut candidates = self.outer(&unclaimed, &outer, alone);
        let mut claims = Claims::default();
        for candidate in &candidates {
            claims.node(ndb, candidate.node);
        }
        // What is left was attached to an item of which nothing else is left.
        for (first, node) in inner.into_iter().filter_map(|first| Some((first, unclaimed.inner(first)?))) {
            if !claims.has_data(first) {
                candidates.extend(self.candidate(first, node, alone));
            }
        }
        candidates
    }

    /// Items that are no part of others, each with the list of subnodes that belongs to it.
    fn outer(&self, unclaimed: &Unclaimed, outer: &[u64], alone: bool) -> Vec<Candidate> {
        let signs = outer.iter().filter_map(|&first| {
            let (_, item) = Identity::read(self.ndb, unclaimed.begun(first))?;
            Some((first, Signs::of(&item)))
        });
        let signs: Vec<(u64, Signs)> = signs.collect();
        let lists = unclaimed.assign(&signs);
        let with_list = |first: &u64| {
            let subnodes = lists.get(first).copied().unwrap_or(BlockId::NONE);
            self.candidate(*first, NodeData { subnodes, ..unclaimed.begun(*first) }, alone)
        };
        signs.iter().filter_map(|(first, _)| with_list(first)).collect()
    }

    /// The item whose property context begins in a block.
    fn candidate(&self, first: u64, node: NodeData, alone: bool) -> Option<Candidate> {
        let ndb = self.ndb;
        let (identity, item) = Identity::read(ndb, node)?;
        if identity.blank && node.subnodes.is_none() {
            return None;
        }
        let listed = self.is_listed(first);
        let message = MessageRef {
            nid: NodeId::NONE,
            block: Some(first),
            node: Some(node),
            folder: NodeId::LOST_AND_FOUND,
            found: if listed == Some(false) { Found::DeletedBlock } else { Found::Block },
        };
        let lacks_list = node.subnodes.is_none() && Signs::of(&item).need_list();
        Some(Candidate {
            message,
            node,
            identity,
            certain: listed == Some(true),
            alone,
            whole: !lacks_list && ndb.is_whole(node),
            written: first,
            offset: self.offset_of(first),
        })
    }
}
