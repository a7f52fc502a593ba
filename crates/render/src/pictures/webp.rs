//! Reads the headers of WebP pictures (RFC 9649).

use super::header::{Raster, le16, le32};

/// Reads the chunks of a picture. The largest size counts.
pub(super) fn read(mut rest: &[u8]) -> Option<Raster> {
    let mut raster = Raster::new("image/webp", 0, 0);
    let mut frames: u32 = 0;
    while let (Some(kind), Some(length)) = (rest.get(..4), le32(rest, 4)) {
        let chunk = rest.get(8..).unwrap_or_default();
        let size = match kind {
            b"VP8X" => Some((le24(chunk, 4)?.saturating_add(1), le24(chunk, 7)?.saturating_add(1))),
            b"VP8 " => Some((le16(chunk, 6)? & 0x3FFF, le16(chunk, 8)? & 0x3FFF)),
            b"VP8L" => {
                let bits = le32(chunk, 1)?;
                Some(((bits & 0x3FFF).saturating_add(1), ((bits >> 14) & 0x3FFF).saturating_add(1)))
            }
            b"ANMF" => {
                frames = frames.saturating_add(1);
                None
            }
            _ => None,
        };
        if let Some((width, height)) = size {
            raster.width = raster.width.max(width);
            raster.height = raster.height.max(height);
        }
        // Chunks have an even length.
        let next = usize::try_from(length).ok()?.saturating_add(8);
        rest = rest.get(next.saturating_add(next % 2)..).unwrap_or_default();
    }
    raster.frames = frames.max(1);
    (raster.width > 0).then_some(raster)
}

fn le24(bytes: &[u8], at: usize) -> Option<u32> {
    Some(le16(bytes, at)? | u32::from(*bytes.get(at.saturating_add(2))?) << 16)
}
