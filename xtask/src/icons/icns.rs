//! Writes Apple's icon container: a header, and then the type, length and PNG data of each picture.

/// The types of pictures in the container, with the edge length in pixels of each.
pub const SIZES: [([u8; 4], u32); 10] = [
    (*b"icp4", 16),
    (*b"icp5", 32),
    (*b"ic07", 128),
    (*b"ic08", 256),
    (*b"ic09", 512),
    (*b"ic10", 1024),
    (*b"ic11", 32),
    (*b"ic12", 64),
    (*b"ic13", 256),
    (*b"ic14", 512),
];

/// Returns the bytes of a container with these pictures.
pub fn container(pictures: &[([u8; 4], Vec<u8>)]) -> Vec<u8> {
    let size: usize = 8 + pictures.iter().map(|(_, png)| 8 + png.len()).sum::<usize>();
    let mut out = b"icns".to_vec();
    out.extend_from_slice(&length(size));
    for (kind, png) in pictures {
        out.extend_from_slice(kind);
        out.extend_from_slice(&length(8 + png.len()));
        out.extend_from_slice(png);
    }
    out
}

fn length(bytes: usize) -> [u8; 4] {
    u32::try_from(bytes).unwrap_or(u32::MAX).to_be_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_count_their_own_heads() {
        let file = container(&[(*b"ic07", vec![1, 2, 3])]);
        assert_eq!(file, *b"icns\0\0\0\x13ic07\0\0\0\x0b\x01\x02\x03");
    }
}
