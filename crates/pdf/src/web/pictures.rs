//! Placeholders for JPEG pictures in the printed HTML.
//!
//! A web view decodes a JPEG, and its PDF contains the pixels, which take ten times the space. Therefore it receives a picture
//! of one random colour and the same size instead. The reader of the printed pages finds that colour, and puts the JPEG back
//! as it came.

use std::io::{Read as _, Write as _};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;
use flate2::{Compression, Crc};
use lopdf::{Object, Stream};

use super::code::{parts, random_colour};
use super::html::{Piece, attribute, name, pieces};
use super::jpeg::Jpeg;

/// The largest side of a placeholder in pixels. A larger picture has a placeholder with fewer pixels, to save memory.
const MAX_SIDE: u32 = 1_000;

/// A JPEG, and the picture that is printed instead of it.
#[derive(Debug, Clone)]
pub(crate) struct Placeholder {
    pub jpeg: Jpeg,
    colour: u32,
    width: u32,
    height: u32,
}

/// Replaces the JPEG pictures in cleaned HTML. Returns the HTML and the placeholders. Equal pictures share a placeholder.
pub(crate) fn with_placeholders(html: &str) -> (String, Vec<Placeholder>) {
    let mut out = String::with_capacity(html.len().min(1 << 20));
    let mut placeholders: Vec<Placeholder> = Vec::new();
    for piece in pieces(html) {
        match piece {
            Piece::Tag(tag) => match jpeg_of(tag) {
                Some((before, jpeg, after)) => {
                    out.push_str(before);
                    if let Some(known) = placeholders.iter().find(|placeholder| placeholder.jpeg == jpeg) {
                        out.push_str(&known.attribute());
                    } else {
                        let placeholder = Placeholder::of(jpeg);
                        out.push_str(&placeholder.attribute());
                        placeholders.push(placeholder);
                    }
                    out.push_str(after);
                }
                None => out.push_str(tag),
            },
            Piece::Text(text) | Piece::Sheet(text) => out.push_str(text),
        }
    }
    (out, placeholders)
}

/// Returns the JPEG that an `img` element contains, with the text of the tag before and after its attribute.
fn jpeg_of(tag: &str) -> Option<(&str, Jpeg, &str)> {
    if name(tag) != "img" {
        return None;
    }
    let (before, rest) = tag.split_once(" src=\"data:image/")?;
    let (kind, rest) = rest.split_once(";base64,")?;
    let (data, after) = rest.split_once('"')?;
    if !matches!(kind, "jpeg" | "jpg" | "pjpeg") {
        return None;
    }
    Some((before, Jpeg::read(STANDARD.decode(data.trim()).ok()?)?, after))
}

impl Placeholder {
    fn of(jpeg: Jpeg) -> Self {
        let (width, height) = jpeg.shown_size();
        let divisor = width.max(height).div_ceil(MAX_SIDE).max(1);
        let side = |side: u32| side.saturating_add(divisor / 2).checked_div(divisor).unwrap_or(1).max(1);
        Self { colour: random_colour(), width: side(width), height: side(height), jpeg }
    }

    /// Returns the attribute of an `img` element that shows the placeholder. The density gives it the size of the JPEG.
    fn attribute(&self) -> String {
        let data = STANDARD.encode(self.png());
        let (width, _) = self.jpeg.shown_size();
        if width == self.width {
            return format!(" src=\"data:image/png;base64,{data}\"");
        }
        let density = f64::from(self.width) / f64::from(width.max(1));
        format!(" srcset=\"data:image/png;base64,{data} {density}x\"")
    }

    /// Puts the JPEG back into HTML that contains the placeholder.
    pub fn restore(&self, html: &str) -> String {
        let data = STANDARD.encode(&self.jpeg.bytes);
        html.replace(&self.attribute(), &format!(" src=\"data:image/jpeg;base64,{data}\""))
    }

