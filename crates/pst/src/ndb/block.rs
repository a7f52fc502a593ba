//! Blocks and where they lie, [MS-PST] 2.2.2.8 and 2.2.2.7.7.3.

use std::io::Read;
use std::sync::Arc;

use foundmail_defect::Effect;

use super::btree::BTreeEntry;
use super::{BlockId, BlockTrailer, Ndb};
use crate::crc::crc;
use crate::flaw::{Flaw, Flaws};
use crate::recover::FoundBlock;
use crate::{Encryption, Layout};

const STRUCTURE: &str = "block";

/// `BBTENTRY`
struct BlockEntry {
    offset: u64,
    /// Bytes in the file, without the trailer.
    size: usize,
    /// Bytes after inflation.
    inflated: usize,
}

/// A block's bytes, readable: deciphered and inflated.
pub(crate) struct Block {
    pub data: Vec<u8>,
    /// Where it lies in the file.
    pub offset: u64,
    /// What is odd about it, though its bytes can be used.
    flaw: Option<Flaw>,
}

impl Ndb {
    /// A block's bytes. Where they are odd, but could be used, `flaws` says so.
    pub(crate) fn block(&self, bid: BlockId, flaws: &mut Flaws) -> Result<Arc<Block>, Flaw> {
        let block = self.blocks.get_or(bid.value(), || self.read_block(bid))?;
        if let Some(flaw) = &block.flaw {
            flaws.push(flaw.clone());
        }
        Ok(block)
    }

    /// How many bytes a data block holds, by the block B-tree.
    pub(crate) fn block_size(&self, bid: BlockId) -> Result<usize, Flaw> {
        self.block_entry(bid).map(|entry| entry.inflated)
    }

    /// True if the block B-tree lists a block, or there is none to list.
    pub(crate) fn lists_block(&self, bid: BlockId) -> bool {
        bid.is_none() || matches!(self.block_places.find(self, bid.value()), Ok(Some(_)))
    }

    /// True if a block is listed or was found by scanning, or there is none to find.
    pub(crate) fn has_block(&self, bid: BlockId) -> bool {
        self.lists_block(bid) || self.found_block(bid).is_some()
    }

    /// Where a block lies: by the block B-tree, else by what a scan of the file finds.
    fn block_entry(&self, bid: BlockId) -> Result<BlockEntry, Flaw> {
        let missing = || Flaw::new("BBT", format!("there is no block {:#x}", bid.value()));
        let entry = self.block_places.find(self, bid.value());
        let entry = entry.and_then(|entry| {
            entry.and_then(|entry| BlockEntry::parse(&entry, self.layout)).ok_or_else(missing)
        });
        entry.or_else(|flaw| self.found_block(bid).map(BlockEntry::of_found).ok_or(flaw))
    }

    /// Returns true if both B-trees are whole and every block that they list ends inside the file.
    pub(crate) fn is_inside_file(&self) -> bool {
        let complete = self.complete();
        let mut inside = complete.nodes && complete.blocks;
        let layout = self.layout;
        self.block_places.scan(self, &mut Flaws::default(), &mut |entry| {
            if let Some(block) = BlockEntry::parse(entry, layout) {
                let end = block.offset.saturating_add(block.size as u64);
                inside &= end.saturating_add(layout.block_trailer() as u64) <= self.file_size;
            }
        });
        inside
    }

    fn found_block(&self, bid: BlockId) -> Option<&FoundBlock> {
        self.scan()?.block(bid.value())
    }

