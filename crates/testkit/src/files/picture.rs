//! Pictures with the size of real pictures: photographs that cannot be compressed, and scans that are mostly
//! white.

use crate::Rng;

/// Number of blocks of 8 by 8 pixels in one row of a photograph.
const BLOCKS_ACROSS: usize = 100;
/// Number of coefficients written for each block in addition to the first coefficient.
const COEFFICIENTS: usize = 40;
/// Approximate number of bytes in one block.
const BLOCK_BYTES: usize = 33;
/// Number of pixels in one row of a scan; a multiple of four, as BMP requires.
const SCAN_WIDTH: usize = 1_240;

/// Returns a grey picture of noise as baseline JPEG (ITU-T T.81), of about `size` bytes.
pub fn jpeg(size: usize, rng: &mut Rng) -> Vec<u8> {
    let rows = (size / (BLOCKS_ACROSS * BLOCK_BYTES)).clamp(1, 8_000);
    let mut out = b"\xFF\xD8\xFF\xE0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0".to_vec();
    out.extend_from_slice(b"\xFF\xDB\0\x43\0");
    out.extend_from_slice(&[4; 64]);
    out.extend_from_slice(b"\xFF\xC0\0\x0B\x08");
    for pixels in [rows * 8, BLOCKS_ACROSS * 8] {
        out.extend_from_slice(&u16::try_from(pixels).unwrap_or(u16::MAX).to_be_bytes());
    }
    out.extend_from_slice(b"\x01\x01\x11\0");
    // Each table has three codes of two bits. For the first coefficient, the codes mean a value of 2, 3 or 4 bits.
    // For the other coefficients, they mean the end of the block, a value of 3 bits, or a value of 6 bits.
    for (table, codes) in [(0x00, [2, 3, 4]), (0x10, [0x00, 0x03, 0x06])] {
        out.extend_from_slice(&[0xFF, 0xC4, 0, 22, table, 0, 3]);
        out.extend_from_slice(&[0; 14]);
        out.extend_from_slice(&codes);
    }
    out.extend_from_slice(b"\xFF\xDA\0\x08\x01\x01\0\0\x3F\0");
    let mut bits = Bits { out, held: 0, count: 0 };
    for _ in 0..rows * BLOCKS_ACROSS {
        block(&mut bits, rng);
    }
    bits.end()
}

fn block(bits: &mut Bits, rng: &mut Rng) {
    bits.put(0, 2);
    bits.put(rng.next_u64(), 2);
    let mut chance = rng.next_u64();
    for _ in 0..COEFFICIENTS {
        let (code, length) = if chance & 1 == 0 { (1, 3) } else { (2, 6) };
        chance >>= 1;
        bits.put(code, 2);
        bits.put(rng.next_u64(), length);
    }
    bits.put(0, 2);
}

/// Writes bits, the highest bit first. Adds a zero byte after each 0xFF (T.81, F.1.2.3).
struct Bits {
    out: Vec<u8>,
    held: u64,
    count: u32,
}

impl Bits {
    /// Writes the lowest `length` bits of `value`, at most 8.
    fn put(&mut self, value: u64, length: u32) {
        self.held = self.held << length | value & ((1 << length) - 1);
        self.count += length;
        while self.count >= 8 {
            self.count -= 8;
            let byte = (self.held >> self.count).to_le_bytes()[0];
            self.out.push(byte);
            if byte == 0xFF {
                self.out.push(0);
            }
        }
    }

    fn end(mut self) -> Vec<u8> {
        self.put(0x7F, 7);
        self.out.extend_from_slice(b"\xFF\xD9");
        self.out
    }
}

/// Returns the pixels of a scanned page: white with dark spots, one byte per pixel, in rows of [`scan_width`]
/// pixels. The result has about `size` bytes, and at least one row.
pub fn scan(size: usize, rng: &mut Rng) -> Vec<u8> {
    let rows = (size / SCAN_WIDTH).max(1);
    let mut pixels = vec![0xFF; rows * SCAN_WIDTH];
    for row in pixels.chunks_mut(SCAN_WIDTH * 3) {
        for spot in 0..4 {
            let at = rng.below(row.len() / 4 - 16) + spot * row.len() / 4;
            row[at..at + 16].copy_from_slice(&[rng.next_u64().to_le_bytes(), [0x30; 8]].concat());
        }
    }
    pixels
}

/// Returns the number of pixels in a row of [`scan`].
pub fn scan_width() -> usize {
    SCAN_WIDTH
}

/// Returns a scan of about `size` bytes as BMP with 256 grey levels.
pub fn bmp(size: usize, rng: &mut Rng) -> Vec<u8> {
    let pixels = scan(size, rng);
    let number = |value: usize| u32::try_from(value).unwrap_or(u32::MAX).to_le_bytes();
    let start = 14 + 40 + 4 * 256;
    let mut out = b"BM".to_vec();
    for value in [start + pixels.len(), 0, start, 40, SCAN_WIDTH, pixels.len() / SCAN_WIDTH, 8 << 16 | 1, 0] {
        out.extend_from_slice(&number(value));
    }
    for value in [pixels.len(), 3_937, 3_937, 256, 0] {
        out.extend_from_slice(&number(value));
    }
    for grey in 0..=u8::MAX {
        out.extend_from_slice(&[grey, grey, grey, 0]);
    }
    out.extend_from_slice(&pixels);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn photographs_have_about_the_requested_size_and_end_correctly() {
        for size in [1, 20_000, 300_000] {
            let file = jpeg(size, &mut Rng::new(1));
            assert!(file.len() >= size * 9 / 10 && file.len() <= size + 5_000, "{size}: {}", file.len());
            assert!(file.ends_with(b"\xFF\xD9"));
        }
    }

    #[test]
    fn a_photograph_contains_no_marker_before_its_end() {
        let file = jpeg(50_000, &mut Rng::new(2));
        let inside = &file[200..file.len() - 2];
        assert!(inside.windows(2).all(|pair| pair[0] != 0xFF || pair[1] == 0));
    }

    #[test]
    fn a_bmp_contains_its_size() {
        let file = bmp(100_000, &mut Rng::new(3));
        assert_eq!(file[2..6], u32::try_from(file.len()).unwrap().to_le_bytes());
        assert_eq!(file.len(), 14 + 40 + 1024 + 80 * SCAN_WIDTH);
    }
}
