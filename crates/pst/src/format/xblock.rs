//! `XBLOCK` and `XXBLOCK`: the lists of the blocks of a large value, [MS-PST] 2.2.2.8.3.2.

use super::{BlockId, Layout};
use crate::bytes::{u8_at, u16_at, u32_at};

/// `XBLOCK` (level 1), which lists data blocks, or `XXBLOCK` (level 2), which lists `XBLOCK`s.
pub(crate) struct XBlock {
    pub level: u8,
    /// `lcbTotal`: the number of bytes of data below this block.
    pub total: u32,
    pub children: Vec<BlockId>,
}

impl XBlock {
    /// Parses the data of a block. The error describes the damage.
    pub(crate) fn parse(bytes: &[u8], layout: Layout) -> Result<Self, &'static str> {
        if u8_at(bytes, 0) != Some(1) {
            return Err("the block has the wrong type (btype)");
        }
        let level = u8_at(bytes, 1).filter(|level| (1..=2).contains(level));
        let level = level.ok_or("the block has an unknown level (cLevel)")?;
        let count = usize::from(u16_at(bytes, 2).ok_or("the block ends too early")?);
        let total = u32_at(bytes, 4).ok_or("the block ends too early")?;
        let ids = bytes.get(8..).unwrap_or_default().chunks_exact(layout.id_size()).take(count);
        let children = ids.filter_map(|id| layout.id_at(id, 0)).map(BlockId::new);
        Ok(Self { level, total, children: children.collect() })
    }

    /// Returns the number of ids in a full block. In a data tree, every `XBLOCK` except the last is full.
    pub(crate) fn capacity(layout: Layout) -> usize {
        layout.block_capacity().saturating_sub(8).checked_div(layout.id_size()).unwrap_or(0)
    }
}
