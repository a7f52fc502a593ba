//! The subnodes of a node, [MS-PST] 2.2.2.8.3.3.

use std::collections::{BTreeMap, HashSet};

use super::{Block, BlockId, Ndb, NodeData, NodeId};
use crate::Layout;
use crate::bytes::{u8_at, u16_at, u32_at, u64_at};
use crate::flaw::{Flaw, Flaws};

/// All subnodes of one node.
#[derive(Debug, Default)]
pub(crate) struct Subnodes {
    nodes: BTreeMap<NodeId, NodeData>,
    /// The blocks that list them.
    lists: Vec<BlockId>,
}

impl Subnodes {
    /// Reads an `SLBLOCK`, or an `SIBLOCK` and what it lists. A block that can't be read costs only its own subnodes.
    pub(crate) fn read(ndb: &Ndb, root: BlockId, flaws: &mut Flaws) -> Self {
        let mut found = BTreeMap::new();
        let mut seen = HashSet::new();
        let mut stack = if root.is_none() { Vec::new() } else { vec![(root, 2)] };
        while let Some((bid, most_level)) = stack.pop() {
            if !seen.insert(bid) {
                flaws.push(Flaw::new("SIBLOCK", format!("block {:#x} is listed twice", bid.value())));
                continue;
            }
            let block = ndb.block(bid, flaws);
            let Some(block) = flaws.catch(block) else { continue };
            match (u8_at(&block.data, 0), u8_at(&block.data, 1)) {
                (Some(2), Some(0)) => {
                    for entry in entries(&block, ndb.layout(), 3, flaws) {
                        if let [nid, data, subnodes] = entry.as_slice() {
                            let nid = NodeId::new(low_half(*nid));
                            let node =
                                NodeData { data: BlockId::new(*data), subnodes: BlockId::new(*subnodes) };
                            found.entry(nid).or_insert(node);
                        }
                    }
                }
                (Some(2), Some(level)) if level < most_level => {
                    for entry in entries(&block, ndb.layout(), 2, flaws) {
                        if let [_, below] = entry.as_slice() {
                            stack.push((BlockId::new(*below), level));
                        }
                    }
                }
                _ => flaws.push(Flaw::new("SLBLOCK", "btype or cLevel is wrong").at(block.offset)),
            }
        }
        let lists = seen.into_iter().collect();
        Self { nodes: found, lists }
    }

    pub(crate) fn get(&self, nid: NodeId) -> Option<NodeData> {
        self.nodes.get(&nid).copied()
    }

    pub(crate) fn ids(&self) -> impl Iterator<Item = NodeId> {
        self.nodes.keys().copied()
    }

    /// All subnodes in order of id.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (NodeId, NodeData)> {
        self.nodes.iter().map(|(&nid, &node)| (nid, node))
    }

    /// The blocks that list them.
    pub(crate) fn lists(&self) -> &[BlockId] {
        &self.lists
    }
}

/// The entries of an `SLBLOCK` (three fields) or `SIBLOCK` (two). ANSI files have no padding after the head.
fn entries(block: &Block, layout: Layout, fields: usize, flaws: &mut Flaws) -> Vec<Vec<u64>> {
    let head = match layout {
        Layout::Ansi => 4,
        Layout::Unicode | Layout::Unicode4k => 8,
    };
    let count = usize::from(u16_at(&block.data, 2).unwrap_or(0));
    let size = layout.id_size();
    let bytes = block.data.get(head..).unwrap_or_default();
    let entries: Vec<Vec<u64>> = bytes
        .chunks_exact(size.saturating_mul(fields).max(1))
        .take(count)
        .map(|entry| entry.chunks_exact(size).filter_map(|field| field_of(field, layout)).collect())
        .collect();
    if entries.len() < count {
        let what = format!("cEnt is {count}, only {} fit", entries.len());
        flaws.push(Flaw::new("SLBLOCK", what).at(block.offset));
    }
    entries
}

fn field_of(field: &[u8], layout: Layout) -> Option<u64> {
    match layout {
        Layout::Ansi => u32_at(field, 0).map(u64::from),
        Layout::Unicode | Layout::Unicode4k => u64_at(field, 0),
    }
}

/// A `NID` fills eight bytes here; the upper four carry nothing.
fn low_half(value: u64) -> u32 {
    let [a, b, c, d, ..] = value.to_le_bytes();
    u32::from_le_bytes([a, b, c, d])
}
