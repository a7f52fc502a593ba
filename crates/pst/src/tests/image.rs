//! Builds the node database of a small file: blocks, B-trees and header.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

use crate::format::{crc, signature};
use crate::{Encryption, Layout};

/// A file that is being built. Ids are assigned in order, so the same calls yield the same bytes.
pub struct Image {
    pub layout: Layout,
    pub encryption: Encryption,
    next_bid: u64,
    blocks: BTreeMap<u64, Vec<u8>>,
    nodes: BTreeMap<u32, Node>,
    /// Deleted nodes, which only an older page lists. Their blocks are in the file, but the block B-tree lists
    /// none.
    given_up: BTreeMap<u32, Node>,
    unlisted: BTreeSet<u64>,
    commits: Vec<Commit>,
    /// The number of saved states whose B-trees are at the start of the file, as if a program had reused free
    /// space.
    pub trees_in_front: usize,
}

/// A saved state of the file.
struct Commit {
    next_bid: u64,
    nodes: BTreeMap<u32, Node>,
}

/// Size of the space for B-trees before all blocks, in bytes.
const FRONT: usize = 0x4_0000;

#[derive(Clone, Copy)]
struct Node {
    data: u64,
    subnodes: u64,
    parent: u32,
}

/// A finished file, and the offsets of its structures.
pub struct Built {
    pub bytes: Vec<u8>,
    /// Offsets of blocks by id.
    pub blocks: BTreeMap<u64, u64>,
    /// The size of each block in the file with padding and trailer, in bytes.
    pub sizes: BTreeMap<u64, u64>,
    /// Offsets of NBT leaf pages.
    pub node_leaves: Vec<u64>,
    /// Offsets of BBT leaf pages.
    pub block_leaves: Vec<u64>,
    pub node_root: u64,
    pub block_root: u64,
}

impl Image {
    pub fn new(layout: Layout, encryption: Encryption) -> Self {
        Self {
            layout,
            encryption,
            next_bid: 4,
            blocks: BTreeMap::new(),
            nodes: BTreeMap::new(),
            given_up: BTreeMap::new(),
            unlisted: BTreeSet::new(),
            commits: Vec::new(),
            trees_in_front: 0,
        }
    }

    /// Saves the state of the file: both B-trees are written after the blocks. If nodes are changed later, these
    /// B-trees remain in the file as older pages, and the replaced blocks remain too.
    pub fn commit(&mut self) {
        self.commits.push(Commit { next_bid: self.next_bid, nodes: self.nodes.clone() });
    }

    /// Returns all blocks of the data and subnodes of a node.
    pub fn blocks_of(&self, (data, subnodes): (u64, u64)) -> BTreeSet<u64> {
        let mut found = BTreeSet::new();
        let mut stack = vec![data, subnodes];
        while let Some(bid) = stack.pop() {
            if bid == 0 || !found.insert(bid) || bid & 2 == 0 {
                continue;
            }
            let bytes = &self.blocks[&bid];
            let size = self.layout.id_size();
            let id = |field: &[u8]| {
                let mut id = [0; 8];
                id[..size].copy_from_slice(field);
                u64::from_le_bytes(id)
            };
            let count = usize::from(u16::from_le_bytes([bytes[2], bytes[3]]));
            if bytes[0] == 1 {
                stack.extend(bytes[8..].chunks_exact(size).take(count).map(id));
            } else {
                let head = if self.layout == Layout::Ansi { 4 } else { 8 };
                let entries = bytes[head..].chunks_exact(size * 3).take(count);
                stack.extend(entries.flat_map(|entry| [id(&entry[size..2 * size]), id(&entry[2 * size..])]));
            }
        }
        found
    }

    fn blocks_of_all(&self, nodes: &BTreeMap<u32, Node>) -> BTreeSet<u64> {
        nodes.values().flat_map(|node| self.blocks_of((node.data, node.subnodes))).collect()
    }

    /// Returns the id of the next block, without the bit of internal blocks.
    pub fn next_bid(&self) -> u64 {
        self.next_bid
    }

    fn block(&mut self, bytes: Vec<u8>, internal: bool) -> u64 {
        assert!(bytes.len() <= self.layout.block_capacity());
        let bid = self.next_bid | if internal { 2 } else { 0 };
        self.next_bid += 4;
        self.blocks.insert(bid, bytes);
        bid
    }

