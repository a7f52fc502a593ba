//! Computes the size and the digest of an attachment without holding it in memory.

use std::io::{self, Write};

use crate::split::{FoundMarker, Marker, Skeleton};

/// Returns the size of an attachment and its digest.
pub(super) fn size_and_digest(content: &[u8], media_type: &str, skeleton: &Skeleton<'_>) -> (u64, [u8; 16]) {
    let marker = Marker::of(skeleton.digest);
    if let Some(cut) = marker.number_of(content).and_then(|number| skeleton.cuts.get(number)) {
        let mut short = [0; 16];
        short.iter_mut().zip(&cut.digest).for_each(|(short, &byte)| *short = byte);
        return (cut.size, short);
    }
    let found = marker.found_in(content, skeleton);
    if lacks_text(&found, skeleton) {
        return estimated(content, &found, skeleton);
    }
    let mut digested = ContentDigest::of(media_type);
    if marker.write_filled(content, skeleton, &mut digested).is_err() {
        digested = ContentDigest::of(media_type);
    }
    digested.finish()
}

/// Returns true if one of the markers replaces the end of a long text.
pub(super) fn lacks_text(found: &[FoundMarker], skeleton: &Skeleton<'_>) -> bool {
    let mut cuts = found.iter().filter_map(|found| skeleton.cuts.get(found.number?));
    cuts.any(|cut| cut.layout.is_verbatim())
}

/// Returns the size and digest of a file from which text was removed, without reading that text. The size is an
/// estimate if the removed text is encoded. The digest is the same for equal messages.
fn estimated(content: &[u8], found: &[FoundMarker], skeleton: &Skeleton<'_>) -> (u64, [u8; 16]) {
    let mut hasher = blake3::Hasher::new();
    let mut size = content.len() as u64;
    let mut kept = 0;
    for found in found {
        hasher.update(content.get(kept..found.at).unwrap_or_default());
        kept = found.end;
        size = size.saturating_sub(found.end.saturating_sub(found.at) as u64);
        let Some(cut) = found.number.and_then(|number| skeleton.cuts.get(number)) else { continue };
        hasher.update(&cut.digest);
        size = size.saturating_add(match (cut.layout.is_verbatim(), found.is_decoded) {
            // A base64 line of 76 characters and CRLF encodes 57 bytes.
            (true, true) => cut.size.saturating_mul(57) / 78,
            (false, true) => cut.size,
            (_, false) => cut.layout.encoded_size(cut.size),
        });
    }
    hasher.update(content.get(kept..).unwrap_or_default());
    (size, short(&hasher))
}

/// Counts and digests the bytes of a file.
struct ContentDigest {
    hasher: blake3::Hasher,
    size: u64,
    is_text: bool,
    /// White space after the last other character. It is ignored at the end of the text.
    white_space: Vec<u8>,
}

/// Maximum length of white space that is ignored at the end of a text, in bytes.
const MAX_WHITE_SPACE: usize = 1024 * 1024;

impl ContentDigest {
    fn of(media_type: &str) -> Self {
        let is_text = media_type.starts_with("text/") || media_type.starts_with("message/");
        Self { hasher: blake3::Hasher::new(), size: 0, is_text, white_space: Vec::new() }
    }

    fn finish(self) -> (u64, [u8; 16]) {
        (self.size, short(&self.hasher))
    }

    fn text(&mut self, text: &[u8]) {
        let words = text.trim_ascii_end();
        if !words.is_empty() || self.white_space.len() > MAX_WHITE_SPACE {
            let white_space = std::mem::take(&mut self.white_space);
            for piece in [&white_space, words] {
                piece.split(|&byte| byte == b'\r').for_each(|piece| {
                    self.hasher.update(piece);
                });
            }
        }
        self.white_space.extend_from_slice(text.get(words.len()..).unwrap_or_default());
    }
}

impl Write for ContentDigest {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.size = self.size.saturating_add(bytes.len() as u64);
        if self.is_text {
            self.text(bytes);
        } else {
            self.hasher.update(bytes);
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn short(hasher: &blake3::Hasher) -> [u8; 16] {
    let mut short = [0; 16];
    hasher.finalize_xof().fill(&mut short);
    short
}
