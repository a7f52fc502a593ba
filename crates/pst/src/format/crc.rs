//! `ComputeCRC` and `ComputeSig`, [MS-PST] 5.3 and 5.5.

/// Computes the CRC of a header, page or block. It is CRC-32 without the inversion at the start and at the end.
pub(crate) fn crc(bytes: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new_with_initial(u32::MAX);
    hasher.update(bytes);
    !hasher.finalize()
}

/// Computes `wSig` of a page or block: its offset and its id, folded to 16 bits.
pub(crate) fn signature(offset: u64, bid: u64) -> u16 {
    let mixed = offset ^ bid;
    let [a, b, c, d, ..] = mixed.to_le_bytes();
    u16::from_le_bytes([a ^ c, b ^ d])
}

#[cfg(test)]
mod tests {
    use super::{crc, signature};

    #[test]
    fn crc_of_known_bytes() {
        for (bytes, expected) in
            [(&b""[..], 0), (b"\0\0\0\0", 0), (b"\x01", 0x7707_3096), (b"123456789", 0x2DFD_2D88)]
        {
            assert_eq!(crc(bytes), expected, "{bytes:?}");
        }
    }

    #[test]
    fn signature_of_known_offsets() {
        for (offset, bid, expected) in [(0, 0, 0), (0x001F_2000, 0x4AAF, 0x6AB0), (0x0002_5000, 4, 0x5006)] {
            assert_eq!(signature(offset, bid), expected, "{offset:#x} {bid:#x}");
        }
    }
}
