//! EMLX: a message as Apple Mail keeps it. Nobody has published a standard of it. A line with the message's length in
//! bytes, the message, and a property list with marks of Apple Mail's. In a `.partial.emlx` attachments are missing:
//! they lie as files in a folder beside, by the numbers of their parts.

mod parts;

use std::io;

use foundmail_defect::{Defect, Effect};

use crate::eml::{self, LARGEST_GIANT};
use crate::error::ImportError;
use crate::passage::{HELD, Raw};
use crate::read::Place;
use crate::sink::{Found, Item, Sink};
pub(crate) use parts::{Attached, Beside};

/// True if bytes begin with a length alone on a line, and then with something.
pub(crate) fn is_emlx(head: &[u8]) -> bool {
    split(head).is_some_and(|(_, rest)| !rest.is_empty())
}

/// The length and what stands behind its line.
fn split(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let end = bytes.iter().take(32).position(|&byte| byte == b'\n')?;
    let line = std::str::from_utf8(bytes.get(..end)?).ok()?;
    let length = line.trim().parse().ok()?;
    Some((length, bytes.get(end.checked_add(1)?..)?))
}

/// A message that is too large to be held, and of which nothing lies beside.
fn giant(place: &Place<'_>, position: &str, name: &str) -> Result<Option<Item>, ImportError> {
    let look = || -> io::Result<Option<Item>> {
        let size = place.content.size()?;
        if size <= HELD || is_partial(name) {
            return Ok(None);
        }
        let head = place.content.head(32)?;
        let Some((length, rest)) = split(&head) else { return Ok(None) };
        let start = head.len().saturating_sub(rest.len()) as u64;
        let (length, left) = (length as u64, size.saturating_sub(start));
        let raw = Raw::there(place.content, start, length.min(left).min(LARGEST_GIANT));
        let Raw::There(passage) = &raw else { return Ok(None) };
        // Where it cannot be read, it is told when the message itself is read, with what stands before that.
        if parts::lacks_attachments_there(passage.open()?).unwrap_or(false) {
            return Ok(None);
        }
        let mut defects = Vec::new();
        if length > left {
            let what = format!("The file ends {} bytes too early.", length.saturating_sub(left));
            defects.push(Defect::new("emlx", what, Effect::BodyIncomplete).at(size));
        } else if length > LARGEST_GIANT {
            defects.push(eml::too_large(LARGEST_GIANT, start));
        }
        Ok(Some(eml::item(place, position.to_owned(), raw, false, defects)))
    };
    look().map_err(|source| ImportError::Open { path: place.path.to_owned(), source })
}

fn is_partial(name: &str) -> bool {
    name.to_ascii_lowercase().ends_with(".partial.emlx")
}

/// Reads one message. `beside` gives what lies beside it, if that is anything.
pub(crate) fn read(
    place: &Place<'_>,
    name: &str,
    beside: Option<&mut dyn Beside>,
    sink: &mut dyn Sink,
) -> Result<(), ImportError> {
    let position = format!("{}0", place.position);
    if !sink.wants(&position) {
        return Ok(());
    }
    if let Some(giant) = giant(place, &position, name)? {
        let _ = sink.push(Found::Item(giant));
        return Ok(());
    }
    let (bytes, mut defects) = eml::bytes(place)?;
    let (length, rest) = split(&bytes).unwrap_or((bytes.len(), &bytes));
    let raw = if let Some(raw) = rest.get(..length) {
        raw
    } else {
        let what = format!("The file ends {} bytes too early.", length.saturating_sub(rest.len()));
        defects.push(Defect::new("emlx", what, Effect::BodyIncomplete).at(bytes.len() as u64));
        rest
    };
    let mut whole = raw.to_vec();
    let mut composed = false;
    if is_partial(name) || parts::lacks_attachments(raw) {
        let put_back = parts::put_back(raw, beside);
        composed = put_back.changed;
        whole = put_back.raw;
        for missing in put_back.missing {
            let what = format!("«{missing}» is not in the folder where Apple Mail keeps it.");
            defects.push(Defect::new("attachment", what, Effect::AttachmentIncomplete));
        }
    }
    // The caller goes on with the next file, or is told to stop there.
    let _ = sink.push(Found::Item(eml::item(place, position, whole, composed, defects)));
    Ok(())
}
