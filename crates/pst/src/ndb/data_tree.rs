//! The data tree: the data of a node in one or many blocks, [MS-PST] 2.2.2.8.3.2.

use std::collections::HashSet;
use std::io::{self, Read};
use std::sync::Arc;

use foundmail_mapi::Stream;

use super::block::Block;
use super::database::Ndb;
use crate::flaw::{Flaw, Flaws};
use crate::format::{BlockId, XBlock};

/// The data of a node: its data blocks in order.
#[derive(Clone)]
pub(crate) struct DataTree {
    ndb: Arc<Ndb>,
    leaves: Arc<[BlockId]>,
    declared_size: u64,
}

impl DataTree {
    /// Opens the data below a root block, which is a data block, an `XBLOCK` or an `XXBLOCK`. If the `XXBLOCK`
    /// lists an `XBLOCK` that can't be read, only the data blocks of that `XBLOCK` are missing.
    pub(crate) fn open(ndb: &Arc<Ndb>, root: BlockId, flaws: &mut Flaws) -> Result<Self, Flaw> {
        let mut leaves = Vec::new();
        let mut declared_size = 0;
        if root.is_internal() {
            let block = ndb.block(root, flaws)?;
            let top = parse_xblock(ndb, &block)?;
            declared_size = top.total.into();
            let mut seen = HashSet::new();
            if top.level == 1 {
                push_leaves(ndb, &mut leaves, &top.children, &mut seen, &block, flaws);
            } else {
                push_xxblock_leaves(ndb, &top, &block, &mut leaves, &mut seen, flaws);
            }
        } else if !root.is_none() {
            declared_size = ndb.block_size(root)? as u64;
            leaves.push(root);
        }
        let capacity = (leaves.len() as u64).saturating_mul(ndb.layout().block_capacity() as u64);
        if declared_size > capacity {
            let what = format!(
                "the value has {declared_size} bytes (lcbTotal), but its blocks contain at most {capacity} bytes"
            );
            flaws.push(Flaw::new("XBLOCK", what));
            declared_size = capacity;
        }
        Ok(Self { ndb: Arc::clone(ndb), leaves: leaves.into(), declared_size })
    }

    /// Returns the first data block of a data tree, without reading the other data blocks.
    pub(crate) fn first_block(ndb: &Ndb, root: BlockId) -> Option<BlockId> {
        let mut at = root;
        for _ in 0..3 {
            if !at.is_internal() {
                return Some(at).filter(|bid| !bid.is_none());
            }
            let block = ndb.block(at, &mut Flaws::default()).ok()?;
            at = XBlock::parse(&block.data, ndb.layout()).ok()?.children.first().copied()?;
        }
        None
    }

    /// Returns the level of an `XBLOCK` (1) or `XXBLOCK` (2), and the blocks that it lists. Returns `None` if the block
    /// is neither an `XBLOCK` nor an `XXBLOCK`, or if it lists blocks of the wrong kind.
    pub(crate) fn listed_blocks(ndb: &Ndb, root: BlockId) -> Option<(u8, Vec<BlockId>)> {
        let block = ndb.block(root, &mut Flaws::default()).ok()?;
        let XBlock { level, children, .. } = XBlock::parse(&block.data, ndb.layout()).ok()?;
        children.iter().all(|child| child.is_internal() == (level == 2)).then_some((level, children))
    }

    /// Returns the length in bytes that the tree declares.
    pub(crate) fn len(&self) -> u64 {
        self.declared_size
    }

    pub(crate) fn block_count(&self) -> usize {
        self.leaves.len()
    }

    /// Returns the data block at an index.
    pub(crate) fn block(&self, index: usize, flaws: &mut Flaws) -> Result<Arc<Block>, Flaw> {
        match self.leaves.get(index) {
            Some(bid) if !bid.is_none() => self.ndb.block(*bid, flaws),
            Some(_) => Err(Flaw::new(
                "XBLOCK",
                format!("data block {index} is lost, because the block that lists it is damaged"),
            )),
            None => Err(Flaw::new("data tree", format!("there is no data block {index}"))),
        }
    }

    /// Reads up to `limit` bytes into memory. Stops at the first block that can't be read.
    pub(crate) fn read(&self, limit: u64, flaws: &mut Flaws) -> Vec<u8> {
        let mut bytes = Vec::new();
        for index in 0..self.leaves.len() {
            let block = self.block(index, flaws);
            let Some(block) = flaws.catch(block) else { return bytes };
            let room = usize::try_from(limit.saturating_sub(bytes.len() as u64)).unwrap_or(usize::MAX);
            if block.data.len() > room {
                bytes.extend_from_slice(block.data.get(..room).unwrap_or_default());
                flaws.push(Flaw::new(
                    "data tree",
                    format!("the value has more than {limit} bytes; only the first {limit} bytes were read"),
                ));
                return bytes;
            }
            bytes.extend_from_slice(&block.data);
        }
        if (bytes.len() as u64) < self.declared_size {
            let what =
                format!("only {} of the {} bytes of the value were found", bytes.len(), self.declared_size);
            flaws.push(Flaw::new("data tree", what));
        }
        bytes
    }
}

