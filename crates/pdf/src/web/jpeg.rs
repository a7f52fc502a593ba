//! Reads the properties of a JPEG file, and writes it into a PDF as it is.

use std::io::Write;

use lopdf::{Dictionary, Object, Stream};

use crate::PdfError;
use crate::copy::Written;
use crate::sink::{Id, Sink, reference};

/// The most pixels of a picture.
const MAX_PIXELS: u64 = 200_000_000;

/// A JPEG file that every PDF reader can show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Jpeg {
    pub bytes: Vec<u8>,
    /// The size of the stored picture, before it is turned.
    width: u16,
    height: u16,
    is_grey: bool,
    /// The way in which the picture is turned, 1 to 8 (Exif 2.3, tag 0x0112).
    orientation: u8,
    /// The colour profile; empty if there is none.
    profile: Vec<u8>,
}

impl Jpeg {
    /// Reads the segments of a file. Returns `None` for damaged files, and for kinds that PDF readers or our pages would show
    /// in another way than a browser: CMYK, and colours without the usual conversion.
    pub fn read(bytes: Vec<u8>) -> Option<Self> {
        let mut jpeg = Self {
            bytes: Vec::new(),
            width: 0,
            height: 0,
            is_grey: false,
            orientation: 1,
            profile: Vec::new(),
        };
        let mut rest = bytes.strip_prefix(&[0xFF, 0xD8])?;
        let mut profile: Vec<(u8, &[u8])> = Vec::new();
        loop {
            let (&[0xFF, marker], behind) = rest.split_first_chunk::<2>()? else { return None };
            if marker == 0xFF {
                rest = rest.get(1..)?;
                continue;
            }
            let (length, _) = behind.split_first_chunk::<2>()?;
            let segment = behind.get(2..usize::from(u16::from_be_bytes(*length)))?;
            rest = behind.get(usize::from(u16::from_be_bytes(*length))..)?;
            match marker {
                0xC0..=0xC2 => jpeg.frame(segment)?,
                0xC3 | 0xC5..=0xC7 | 0xC9..=0xCB | 0xCD..=0xCF => return None,
                0xE1 => jpeg.orientation = orientation(segment).unwrap_or(jpeg.orientation),
                0xE2 => {
                    if let Some([number, _, data @ ..]) = segment.strip_prefix(b"ICC_PROFILE\0") {
                        profile.push((*number, data));
                    }
                }
                0xDA => break,
                _ => {}
            }
        }
        // A file that was cut off is left to the web view.
        let is_complete = rest.windows(2).any(|bytes| bytes == [0xFF, 0xD9]);
        if jpeg.width == 0 || !is_complete {
            return None;
        }
        profile.sort_by_key(|(number, _)| *number);
        let profile: Vec<u8> = profile.into_iter().flat_map(|(_, data)| data).copied().collect();
        jpeg.profile = Some(profile).filter(|profile| jpeg.is_for_its_colours(profile)).unwrap_or_default();
        jpeg.bytes = bytes;
        Some(jpeg)
    }

    fn frame(&mut self, segment: &[u8]) -> Option<()> {
        let [8, height_high, height_low, width_high, width_low, components, first, ..] = *segment else {
            return None;
        };
        self.height = u16::from_be_bytes([height_high, height_low]);
        self.width = u16::from_be_bytes([width_high, width_low]);
        self.is_grey = components == 1;
        // Components that are called R, G, B have no conversion of colours.
        let is_usual = matches!(components, 1 | 3) && first != b'R';
        (is_usual && self.height > 0 && self.pixels() <= MAX_PIXELS).then_some(())
    }

    fn is_for_its_colours(&self, profile: &[u8]) -> bool {
        let colours: &[u8] = if self.is_grey { b"GRAY" } else { b"RGB " };
        profile.get(16..20) == Some(colours) && profile.get(36..40) == Some(b"acsp")
    }

    /// Returns the number of pixels.
    pub fn pixels(&self) -> u64 {
        u64::from(self.width).saturating_mul(u64::from(self.height))
    }

    /// Returns the width and height as a browser shows the picture.
    pub fn shown_size(&self) -> (u32, u32) {
        let (width, height) = (u32::from(self.width), u32::from(self.height));
        if self.orientation >= 5 { (height, width) } else { (width, height) }
    }

