//! One message in a file.

use std::fs::File;
use std::io::Read;

use foundmail_defect::{Defect, Effect};
use foundmail_mail::{Framing, Kind};

use crate::error::ImportError;
use crate::read::Place;
use crate::sink::{Found, Hint, Item, Sink};

/// Largest message that is taken whole. A larger one is cut, and its defect says so.
pub(crate) const LARGEST: u64 = 1 << 30;

pub(crate) fn read(place: &Place<'_>, sink: &mut dyn Sink) -> Result<(), ImportError> {
    let position = format!("{}0", place.position);
    if !sink.wants(&position) {
        return Ok(());
    }
    let opened = File::open(place.path)
        .and_then(|file| Ok((file.metadata()?.len(), file)))
        .map_err(|source| ImportError::Open { path: place.path.to_owned(), source })?;
    let (length, file) = opened;
    let mut raw = Vec::new();
    let mut defects = Vec::new();
    if let Err(error) = file.take(LARGEST).read_to_end(&mut raw) {
        let end = u64::try_from(raw.len()).unwrap_or(u64::MAX);
        defects.push(Defect::new("file", error.to_string(), Effect::BodyIncomplete).at(end));
    } else if length > LARGEST {
        defects.push(too_large(LARGEST));
    }
    let item = Item {
        folder: place.folder.to_owned(),
        position,
        raw: Some(raw),
        framing: Framing::Plain,
        composed: false,
        kind: Kind::Mail,
        defects,
        recovered: None,
        separator: None,
        hint: Hint::default(),
    };
    // The caller goes on with the next file, or is told to stop there.
    let _ = sink.push(Found::Item(item));
    Ok(())
}

pub(crate) fn too_large(offset: u64) -> Defect {
    Defect::new("message", "The message is larger than 1 GB; its end was left out.", Effect::BodyIncomplete)
        .at(offset)
}
