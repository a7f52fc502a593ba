//! One message in a file.

use std::io::Read as _;

use foundmail_defect::{Defect, Effect};
use foundmail_mail::{Framing, ItemKind};

use crate::error::ImportError;
use crate::passage::{HELD, Raw};
use crate::read::Place;
use crate::sink::{Found, Hint, Item, Sink};
use crate::text;

/// Largest message that is held. A larger one that must be is cut, and its defect says so.
pub(crate) const LARGEST: u64 = 1 << 30;
/// Largest message that is taken whole. A larger one is cut, and its defect says so.
pub(crate) const LARGEST_GIANT: u64 = 16 << 30;
/// Largest one whose lines are mended.
const MENDED: u64 = 256 << 20;
/// Bytes by which it is seen whether they must be.
const HEAD: u64 = 64 * 1024;

pub(crate) fn read(place: &Place<'_>, sink: &mut dyn Sink) -> Result<(), ImportError> {
    let position = format!("{}0", place.position);
    if !sink.wants(&position) {
        return Ok(());
    }
    if let Some(giant) = giant(place, &position)? {
        let _ = sink.push(Found::Item(giant));
        return Ok(());
    }
    let (mut raw, mut defects) = bytes(place)?;
    let plain = text::plain(&raw);
    let composed = plain.is_some();
    if let Some(plain) = plain {
        raw = plain;
        let what = "The line ends or the encoding of this file are not those of e-mail. They were converted.";
        defects.push(Defect::new("message", what, Effect::Nothing));
    }
    // The caller goes on with the next file, or is told to stop there.
    let _ = sink.push(Found::Item(item(place, position, raw, composed, defects)));
    Ok(())
}

/// A message that is too large to be held.
fn giant(place: &Place<'_>, position: &str) -> Result<Option<Item>, ImportError> {
    let looked = place.content.size().and_then(|length| Ok((length, place.content.head(HEAD)?)));
    let (length, head) =
        looked.map_err(|source| ImportError::Open { path: place.path.to_owned(), source })?;
    let is_odd = text::plain(&head).is_some();
    if length <= HELD || is_odd && length <= MENDED {
        return Ok(None);
    }
    let mut defects = Vec::new();
    if is_odd {
        let what = "The line ends or the encoding of this file are not those of e-mail. It is too large to be converted.";
        defects.push(Defect::new("message", what, Effect::Nothing));
    }
    if length > LARGEST_GIANT {
        defects.push(too_large(LARGEST_GIANT, 0));
    }
    let raw = Raw::there(place.content, 0, length.min(LARGEST_GIANT));
    Ok(Some(item(place, position.to_owned(), raw, false, defects)))
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
        defects.push(too_large(LARGEST, LARGEST));
    }
    Ok((raw, defects))
}

pub(crate) fn item(
    place: &Place<'_>,
    position: String,
    raw: impl Into<Raw>,
    composed: bool,
    defects: Vec<Defect>,
) -> Item {
    Item {
        folder: place.folder.to_owned(),
        position,
        raw: Some(raw.into()),
        framing: Framing::Plain,
        composed,
        kind: ItemKind::Mail,
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
        kind: ItemKind::Mail,
        defects: vec![Defect::new("file", what, Effect::ItemLost)],
        recovered: None,
        separator: None,
        hint: Hint { subject: Some(name.to_owned()), ..Hint::default() },
    }
}

/// A message of which no more than `most` bytes were taken; it begins at `start`.
pub(crate) fn too_large(most: u64, start: u64) -> Defect {
    let what = format!("The message is larger than {} GB; its end was left out.", most >> 30);
    Defect::new("message", what, Effect::BodyIncomplete).at(start)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use foundmail_mail::{Framing, parse};

    use crate::test_sink::Collect;

    /// Checks the format of a file, and the subjects of its messages; those of a message file have every byte of it.
    #[track_caller]
    fn check(name: &str, bytes: &str, format: &str, subjects: &[&str]) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        let read = Collect::of(&path);
        assert_eq!(read.format, format, "{name} {bytes:.200}");
        let raw = |at: usize| read.items[at].raw.as_ref().unwrap().bytes().unwrap().into_owned();
        let found: Vec<String> =
            (0..read.items.len()).map(|at| parse(&raw(at), read.items[at].framing).subject).collect();
        assert_eq!(found, subjects, "{name} {bytes:.200}");
        if format == "eml" {
            assert!(raw(0) == bytes.as_bytes() && read.items[0].framing == Framing::Plain, "{name}");
        }
    }

    #[test]
    fn a_message_file_keeps_the_separator_it_begins_with() {
        let line = "From a@x.example Tue May  3 10:00:00 2016\n";
        let message = "Subject: hi\nFrom: a@x.example\n\nhello\n";
        let long = format!("{message}{}", "text\n".repeat(40_000));
        for (name, bytes) in [
            ("a.eml", format!("{line}{message}")),
            ("A.EML", format!("{line}{message}")),
            ("a.eml", format!("{line}{message}").replace('\n', "\r\n")),
            ("a.eml", format!("{line}{message}without an end")),
            ("a.eml", format!("{line}{message}From here on\n\nFrom there\n>From nowhere\n")),
            ("a.eml", format!("{line}{message}\nFrom me to you, 12:00 2016\nbye\n")),
            ("a.eml", format!("From - Tue May  3 10:00:00 2016\nX-Mozilla-Status: 0001\n{message}")),
            ("a.eml", format!("{line}{long}")),
            ("a.eml", message.to_owned()),
            ("a.eml", format!("\n{message}")),
        ] {
            check(name, &bytes, "eml", &["hi"]);
        }
        for name in ["a.eml", "a.mbox", "a"] {
            check(name, &format!("{line}{message}\n{line}{message}"), "mbox", &["hi", "hi"]);
            check(name, &format!("{line}{long}\n{line}{message}"), "mbox", &["hi", "hi"]);
        }
        check("a", &format!("{line}{message}"), "mbox", &["hi"]);
    }
}
