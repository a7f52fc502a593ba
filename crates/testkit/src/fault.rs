//! Damage on demand, as disks, cables and interrupted copies do it.

use crate::Rng;

/// A kind of damage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// One bit turned over.
    BitFlip,
    /// The end cut off, anywhere.
    Truncate,
    /// A stretch of zeroes, up to 4 KiB, as an unwritten sector leaves it.
    Zeroes,
    /// A stretch of up to 4 KiB overwritten by one from elsewhere in the file.
    BlockCopy,
}

impl Fault {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::BitFlip, Self::Truncate, Self::Zeroes, Self::BlockCopy];

    /// Does the damage at a place chosen by `seed`. Empty input stays as it is.
    pub fn apply(self, seed: u64, bytes: &mut Vec<u8>) {
        if bytes.is_empty() {
            return;
        }
        let mut rng = Rng::for_item(seed, self as u64);
        let at = rng.below(bytes.len());
        let length = rng.between(1, 4096).min(bytes.len() - at);
        match self {
            Self::BitFlip => bytes[at] ^= 1 << rng.below(8),
            Self::Truncate => bytes.truncate(at),
            Self::Zeroes => bytes[at..at + length].fill(0),
            Self::BlockCopy => {
                let from = rng.below(bytes.len() - length + 1);
                bytes.copy_within(from..from + length, at);
            }
        }
    }
}

/// `bytes` with one to four faults, the kinds and places chosen by `seed`.
pub fn damage(seed: u64, bytes: &[u8]) -> Vec<u8> {
    let mut rng = Rng::new(seed);
    let mut damaged = bytes.to_vec();
    for _ in 0..rng.between(1, 4) {
        let fault = *rng.pick(&Fault::ALL);
        fault.apply(rng.next_u64(), &mut damaged);
    }
    damaged
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Vec<u8> {
        Rng::new(5).bytes(50_000)
    }

    #[test]
    fn a_bit_flip_changes_one_bit() {
        let mut bytes = sample();
        Fault::BitFlip.apply(9, &mut bytes);
        let changed: u32 = sample().iter().zip(&bytes).map(|(old, new)| (old ^ new).count_ones()).sum();
        assert_eq!(changed, 1);
    }

    #[test]
    fn only_truncation_changes_the_length() {
        for fault in Fault::ALL {
            let mut bytes = sample();
            fault.apply(3, &mut bytes);
            assert_eq!(bytes.len() == sample().len(), fault != Fault::Truncate, "{fault:?}");
            assert_ne!(bytes, sample(), "{fault:?}");
        }
    }

    #[test]
    fn a_seed_always_does_the_same_damage() {
        assert_eq!(damage(11, &sample()), damage(11, &sample()));
        assert_ne!(damage(11, &sample()), damage(12, &sample()));
        assert!(damage(11, &[]).is_empty());
    }
}
