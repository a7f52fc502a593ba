//! The stored form of blocks: trailer, encoding and deflation, [MS-PST] 2.2.2.8.

use std::io::Read;

use super::{BlockEntry, BlockId, BlockTrailer, Encryption, Layout, crc};
use crate::bytes::low_half;
use crate::flaw::Flaw;

const STRUCTURE: &str = "block";

/// Decodes a block from its bytes in the file, including padding and trailer. Returns the data, and a flaw if the
/// block is damaged but usable. Fails if the bytes belong to another block, or if none of them can be used.
pub(crate) fn decode_block(
    mut stored: Vec<u8>,
    entry: &BlockEntry,
    bid: BlockId,
    layout: Layout,
    encryption: Encryption,
) -> Result<(Vec<u8>, Option<Flaw>), Flaw> {
    let broken = |what: String| Flaw::new(STRUCTURE, what).at(entry.offset);
    let trailer_offset = entry.stored_size(layout).saturating_sub(layout.block_trailer());
    let trailer = stored.split_off(trailer_offset.min(stored.len()));
    let mut data = stored;
    data.truncate(entry.size);
    if data.is_empty() && entry.size > 0 {
        return Err(broken("the block is beyond the end of the file".to_owned()));
    }
    let mut flaw = check_trailer(&data, &trailer, entry, bid, layout)?.map(broken);
    // Only data blocks are encoded, [MS-PST] 2.2.2.8.3.1. The key is the lower half of the id.
    let encryption = if bid.is_internal() { Encryption::None } else { encryption };
    let key = low_half(bid.value());
    if entry.size == entry.inflated_size {
        encryption.decode(&mut data, key);
    } else if let Err(what) = inflate_encoded(&mut data, entry.inflated_size, encryption, key) {
        flaw.get_or_insert_with(|| broken(what));
    }
    if data.is_empty() && entry.size > 0 {
        return Err(flaw.unwrap_or_else(|| broken("the block is empty".to_owned())));
    }
    Ok((data, flaw))
}

impl BlockEntry {
    /// Returns the size of the block in the file in bytes, with padding and trailer.
    pub(crate) fn stored_size(&self, layout: Layout) -> usize {
        self.size
            .saturating_add(layout.block_trailer())
            .checked_next_multiple_of(layout.block_alignment())
            .unwrap_or(self.size)
    }

    /// Fails if the entry declares more bytes than a block can contain.
    pub(crate) fn check_size(&self, layout: Layout) -> Result<(), Flaw> {
        let size = self.size.max(self.inflated_size);
        if size > layout.block_capacity() {
            let what = format!("the block has {size} bytes (cb), which is more than a block can contain");
            return Err(Flaw::new(STRUCTURE, what).at(self.offset));
        }
        Ok(())
    }
}

/// Compares the trailer of a block with the data and the block B-tree entry of the block. Returns a description of
/// the difference, if any. Fails if the trailer belongs to another block.
fn check_trailer(
    data: &[u8],
    trailer: &[u8],
    entry: &BlockEntry,
    bid: BlockId,
    layout: Layout,
) -> Result<Option<String>, Flaw> {
    let Some(trailer) = BlockTrailer::parse(trailer, layout).filter(|_| data.len() >= entry.size) else {
        return Ok(Some("the file ends within the block".to_owned()));
    };
    let crc_matches = trailer.crc == crc(data);
    if BlockId::new(trailer.bid) == bid {
        return Ok(match (crc_matches, trailer.size == entry.size) {
            (true, true) => None,
            (true, false) => Some("the size in the trailer of the block (cb) is wrong".to_owned()),
            (false, _) => Some("the checksum of the block (dwCRC) is wrong".to_owned()),
        });
    }
    // The trailer belongs to another block, so these bytes must not be used as the data of the wanted block.
    if crc_matches || trailer.belongs_at(entry.offset) {
        let what = format!("block {:#x} was found at the offset of block {:#x}", trailer.bid, bid.value());
        return Err(Flaw::new(STRUCTURE, what).at(entry.offset));
    }
    Ok(Some("the trailer of the block is damaged".to_owned()))
}

/// Decodes and inflates `data`. After an error, `data` contains the bytes that could be decoded.
fn inflate_encoded(data: &mut Vec<u8>, size: usize, encryption: Encryption, key: u32) -> Result<(), String> {
    let stored = data.clone();
    encryption.decode(data, key);
    let result = inflate(data, size);
    // No standard says whether a writer deflates or encodes first, so both orders are tried.
    let mut other = stored;
    if result.is_err() && encryption != Encryption::None && inflate(&mut other, size).is_ok() {
        encryption.decode(&mut other, key);
        *data = other;
        return Ok(());
    }
    result
}

/// Fills `start` with the first decoded bytes of a block. Returns `None` if the block is too short or can't be
/// inflated. `inflated_size` differs from the length of `data` if the block is deflated.
pub(crate) fn decode_start(
    data: &[u8],
    bid: u64,
    inflated_size: usize,
    encryption: Encryption,
    start: &mut [u8],
) -> Option<()> {
    let key = low_half(bid);
    if data.len() == inflated_size {
        start.copy_from_slice(data.get(..start.len())?);
        encryption.decode(start, key);
        return Some(());
    }
    // 1024 deflated bytes are enough to inflate the first bytes of any block, even if code tables precede them.
    let stored = data.get(..data.len().min(1024))?;
    let mut decoded = stored.to_vec();
    encryption.decode(&mut decoded, key);
    if flate2::read::ZlibDecoder::new(decoded.as_slice()).read_exact(start).is_ok() {
        return Some(());
    }
    flate2::read::ZlibDecoder::new(stored).read_exact(start).ok()?;
    encryption.decode(start, key);
    Some(())
}

/// Replaces deflated bytes by at most `size` inflated bytes. Fails if the result is shorter than `size`.
fn inflate(data: &mut Vec<u8>, size: usize) -> Result<(), String> {
    let mut output = Vec::with_capacity(size);
    let result = flate2::read::ZlibDecoder::new(data.as_slice()).take(size as u64).read_to_end(&mut output);
    let complete = output.len() == size;
    *data = output;
    match result {
        Err(error) => Err(format!("the block can't be inflated: {error}")),
        Ok(_) if !complete => {
            Err(format!("the block inflates to {} bytes instead of {size} bytes", data.len()))
        }
        Ok(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::{inflate, inflate_encoded};
    use crate::Encryption;

    fn deflated(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn deflated_before_or_after_encoding() {
        let plain = vec![5; 3000];
        for encryption in [Encryption::None, Encryption::Permute, Encryption::Cyclic] {
            let mut first = deflated(&plain);
            encryption.encode(&mut first, 99);
            let mut last = plain.clone();
            encryption.encode(&mut last, 99);
            for mut stored in [first, deflated(&last)] {
                assert_eq!(inflate_encoded(&mut stored, plain.len(), encryption, 99), Ok(()));
                assert!(stored == plain, "{encryption:?}");
            }
        }
    }

    #[test]
    fn inflated_data_never_exceeds_the_declared_size() {
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
