//! Groups of candidates (versions found outside the directory) that are versions of one item.

use std::collections::HashMap;

use super::candidate::ItemCandidate;
use super::identity::ItemIdentity;
use crate::format::{NodeData, NodeId};
use crate::messaging::ItemRef;
use crate::ndb::TreeIntegrity;

/// Candidates that are versions of one item.
struct VersionGroup {
    /// The identity of the first version in the group.
    identity: ItemIdentity,
    /// The reference that the walk passes to the visitor.
    item: ItemRef,
    best: ItemCandidate,
    /// True if the block B-tree lists the first candidate, so it is not an older version of another item.
    is_listed: bool,
    is_deliverable: bool,
    /// True if the group contains versions of an item that the directory leads to.
    is_known: bool,
}

impl VersionGroup {
    fn join(&mut self, candidate: ItemCandidate) {
        self.is_deliverable |= candidate.is_deliverable;
        let (nid, folder) = if self.item.nid == NodeId::NONE {
            (candidate.item.nid, candidate.item.folder)
        } else {
            (self.item.nid, self.item.folder)
        };
        if candidate.rank() > self.best.rank() {
            // A listed item keeps its reference, even if another version is read.
            if !self.is_listed {
                self.item = candidate.item;
            }
            self.best = candidate;
        }
        // If a page lists any version, the node and the folder of the item are known.
        if nid != NodeId::NONE {
            (self.item.nid, self.item.folder) = (nid, folder);
        }
    }
}

/// All candidates. Each group contains the versions of one item.
#[derive(Default)]
pub(super) struct VersionGroups {
    groups: Vec<VersionGroup>,
    index: IdentityIndex,
    deliverable: usize,
    /// True if both B-trees are damaged, so deleted items can't be distinguished from lost items.
    is_uncertain: bool,
}

impl VersionGroups {
    /// Groups the candidates in the order of their offsets. Because of this order, a truncated file never yields
    /// more items than the complete file.
    pub(super) fn of(mut candidates: Vec<ItemCandidate>, trees: TreeIntegrity) -> Self {
        candidates.sort_by_key(|candidate| (!candidate.is_listed, candidate.offset, candidate.first_block));
        let deliverable = candidates.iter().filter(|candidate| candidate.is_deliverable).count();
        let is_uncertain = !trees.nbt && !trees.bbt;
        let mut groups = Self { deliverable, is_uncertain, ..Self::default() };
        for candidate in candidates {
            groups.add(candidate);
        }
        groups
    }

    fn add(&mut self, candidate: ItemCandidate) {
        let is_version = |group: &VersionGroup| {
            group.identity.is_version_of(&candidate.identity)
                && !self.are_copies(group, &candidate.identity, candidate.is_complete)
        };
        let found = if candidate.is_listed { None } else { self.find(&candidate.identity, is_version) };
        if let Some(group) = found.and_then(|index| self.groups.get_mut(index)) {
            group.join(candidate);
            return;
        }
        self.index.add(&candidate.identity, self.groups.len());
        self.groups.push(VersionGroup {
            identity: candidate.identity.clone(),
            item: candidate.item,
            is_listed: candidate.is_listed,
            is_deliverable: candidate.is_deliverable,
            is_known: false,
            best: candidate,
        });
    }

    /// Returns true if two complete items are equal in all properties, and both B-trees are damaged. Such items
    /// are more often copies than versions, and an additional copy does no harm.
    fn are_copies(&self, group: &VersionGroup, other: &ItemIdentity, is_complete: bool) -> bool {
        self.is_uncertain && is_complete && group.best.is_complete && group.best.identity.is_copy_of(other)
    }

    /// Returns the index of the first group that shares a key with an identity and fulfils a condition.
    fn find(&self, identity: &ItemIdentity, holds: impl Fn(&VersionGroup) -> bool) -> Option<usize> {
        self.index.near(identity).find(|index| self.groups.get(*index).is_some_and(&holds))
    }

    /// Returns a newer complete version of an item that only a detached page lists, and marks its group as known.
    /// Returns `None` if at least one B-tree is intact.
    pub(super) fn take_newer_version(&mut self, known: &ItemIdentity) -> Option<NodeData> {
        let index = self.find_complete(known).filter(|_| self.is_uncertain)?;
        let group = self.groups.get_mut(index)?;
        group.best.identity.is_later_than(known).then(|| {
            group.is_known = true;
            group.best.node
        })
    }

    /// Finds the first group with versions of a complete item that the directory lists, and marks this group as
    /// known. Any further group contains another item, because it was not joined with the first group.
    pub(super) fn mark_known(&mut self, known: &ItemIdentity) {
        let is_version = |group: &VersionGroup| {
            !group.is_known
                && !group.is_listed
                && group.identity.is_version_of(known)
                && !self.are_copies(group, known, true)
        };
        if let Some(group) = self.find(known, is_version).and_then(|index| self.groups.get_mut(index)) {
            group.is_known = true;
        }
    }

    /// Returns the complete version to read instead of an incomplete item of the directory, and marks its group as
    /// known.
    pub(super) fn take_replacement(&mut self, known: &ItemIdentity) -> Option<NodeData> {
        let Some(index) = self.find_complete(known) else {
            self.mark_known(known);
            return None;
        };
        let group = self.groups.get_mut(index)?;
        group.is_known = true;
        Some(group.best.node)
    }

    /// Returns the complete version to read instead of an incomplete item.
    pub(super) fn complete_version(&self, known: &ItemIdentity) -> Option<NodeData> {
        self.groups.get(self.find_complete(known)?).map(|group| group.best.node)
    }

    fn find_complete(&self, known: &ItemIdentity) -> Option<usize> {
        self.find(known, |group| {
            group.best.is_complete && !group.is_listed && group.best.identity.is_version_of(known)
        })
    }

    pub(super) fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }

    /// Returns the number of deliverable candidates.
    pub(super) fn deliverable(&self) -> usize {
        self.deliverable
    }

    /// Returns the best version of each group that is deliverable and not known.
    pub(super) fn into_items(self) -> impl Iterator<Item = (ItemRef, ItemIdentity)> {
        let left = self.groups.into_iter().filter(|group| group.is_deliverable && !group.is_known);
        left.map(|group| {
            let item = ItemRef { node: Some(group.best.node), ..group.item };
            (item, group.best.identity)
        })
    }
}

/// Indices of groups by the keys of their identities.
#[derive(Default)]
struct IdentityIndex(HashMap<u64, Vec<usize>>);

/// Maximum number of items with the same key that are compared. A key that more items share does not identify an
/// item.
pub(super) const MAX_PER_KEY: usize = 200;

impl IdentityIndex {
    fn add(&mut self, identity: &ItemIdentity, group: usize) {
        for key in identity.keys() {
            let groups = self.0.entry(key).or_default();
            if groups.len() < MAX_PER_KEY {
                groups.push(group);
            }
        }
    }

    fn near(&self, identity: &ItemIdentity) -> impl Iterator<Item = usize> {
        identity.keys().filter_map(|key| self.0.get(&key)).flatten().copied()
    }
}
