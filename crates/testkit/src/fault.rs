//! Damages bytes in the same ways as defective disks, bad cables and interrupted copies.

use crate::Rng;

/// A kind of damage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Inverts one bit.
    BitFlip,
    /// Cuts off the end at a random offset.
    Truncate,
    /// Fills up to 4 KiB with zeroes, like an unwritten sector.
    Zeroes,
    /// Overwrites up to 4 KiB with bytes from another offset in the file.
    BlockCopy,
    /// Replaces a little-endian number of one to eight bytes by a value that is likely to cause errors: zero, the
    /// greatest number, the next or previous number, a small number or a random number.
    WordChange,
}

impl Fault {
    /// All kinds of damage.
    pub const ALL: [Self; 5] =
        [Self::BitFlip, Self::Truncate, Self::Zeroes, Self::BlockCopy, Self::WordChange];

    /// Damages `bytes` at an offset chosen by `seed`. Empty input is not changed.
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
            Self::WordChange => change_word(&mut rng, bytes, at),
        }
    }
}

fn change_word(rng: &mut Rng, bytes: &mut [u8], at: usize) {
    let width = *rng.pick(&[1, 2, 4, 8]);
    // Numbers in files are usually aligned to their width.
    let at = at / width * width;
    let end = (at + width).min(bytes.len());
    let mut word = [0; 8];
    word[..end - at].copy_from_slice(&bytes[at..end]);
    let old = u64::from_le_bytes(word);
    let new = match rng.below(6) {
        0 => 0,
        1 => u64::MAX,
        2 => old.wrapping_add(1),
        3 => old.wrapping_sub(1),
        4 => rng.below_u64(256),
        _ => rng.next_u64(),
    };
    bytes[at..end].copy_from_slice(&new.to_le_bytes()[..end - at]);
}

/// Returns `bytes` with one to four faults. `seed` determines their kinds and offsets.
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
    fn a_word_change_stays_within_eight_bytes() {
        let whole = sample();
        for seed in 0..100 {
            let mut bytes = whole.clone();
            Fault::WordChange.apply(seed, &mut bytes);
            let changed: Vec<usize> = (0..bytes.len()).filter(|&at| bytes[at] != whole[at]).collect();
            let within = changed.iter().all(|at| at / 8 == changed[0] / 8);
            assert!(within, "{seed}: {changed:?}");
        }
        let mut short = vec![7, 7, 7];
        (0..100).for_each(|seed| Fault::WordChange.apply(seed, &mut short));
        assert_eq!(short.len(), 3);
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
