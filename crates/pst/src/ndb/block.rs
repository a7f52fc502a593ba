//! A block, read from the file and decoded, [MS-PST] 2.2.2.8.

use super::storage::Storage;
use crate::flaw::Flaw;
use crate::format::{BlockEntry, BlockId, decode_block};

/// The data of a block, decoded and inflated.
pub(crate) struct Block {
    pub data: Vec<u8>,
    /// Offset in the file.
    pub offset: u64,
    /// The flaw of a damaged block whose data can still be used.
    pub flaw: Option<Flaw>,
}

impl Block {
    /// Reads the block that `entry` describes.
    pub(crate) fn read(storage: &Storage, bid: BlockId, entry: &BlockEntry) -> Result<Self, Flaw> {
        let layout = storage.layout;
        entry.check_size(layout)?;
        let stored = storage.read(entry.offset, entry.stored_size(layout), "block")?;
        let (data, flaw) = decode_block(stored, entry, bid, layout, storage.encryption)?;
        Ok(Self { data, offset: entry.offset, flaw })
    }
}