impl Stream for DataTree {
    fn len(&self) -> u64 {
        self.declared_size
    }

    fn open(&self) -> Box<dyn Read + Send + '_> {
        Box::new(DataReader { tree: self, next_block: 0, block: None, position: 0, delivered: 0 })
    }
}

/// A reader of a data tree. Reads one block at a time, and fails at the first block that can't be read.
struct DataReader<'a> {
    tree: &'a DataTree,
    next_block: usize,
    block: Option<Arc<Block>>,
    /// Offset in `block`.
    position: usize,
    /// Number of bytes that the caller has received.
    delivered: u64,
}

impl Read for DataReader<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let rest =
                self.block.as_ref().and_then(|block| block.data.get(self.position..)).unwrap_or_default();
            let count = rest.len().min(buffer.len());
            if count > 0 || buffer.is_empty() {
                buffer.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
                self.position = self.position.saturating_add(count);
                self.delivered = self.delivered.saturating_add(count as u64);
                return Ok(count);
            }
            if self.next_block >= self.tree.block_count() {
                if self.delivered < self.tree.declared_size {
                    return Err(io::ErrorKind::UnexpectedEof.into());
                }
                return Ok(0);
            }
            let block = self.tree.block(self.next_block, &mut Flaws::default());
            let block = block.map_err(|flaw| {
                let defect = flaw.with_effect(foundmail_defect::Effect::AttachmentIncomplete);
                io::Error::new(io::ErrorKind::InvalidData, defect.to_string())
            })?;
            self.block = Some(block);
            self.position = 0;
            self.next_block = self.next_block.saturating_add(1);
        }
    }
}

fn parse_xblock(ndb: &Ndb, block: &Block) -> Result<XBlock, Flaw> {
    XBlock::parse(&block.data, ndb.layout()).map_err(|what| Flaw::new("XBLOCK", what).at(block.offset))
}

/// Adds the data blocks of all `XBLOCK`s of an `XXBLOCK`.
fn push_xxblock_leaves(
    ndb: &Arc<Ndb>,
    top: &XBlock,
    top_block: &Block,
    leaves: &mut Vec<BlockId>,
    seen: &mut HashSet<BlockId>,
    flaws: &mut Flaws,
) {
    for (index, &bid) in top.children.iter().enumerate() {
        if !seen.insert(bid) {
            flaws.push(
                Flaw::new("XXBLOCK", format!("the block lists XBLOCK {:#x} twice", bid.value()))
                    .at(top_block.offset),
            );
            continue;
        }
        let block = ndb.block(bid, flaws);
        let below = block.and_then(|block| {
            let below = parse_xblock(ndb, &block)?;
            if below.level == 1 {
                Ok((block, below))
            } else {
                Err(Flaw::new("XBLOCK", "the block has the wrong level (cLevel)").at(block.offset))
            }
        });
        match below {
            Ok((block, below)) => push_leaves(ndb, leaves, &below.children, seen, &block, flaws),
            Err(flaw) => {
                flaws.push(flaw);
                // Blocks are found by their index, so the blocks that follow the lost blocks must keep their
                // indices.
                let is_last = index.saturating_add(1) == top.children.len();
                let lost = if is_last { 1 } else { XBlock::capacity(ndb.layout()) };
                let room = ndb.max_blocks().saturating_sub(leaves.len());
                leaves.extend(std::iter::repeat_n(BlockId::NONE, lost.min(room)));
            }
        }
    }
}

/// Adds the data blocks that an `XBLOCK` lists. A block that is listed twice is damage, or an attempt to fill the
/// memory with a small file.
fn push_leaves(
    ndb: &Ndb,
    leaves: &mut Vec<BlockId>,
    ids: &[BlockId],
    seen: &mut HashSet<BlockId>,
    block: &Block,
    flaws: &mut Flaws,
) {
    for &bid in ids {
        if leaves.len() >= ndb.max_blocks() {
            flaws.push(
                Flaw::new("XBLOCK", "the block lists more blocks than the file contains").at(block.offset),
            );
            return;
        }
        if bid.is_internal() || !seen.insert(bid) {
            flaws.push(
                Flaw::new(
                    "XBLOCK",
                    format!("listed block {:#x} is not a data block, or is listed twice", bid.value()),
                )
                .at(block.offset),
            );
            leaves.push(BlockId::NONE);
        } else {
            leaves.push(bid);
        }
    }
}
