//! A mailbox: its directory and names, and its recovered items.

use std::sync::OnceLock;

use super::identity::ItemIdentity;
use super::recovered_items::{RecoveredItems, needs_search};
use super::search::replacement_candidates;
use super::version_groups::VersionGroups;
use crate::format::{NodeData, NodeEntry, NodeId};
use crate::messaging::MessagingContext;

/// A mailbox that is being read. Searches for recovered items at most once, when they are first needed.
pub(crate) struct Mailbox {
    context: MessagingContext,
    recovered: OnceLock<RecoveredItems>,
    replacements: OnceLock<VersionGroups>,
}

impl Mailbox {
    pub(crate) fn new(context: MessagingContext) -> Self {
        Self { context, recovered: OnceLock::new(), replacements: OnceLock::new() }
    }

    pub(crate) fn context(&self) -> &MessagingContext {
        &self.context
    }

    /// Returns the items that neither a table nor the node B-tree leads to. The first call searches for them.
    pub(crate) fn recovered(&self) -> &RecoveredItems {
        self.recovered.get_or_init(|| RecoveredItems::find(&self.context))
    }

    /// Returns the version to read instead of an item, if a previous search has found such a version. Does not
    /// search.
    pub(super) fn known_replacement(&self, nid: NodeId) -> Option<NodeData> {
        self.recovered.get().and_then(|items| items.replacement(nid))
    }

    /// Searches for a complete version of an incomplete item.
    pub(super) fn find_replacement(&self, entry: &NodeEntry) -> Option<NodeData> {
        let directory = &self.context.directory;
        if let Some(older) = directory.older_version(entry.nid) {
            return Some(older.node);
        }
        if needs_search(directory.ndb()) {
            return self.recovered().replacement(entry.nid);
        }
        let replacements = self.replacements.get_or_init(|| replacement_candidates(directory));
        replacements.complete_version(&ItemIdentity::of_node(&self.context, entry.node, entry)?)
    }
}
