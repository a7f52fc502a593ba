//! Embeds the pictures of a message as `data:` addresses.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// Maximum total size of the pictures in one document, in bytes.
const MAX_PICTURES_SIZE: usize = 64 * 1024 * 1024;

/// Returns pictures as `data:` addresses, by content id.
pub(crate) fn data_urls(pictures: &[(String, String, Vec<u8>)]) -> Vec<(String, String)> {
    let mut room = MAX_PICTURES_SIZE;
    let mut urls = Vec::new();
    for (id, media_type, bytes) in pictures {
        let Some(rest) = room.checked_sub(bytes.len()) else { continue };
        room = rest;
        if is_picture(media_type) {
            urls.push((id.clone(), format!("data:{media_type};base64,{}", STANDARD.encode(bytes))));
        }
    }
    urls
}

/// Returns true for types of pictures that cannot contain markup.
pub(crate) fn is_picture(media_type: &str) -> bool {
    matches!(
        media_type,
        "image/png"
            | "image/jpeg"
            | "image/jpg"
            | "image/pjpeg"
            | "image/gif"
            | "image/webp"
            | "image/bmp"
            | "image/x-ms-bmp"
            | "image/x-icon"
            | "image/avif"
            | "image/tiff"
    )
}
