//! Decides which pictures of a message a document contains, and embeds them as `data:` addresses.
//!
//! A browser needs four bytes for each pixel of a picture, whatever the size of the packed picture: 8,000 x 8,000 pixels
//! of one color are 80 kB in the message and 250 MB in the browser. So pixels are counted, from the headers of the pictures.

mod header;
mod jpeg;
mod raster;
#[cfg(test)]
mod tests;
mod tile;
mod webp;

use std::collections::HashMap;

use base64::Engine as _;
use base64::alphabet;
use base64::engine::general_purpose::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use foundmail_mail::decode_hex_escapes;

use raster::raster;

/// Maximum number of pixels of one picture, over all its frames. Pictures of telephones have 12 million; 32 million
/// need 128 MB.
const MAX_PICTURE: u64 = 32_000_000;
/// Maximum number of pixels of all pictures of a message. They need 160 MB.
const MAX_PIXELS: u64 = 40_000_000;
/// Maximum number of packed bytes of the pictures in a document. A picture counts each time it occurs, because each
/// occurrence is a copy. A browser holds about four copies of the document.
const MAX_BYTES: usize = 16 * 1024 * 1024;
/// Maximum number of pictures in a document, counting each occurrence.
const MAX_COUNT: usize = 2_000;

/// A picture of a message as (content id, media type, bytes).
pub(crate) type Given = (String, String, Vec<u8>);

/// The replacement for the source of a picture.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// The number of a picture. [`Pictures::urls`] contains its address.
    Shown(usize),
    /// The sentence that is shown instead of the picture.
    Tile(String),
    /// The picture is not in the message, or cannot be shown.
    Missing,
}

/// The pictures that a document contains so far.
pub(crate) struct Pictures<'p> {
    given: HashMap<&'p str, &'p Given>,
    /// The result for each content id that occurred.
    seen: HashMap<&'p str, Seen>,
    urls: Vec<String>,
    room: Room,
}

/// A picture that occurred.
enum Seen {
    Shown { number: usize, size: usize },
    Tile(String),
    Missing,
}

impl Seen {
    fn source(&self) -> Source {
        match self {
            Self::Shown { number, .. } => Source::Shown(*number),
            Self::Tile(sentence) => Source::Tile(sentence.clone()),
            Self::Missing => Source::Missing,
        }
    }
}

/// The pixels, bytes and pictures that the document can still contain.
struct Room {
    pixels: u64,
    bytes: usize,
    count: usize,
}

impl Room {
    /// Takes room for the bytes of a picture. Returns false if there is not enough.
    fn take(&mut self, size: usize) -> bool {
        let Some((bytes, count)) = self.bytes.checked_sub(size).zip(self.count.checked_sub(1)) else {
            return false;
        };
        (self.bytes, self.count) = (bytes, count);
        true
    }
}

impl<'p> Pictures<'p> {
    pub(crate) fn of(given: &'p [Given]) -> Self {
        let given = given.iter().map(|picture| (picture.0.trim_matches(['<', '>']), picture)).collect();
        let room = Room { pixels: MAX_PIXELS, bytes: MAX_BYTES, count: MAX_COUNT };
        Self { given, seen: HashMap::new(), urls: Vec::new(), room }
    }

    /// Returns the picture with a content id.
    pub(crate) fn by_content_id(&mut self, id: &str) -> Source {
        let decoded = String::from_utf8_lossy(&decode_hex_escapes(id.as_bytes(), b'%')).into_owned();
        let Some((&id, &given)) =
            self.given.get_key_value(id).or_else(|| self.given.get_key_value(&*decoded))
        else {
            return Source::Missing;
        };
        match self.seen.get(id) {
            Some(Seen::Shown { number, size }) => {
                if self.room.take(*size) {
                    Source::Shown(*number)
                } else {
                    Source::Tile(tile::too_many(id))
                }
            }
            Some(Seen::Tile(sentence)) => Source::Tile(sentence.clone()),
            Some(Seen::Missing) => Source::Missing,
            None => {
                let seen = self.first(&given.2, id);
                let source = seen.source();
                self.seen.insert(id, seen);
                source
            }
        }
    }

    /// Returns the picture of a `data:` address. `data` follows the colon.
    pub(crate) fn by_data(&mut self, data: &str) -> Source {
        let Some((head, body)) = data.split_once(',') else { return Source::Missing };
        let bytes = decode_hex_escapes(body.as_bytes(), b'%');
        let bytes =
            if head.to_ascii_lowercase().ends_with(";base64") { decoded(&bytes) } else { Some(bytes) };
        bytes.map_or(Source::Missing, |bytes| self.first(&bytes, "").source())
    }

    /// Returns the address of each picture that is shown, and the number of pictures of the message that are not
    /// shown although the body refers to them.
    pub(crate) fn finish(self) -> (Vec<String>, usize) {
        let lost = self.seen.values().filter(|seen| !matches!(seen, Seen::Shown { .. })).count();
        (self.urls, lost)
    }

    /// Decides about a picture that occurs for the first time.
    fn first(&mut self, bytes: &[u8], id: &str) -> Seen {
        // The type comes from the bytes, because a browser can decide that way too. An SVG picture has no such type.
        let Some(raster) = raster(bytes) else { return Seen::Missing };
        if raster.pixels() > MAX_PICTURE || raster.takes_long() {
            return Seen::Tile(tile::too_large(id, &raster));
        }
        let Some(pixels) = self.room.pixels.checked_sub(raster.pixels()) else {
            return Seen::Tile(tile::too_many(id));
        };
        if !self.room.take(bytes.len()) {
            return Seen::Tile(tile::too_many(id));
        }
        self.room.pixels = pixels;
        let number = self.urls.len();
        self.urls.push(format!("data:{};base64,{}", raster.media_type, STANDARD.encode(bytes)));
        Seen::Shown { number, size: bytes.len() }
    }
}

/// A picture that is shown without a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PictureAlone {
    /// The picture as a `data:` address, with its width and height in pixels.
    Shown {
        /// The address.
        url: String,
        /// Width in pixels.
        width: u32,
        /// Height in pixels.
        height: u32,
    },
    /// The sentence about a picture that is too large.
    TooLarge(String),
}

/// Returns a picture if a browser can show it. The bytes decide the type. `None` if they are no such picture.
pub fn picture_alone(bytes: &[u8]) -> Option<PictureAlone> {
    let raster = raster(bytes)?;
    if raster.pixels() > MAX_PICTURE || raster.takes_long() || bytes.len() > MAX_BYTES {
        let sentence = tile::too_large("", &raster);
        return Some(PictureAlone::TooLarge(format!("{sentence} Save it to look at it.")));
    }
    let url = format!("data:{};base64,{}", raster.media_type, STANDARD.encode(bytes));
    Some(PictureAlone::Shown { url, width: raster.width, height: raster.height })
}

/// Decodes base64, with or without padding, and with white space.
fn decoded(text: &[u8]) -> Option<Vec<u8>> {
    let config = GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true);
    let text: Vec<u8> = text.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
    GeneralPurpose::new(&alphabet::STANDARD, config).decode(text).ok()
}