    /// Reads a block from its place; where something else lies there, from the place where a scan finds it.
    fn read_block(&self, bid: BlockId) -> Result<Block, Flaw> {
        let entry = self.block_entry(bid)?;
        let read = self.read_block_at(bid, &entry);
        if read.as_ref().is_ok_and(|block| block.flaw.is_none()) {
            return read;
        }
        // Bytes of another file that lies within this one have ids of their own, which may be the same.
        let fits = |found: &&FoundBlock| found.placed || found.size() == entry.size;
        let differs = |found: &&FoundBlock| (found.offset, found.size()) != (entry.offset, entry.size);
        let elsewhere = self.found_block(bid).filter(|found| found.sound).filter(differs);
        let Some(found) = elsewhere.filter(fits) else { return read };
        let Ok(block) = self.read_block_at(bid, &BlockEntry::of_found(found)) else { return read };
        let what = format!("block {:#x} is taken from where it lies, byte {}", bid.value(), found.offset);
        self.note(Flaw::new("BBT", what).at(entry.offset), Effect::Nothing);
        Ok(block)
    }

    fn read_block_at(&self, bid: BlockId, entry: &BlockEntry) -> Result<Block, Flaw> {
        let broken = |what: String| Flaw::new(STRUCTURE, what).at(entry.offset);
        let layout = self.layout;
        if entry.size > layout.block_capacity() || entry.inflated > layout.block_capacity() {
            return Err(broken(format!(
                "cb is {}, more than a block can hold",
                entry.size.max(entry.inflated)
            )));
        }
        let whole = entry
            .size
            .saturating_add(layout.block_trailer())
            .checked_next_multiple_of(layout.block_alignment())
            .unwrap_or(entry.size);
        let mut data = self.bytes(entry.offset, whole, STRUCTURE)?;
        let trailer = data.split_off(whole.saturating_sub(layout.block_trailer()).min(data.len()));
        data.truncate(entry.size);
        if data.is_empty() && entry.size > 0 {
            return Err(broken("lies beyond the end of the file".to_owned()));
        }
        let mut flaw = check_trailer(&data, &trailer, entry, bid, layout)?.map(broken);
        // Only data blocks are enciphered, [MS-PST] 2.2.2.8.3.1. The key is the low half of the id.
        let encryption = if bid.is_internal() { Encryption::None } else { self.encryption };
        let [a, b, c, d, ..] = bid.value().to_le_bytes();
        let key = u32::from_le_bytes([a, b, c, d]);
        if entry.size == entry.inflated {
            encryption.decode(&mut data, key);
        } else if let Err(what) = inflate_enciphered(&mut data, entry.inflated, encryption, key) {
            flaw.get_or_insert_with(|| broken(what));
        }
        if data.is_empty() && entry.size > 0 {
            return Err(flaw.unwrap_or_else(|| broken("holds nothing".to_owned())));
        }
        Ok(Block { data, offset: entry.offset, flaw })
    }
}

impl BlockEntry {
    fn of_found(found: &FoundBlock) -> Self {
        Self { offset: found.offset, size: found.size(), inflated: found.inflated() }
    }

    fn parse(entry: &BTreeEntry, layout: Layout) -> Option<Self> {
        let counts = layout.id_size().checked_mul(2)?;
        let size = usize::from(entry.u16_at(counts)?);
        let inflated = match layout {
            Layout::Ansi | Layout::Unicode => size,
            Layout::Unicode4k => entry.u16_at(counts.checked_add(2)?)?.into(),
        };
        Some(Self { offset: entry.place(1, layout)?, size, inflated })
    }
}

/// Compares `BLOCKTRAILER` with the bytes before it and with what the block B-tree says.
fn check_trailer(
    data: &[u8],
    trailer: &[u8],
    entry: &BlockEntry,
    bid: BlockId,
    layout: Layout,
) -> Result<Option<String>, Flaw> {
    let Some(trailer) = BlockTrailer::parse(trailer, layout).filter(|_| data.len() >= entry.size) else {
        return Ok(Some("is cut off by the end of the file".to_owned()));
    };
    let crc_matches = trailer.crc == crc(data);
    if BlockId::new(trailer.bid) == bid {
        return Ok(match (crc_matches, trailer.size == entry.size) {
            (true, true) => None,
            (true, false) => Some("cb of its trailer does not match".to_owned()),
            (false, _) => Some("dwCRC does not match".to_owned()),
        });
    }
    // A sound trailer of another block: these bytes must not pass for those that were asked for.
    if crc_matches || trailer.belongs_at(entry.offset) {
        let what = format!("block {:#x} lies where {:#x} should", trailer.bid, bid.value());
        return Err(Flaw::new(STRUCTURE, what).at(entry.offset));
    }
    Ok(Some("its trailer is broken".to_owned()))
}