    /// Adds data in as few blocks as possible.
    pub fn data(&mut self, bytes: &[u8]) -> u64 {
        let pieces = bytes.chunks(self.layout.block_capacity()).map(<[u8]>::to_vec).collect();
        self.data_in(pieces)
    }

    /// Adds data in the given blocks, with an `XBLOCK` or `XXBLOCK` above them if there are several.
    pub fn data_in(&mut self, pieces: Vec<Vec<u8>>) -> u64 {
        let total: usize = pieces.iter().map(Vec::len).sum();
        let leaves: Vec<u64> = pieces.into_iter().map(|piece| self.block(piece, false)).collect();
        if leaves.len() == 1 {
            return leaves[0];
        }
        let capacity = (self.layout.block_capacity() - 8) / self.layout.id_size();
        let mut xblocks = Vec::new();
        for leaves in leaves.chunks(capacity) {
            xblocks.push(self.xblock(1, leaves, total));
        }
        if xblocks.len() == 1 { xblocks[0] } else { self.xblock(2, &xblocks, total) }
    }

    pub fn xblock(&mut self, level: u8, ids: &[u64], total: usize) -> u64 {
        let mut bytes = vec![1, level];
        bytes.extend((ids.len() as u16).to_le_bytes());
        bytes.extend((total as u32).to_le_bytes());
        bytes.extend(ids.iter().flat_map(|&id| self.id(id)));
        self.block(bytes, true)
    }

    /// Adds an `SLBLOCK` of (nid, data, subnodes). Returns zero if there are no entries.
    pub fn subnodes(&mut self, entries: &[(u32, u64, u64)]) -> u64 {
        if entries.is_empty() {
            return 0;
        }
        let mut bytes = vec![2, 0];
        bytes.extend((entries.len() as u16).to_le_bytes());
        if self.layout != Layout::Ansi {
            bytes.extend([0; 4]);
        }
        for &(nid, data, subnodes) in entries {
            bytes.extend([nid.into(), data, subnodes].into_iter().flat_map(|field| self.id(field)));
        }
        self.block(bytes, true)
    }

    pub fn node(&mut self, nid: u32, (data, subnodes): (u64, u64), parent: u32) {
        self.nodes.insert(nid, Node { data, subnodes, parent });
    }

    /// Returns the data and the subnodes of a node.
    pub fn refs(&self, nid: u32) -> (u64, u64) {
        let node = self.nodes[&nid];
        (node.data, node.subnodes)
    }

    pub fn remove_node(&mut self, nid: u32) {
        self.nodes.remove(&nid);
    }

    /// Deletes a node. The block B-tree then lists neither the data of the node nor the blocks between the
    /// previous node and this data.
    pub fn give_up(&mut self, nid: u32) {
        let node = self.nodes.remove(&nid).unwrap();
        let others = self.nodes.values().map(|other| other.data.max(other.subnodes));
        let first = others.filter(|other| *other < node.data).max().unwrap_or(0);
        self.unlisted.extend(self.blocks.keys().filter(|bid| (first + 1..=node.data + 2).contains(*bid)));
        self.given_up.insert(nid, node);
    }

    fn id(&self, value: u64) -> Vec<u8> {
        value.to_le_bytes()[..self.layout.id_size()].to_vec()
    }

