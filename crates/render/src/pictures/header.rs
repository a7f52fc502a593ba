//! The type and size of a picture, as its header gives them.

/// Maximum number of pixels that a browser decodes, counting each pixel once for each scan of a progressive JPEG. A browser
/// decodes about 200 million in a second.
const MAX_DECODED: u64 = 400_000_000;
/// The header of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Raster {
    pub media_type: &'static str,
    pub width: u32,
    pub height: u32,
    /// Number of frames of an animation, or of pictures in one file.
    pub frames: u32,
    /// Number of times that each pixel is decoded.
    pub scans: u32,
}

impl Raster {
    pub(super) fn new(media_type: &'static str, width: u32, height: u32) -> Self {
        Self { media_type, width, height, frames: 1, scans: 1 }
    }

    /// Number of pixels of all frames.
    pub(crate) fn pixels(&self) -> u64 {
        u64::from(self.width).saturating_mul(u64::from(self.height)).saturating_mul(u64::from(self.frames))
    }

    /// Returns true if a browser needs seconds to decode the picture.
    pub(crate) fn takes_long(&self) -> bool {
        self.pixels().saturating_mul(u64::from(self.scans)) > MAX_DECODED
    }
}

pub(super) fn be32(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().map(|bytes| u32::from_be_bytes(*bytes))
}

pub(super) fn le32(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().map(|bytes| u32::from_le_bytes(*bytes))
}

pub(super) fn le16(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().map(|bytes| u32::from(u16::from_le_bytes(*bytes)))
}
