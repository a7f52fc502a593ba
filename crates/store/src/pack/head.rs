//! The header before each blob in a pack.

/// Its length in bytes.
pub(crate) const HEADER: u64 = BYTES as u64;
pub(crate) const BYTES: usize = 56;
/// Its beginning.
pub(crate) const MAGIC: &[u8; 4] = b"FMB1";

/// What a header says, in the words of [`crate::pack`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Head {
    pub codec: u8,
    pub size: u64,
    pub stored: u64,
    pub digest: [u8; 32],
}

impl Head {
    /// `None` where no header stands.
    pub(crate) fn parse(bytes: &[u8; BYTES]) -> Option<Self> {
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

    pub(crate) fn bytes(&self) -> [u8; BYTES] {
        let Self { codec, size, stored, digest } = self;
        let mut bytes = [0; BYTES];
        let all =
            [&MAGIC[..], &[*codec, 0, 0, 0], &size.to_le_bytes(), &stored.to_le_bytes(), digest].concat();
        bytes.iter_mut().zip(all).for_each(|(to, from)| *to = from);
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::Head;

    #[test]
    fn what_is_written_is_read() {
        let head = Head { codec: 2, size: 1 << 40, stored: 77, digest: [9; 32] };
        let mut bytes = head.bytes();
        assert_eq!(Head::parse(&bytes), Some(head));
        for at in [0, 5] {
            bytes[at] ^= 1;
            assert_eq!(Head::parse(&bytes), None);
            bytes[at] ^= 1;
        }
    }
}