    pub fn finish(self) -> Built {
        let mut front = vec![0; 0x4400];
        let mut bytes = vec![0; 0x4400 + if self.trees_in_front > 0 { FRONT } else { 0 }];
        let mut offsets = BTreeMap::new();
        let mut sizes = BTreeMap::new();
        let mut entries = BTreeMap::new();
        let mut commits = self.commits.iter().peekable();
        let mut written = 0;
        for (bid, data) in self.in_file_order() {
            while let Some(commit) = commits.next_if(|commit| commit.next_bid <= bid) {
                let output = if written < self.trees_in_front { &mut front } else { &mut bytes };
                self.write_commit(output, commit, &entries);
                written += 1;
            }
            offsets.insert(bid, bytes.len() as u64);
            entries.insert(bid, self.write_block(&mut bytes, bid, data));
            sizes.insert(bid, bytes.len() as u64 - offsets[&bid]);
        }
        let live = self.blocks_of_all(&self.nodes);
        let is_listed =
            |bid: &u64| !self.unlisted.contains(bid) && (self.commits.is_empty() || live.contains(bid));
        let block_entries: Vec<Vec<u8>> =
            entries.into_iter().filter(|(bid, _)| is_listed(bid)).map(|(_, entry)| entry).collect();
        let given_up: Vec<Vec<u8>> =
            self.given_up.iter().map(|(&nid, node)| self.node_entry(nid, *node)).collect();
        if !given_up.is_empty() {
            self.write_btree(&mut bytes, 0x81, &given_up);
        }
        let node_entries: Vec<Vec<u8>> =
            self.nodes.iter().map(|(&nid, node)| self.node_entry(nid, *node)).collect();
        let output = if written < self.trees_in_front { &mut front } else { &mut bytes };
        let (node_root, node_leaves) = self.write_btree(output, 0x81, &node_entries);
        let (block_root, block_leaves) = self.write_btree(output, 0x80, &block_entries);
        bytes[..front.len()].copy_from_slice(&front);
        self.write_header(&mut bytes, node_root, block_root);
        Built { bytes, blocks: offsets, sizes, node_leaves, block_leaves, node_root, block_root }
    }

    /// Returns the blocks in the order of their ids. If B-trees are at the start of the file, reverses the order
    /// of the blocks within each state. Then each list of blocks precedes the blocks that it lists.
    fn in_file_order(&self) -> Vec<(u64, &Vec<u8>)> {
        let state_of = |bid: u64| self.commits.iter().filter(|commit| commit.next_bid <= bid).count();
        let mut blocks: Vec<_> = self.blocks.iter().map(|(&bid, data)| (bid, data)).collect();
        if self.trees_in_front > 0 {
            blocks.sort_by_key(|(bid, _)| (state_of(*bid), std::cmp::Reverse(*bid)));
        }
        blocks
    }

    /// Appends both B-trees of a saved state.
    fn write_commit(&self, bytes: &mut Vec<u8>, commit: &Commit, entries: &BTreeMap<u64, Vec<u8>>) {
        let nodes: Vec<Vec<u8>> =
            commit.nodes.iter().map(|(&nid, node)| self.node_entry(nid, *node)).collect();
        self.write_btree(bytes, 0x81, &nodes);
        let live = self.blocks_of_all(&commit.nodes);
        let blocks = entries.iter().filter(|(bid, _)| live.contains(bid));
        let blocks: Vec<Vec<u8>> = blocks.map(|(_, entry)| entry.clone()).collect();
        self.write_btree(bytes, 0x80, &blocks);
    }

    /// Appends a block. Returns its `BBTENTRY`.
    fn write_block(&self, bytes: &mut Vec<u8>, bid: u64, data: &[u8]) -> Vec<u8> {
        let offset = bytes.len() as u64;
        let mut stored = data.to_vec();
        if self.layout == Layout::Unicode4k {
            let mut deflated = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
            deflated.write_all(&stored).unwrap();
            let deflated = deflated.finish().unwrap();
            if deflated.len() < stored.len() {
                stored = deflated;
            }
        }
        if bid & 2 == 0 {
            self.encryption.encode(&mut stored, bid as u32);
        }
        let trailer = self.layout.block_trailer();
        let whole = (stored.len() + trailer).next_multiple_of(self.layout.block_alignment());
        bytes.extend(&stored);
        bytes.resize(offset as usize + whole - trailer, 0);
        bytes.extend((stored.len() as u16).to_le_bytes());
        bytes.extend(signature(offset, bid).to_le_bytes());
        self.extend_crc_and_bid(bytes, crc(&stored), bid);
        if self.layout == Layout::Unicode4k {
            bytes.extend(2_u16.to_le_bytes());
            bytes.extend((data.len() as u16).to_le_bytes());
            bytes.extend([0; 4]);
        }
        let mut entry = [self.id(bid), self.id(offset)].concat();
        entry.extend((stored.len() as u16).to_le_bytes());
        if self.layout == Layout::Unicode4k {
            entry.extend((data.len() as u16).to_le_bytes());
        }
        entry.extend(2_u16.to_le_bytes());
        entry.resize(if self.layout == Layout::Ansi { 12 } else { 24 }, 0);
        entry
    }

