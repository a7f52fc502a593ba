//! Versions of one item, put together.

use std::collections::HashMap;

use super::version::Identity;
use crate::messaging::MessageRef;
use crate::ndb::{Complete, NodeData, NodeId};

/// A version of an item that was found beside the directory.
pub(super) struct Candidate {
    pub message: MessageRef,
    pub node: NodeData,
    pub identity: Identity,
    /// The block B-tree lists its blocks: it belonged to the file when that was last sound, and is no older version.
    pub certain: bool,
    /// It is delivered on its own. Other candidates only take the place of a version that can't be read.
    pub alone: bool,
    /// All its blocks can be read.
    pub whole: bool,
    /// The id of its first block: a higher one was written later.
    pub written: u64,
    /// Where its first block begins.
    pub offset: u64,
}

impl Candidate {
    /// The version that can be read beats the newest one; then a node beats mere blocks.
    fn worth(&self) -> (bool, bool, bool, bool, u64) {
        (self.whole, self.certain, self.message.block.is_none(), !self.node.subnodes.is_none(), self.written)
    }
}

/// Candidates that are versions of one item.
struct Group {
    /// The identity of the version that the group began with.
    identity: Identity,
    /// Where the item is delivered.
    message: MessageRef,
    best: Candidate,
    /// It began with a candidate that is no older version of anything.
    certain: bool,
    alone: bool,
    /// It is a version of an item that the directory leads to.
    absorbed: bool,
}

impl Group {
    fn join(&mut self, candidate: Candidate) {
        self.alone |= candidate.alone;
        let (nid, folder) = if self.message.nid == NodeId::NONE {
            (candidate.message.nid, candidate.message.folder)
        } else {
            (self.message.nid, self.message.folder)
        };
        if candidate.worth() > self.best.worth() {
            // An item of a listed block stays what it is, whatever version of it is read.
            if !self.certain {
                self.message = candidate.message;
            }
            self.best = candidate;
        }
        // A page that lists any version tells which node it was, and in which folder.
        if nid != NodeId::NONE {
            (self.message.nid, self.message.folder) = (nid, folder);
        }
    }
}

/// Candidates, with those that are versions of one item put together.
#[derive(Default)]
pub(crate) struct Groups {
    list: Vec<Group>,
    index: Index,
    alone: usize,
    /// Nothing tells which of the items belonged to the file.
    uncertain: bool,
}

impl Groups {
    /// Puts candidates together. Groups begin in the order of the file: the groups of a file that is cut short are then
    /// among those of the longer file, so that a longer file never has fewer.
    pub(super) fn of(mut candidates: Vec<Candidate>, complete: Complete) -> Self {
        candidates.sort_by_key(|candidate| (!candidate.certain, candidate.offset, candidate.written));
        let alone = candidates.iter().filter(|candidate| candidate.alone).count();
        let uncertain = !complete.nodes && !complete.blocks;
        let mut groups = Self { alone, uncertain, ..Self::default() };
        for candidate in candidates {
            groups.add(candidate);
        }
        groups
    }

    fn add(&mut self, candidate: Candidate) {
        let is_version = |group: &Group| {
            group.identity.is_version_of(&candidate.identity)
                && !self.are_copies(group, &candidate.identity, candidate.whole)
        };
        let found = if candidate.certain { None } else { self.find(&candidate.identity, is_version) };
        if let Some(group) = found.and_then(|place| self.list.get_mut(place)) {
            group.join(candidate);
            return;
        }
        self.index.add(&candidate.identity, self.list.len());
        self.list.push(Group {
            identity: candidate.identity.clone(),
            message: candidate.message,
            certain: candidate.certain,
            alone: candidate.alone,
            absorbed: false,
            best: candidate,
        });
    }

    /// True for two whole items that are alike to the time of their last change, where no directory tells whether both
    /// belonged to the file: that is more often a copy than an older version, and a copy more is no harm.
    fn are_copies(&self, group: &Group, other: &Identity, is_whole: bool) -> bool {
        self.uncertain && is_whole && group.best.whole && group.best.identity.is_copy_of(other)
    }

    /// The place of the first group that holds versions of an item and fulfils a condition.
    fn find(&self, identity: &Identity, holds: impl Fn(&Group) -> bool) -> Option<usize> {
        self.index.near(identity).find(|place| self.list.get(*place).is_some_and(&holds))
    }

    /// The newer whole version of an item that only an older page of the directory leads to.
    pub(super) fn absorb_older(&mut self, known: &Identity) -> Option<NodeData> {
        let place = self.place_of_whole(known).filter(|_| self.uncertain)?;
        let group = self.list.get_mut(place)?;
        group.best.identity.is_later_than(known).then(|| {
            group.absorbed = true;
            group.best.node
        })
    }

    /// Takes note of an item that the directory leads to and that is whole: one group is older versions of it. A second
    /// group is not, since by its own identity it is another item.
    pub(super) fn absorb(&mut self, known: &Identity) {
        let is_version = |group: &Group| {
            !group.absorbed
                && !group.certain
                && group.identity.is_version_of(known)
                && !self.are_copies(group, known, true)
        };
        if let Some(group) = self.find(known, is_version).and_then(|place| self.list.get_mut(place)) {
            group.absorbed = true;
        }
    }

    /// The whole version to read instead of an item that the directory leads to and that is not whole.
    pub(super) fn absorb_broken(&mut self, known: &Identity) -> Option<NodeData> {
        let Some(place) = self.place_of_whole(known) else {
            self.absorb(known);
            return None;
        };
        let group = self.list.get_mut(place)?;
        group.absorbed = true;
        Some(group.best.node)
    }

    /// The whole version to read instead of an item that is not whole.
    pub(crate) fn whole_version(&self, known: &Identity) -> Option<NodeData> {
        self.list.get(self.place_of_whole(known)?).map(|group| group.best.node)
    }

    fn place_of_whole(&self, known: &Identity) -> Option<usize> {
        self.find(known, |group| {
            group.best.whole && !group.certain && group.best.identity.is_version_of(known)
        })
    }

    pub(super) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// How many candidates there were, without those that are only read instead of others.
    pub(super) fn alone(&self) -> usize {
        self.alone
    }

    /// The items that are left: each group's best version.
    pub(super) fn into_items(self) -> impl Iterator<Item = (MessageRef, Identity)> {
        let left = self.list.into_iter().filter(|group| group.alone && !group.absorbed);
        left.map(|group| {
            let message = MessageRef { node: Some(group.best.node), ..group.message };
            (message, group.best.identity)
        })
    }
}

/// Places of identities by what versions of one item share.
#[derive(Default)]
struct Index(HashMap<u64, Vec<usize>>);

/// How many items of one key are compared. A key that more share tells nothing.
pub(super) const MOST_OF_ONE_KEY: usize = 200;

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
