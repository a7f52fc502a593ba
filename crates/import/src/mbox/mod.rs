//! Messages one after the other: mboxo, mboxrd, mboxcl and mboxcl2 (RFC 4155 names the family).
//!
//! The bytes of each message are kept as they stand, without the separator line before it and the empty line that
//! the format adds behind it. `From ` lines that a writer quoted are unquoted where the message is read, not here.

mod entry;
mod scan;
mod separator;

use std::io::{self, Read, Seek, SeekFrom};

use foundmail_defect::{Defect, Effect, Reason};
use foundmail_mail::{Framing, ItemKind};

pub(crate) use separator::is_separator;

use crate::error::ImportError;
use crate::passage::{HELD, Raw};
use crate::read::Place;
use crate::sink::{Found, Hint, Item, Sink};
use entry::Entry;
use scan::Scanner;

pub(crate) fn read(place: &Place<'_>, sink: &mut dyn Sink) -> Result<(), ImportError> {
    let scanner = place.content.open().and_then(Scanner::new);
    let mut scanner = scanner.map_err(|source| ImportError::Open { path: place.path.to_owned(), source })?;
    loop {
        let wants = |offset: u64, sink: &mut dyn Sink| sink.wants(&position(place, offset));
        let next = scanner.next_entry(&mut |offset| wants(offset, sink));
        let next = next.map_err(|source| ImportError::Read {
            path: place.path.to_owned(),
            offset: scanner.offset(),
            source,
        })?;
        let Some(entry) = next else { return Ok(()) };
        sink.progress(scanner.offset());
        let has_zeros = entry.has_zeros.then(|| zeros(entry.offset));
        let defects = has_zeros.into_iter().chain(early_end(place, &entry, scanner.offset()));
        let defects: Vec<Defect> = defects.collect();
        if !entry.skipped && sink.push(found(place, entry)).is_break() {
            return Ok(());
        }
        for defect in defects {
            let folder = Some(place.folder.to_owned());
            if sink.push(Found::Defect { folder, defect }).is_break() {
                return Ok(());
            }
        }
    }
}

/// The damage of a file that was overwritten with zeros: messages may have been stored there.
fn zeros(offset: u64) -> Defect {
    let what = "Part of the file is overwritten with zero bytes.";
    Defect::new("file", what, Effect::RestUnreadable).at(offset).because(Reason::PartDamaged)
}

/// Returns the damage of a file that ends within its last message: the format has no mark for its own end, so messages
/// may have followed. A message whose end cannot be told, such as plain text cut behind a line, passes for whole.
fn early_end(place: &Place<'_>, entry: &Entry, size: u64) -> Option<Defect> {
    let is_cut = || entry.breaks_off || entry.declares_more || lacks_closing_boundary(place, entry);
    if !entry.is_last || !is_cut() {
        return None;
    }
    let what = "The file ends within its last message.";
    let defect = Defect::new("file", what, Effect::RestUnreadable);
    Some(defect.because(Reason::EndsEarly { size, expected: None }))
}

/// Returns true if the last line of the message's outermost multipart is missing.
fn lacks_closing_boundary(place: &Place<'_>, entry: &Entry) -> bool {
    let framing = if entry.unquoted { Framing::Plain } else { Framing::Mbox };
    if !entry.is_held() {
        return false;
    }
    let read = || -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let mut file = place.content.open()?;
        file.seek(SeekFrom::Start(entry.offset))?;
        file.take(HELD).read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    // A message that the sink did not want has no bytes in memory.
    let bytes = if entry.skipped { read().unwrap_or_default() } else { entry.raw.clone() };
    foundmail_mail::is_cut_off(&bytes, framing)
}

/// True if a source holds more than one message. Nothing of them is kept.
pub(crate) fn holds_several(source: impl Read + Seek) -> io::Result<bool> {
    let mut scanner = Scanner::new(source)?;
    let mut skip = |_| false;
    Ok(scanner.next_entry(&mut skip)?.is_some() && scanner.next_entry(&mut skip)?.is_some())
}

fn position(place: &Place<'_>, offset: u64) -> String {
    format!("{}{offset}", place.position)
}

fn found(place: &Place<'_>, entry: Entry) -> Found {
    let mut defects = Vec::new();
    if entry.cut {
        defects.push(crate::eml::too_large(crate::eml::LARGEST_GIANT, entry.offset));
    }
    if entry.has_zeros {
        let what =
            "Part of the message is overwritten with zero bytes; other messages may have been there too.";
        defects.push(Defect::new("message", what, Effect::BodyIncomplete).at(entry.offset));
    }
    if entry.breaks_off {
        let what = "The file ends in the middle of this message; its end may be missing.";
        defects.push(Defect::new("message", what, Effect::BodyIncomplete).at(entry.offset));
    }
    let raw = if entry.is_held() {
        Raw::Here(entry.raw)
    } else {
        Raw::there(place.content, entry.offset, entry.length)
    };
    Found::Item(Item {
        folder: place.folder.to_owned(),
        position: position(place, entry.offset),
        framing: if entry.unquoted { Framing::Plain } else { Framing::Mbox },
        raw: Some(raw),
        composed: false,
        kind: ItemKind::Mail,
        defects,
        recovered: None,
        separator: Some(entry.separator).filter(|separator| !separator.is_empty()),
        hint: Hint::default(),
    })
}
