//! A node's data over one or many blocks, [MS-PST] 2.2.2.8.3.2.

use std::collections::HashSet;
use std::io::{self, Read};
use std::sync::Arc;

use foundmail_mapi::Stream;

use super::{Block, BlockId, Ndb};
use crate::bytes::{u8_at, u16_at, u32_at};
use crate::flaw::{Flaw, Flaws};

/// A node's data: the data blocks in order.
#[derive(Clone)]
pub(crate) struct DataTree {
    ndb: Arc<Ndb>,
    leaves: Arc<[BlockId]>,
    declared: u64,
}

impl DataTree {
    /// Follows an `XBLOCK` or `XXBLOCK` down to the data blocks. One that can't be read costs only what lies below it.
    pub(crate) fn open(ndb: &Arc<Ndb>, root: BlockId, flaws: &mut Flaws) -> Result<Self, Flaw> {
        let mut leaves = Vec::new();
        let mut declared = 0;
        if root.is_internal() {
            let block = ndb.block(root, flaws)?;
            let top = XBlock::parse(&block, ndb)?;
            declared = top.total.into();
            let mut seen = HashSet::new();
            if top.level == 1 {
                extend(ndb, &mut leaves, &top.children, &mut seen, &block, flaws);
            } else {
                follow(ndb, &top, &block, &mut leaves, &mut seen, flaws);
            }
        } else if !root.is_none() {
            declared = ndb.block_size(root)? as u64;
            leaves.push(root);
        }
        let most = (leaves.len() as u64).saturating_mul(ndb.layout().block_capacity() as u64);
        if declared > most {
            flaws
                .push(Flaw::new("XBLOCK", format!("lcbTotal is {declared}, the blocks hold at most {most}")));
            declared = most;
        }
        Ok(Self { ndb: Arc::clone(ndb), leaves: leaves.into(), declared })
    }

    /// The first data block under a root, without a look at the others.
    pub(crate) fn first_of(ndb: &Ndb, root: BlockId) -> Option<BlockId> {
        let mut at = root;
        for _ in 0..3 {
            if !at.is_internal() {
                return Some(at).filter(|bid| !bid.is_none());
            }
            let block = ndb.block(at, &mut Flaws::default()).ok()?;
            at = XBlock::parse(&block, ndb).ok()?.children.first().copied()?;
        }
        None
    }

    /// The level of an `XBLOCK` (1) or `XXBLOCK` (2) and the blocks that it lists; `None` where the block is neither, or
    /// lists blocks of the wrong kind.
    pub(crate) fn below(ndb: &Ndb, root: BlockId) -> Option<(u8, Vec<BlockId>)> {
        let block = ndb.block(root, &mut Flaws::default()).ok()?;
        let XBlock { level, children, .. } = XBlock::parse(&block, ndb).ok()?;
        children.iter().all(|child| child.is_internal() == (level == 2)).then_some((level, children))
    }

    /// Length in bytes, as the tree declares it.
    pub(crate) fn len(&self) -> u64 {
        self.declared
    }

    pub(crate) fn block_count(&self) -> usize {
        self.leaves.len()
    }

    /// The data block at a place.
    pub(crate) fn block(&self, index: usize, flaws: &mut Flaws) -> Result<Arc<Block>, Flaw> {
        match self.leaves.get(index) {
            Some(bid) if !bid.is_none() => self.ndb.block(*bid, flaws),
            Some(_) => Err(Flaw::new("XBLOCK", format!("data block {index} is not known"))),
            None => Err(Flaw::new("data tree", format!("there is no data block {index}"))),
        }
    }

    /// The bytes up to `limit`, in memory; ends at the first block that can't be read.
    pub(crate) fn read(&self, limit: u64, flaws: &mut Flaws) -> Vec<u8> {
        let mut bytes = Vec::new();
        for index in 0..self.leaves.len() {
            let block = self.block(index, flaws);
            let Some(block) = flaws.catch(block) else { return bytes };
            let room = usize::try_from(limit.saturating_sub(bytes.len() as u64)).unwrap_or(usize::MAX);
            if block.data.len() > room {
                bytes.extend_from_slice(block.data.get(..room).unwrap_or_default());
                flaws.push(Flaw::new("data tree", format!("more than {limit} bytes, read up to there")));
                return bytes;
            }
            bytes.extend_from_slice(&block.data);
        }
        if (bytes.len() as u64) < self.declared {
            let what = format!("{} of {} bytes are there", bytes.len(), self.declared);
            flaws.push(Flaw::new("data tree", what));
        }
        bytes
    }
}

impl Stream for DataTree {
    fn len(&self) -> u64 {
        self.declared
    }

