//! The subnodes of a node, [MS-PST] 2.2.2.8.3.3.

use std::collections::{BTreeMap, HashSet};

use super::database::Ndb;
use crate::flaw::{Flaw, Flaws};
use crate::format::{BlockId, NodeData, NodeId, SubBlock};

/// The subnodes of one node.
#[derive(Debug, Default)]
pub(crate) struct Subnodes {
    nodes: BTreeMap<NodeId, NodeData>,
    list_blocks: Vec<BlockId>,
}

impl Subnodes {
    /// Reads an `SLBLOCK`, or an `SIBLOCK` and the blocks that it lists. If a block can't be read, only the
    /// subnodes in that block are missing.
    pub(crate) fn read(ndb: &Ndb, root: BlockId, flaws: &mut Flaws) -> Self {
        let mut nodes = BTreeMap::new();
        let mut seen = HashSet::new();
        let mut stack = if root.is_none() { Vec::new() } else { vec![(root, 2)] };
        while let Some((bid, level_above)) = stack.pop() {
            if !seen.insert(bid) {
                flaws.push(Flaw::new(
                    "SIBLOCK",
                    format!("the list of subnodes contains block {:#x} twice", bid.value()),
                ));
                continue;
            }
            let block = ndb.block(bid, flaws);
            let Some(block) = flaws.catch(block) else { continue };
            let parsed = SubBlock::parse(&block.data, ndb.layout());
            // Each block must have a lower level than the block above it, so a cycle of blocks ends the loop.
            let parsed = parsed.filter(|(list, _)| match list {
                SubBlock::Nodes(_) => true,
                SubBlock::Blocks { level, .. } => *level < level_above,
            });
            let Some((list, missing)) = parsed else {
                flaws.push(
                    Flaw::new("SLBLOCK", "the block has a wrong type or level (btype, cLevel)")
                        .at(block.offset),
                );
                continue;
            };
            if let Some(count) = missing {
                let what = format!(
                    "the block declares {count} entries (cEnt), but has space for only {}",
                    list.len()
                );
                flaws.push(Flaw::new("SLBLOCK", what).at(block.offset));
            }
            match list {
                SubBlock::Nodes(entries) => {
                    for (nid, node) in entries {
                        nodes.entry(nid).or_insert(node);
                    }
                }
                SubBlock::Blocks { level, blocks } => {
                    stack.extend(blocks.into_iter().map(|below| (below, level)));
                }
            }
        }
        Self { nodes, list_blocks: seen.into_iter().collect() }
    }

    pub(crate) fn get(&self, nid: NodeId) -> Option<NodeData> {
        self.nodes.get(&nid).copied()
    }

    pub(crate) fn ids(&self) -> impl Iterator<Item = NodeId> {
        self.nodes.keys().copied()
    }

    /// Returns all subnodes in the order of their ids.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (NodeId, NodeData)> {
        self.nodes.iter().map(|(&nid, &node)| (nid, node))
    }

    /// Returns the blocks that list the subnodes, including the root block.
    pub(crate) fn list_blocks(&self) -> &[BlockId] {
        &self.list_blocks
    }
}
