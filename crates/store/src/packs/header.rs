//! The header before each blob in a pack.

/// Length of a header in bytes.
pub(crate) const HEADER: u64 = HEADER_BYTES as u64;
/// Length of a header in bytes, as the size of an array.
pub(crate) const HEADER_BYTES: usize = 56;
/// The first bytes of each header.
pub(crate) const MAGIC: &[u8; 4] = b"FMB1";

/// The fields of a header. The module [`packs`](crate::packs) describes them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BlobHeader {
    /// Number of the codec.
    pub codec: u8,
    /// Bytes of the blob before compression.
    pub size: u64,
    /// Bytes of the blob in the pack.
    pub stored: u64,
    /// BLAKE3 digest of the blob.
    pub digest: [u8; 32],
}

impl BlobHeader {
    /// Reads a header. Returns `None` if the bytes are not a header.
    pub(crate) fn parse(bytes: &[u8; HEADER_BYTES]) -> Option<Self> {
        let (magic, rest) = bytes.split_first_chunk::<4>()?;
        let (&[codec, 0, 0, 0], rest) = rest.split_first_chunk::<4>()? else { return None };
        let (size, rest) = rest.split_first_chunk::<8>()?;
        let (stored, rest) = rest.split_first_chunk::<8>()?;
        let digest = *rest.first_chunk::<32>()?;
        (magic == MAGIC).then(|| Self {
            codec,
            size: u64::from_le_bytes(*size),
            stored: u64::from_le_bytes(*stored),
            digest,
        })
    }

    /// Returns the header as bytes.
    pub(crate) fn bytes(&self) -> [u8; HEADER_BYTES] {
        let Self { codec, size, stored, digest } = self;
        let mut bytes = [0; HEADER_BYTES];
        let all =
            [&MAGIC[..], &[*codec, 0, 0, 0], &size.to_le_bytes(), &stored.to_le_bytes(), digest].concat();
        bytes.iter_mut().zip(all).for_each(|(to, from)| *to = from);
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::BlobHeader;

    #[test]
    fn a_written_header_is_read_again() {
        let header = BlobHeader { codec: 2, size: 1 << 40, stored: 77, digest: [9; 32] };
        let mut bytes = header.bytes();
        assert_eq!(BlobHeader::parse(&bytes), Some(header));
        for at in [0, 5] {
            bytes[at] ^= 1;
            assert_eq!(BlobHeader::parse(&bytes), None);
            bytes[at] ^= 1;
        }
    }
}
