//! Writes the icon container of Windows. Only the largest picture is a PNG, because resource compilers need
//! bitmaps for the other sizes.

/// One picture of an icon.
pub struct Picture {
    size: u32,
    bytes: Vec<u8>,
}

impl Picture {
    /// Returns a picture in PNG format.
    pub fn png(size: u32, bytes: Vec<u8>) -> Self {
        Self { size, bytes }
    }

    /// Returns a bitmap. Each pixel in `pixels` consists of red, green, blue and alpha. The bitmap consists of a
    /// header, the rows from bottom to top with pixels of blue, green, red and alpha, and an empty mask.
    pub fn bitmap(size: u32, pixels: &[u8]) -> Self {
        let mut bytes = Vec::new();
        for value in [40, size, size * 2] {
            bytes.extend_from_slice(&value.to_le_bytes());
        }
        bytes.extend_from_slice(&[1, 0, 32, 0]);
        bytes.extend_from_slice(&[0; 24]);
        let row = size as usize * 4;
        for line in pixels.chunks(row).rev() {
            for pixel in line.chunks_exact(4) {
                bytes.extend_from_slice(&[pixel[2], pixel[1], pixel[0], pixel[3]]);
            }
        }
        let mask_row = size.div_ceil(32) as usize * 4;
        bytes.resize(bytes.len() + mask_row * size as usize, 0);
        Self { size, bytes }
    }
}

/// Returns the bytes of a container with these pictures.
pub fn container(pictures: &[Picture]) -> Vec<u8> {
    let count = u16::try_from(pictures.len()).unwrap_or(u16::MAX);
    let mut out = vec![0, 0, 1, 0];
    out.extend_from_slice(&count.to_le_bytes());
    let mut offset = 6 + 16 * pictures.len();
    for picture in pictures {
        // An edge length of 256 is written as 0.
        let edge = u8::try_from(picture.size).unwrap_or(0);
        out.extend_from_slice(&[edge, edge, 0, 0, 1, 0, 32, 0]);
        out.extend_from_slice(&length(picture.bytes.len()));
        out.extend_from_slice(&length(offset));
        offset += picture.bytes.len();
    }
    for picture in pictures {
        out.extend_from_slice(&picture.bytes);
    }
    out
}

fn length(bytes: usize) -> [u8; 4] {
    u32::try_from(bytes).unwrap_or(u32::MAX).to_le_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_point_at_their_pictures() {
        let file = container(&[Picture::png(256, vec![7; 5]), Picture::bitmap(16, &[1; 16 * 16 * 4])]);
        assert_eq!(file[..6], [0, 0, 1, 0, 2, 0]);
        assert_eq!(file[6..22], [0, 0, 0, 0, 1, 0, 32, 0, 5, 0, 0, 0, 38, 0, 0, 0]);
        assert_eq!(file[38..43], [7; 5]);
        assert_eq!(file[43], 40);
        assert_eq!(file.len(), 43 + 40 + 16 * 16 * 4 + 16 * 4);
    }

    #[test]
    fn bitmaps_stand_on_their_head() {
        let picture = Picture::bitmap(1, &[1, 2, 3, 4]);
        assert_eq!(picture.bytes[40..], [3, 2, 1, 4, 0, 0, 0, 0]);
    }
}
