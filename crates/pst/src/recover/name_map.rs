//! Reads the newest readable name-to-id map, [MS-PST] 2.4.7.

use super::subnode_hints::SubnodeHints;
use super::unclaimed::UnclaimedLists;
use crate::directory::NodeDirectory;
use crate::flaw::{Flaw, Flaws};
use crate::format::{BlockId, NodeData, NodeId};
use crate::ltp::PropertyContext;
use crate::messaging::NameToIdMap;
use crate::scan::BlockContents;
use crate::tags;

/// Reads the name-to-id map of a file. If the newest map can't be read, reads an older map. Ids are never reused,
/// so the names in an older map are correct.
pub(crate) fn read_name_map(directory: &NodeDirectory, flaws: &mut Flaws) -> NameToIdMap {
    let ndb = directory.ndb();
    let mut own = Flaws::default();
    let node = directory.node(NodeId::NAME_TO_ID_MAP).map(|entry| entry.node);
    let newest = node.clone().and_then(|node| NameToIdMap::read(ndb, node, &mut own));
    let newest = own.catch(newest).unwrap_or_else(NameToIdMap::unreadable);
    own.into_iter().for_each(|flaw| flaws.push(flaw));
    if !ndb.is_scanned() {
        return newest;
    }
    if !newest.is_unreadable() {
        return if is_newest(directory, node.ok()) { newest } else { newest.without_newer_names() };
    }
    let older = directory.older_version(NodeId::NAME_TO_ID_MAP).map(|entry| entry.node);
    let others = older.into_iter().chain(find_unlisted_map(directory)).map(|node| {
        let names = NameToIdMap::read(ndb, node, &mut Flaws::default())?;
        let is_newest = is_newest(directory, Some(node));
        Ok(if is_newest { names } else { names.without_newer_names() })
    });
    // Several maps may be partly readable. The map with the most names is used.
    let all = others.filter_map(|names: Result<NameToIdMap, Flaw>| names.ok()).chain([newest]);
    all.max_by_key(NameToIdMap::len).unwrap_or_default()
}

/// Returns true if the map in `node` is certainly the newest. If the directory is damaged, a newer map may be
/// lost.
fn is_newest(directory: &NodeDirectory, node: Option<NodeData>) -> bool {
    let ndb = directory.ndb();
    node.is_some_and(|node| {
        let listed = ndb.listed_node(NodeId::NAME_TO_ID_MAP);
        (ndb.tree_integrity().bbt && ndb.lists_block(node.data))
            || listed.is_some_and(|listed| listed.node == node)
    })
}

/// Finds the newest complete map that no node leads to, by the contents of blocks.
fn find_unlisted_map(directory: &NodeDirectory) -> Option<NodeData> {
    let ndb = directory.ndb();
    let scan = ndb.scan()?;
    let lists = scan.blocks().filter(|block| block.sound && block.is_internal());
    let unclaimed = UnclaimedLists::collect(directory, lists.map(|block| block.bid));
    let contexts =
        scan.blocks().filter(|block| block.sound && block.contents == BlockContents::PropertyContext);
    let maps = contexts.filter_map(|block| {
        let node = unclaimed.node_beginning_in(block.bid);
        let map = PropertyContext::open(ndb, node, &mut Flaws::default()).ok()?;
        let streams = [tags::NAMEID_STREAM_GUID, tags::NAMEID_STREAM_ENTRY, tags::NAMEID_STREAM_STRING];
        let is_map =
            streams.into_iter().all(|id| map.get(id).is_some()) && map.get(tags::MESSAGE_CLASS).is_none();
        is_map.then(|| (block.bid, SubnodeHints::of(&map)))
    });
    let maps: Vec<(u64, SubnodeHints)> = maps.collect();
    let lists = unclaimed.assign(&maps);
    let nodes = maps.iter().rev().filter_map(|(first, hints)| {
        let subnodes = lists.get(first).copied().unwrap_or(BlockId::NONE);
        let has_list = !subnodes.is_none() || !hints.need_list();
        has_list.then(|| NodeData { subnodes, ..unclaimed.node_beginning_in(*first) })
    });
    nodes.into_iter().find(|node| directory.is_complete(*node))
}
