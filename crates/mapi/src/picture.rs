//! Converts pictures of Windows to files. A bitmap gets a file header. A metafile that only draws one bitmap is
//! replaced by that bitmap ([MS-WMF], [MS-EMF]).

/// A picture file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// The media type.
    pub media_type: &'static str,
    /// The file extension without a dot.
    pub extension: &'static str,
    /// The content of the file.
    pub bytes: Vec<u8>,
}

fn word(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..)?.first_chunk().copied().map(u16::from_le_bytes)
}

fn dword(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().copied().map(u32::from_le_bytes)
}

fn length(bytes: &[u8], at: usize) -> Option<usize> {
    dword(bytes, at).and_then(|value| usize::try_from(value).ok())
}

/// Converts a device-independent bitmap, [MS-WMF] 2.2.2.9. Returns `None` if the data is not a bitmap.
pub(crate) fn of_dib(dib: &[u8]) -> Option<Picture> {
    const FILE_HEADER: usize = 14;
    const CORE: usize = 12;
    const INFO: usize = 40;
    const BITFIELDS: u32 = 3;
    let header = length(dib, 0)?;
    let (bits, used, entry) = match header {
        CORE => (word(dib, 10)?, 0, 3_usize),
        INFO..=124 => (word(dib, 14)?, length(dib, 32)?, 4),
        _ => return None,
    };
    let colors = match (used, bits) {
        (0, 1..=8) => 1_usize << bits,
        (used, _) => used.min(256),
    };
    let masks = if header == INFO && dword(dib, 16) == Some(BITFIELDS) { 12 } else { 0 };
    let offset =
        FILE_HEADER.checked_add(header)?.checked_add(colors.checked_mul(entry)?)?.checked_add(masks)?;
    let size = FILE_HEADER.checked_add(dib.len())?;
    if offset >= size {
        return None;
    }
    let mut bytes = Vec::with_capacity(size);
    bytes.extend_from_slice(b"BM");
    bytes.extend_from_slice(&u32::try_from(size).ok()?.to_le_bytes());
    bytes.extend_from_slice(&[0; 4]);
    bytes.extend_from_slice(&u32::try_from(offset).ok()?.to_le_bytes());
    bytes.extend_from_slice(dib);
    Some(Picture { media_type: "image/bmp", extension: "bmp", bytes })
}

/// The key and the size of a `META_PLACEABLE` header, [MS-WMF] 2.3.2.3.
const PLACEABLE: (u32, usize) = (0x9AC6_CDD7, 22);

/// Converts a metafile. A metafile in a document does not contain its size, so `twips` is its width and height.
pub(crate) fn of_metafile(bytes: Vec<u8>, twips: Option<(u16, u16)>) -> Picture {
    if let Some(picture) = metafile_bitmap(&bytes).and_then(of_dib) {
        return picture;
    }
    let bytes = match twips {
        Some((width, height)) if dword(&bytes, 0) != Some(PLACEABLE.0) => {
            [placeable(width, height).as_slice(), &bytes].concat()
        }
        _ => bytes,
    };
    Picture { media_type: "image/wmf", extension: "wmf", bytes }
}

/// Returns the header of a metafile whose unit is the twip: 1,440 twips are an inch.
fn placeable(width: u16, height: u16) -> Vec<u8> {
    const TWIPS: u16 = 1_440;
    let [low, high] = [0xCDD7_u16, 0x9AC6];
    let words = [low, high, 0, 0, 0, width, height, TWIPS, 0, 0];
    let checksum = words.iter().fold(0, |sum, word| sum ^ word);
    words.into_iter().chain([checksum]).flat_map(u16::to_le_bytes).collect()
}

/// Returns the bitmap of a metafile. Returns `None` if the metafile draws anything else.
fn metafile_bitmap(bytes: &[u8]) -> Option<&[u8]> {
    // Record types, and the offset of the bitmap in each.
    const BITMAPS: [(u16, usize); 4] = [(0x0F43, 28), (0x0B41, 26), (0x0940, 22), (0x0D33, 24)];
    const DRAWING: [u16; 18] = [
        0x0213, 0x0324, 0x0325, 0x0418, 0x041B, 0x0419, 0x0521, 0x0538, 0x061C, 0x0817, 0x081A, 0x0830,
        0x0922, 0x0A32, 0x0B23, 0x0228, 0x0429, 0x041F,
    ];
    let start = if dword(bytes, 0) == Some(PLACEABLE.0) { PLACEABLE.1 } else { 0 };
    let mut records = bytes.get(start..)?.get(18..)?;
    let mut found = None;
    while let Some(size) = length(records, 0).and_then(|words| words.checked_mul(2)).filter(|&size| size >= 6)
    {
        let Some(record) = records.get(..size) else { break };
        let function = word(record, 4)?;
        if let Some((_, at)) = BITMAPS.iter().find(|(number, _)| *number == function) {
            if found.replace(record.get(*at..)?).is_some() {
                return None;
            }
        } else if DRAWING.contains(&function) {
            return None;
        }
        records = records.get(size..)?;
    }
    found
}

/// Converts an enhanced metafile.
pub(crate) fn of_enhanced_metafile(bytes: Vec<u8>) -> Picture {
    enhanced_bitmap(&bytes).and_then(|dib| of_dib(&dib)).unwrap_or(Picture {
        media_type: "image/emf",
        extension: "emf",
        bytes,
    })
}