/// Deciphers and inflates. On an error, `data` holds what could be made readable.
fn inflate_enciphered(
    data: &mut Vec<u8>,
    size: usize,
    encryption: Encryption,
    key: u32,
) -> Result<(), String> {
    let stored = data.clone();
    encryption.decode(data, key);
    let result = inflate(data, size);
    // No standard says which of the two was done first when the block was written.
    let mut other = stored;
    if result.is_err() && encryption != Encryption::None && inflate(&mut other, size).is_ok() {
        encryption.decode(&mut other, key);
        *data = other;
        return Ok(());
    }
    result
}

/// The first bytes of a deflated block, readable. Fills all of `start`, or gives `None`.
pub(crate) fn inflate_start(data: &[u8], bid: u64, encryption: Encryption, start: &mut [u8]) -> Option<()> {
    let [a, b, c, d, ..] = bid.to_le_bytes();
    let key = u32::from_le_bytes([a, b, c, d]);
    // So much of a deflated block always gives the first bytes, whatever tables it begins with.
    let stored = data.get(..data.len().min(1024))?;
    let mut deciphered = stored.to_vec();
    encryption.decode(&mut deciphered, key);
    if flate2::read::ZlibDecoder::new(deciphered.as_slice()).read_exact(start).is_ok() {
        return Some(());
    }
    flate2::read::ZlibDecoder::new(stored).read_exact(start).ok()?;
    encryption.decode(start, key);
    Some(())
}

/// Replaces deflated bytes by what they inflate to, never more than was declared.
fn inflate(data: &mut Vec<u8>, inflated: usize) -> Result<(), String> {
    let mut output = Vec::with_capacity(inflated);
    let result =
        flate2::read::ZlibDecoder::new(data.as_slice()).take(inflated as u64).read_to_end(&mut output);
    let complete = output.len() == inflated;
    *data = output;
    match result {
        Err(error) => Err(format!("can't be inflated: {error}")),
        Ok(_) if !complete => Err(format!("inflates to {} bytes, not {inflated}", data.len())),
        Ok(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::{inflate, inflate_enciphered};
    use crate::Encryption;

    fn deflated(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn deflated_before_or_after_enciphering() {
        let plain = vec![5; 3000];
        for encryption in [Encryption::None, Encryption::Permute, Encryption::Cyclic] {
            let mut first = deflated(&plain);
            encryption.encode(&mut first, 99);
            let mut last = plain.clone();
            encryption.encode(&mut last, 99);
            for mut stored in [first, deflated(&last)] {
                assert_eq!(inflate_enciphered(&mut stored, plain.len(), encryption, 99), Ok(()));
                assert!(stored == plain, "{encryption:?}");
            }
        }
    }

    #[test]
    fn never_more_than_declared() {
        let bomb = deflated(&vec![0; 1 << 20]);
        for (bytes, size, left, complete) in [
            (bomb.as_slice(), 100, 100, true),
            (&bomb[..bomb.len() / 2], 1 << 20, 1 << 10, false),
            (b"no zlib at all", 50, 0, false),
            (b"", 50, 0, false),
        ] {
            let mut data = bytes.to_vec();
            assert_eq!(inflate(&mut data, size).is_ok(), complete, "{size}");
            assert!(data.len() >= left && data.len() <= size, "{size}: {}", data.len());
        }
    }
}
