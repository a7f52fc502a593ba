//! Items that neither a table nor the node B-tree leads to.

use std::collections::HashMap;

use super::Recovery;
use super::groups::{Groups, MOST_OF_ONE_KEY};
use super::search::Search;
use super::version::Identity;
use crate::messaging::{Context, MessageRef, row_cells};
use crate::ndb::{Ndb, NodeData, NodeEntry, NodeId, NodeType, Origin};
use foundmail_mapi::Value;

/// What was found beside the items that the directory leads to.
#[derive(Debug, Default)]
pub(crate) struct FoundItems {
    /// Items of their own.
    pub items: Vec<MessageRef>,
    /// Places in `items` of those that were found by their blocks, by what a row of a contents table repeats of them.
    by_row: HashMap<u64, Vec<usize>>,
    /// Places in `items` of those whose node is known by a page that lists an older version.
    by_node: HashMap<NodeId, usize>,
    /// The versions to read instead of items that the directory leads to and that are not whole.
    instead: HashMap<NodeId, NodeData>,
    /// How many more were older versions of those or of live ones.
    pub versions: usize,
}

/// Looks for such items where that is wanted: deleted ones on request, lost ones whenever the directory is damaged.
pub(crate) fn items(context: &Context) -> FoundItems {
    let ndb = &context.ndb;
    let Some(scan) = ndb.scan_if(is_wanted(ndb)) else { return FoundItems::default() };
    let mut groups = Groups::of(Search::new(ndb, scan).all(), ndb.complete());
    let instead = without_known(context, &mut groups);
    let all = groups.alone();
    let mut found = FoundItems { instead, ..FoundItems::default() };
    for (message, identity) in groups.into_items() {
        found.add(message, &identity);
    }
    found.versions = all.saturating_sub(found.items.len());
    found
}

fn is_wanted(ndb: &Ndb) -> bool {
    ndb.recovery() == Recovery::Always || !ndb.complete().nodes
}

/// Leaves out older versions of items that the directory leads to. Returns the versions to read instead of the items that
/// are not whole.
fn without_known(context: &Context, groups: &mut Groups) -> HashMap<NodeId, NodeData> {
    let mut instead = HashMap::new();
    if groups.is_empty() {
        return instead;
    }
    let ndb = &context.ndb;
    ndb.scan_nodes(&mut |entry, origin| {
        if entry.nid.kind() != Some(NodeType::NormalMessage) || origin == Origin::Deleted {
            return;
        }
        let older = || ndb.older_node(entry.nid).map(|older| older.node);
        let whole = if ndb.is_whole(entry.node) { Some(entry.node) } else { older() };
        let Some(identity) = identity(context, whole.unwrap_or(entry.node), &entry) else { return };
        let better = match whole {
            None => groups.absorb_broken(&identity),
            Some(_) if origin == Origin::CutOff => groups.absorb_older(&identity),
            Some(_) => None,
        };
        match better {
            Some(node) => {
                instead.insert(entry.nid, node);
            }
            None if whole.is_some() => groups.absorb(&identity),
            None => {}
        }
    });
    instead
}

/// The identity of an item by its properties; where these can't be read, by its row in the contents table.
fn identity(context: &Context, node: NodeData, entry: &NodeEntry) -> Option<Identity> {
    if let Some((identity, _)) = Identity::read(&context.ndb, node) {
        return Some(identity);
    }
    let row = row_cells(context, entry.parent, entry.nid);
    (!row.is_empty()).then(|| Identity::of_row(&row))
}

/// Finds an older whole version to read instead of an item that is not whole.
pub(crate) fn instead_of(context: &Context, entry: &NodeEntry) -> Option<NodeData> {
    let ndb = &context.ndb;
    if let Some(older) = ndb.older_node(entry.nid) {
        return Some(older.node);
    }
    if is_wanted(ndb) {
        return context.recovered().instead_of(entry.nid);
    }
    context.spare().whole_version(&identity(context, entry.node, entry)?)
}

impl FoundItems {
    fn add(&mut self, message: MessageRef, identity: &Identity) {
        if message.block.is_some() {
            for key in identity.keys() {
                let places = self.by_row.entry(key).or_default();
                if places.len() < MOST_OF_ONE_KEY {
                    places.push(self.items.len());
                }
            }
            if message.nid != NodeId::NONE {
                self.by_node.entry(message.nid).or_insert(self.items.len());
            }
        }
        self.items.push(message);
    }

    /// The version to read instead of an item that the directory leads to: a whole one, or a newer one.
    pub(crate) fn instead_of(&self, nid: NodeId) -> Option<NodeData> {
        self.instead.get(&nid).copied()
    }

    /// The item found by its blocks that was a node.
    pub(crate) fn of_node(&self, nid: NodeId) -> Option<MessageRef> {
        self.by_node.get(&nid).and_then(|place| self.items.get(*place)).copied()
    }

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