    fn open(&self) -> Box<dyn Read + Send + '_> {
        Box::new(DataReader { tree: self, next: 0, block: None, at: 0, given: 0 })
    }
}

/// Reads a data tree block by block.
struct DataReader<'a> {
    tree: &'a DataTree,
    next: usize,
    block: Option<Arc<Block>>,
    at: usize,
    given: u64,
}

impl Read for DataReader<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let rest = self.block.as_ref().and_then(|block| block.data.get(self.at..)).unwrap_or_default();
            let count = rest.len().min(buffer.len());
            if count > 0 || buffer.is_empty() {
                buffer.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
                self.at = self.at.saturating_add(count);
                self.given = self.given.saturating_add(count as u64);
                return Ok(count);
            }
            if self.next >= self.tree.block_count() {
                if self.given < self.tree.declared {
                    return Err(io::ErrorKind::UnexpectedEof.into());
                }
                return Ok(0);
            }
            let block = self.tree.block(self.next, &mut Flaws::default());
            let block = block.map_err(|flaw| {
                let defect = flaw.costing(foundmail_defect::Effect::AttachmentIncomplete);
                io::Error::new(io::ErrorKind::InvalidData, defect.to_string())
            })?;
            self.block = Some(block);
            self.at = 0;
            self.next = self.next.saturating_add(1);
        }
    }
}

/// `XBLOCK` or `XXBLOCK`
struct XBlock {
    level: u8,
    total: u32,
    children: Vec<BlockId>,
}

impl XBlock {
    fn parse(block: &Block, ndb: &Ndb) -> Result<Self, Flaw> {
        let bytes = &block.data;
        let broken = |what: &str| Flaw::new("XBLOCK", what).at(block.offset);
        if u8_at(bytes, 0) != Some(1) {
            return Err(broken("btype is not 1"));
        }
        let level = u8_at(bytes, 1).filter(|level| (1..=2).contains(level));
        let level = level.ok_or_else(|| broken("cLevel is neither 1 nor 2"))?;
        let count = usize::from(u16_at(bytes, 2).ok_or_else(|| broken("is cut"))?);
        let total = u32_at(bytes, 4).ok_or_else(|| broken("is cut"))?;
        let size = ndb.layout().id_size();
        let ids = bytes.get(8..).unwrap_or_default().chunks_exact(size).take(count);
        let children = ids.filter_map(|id| match size {
            4 => u32_at(id, 0).map(u64::from),
            _ => crate::bytes::u64_at(id, 0),
        });
        Ok(Self { level, total, children: children.map(BlockId::new).collect() })
    }

    /// The most ids that fit; every `XBLOCK` but the last of a tree is full.
    fn capacity(ndb: &Ndb) -> usize {
        ndb.layout().block_capacity().saturating_sub(8).checked_div(ndb.layout().id_size()).unwrap_or(0)
    }
}

/// Goes down from an `XXBLOCK`.
fn follow(
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
                Flaw::new("XXBLOCK", format!("XBLOCK {:#x} is listed twice", bid.value()))
                    .at(top_block.offset),
            );
            continue;
        }
        let block = ndb.block(bid, flaws);
        let below = block.and_then(|block| {
            let below = XBlock::parse(&block, ndb)?;
            if below.level == 1 {
                Ok((block, below))
            } else {
                Err(Flaw::new("XBLOCK", "cLevel is not 1").at(block.offset))
            }
        });
        match below {
            Ok((block, below)) => extend(ndb, leaves, &below.children, seen, &block, flaws),
            Err(flaw) => {
                flaws.push(flaw);
                // Blocks are found by their place: those after the hole must keep theirs.
                let is_last = index.saturating_add(1) == top.children.len();
                let hole = if is_last { 1 } else { XBlock::capacity(ndb) };
                let room = ndb.most_blocks().saturating_sub(leaves.len());
                leaves.extend(std::iter::repeat_n(BlockId::NONE, hole.min(room)));
            }
        }
    }
}

/// Adds data blocks. One that is listed twice is either damage or an attempt to make much of little.
fn extend(
    ndb: &Ndb,
    leaves: &mut Vec<BlockId>,
    ids: &[BlockId],
    seen: &mut HashSet<BlockId>,
    block: &Block,
    flaws: &mut Flaws,
) {
    for &bid in ids {
        if leaves.len() >= ndb.most_blocks() {
            flaws.push(Flaw::new("XBLOCK", "lists more blocks than the file holds").at(block.offset));
            return;
        }
        if bid.is_internal() || !seen.insert(bid) {
            flaws.push(
                Flaw::new("XBLOCK", format!("{:#x} is no data block of its own", bid.value()))
                    .at(block.offset),
            );
            leaves.push(BlockId::NONE);
        } else {
            leaves.push(bid);
        }
    }
}