    /// Returns a picture of one colour.
    fn png(&self) -> Vec<u8> {
        let mut png = b"\x89PNG\r\n\x1A\n".to_vec();
        let mut header = self.width.to_be_bytes().to_vec();
        header.extend(self.height.to_be_bytes());
        // One bit for each pixel, a palette, and no options.
        header.extend([1, 3, 0, 0, 0]);
        chunk(&mut png, *b"IHDR", &header);
        chunk(&mut png, *b"PLTE", &parts(self.colour));
        // Each row is a filter type and its bits: all zero.
        let row = self.width.div_ceil(8).saturating_add(1);
        let size = usize::try_from(row.saturating_mul(self.height)).unwrap_or_default();
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
        // Writing to memory does not fail.
        let _ = encoder.write_all(&vec![0; size]);
        chunk(&mut png, *b"IDAT", &encoder.finish().unwrap_or_default());
        chunk(&mut png, *b"IEND", &[]);
        png
    }

    /// Returns true if a picture of a printed file is this placeholder.
    pub fn is(&self, image: &Stream) -> bool {
        let number = |key: &[u8]| image.dict.get(key).and_then(Object::as_i64).ok();
        if number(b"Width") != Some(self.width.into()) || number(b"Height") != Some(self.height.into()) {
            return false;
        }
        let mut pixel = [0; 3];
        let is_flate =
            image.dict.get(b"Filter").and_then(Object::as_name).is_ok_and(|name| name == b"FlateDecode");
        let read = if is_flate {
            ZlibDecoder::new(image.content.as_slice()).read_exact(&mut pixel)
        } else {
            image.content.as_slice().read_exact(&mut pixel)
        };
        read.is_ok() && pixel == parts(self.colour)
    }
}

fn chunk(png: &mut Vec<u8>, kind: [u8; 4], data: &[u8]) {
    let mut check = Crc::new();
    check.update(&kind);
    check.update(data);
    png.extend(u32::try_from(data.len()).unwrap_or_default().to_be_bytes());
    png.extend(kind);
    png.extend(data);
    png.extend(check.sum().to_be_bytes());
}

/// Returns the number of pictures in cleaned HTML.
pub(crate) fn count(html: &str) -> usize {
    pieces(html)
        .filter(|piece| {
            matches!(piece, Piece::Tag(tag) if name(tag) == "img"
                && (attribute(tag, "src").is_some() || attribute(tag, "srcset").is_some()))
        })
        .count()
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use lopdf::{Dictionary, Object, Stream};

    use super::{count, parts, with_placeholders};
    use crate::web::jpeg::tests::file;

    #[test]
    fn a_jpeg_has_a_place_of_its_own_colour() {
        let data = STANDARD.encode(file(3, 1, &[0xFF, 0xD9]));
        let html = format!(
            "<p>a</p><img alt=\"x\" src=\"data:image/jpeg;base64,{data}\" width=\"9\"><img \
             src=\"data:image/jpeg;base64,{data}\"><img src=\"data:image/png;base64,AAAA\"><img src=\"data:image/jpeg;base64,AAAA\">"
        );
        let (replaced, placeholders) = with_placeholders(&html);
        let [placeholder] = &placeholders[..] else { panic!("{placeholders:?}") };
        assert_eq!(replaced.matches(&placeholder.attribute()).count(), 2);
        assert!(
            replaced.contains("<img alt=\"x\" src=\"data:image/png;base64,")
                && replaced.contains(" width=\"9\">")
        );
        assert_eq!(count(&replaced), 4);
        let mut image = Dictionary::new();
        image.set("Width", Object::Integer(40));
        image.set("Height", Object::Integer(30));
        let stream = |pixel: [u8; 3]| Stream::new(image.clone(), pixel.repeat(1200));
        assert!(placeholder.is(&stream(parts(placeholder.colour))));
        assert!(!placeholder.is(&stream(parts(placeholder.colour ^ 1))));
    }
}
