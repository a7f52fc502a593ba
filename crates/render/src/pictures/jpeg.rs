//! Reads the headers of JPEG pictures (ITU-T T.81, annex B).

use super::header::Raster;

pub(super) fn read(bytes: &[u8]) -> Option<Raster> {
    let mut rest = bytes.get(2..)?;
    loop {
        let (marker, behind) = match rest {
            // A marker can follow any number of fill bytes.
            [0xFF, 0xFF, ..] => {
                rest = rest.get(1..)?;
                continue;
            }
            [0xFF, marker, behind @ ..] => (*marker, behind),
            _ => return None,
        };
        match marker {
            // Markers without content.
            0x01 | 0xD0..=0xD7 => rest = behind,
            // Frames. The gaps are other segments.
            0xC0..=0xC3 | 0xC5..=0xC7 | 0xC9..=0xCB | 0xCD..=0xCF => {
                let raster = Raster::new("image/jpeg", be16(behind, 5)?, be16(behind, 3)?);
                return Some(Raster { scans: scans(behind).max(1), ..raster });
            }
            // The data begins without a frame.
            0xD9 | 0xDA => return None,
            _ => rest = behind.get(usize::try_from(be16(behind, 0)?.max(2)).ok()?..)?,
        }
    }
}

fn be16(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().map(|bytes| u32::from(u16::from_be_bytes(*bytes)))
}

/// Counts the scans. Inside the data, each `0xFF` is followed by a zero.
fn scans(bytes: &[u8]) -> u32 {
    let count = bytes.windows(2).filter(|window| *window == [0xFF, 0xDA]).count();
    u32::try_from(count).unwrap_or(u32::MAX)
}