/// Returns the bitmap of an enhanced metafile (`EMR_STRETCHDIBITS`, [MS-EMF] 2.3.1.7). Returns `None` if the
/// metafile draws anything else.
fn enhanced_bitmap(bytes: &[u8]) -> Option<Vec<u8>> {
    const STRETCH_DIBITS: u32 = 81;
    const COMMENT: u32 = 70;
    let draws = |kind: u32| matches!(kind, 2..=8 | 15 | 41..=47 | 53..=56 | 62..=64 | 71..=80 | 83..=92 | 96..=97 | 114 | 116 | 118);
    let mut records = bytes;
    let mut found = None;
    while let Some(size) = length(records, 4).filter(|&size| size >= 8) {
        let Some(record) = records.get(..size) else { break };
        match dword(record, 0)? {
            STRETCH_DIBITS => {
                let piece = |at: usize| {
                    let start = length(record, at)?;
                    record.get(start..start.checked_add(length(record, at.checked_add(4)?)?)?)
                };
                let dib = [piece(48)?, piece(56)?].concat();
                if found.replace(dib).is_some() {
                    return None;
                }
            }
            // Comments may contain drawings of GDI+.
            COMMENT if record.get(12..16) == Some(b"EMF+") => return None,
            kind if draws(kind) => return None,
            _ => {}
        }
        records = records.get(size..)?;
    }
    found
}

#[cfg(test)]
pub(crate) mod tests {
    use super::{of_dib, of_enhanced_metafile, of_metafile};

    /// Returns a bitmap of one red pixel with 24 bits.
    pub(crate) fn dib() -> Vec<u8> {
        let mut dib = Vec::new();
        for value in [40_u32, 1, 1, 1 | 24 << 16, 0, 4, 0, 0, 0, 0] {
            dib.extend(value.to_le_bytes());
        }
        dib.extend([0, 0, 255, 0]);
        dib
    }

    /// Returns a metafile with these record types and contents.
    pub(crate) fn metafile(records: &[(u16, &[u8])]) -> Vec<u8> {
        let mut bytes = [&[1, 0, 9, 0, 0, 3][..], &[0; 12]].concat();
        for (number, data) in records.iter().chain(&[(0, &[][..])]) {
            bytes.extend((u32::try_from(data.len()).unwrap() / 2 + 3).to_le_bytes());
            bytes.extend(number.to_le_bytes());
            bytes.extend_from_slice(data);
        }
        bytes
    }

    fn enhanced(records: &[(u32, &[u8])]) -> Vec<u8> {
        let mut bytes = Vec::new();
        for (number, data) in records {
            bytes.extend(number.to_le_bytes());
            bytes.extend((u32::try_from(data.len()).unwrap() + 8).to_le_bytes());
            bytes.extend_from_slice(data);
        }
        bytes
    }

    #[test]
    fn bitmaps() {
        let file = of_dib(&dib()).unwrap();
        assert_eq!((file.media_type, file.extension), ("image/bmp", "bmp"));
        assert_eq!(file.bytes[..14], [b'B', b'M', 58, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0]);
        assert_eq!(file.bytes[14..], dib());
        // A table of 16 colours precedes the pixels.
        let mut colors = dib();
        colors[14] = 4;
        colors.extend([0; 64]);
        assert_eq!(of_dib(&colors).unwrap().bytes[10], 54 + 64);
        for end in 0..dib().len() {
            of_dib(&dib()[..end]);
        }
        assert_eq!(of_dib(b"no picture at all, but longer than a header would be"), None);
    }

    #[test]
    fn metafiles() {
        let held = [vec![0; 22], dib()].concat();
        let (window, line) = ((0x020B, &[0; 4][..]), (0x0213, &[0; 4][..]));
        let picture = of_metafile(metafile(&[window, (0x0F43, &held)]), None);
        assert_eq!(picture, of_dib(&dib()).unwrap());
        let drawn = metafile(&[(0x0F43, &held), line]);
        assert_eq!(of_metafile(drawn.clone(), None).bytes, drawn);
        let twice = metafile(&[(0x0F43, &held), (0x0F43, &held)]);
        let file = of_metafile(twice.clone(), Some((1440, 720)));
        assert_eq!(file.extension, "wmf");
        assert_eq!(file.bytes[..4], [0xD7, 0xCD, 0xC6, 0x9A]);
        assert_eq!(file.bytes[22..], twice);
        let sum =
            file.bytes[..22].chunks(2).fold(0, |sum, pair| sum ^ u16::from_le_bytes([pair[0], pair[1]]));
        assert_eq!(sum, 0);
    }

    #[test]
    fn enhanced_metafiles() {
        let dib = dib();
        let (info, bits) = dib.split_at(40);
        let mut held = vec![0; 40];
        for value in [80_u32, 40, 120, 4, 0, 0, 0, 0] {
            held.extend(value.to_le_bytes());
        }
        held.extend(info);
        held.extend(bits);
        let picture = of_enhanced_metafile(enhanced(&[(1, &[0; 80]), (81, &held), (14, &[0; 12])]));
        assert_eq!(picture, of_dib(&dib).unwrap());
        let drawn = enhanced(&[(1, &[0; 80]), (81, &held), (54, &[0; 8])]);
        assert_eq!(of_enhanced_metafile(drawn.clone()).bytes, drawn);
        for end in 0..drawn.len() {
            of_enhanced_metafile(drawn[..end].to_vec());
        }
    }
}
