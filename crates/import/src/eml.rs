//! One message in a file.

use std::io::Read as _;

use foundmail_defect::{Defect, Effect};
use foundmail_mail::{Framing, Kind};

use crate::error::ImportError;
use crate::read::Place;
use crate::sink::{Found, Hint, Item, Sink};
use crate::text;

/// Largest message that is taken whole. A larger one is cut, and its defect says so.
pub(crate) const LARGEST: u64 = 1 << 30;

pub(crate) fn read(place: &Place<'_>, sink: &mut dyn Sink) -> Result<(), ImportError> {
    let position = format!("{}0", place.position);
    if !sink.wants(&position) {
        return Ok(());
    }
    let (mut raw, mut defects) = bytes(place)?;
    let plain = text::plain(&raw);
    let composed = plain.is_some();
    if let Some(plain) = plain {
        raw = plain;
        let what = "Its lines ended, or its letters were written, in a way that mail does not know; that was mended.";
        defects.push(Defect::new("message", what, Effect::Nothing));
    }
    // The caller goes on with the next file, or is told to stop there.
    let _ = sink.push(Found::Item(item(place, position, raw, composed, defects)));
    Ok(())
}

/// The bytes of a file that is one message, and what is wrong with them.
pub(crate) fn bytes(place: &Place<'_>) -> Result<(Vec<u8>, Vec<Defect>), ImportError> {
    let opened = place.content.size().and_then(|length| Ok((length, place.content.open()?)));
    let (length, file) =
        opened.map_err(|source| ImportError::Open { path: place.path.to_owned(), source })?;
    let mut raw = Vec::new();
    let mut defects = Vec::new();
    if let Err(error) = file.take(LARGEST).read_to_end(&mut raw) {
        let end = u64::try_from(raw.len()).unwrap_or(u64::MAX);
        defects.push(Defect::new("file", error.to_string(), Effect::BodyIncomplete).at(end));
    } else if length > LARGEST {
        defects.push(too_large(LARGEST));
    }
    Ok((raw, defects))
}

pub(crate) fn item(
    place: &Place<'_>,
    position: String,
    raw: Vec<u8>,
    composed: bool,
    defects: Vec<Defect>,
) -> Item {
    Item {
        folder: place.folder.to_owned(),
        position,
        raw: Some(raw),
        framing: Framing::Plain,
        composed,
        kind: Kind::Mail,
        defects,
        recovered: None,
        separator: None,
        hint: Hint::default(),
    }
}

/// A message of which nothing could be read.
pub(crate) fn lost(folder: String, position: String, name: &str, what: String) -> Item {
    Item {
        folder,
        position,
        raw: None,
        framing: Framing::Plain,
        composed: false,
        kind: Kind::Mail,
        defects: vec![Defect::new("file", what, Effect::ItemLost)],
        recovered: None,
        separator: None,
        hint: Hint { subject: Some(name.to_owned()), ..Hint::default() },
    }
}

pub(crate) fn too_large(offset: u64) -> Defect {
    Defect::new("message", "The message is larger than 1 GB; its end was left out.", Effect::BodyIncomplete)
        .at(offset)
}
