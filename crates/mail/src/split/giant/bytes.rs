//! What is known of the bytes of a part when they have passed.

/// Bytes of a sample of a part.
const SAMPLE: usize = 4 * 1024;
/// Bytes before the first one.
const FIRST_SAMPLE: u64 = 16 * 1024;

/// The bytes of a part, as they come.
#[derive(Default)]
pub(super) struct Bytes {
    pub(super) size: u64,
    pub(super) hasher: blake3::Hasher,
    /// Some of them.
    pub(super) samples: Vec<Vec<u8>>,
    next_sample: u64,
}

impl Bytes {
    pub(super) fn take(&mut self, bytes: &[u8]) {
        self.hasher.update(bytes);
        self.size = self.size.saturating_add(bytes.len() as u64);
        // The beginning says little; then one at each four times the distance.
        if self.size >= self.next_sample.max(FIRST_SAMPLE) && bytes.len() >= SAMPLE {
            self.next_sample = self.size.max(FIRST_SAMPLE).saturating_mul(4);
            self.samples.push(bytes.get(..SAMPLE).unwrap_or_default().to_vec());
        }
    }
}
