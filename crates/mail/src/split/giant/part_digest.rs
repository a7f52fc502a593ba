//! Collects the size, digest and samples of a part while its bytes are read.

/// Length of a sample, in bytes.
const SAMPLE: usize = 4 * 1024;
/// Offset of the first sample.
const FIRST_SAMPLE: u64 = 16 * 1024;

/// The size, digest and samples of the bytes so far.
#[derive(Default)]
pub(super) struct PartDigest {
    pub(super) size: u64,
    pub(super) hasher: blake3::Hasher,
    /// Samples of the bytes.
    pub(super) samples: Vec<Vec<u8>>,
    next_sample: u64,
}

impl PartDigest {
    /// Adds the next bytes.
    pub(super) fn update(&mut self, bytes: &[u8]) {
        self.hasher.update(bytes);
        self.size = self.size.saturating_add(bytes.len() as u64);
        // The start of a file is not sampled, because many files begin with the same bytes. After that, the
        // distance between samples grows by a factor of four.
        if self.size >= self.next_sample.max(FIRST_SAMPLE) && bytes.len() >= SAMPLE {
            self.next_sample = self.size.max(FIRST_SAMPLE).saturating_mul(4);
            self.samples.push(bytes.get(..SAMPLE).unwrap_or_default().to_vec());
        }
    }
}