    /// Writes the picture as an object that is shown in a square of one unit.
    pub fn write<W: Write>(&self, sink: &mut Sink<W>, written: &mut Written) -> Result<Id, PdfError> {
        let name = |name: &str| Object::Name(name.as_bytes().to_vec());
        let device = if self.is_grey { "DeviceGray" } else { "DeviceRGB" };
        let mut colours = name(device);
        if !self.profile.is_empty() {
            let mut dictionary = Dictionary::new();
            dictionary.set("N", Object::Integer(if self.is_grey { 1 } else { 3 }));
            dictionary.set("Alternate", name(device));
            let mut stream = Stream::new(dictionary, self.profile.clone());
            stream.compress()?;
            colours = vec![name("ICCBased"), reference(written.add(&stream.into(), sink)?)].into();
        }
        let mut image = Dictionary::new();
        image.set("Type", name("XObject"));
        image.set("Subtype", name("Image"));
        image.set("Width", Object::Integer(self.width.into()));
        image.set("Height", Object::Integer(self.height.into()));
        image.set("ColorSpace", colours);
        image.set("BitsPerComponent", Object::Integer(8));
        image.set("Filter", name("DCTDecode"));
        let stream = Stream::new(image, self.bytes.clone()).with_compression(false);
        let image = written.add(&stream.into(), sink)?;
        let Some(matrix) = turn(self.orientation) else { return Ok(image) };
        let mut pictures = Dictionary::new();
        pictures.set("P", reference(image));
        let mut resources = Dictionary::new();
        resources.set("XObject", pictures);
        let mut form = Dictionary::new();
        form.set("Type", name("XObject"));
        form.set("Subtype", name("Form"));
        form.set("BBox", [0, 0, 1, 1].map(Object::Integer).to_vec());
        form.set("Resources", resources);
        let content = format!("q {matrix} cm /P Do Q");
        written.add(&Stream::new(form, content.into_bytes()).into(), sink)
    }
}

/// Returns the matrix that turns the unit square, for the orientations that need one.
fn turn(orientation: u8) -> Option<&'static str> {
    Some(match orientation {
        2 => "-1 0 0 1 1 0",
        3 => "-1 0 0 -1 1 1",
        4 => "1 0 0 -1 0 1",
        5 => "0 -1 -1 0 1 1",
        6 => "0 -1 1 0 0 1",
        7 => "0 1 1 0 0 0",
        8 => "0 1 -1 0 1 0",
        _ => return None,
    })
}

/// Returns the orientation of an Exif segment.
fn orientation(segment: &[u8]) -> Option<u8> {
    let tiff = segment.strip_prefix(b"Exif\0\0")?;
    let is_little = tiff.starts_with(b"II");
    let two = |at: usize| -> Option<u16> {
        let bytes = <[u8; 2]>::try_from(tiff.get(at..at.checked_add(2)?)?).ok()?;
        Some(if is_little { u16::from_le_bytes(bytes) } else { u16::from_be_bytes(bytes) })
    };
    let four = |at: usize| -> Option<usize> {
        let bytes = <[u8; 4]>::try_from(tiff.get(at..at.checked_add(4)?)?).ok()?;
        usize::try_from(if is_little { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) }).ok()
    };
    let directory = four(4)?;
    let count = usize::from(two(directory)?);
    let mut entries =
        (0..count).map_while(|index| directory.checked_add(index.checked_mul(12)?)?.checked_add(2));
    let entry = entries.find(|entry| two(*entry) == Some(0x0112))?;
    let value = two(entry.checked_add(8)?)?;
    u8::try_from(value).ok().filter(|value| (1..=8).contains(value))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::Jpeg;

    /// Returns the segments of a JPEG file without useful image data.
    pub fn file(components: u8, orientation: u8, end: &[u8]) -> Vec<u8> {
        let mut file = vec![0xFF, 0xD8, 0xFF, 0xE1, 0, 34];
        file.extend(b"Exif\0\0MM\0\x2A\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0");
        file.extend([orientation, 0, 0, 0, 0, 0, 0]);
        file.extend([0xFF, 0xC0, 0, 11, 8, 0, 30, 0, 40, components, 1, 0x11, 0]);
        file.extend([0xFF, 0xDA, 0, 2, 1, 2, 3]);
        file.extend(end);
        file
    }

    #[test]
    fn only_complete_files_of_usual_kinds_are_kept() {
        for (components, orientation, end, size) in [
            (3, 1, &[0xFF, 0xD9][..], Some((40, 30))),
            (1, 6, &[0xFF, 0xD9], Some((30, 40))),
            (3, 9, &[0xFF, 0xD9, 0, 0], Some((40, 30))),
            (4, 1, &[0xFF, 0xD9], None),
            (3, 1, &[], None),
        ] {
            let jpeg = Jpeg::read(file(components, orientation, end));
            assert_eq!(jpeg.map(|jpeg| jpeg.shown_size()), size, "{components} {orientation}");
        }
        let whole = file(3, 6, &[0xFF, 0xD9]);
        for length in 0..whole.len() {
            assert_eq!(Jpeg::read(whole[..length].to_vec()), None);
        }
    }
}
