//! PNG pictures with a palette of eight colours (PNG Specification, third edition).

use super::checksum::{adler32, crc32};
use crate::Rng;

/// The motif of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Picture {
    /// A house whose roof has holes.
    Roof,
    /// A wet stain on a ceiling.
    Ceiling,
    /// The logo of the firm: a loaf on a green background.
    Logo,
}

/// The colours of sky, wall, roof, hole, light, stain, the green background and crust.
const PALETTE: [[u8; 3]; 8] = [
    [0xb8, 0xcb, 0xdc],
    [0xe9, 0xe2, 0xd3],
    [0x8a, 0x45, 0x38],
    [0x2b, 0x24, 0x22],
    [0xfb, 0xf7, 0xee],
    [0xc9, 0xa9, 0x76],
    [0x1c, 0x74, 0x58],
    [0xd9, 0x95, 0x4a],
];

/// Returns a picture of `width` by `height` pixels. `seed` determines the positions of holes and stains.
pub fn png(picture: Picture, width: u32, height: u32, seed: u64) -> Vec<u8> {
    let mut out = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut header = Vec::new();
    header.extend_from_slice(&width.to_be_bytes());
    header.extend_from_slice(&height.to_be_bytes());
    header.extend_from_slice(&[8, 3, 0, 0, 0]);
    chunk(&mut out, *b"IHDR", &header);
    chunk(&mut out, *b"PLTE", &PALETTE.concat());
    chunk(&mut out, *b"IDAT", &zlib_stored(&rows(picture, width, height, seed)));
    chunk(&mut out, *b"IEND", &[]);
    out
}

fn chunk(out: &mut Vec<u8>, kind: [u8; 4], content: &[u8]) {
    out.extend_from_slice(&u32::try_from(content.len()).unwrap_or(u32::MAX).to_be_bytes());
    let start = out.len();
    out.extend_from_slice(&kind);
    out.extend_from_slice(content);
    let crc = crc32(&out[start..]);
    out.extend_from_slice(&crc.to_be_bytes());
}

/// Returns a zlib stream (RFC 1950) of stored blocks (RFC 1951).
fn zlib_stored(bytes: &[u8]) -> Vec<u8> {
    let mut out = vec![0x78, 0x01];
    let count = bytes.chunks(65_535).count();
    for (index, block) in bytes.chunks(65_535).enumerate() {
        let length = u16::try_from(block.len()).unwrap_or(u16::MAX);
        out.push(u8::from(index + 1 == count));
        out.extend_from_slice(&length.to_le_bytes());
        out.extend_from_slice(&(!length).to_le_bytes());
        out.extend_from_slice(block);
    }
    out.extend_from_slice(&adler32(bytes).to_be_bytes());
    out
}

/// Returns the rows of a picture. Each row consists of the filter type 0 (none) and one byte for each pixel.
fn rows(picture: Picture, width: u32, height: u32, seed: u64) -> Vec<u8> {
    let mut rng = Rng::new(seed);
    let spots: Vec<(i64, i64)> =
        (0..5).map(|_| (within(&mut rng, 30, 70), within(&mut rng, 24, 50))).collect();
    let mut out = Vec::new();
    for y in 0..height {
        out.push(0);
        for x in 0..width {
            let (x, y) = (i64::from(x) * 100 / i64::from(width), i64::from(y) * 100 / i64::from(height));
            out.push(pixel(picture, x, y, &spots));
        }
    }
    out
}

fn within(rng: &mut Rng, low: usize, high: usize) -> i64 {
    i64::try_from(rng.between(low, high)).unwrap_or(50)
}

/// Returns the index in [`PALETTE`] of the colour at a position. `x` and `y` are percentages of width and height.
fn pixel(picture: Picture, x: i64, y: i64, spots: &[(i64, i64)]) -> u8 {
    let distance = |&(left, top): &(i64, i64)| (x - left).pow(2) + (y - top).pow(2);
    let near = |limit: i64| spots.iter().any(|spot| distance(spot) < limit);
    match picture {
        Picture::Roof if y > 15 && y < 55 && (x - 50).abs() < y - 8 => {
            if near(20) {
                3
            } else {
                2
            }
        }
        Picture::Roof if y >= 55 && (15..85).contains(&x) => u8::from(!(x % 22 < 8 && (65..80).contains(&y))),
        Picture::Roof => 0,
        Picture::Ceiling if near(90) => 5,
        Picture::Ceiling => 4,
        Picture::Logo if (x - 50).pow(2) + (y - 58).pow(2) * 2 < 900 && y < 72 => 7,
        Picture::Logo => 6,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_picture_has_its_size_and_all_its_rows() {
        let file = png(Picture::Roof, 300, 300, 1);
        assert_eq!(file[16..24], [0, 0, 1, 44, 0, 0, 1, 44]);
        assert!(file.ends_with(b"IEND\xae\x42\x60\x82"));
        assert_eq!(rows(Picture::Roof, 300, 300, 1).len(), 301 * 300);
    }

    #[test]
    fn seeds_move_the_holes() {
        assert_ne!(png(Picture::Roof, 64, 64, 1), png(Picture::Roof, 64, 64, 2));
    }
}
