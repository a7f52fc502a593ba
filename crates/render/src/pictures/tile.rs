//! The sentences that are shown instead of large pictures.

use super::header::Raster;

/// Maximum number of characters of a name.
const MAX_NAME: usize = 60;

/// The sentence for a picture with too many pixels.
pub(super) fn too_large(id: &str, raster: &Raster) -> String {
    let frames = if raster.frames > 1 { format!(", {} frames", raster.frames) } else { String::new() };
    format!("{} is very large ({} x {}{frames}).{}", name(id), raster.width, raster.height, hint(id))
}

/// The sentence for a picture for which the message has no room.
pub(super) fn too_many(id: &str) -> String {
    format!("{} is not shown: the pictures of this message are too large together.{}", name(id), hint(id))
}

/// Returns the beginning of the sentence. Most programs begin a content id with the name of the file.
fn name(id: &str) -> String {
    let file = id.split_once('@').map_or(id, |(file, _)| file);
    let is_name = file.contains('.') && file.chars().count() <= MAX_NAME;
    if is_name { format!("The picture {file}") } else { "This picture".to_owned() }
}

/// Returns the advice for pictures that are attachments. A picture inside the HTML cannot be saved.
fn hint(id: &str) -> &'static str {
    if id.is_empty() { "" } else { " Save it to look at it." }
}
