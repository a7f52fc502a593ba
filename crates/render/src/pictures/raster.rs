//! Reads the type, size and number of frames of pictures from their headers.

use super::header::{Raster, be32, le16, le32};
use super::{jpeg, webp};

/// Maximum number of pictures in one icon.
const MAX_ICONS: usize = 64;

/// Reads the header of a picture. `None` if the type is unknown, or if the header is damaged.
pub(crate) fn raster(bytes: &[u8]) -> Option<Raster> {
    match bytes {
        [0x89, b'P', b'N', b'G', ..] => png(bytes),
        [0xFF, 0xD8, 0xFF, ..] => jpeg::read(bytes),
        [b'G', b'I', b'F', b'8', ..] => gif(bytes),
        [b'B', b'M', ..] => bitmap("image/bmp", bytes.get(14..)?, 1),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', rest @ ..] => webp::read(rest),
        [0, 0, 1 | 2, 0, count, _, entries @ ..] => icon(bytes, usize::from(*count), entries),
        [_, _, _, _, b'f', b't', b'y', b'p', b'a', b'v', b'i', ..] => avif(bytes),
        _ => None,
    }
}

/// PNG (PNG specification, 11.2.2), with the number of frames of an animation.
fn png(bytes: &[u8]) -> Option<Raster> {
    if bytes.get(12..16)? != b"IHDR" {
        return None;
    }
    let mut raster = Raster::new("image/png", be32(bytes, 16)?, be32(bytes, 20)?);
    let mut rest = bytes.get(8..)?;
    while let Some(length) = be32(rest, 0) {
        match rest.get(4..8) {
            Some(b"acTL") => raster.frames = be32(rest, 8)?.max(1),
            Some(b"IDAT") | None => break,
            Some(_) => {}
        }
        let next = usize::try_from(length).ok()?.saturating_add(12);
        rest = rest.get(next..).unwrap_or_default();
    }
    Some(raster)
}

/// GIF (GIF 89a, sections 18 to 23).
fn gif(bytes: &[u8]) -> Option<Raster> {
    let mut raster = Raster::new("image/gif", le16(bytes, 6)?, le16(bytes, 8)?);
    let mut rest = bytes.get(13_usize.saturating_add(color_table(*bytes.get(10)?))..).unwrap_or_default();
    let mut frames: u32 = 0;
    while let Some((kind, behind)) = rest.split_first() {
        rest = match kind {
            // An extension: its kind, and blocks.
            0x21 => behind.get(1..).map(after_blocks).unwrap_or_default(),
            0x2C => {
                frames = frames.saturating_add(1);
                let (Some(x), Some(y)) = (le16(behind, 0), le16(behind, 2)) else { break };
                let (Some(width), Some(height)) = (le16(behind, 4), le16(behind, 6)) else { break };
                // A frame can be larger than the picture. Then the picture grows.
                raster.width = raster.width.max(x.saturating_add(width));
                raster.height = raster.height.max(y.saturating_add(height));
                let data = color_table(behind.get(8).copied().unwrap_or_default()).saturating_add(10);
                behind.get(data..).map(after_blocks).unwrap_or_default()
            }
            _ => break,
        };
    }
    raster.frames = frames.max(1);
    Some(raster)
}

/// Returns the length of a color table.
fn color_table(flags: u8) -> usize {
    if flags & 0x80 == 0 { 0 } else { 6_usize.checked_shl(u32::from(flags & 7)).unwrap_or(0) }
}

fn after_blocks(mut rest: &[u8]) -> &[u8] {
    while let Some((&length, behind)) = rest.split_first() {
        rest = behind.get(usize::from(length)..).unwrap_or_default();
        if length == 0 {
            break;
        }
    }
    rest
}

/// A bitmap header. In an icon, the height counts the picture and its mask.
fn bitmap(media_type: &'static str, header: &[u8], parts: u32) -> Option<Raster> {
    if le32(header, 0)? == 12 {
        return Some(Raster::new(media_type, le16(header, 4)?, le16(header, 6)?));
    }
    let signed = |at| Some(le32(header, at)?.cast_signed().unsigned_abs());
    Some(Raster::new(media_type, signed(4)?, signed(8)?.checked_div(parts)?))
}

/// An icon: the largest of its pictures, which are PNG pictures or bitmaps.
fn icon(bytes: &[u8], count: usize, entries: &[u8]) -> Option<Raster> {
    if count > MAX_ICONS {
        return None;
    }
    let picture = |entry: &[u8]| {
        let picture = bytes.get(usize::try_from(le32(entry, 12)?).ok()?..)?;
        if picture.starts_with(b"\x89PNG") { png(picture) } else { bitmap("image/x-icon", picture, 2) }
    };
    let mut largest: Option<Raster> = None;
    for entry in entries.chunks_exact(16).take(count) {
        let raster = picture(entry)?;
        if largest.is_none_or(|largest| largest.pixels() < raster.pixels()) {
            largest = Some(raster);
        }
    }
    Some(Raster { media_type: "image/x-icon", frames: u32::try_from(count).ok()?, ..largest? })
}

/// AVIF: the largest `ispe` property (ISO 23008-12, 6.5.3).
fn avif(bytes: &[u8]) -> Option<Raster> {
    const HEADER: usize = 64 * 1024;
    let head = bytes.get(..HEADER).unwrap_or(bytes);
    let sizes = head.windows(16).filter(|window| window.starts_with(b"ispe"));
    let sizes = sizes.filter_map(|size| Some(Raster::new("image/avif", be32(size, 8)?, be32(size, 12)?)));
    sizes.max_by_key(Raster::pixels)
}