    fn extend_crc_and_bid(&self, bytes: &mut Vec<u8>, crc: u32, bid: u64) {
        if self.layout == Layout::Ansi {
            bytes.extend(self.id(bid));
            bytes.extend(crc.to_le_bytes());
        } else {
            bytes.extend(crc.to_le_bytes());
            bytes.extend(self.id(bid));
        }
    }

    fn node_entry(&self, nid: u32, node: Node) -> Vec<u8> {
        let mut entry = [self.id(nid.into()), self.id(node.data), self.id(node.subnodes)].concat();
        entry.extend(node.parent.to_le_bytes());
        entry.resize(if self.layout == Layout::Ansi { 16 } else { 32 }, 0);
        entry
    }

    /// Appends leaf pages and the levels above them. Returns the offsets of the root and of the leaves.
    fn write_btree(&self, bytes: &mut Vec<u8>, page_type: u8, entries: &[Vec<u8>]) -> (u64, Vec<u64>) {
        let mut entries = entries.to_vec();
        let mut leaves = Vec::new();
        for level in 0.. {
            let mut pages = Vec::new();
            let mut above = Vec::new();
            for entries in entries.chunks(self.layout.btree_counts() / entries[0].len()) {
                let offset = self.write_page(bytes, page_type, level, entries);
                let key = entries[0][..self.layout.id_size()].to_vec();
                above.push([key, self.id(offset), self.id(offset)].concat());
                pages.push(offset);
            }
            if level == 0 {
                leaves.clone_from(&pages);
            }
            if let [root] = pages[..] {
                return (root, leaves);
            }
            entries = above;
        }
        unreachable!("each level has fewer pages than the level below it")
    }

    /// Appends a page. Its offset is also its id.
    pub fn write_page(&self, bytes: &mut Vec<u8>, page_type: u8, level: u8, entries: &[Vec<u8>]) -> u64 {
        bytes.resize(bytes.len().next_multiple_of(self.layout.page_size()), 0);
        let offset = bytes.len() as u64;
        let mut page = entries.concat();
        let size = entries[0].len();
        let room = self.layout.btree_counts() / size;
        assert!(entries.len() <= room);
        page.resize(self.layout.btree_counts(), 0);
        if self.layout == Layout::Unicode4k {
            page.extend((entries.len() as u16).to_le_bytes());
            page.extend((room as u16).to_le_bytes());
        } else {
            page.extend([entries.len() as u8, room as u8]);
        }
        page.extend([size as u8, level]);
        page.resize(self.layout.page_trailer(), 0);
        let sum = crc(&page);
        page.extend([page_type, page_type]);
        page.extend(signature(offset, offset).to_le_bytes());
        self.extend_crc_and_bid(&mut page, sum, offset);
        page.resize(self.layout.page_size(), 0);
        bytes.extend(page);
        offset
    }

    fn write_header(&self, bytes: &mut [u8], node_root: u64, block_root: u64) {
        let (version, root, method) = match self.layout {
            Layout::Ansi => (14_u16, 168, 461),
            Layout::Unicode => (23, 184, 513),
            Layout::Unicode4k => (36, 184, 513),
        };
        bytes[..4].copy_from_slice(b"!BDN");
        bytes[8..10].copy_from_slice(b"SM");
        bytes[10..12].copy_from_slice(&version.to_le_bytes());
        bytes[12..14].copy_from_slice(&19_u16.to_le_bytes());
        bytes[14..16].copy_from_slice(&[1, 1]);
        let size = bytes.len() as u64;
        let fields = [size, 0x4400, 0, 0, node_root, node_root, block_root, block_root];
        let fields: Vec<u8> = fields.iter().flat_map(|&field| self.id(field)).collect();
        bytes[root..root + fields.len()].copy_from_slice(&fields);
        bytes[method - 1] = 0x80;
        bytes[method] = match self.encryption {
            Encryption::None => 0,
            Encryption::Permute => 1,
            Encryption::Cyclic => 2,
        };
        let partial = crc(&bytes[8..479]);
        bytes[4..8].copy_from_slice(&partial.to_le_bytes());
        if self.layout != Layout::Ansi {
            let full = crc(&bytes[8..524]);
            bytes[524..528].copy_from_slice(&full.to_le_bytes());
        }
    }
}
