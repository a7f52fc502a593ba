//! Recipes: the instructions to restore a message from its skeleton and its large parts.
//!
//! ```text
//! count u32 | count × (at u64, size u64, line u32, crlf u8, BLAKE3 digest [32]) | skeleton
//! ```
//! All numbers are little-endian. `at` is the offset of a part's marker in the skeleton. `line` is the length of a
//! base64 line, or 0 for a raw part, which is inserted without encoding. Each part is a separate blob.

use foundmail_mail::{Base64Layout, Cut};

/// Size in bytes of the entry of one part.
const ENTRY: usize = 53;

/// Returns the bytes of a recipe, followed by the skeleton.
pub(super) fn write_recipe(cuts: &[Cut], skeleton: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(cuts.len().saturating_mul(ENTRY).saturating_add(skeleton.len()));
    out.extend_from_slice(&u32::try_from(cuts.len()).unwrap_or(u32::MAX).to_le_bytes());
    for cut in cuts {
        out.extend_from_slice(&cut.at.to_le_bytes());
        out.extend_from_slice(&cut.size.to_le_bytes());
        out.extend_from_slice(&cut.layout.line.to_le_bytes());
        out.push(u8::from(cut.layout.crlf));
        out.extend_from_slice(&cut.digest);
    }
    out.extend_from_slice(skeleton);
    out
}

/// Returns the maximum size in bytes of the recipe and skeleton of a message with `size` bytes. Each part of the
/// message is replaced by an entry, which is never larger than the part. Only the count of 4 bytes is added.
pub(crate) fn largest_recipe(size: u64) -> u64 {
    size.saturating_add(4)
}

/// Reads the cuts and the skeleton from a recipe. Returns `None` if the bytes are not a recipe.
pub(crate) fn read_recipe(mut recipe: Vec<u8>) -> Option<(Vec<Cut>, Vec<u8>)> {
    let count = u32::from_le_bytes(*recipe.first_chunk()?);
    let end = usize::try_from(count).ok()?.checked_mul(ENTRY)?.checked_add(4)?;
    let entries = recipe.get(4..end)?;
    let cuts = entries.chunks_exact(ENTRY).map(cut_of).collect::<Option<Vec<_>>>()?;
    recipe.drain(..end);
    Some((cuts, recipe))
}

fn cut_of(entry: &[u8]) -> Option<Cut> {
    let (at, rest) = entry.split_first_chunk()?;
    let (size, rest) = rest.split_first_chunk()?;
    let (line, rest) = rest.split_first_chunk()?;
    let (&crlf, digest) = rest.split_first()?;
    Some(Cut {
        at: u64::from_le_bytes(*at),
        size: u64::from_le_bytes(*size),
        layout: Base64Layout { line: u32::from_le_bytes(*line), crlf: crlf == 1 },
        digest: digest.try_into().ok()?,
    })
}

#[cfg(test)]
mod tests {
    use foundmail_mail::{Base64Layout, Cut};

    use super::{read_recipe, write_recipe};

    #[test]
    fn a_written_recipe_is_read_again_and_other_bytes_are_refused() {
        let cut =
            Cut { at: 7, layout: Base64Layout { line: 76, crlf: true }, size: 1 << 40, digest: [5; 32] };
        let cuts = vec![cut.clone(), Cut { layout: Base64Layout { line: 4, crlf: false }, ..cut }];
        for cuts in [Vec::new(), cuts] {
            let written = write_recipe(&cuts, b"skeleton");
            assert_eq!(read_recipe(written), Some((cuts, b"skeleton".to_vec())));
        }
        for damaged in [&b""[..], b"\x01\0\0", b"\x01\0\0\0short", b"\xFF\xFF\xFF\xFF"] {
            assert_eq!(read_recipe(damaged.to_vec()), None);
        }
    }
}
