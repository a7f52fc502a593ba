//! Checks the page map and the fill levels of every heap, byte by byte.

use std::sync::Arc;

use crate::bytes::u16_at;
use crate::flaw::Flaws;
use crate::format::{Header, NodeData, NodeId, NodeType};
use crate::ndb::{DataTree, Ndb, Subnodes};
use crate::scan::Recovery;

/// Free bytes from which on a block has each level, [MS-PST] 2.3.1.2.
const LEVELS: [usize; 16] = [3584, 2560, 2048, 1792, 1536, 1280, 1024, 768, 512, 256, 128, 64, 32, 16, 8, 0];

pub(super) fn check(bytes: &[u8]) {
    let mut flaws = Flaws::default();
    let header = Header::parse(bytes, &mut flaws).unwrap();
    let ndb = Arc::new(Ndb::new(Arc::new(bytes.to_vec()), bytes.len() as u64, &header, Recovery::Never));
    let mut nodes = Vec::new();
    ndb.for_each_node(&mut |node| nodes.push((node.nid, node.node)));
    let heaps: usize = nodes.into_iter().map(|(nid, node)| check_node(&ndb, nid, node)).sum();
    assert!(heaps > 20, "only {heaps} heaps");
    assert!(flaws.is_empty());
}

/// Checks the heap of a node and those of its subnodes. Returns the number of heaps.
fn check_node(ndb: &Arc<Ndb>, nid: NodeId, node: NodeData) -> usize {
    let mut flaws = Flaws::default();
    let subnodes = Subnodes::read(ndb, node.subnodes, &mut flaws);
    let below: usize = subnodes.iter().map(|(nid, node)| check_node(ndb, nid, node)).sum();
    if nid.node_type() == Some(NodeType::Ltp) || node.data.value() == 0 {
        return below;
    }
    let data = DataTree::open(ndb, node.data, &mut flaws).unwrap().read(u64::MAX, &mut flaws);
    if data.get(2) != Some(&0xEC) {
        return below;
    }
    check_heap(&data, ndb.layout().block_capacity(), nid);
    assert!(flaws.is_empty());
    below + 1
}

fn check_heap(data: &[u8], capacity: usize, nid: NodeId) {
    let blocks: Vec<&[u8]> = data.chunks(capacity).collect();
    let mut levels = Vec::new();
    for (index, block) in blocks.iter().enumerate() {
        let (header, stored) = match index {
            0 => (12, &block[8..12]),
            8 | 136 | 264 => (66, &block[2..66]),
            _ => (2, &block[..0]),
        };
        levels.extend(stored.iter().flat_map(|byte| [byte & 15, byte >> 4]));
        let word = |at: usize| usize::from(u16_at(block, at).unwrap());
        let map = word(0);
        let count = word(map);
        let ends: Vec<usize> = (0..=count).map(|slot| word(map + 4 + 2 * slot)).collect();
        assert_eq!(ends[0], header, "{nid} block {index}");
        assert!(ends.is_sorted(), "{nid} block {index}");
        assert_eq!(map, ends[count].next_multiple_of(2), "page map of {nid} block {index}");
        let empty = ends.windows(2).filter(|pair| pair[0] == pair[1]).count();
        assert_eq!(word(map + 2), empty, "cFree of {nid} block {index}");
        let end = map + 6 + 2 * count;
        assert!(block[end..].iter().all(|&byte| byte == 0), "padding of {nid} block {index}");
        assert!(index + 1 == blocks.len() || block.len() == capacity);
        let free = capacity - end;
        let expected = LEVELS.iter().position(|&least| free >= least).unwrap();
        assert_eq!(usize::from(levels[index]), expected, "fill level of {nid} block {index}");
    }
    assert!(levels[blocks.len()..].iter().all(|&level| level == 0), "levels behind the last block of {nid}");
}
