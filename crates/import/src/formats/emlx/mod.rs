//! EMLX: a file in which Apple Mail stores one message. The format is not published. The file contains a line with
//! the length of the message in bytes, the message, and a property list with data of Apple Mail. A file named
//! `.partial.emlx` lacks attachments. Apple Mail stores them as separate files in another folder, in subfolders
//! named by the numbers of the MIME parts.

mod parts;

use std::io;

use foundmail_defect::{Defect, Effect};

use super::eml;
use crate::error::ImportError;
use crate::format::{Format, Reader};
use crate::limits::{MAX_IN_MEMORY, MAX_MESSAGE};
use crate::part_files::PartFiles;
use crate::passage::RawMessage;
use crate::probe::Probe;
use crate::sink::{Finding, Sink, SourceItem};
use crate::source_file::SourceFile;

pub(crate) static FORMAT: Format = Format {
    name: "emlx",
    title: "EMLX",
    label: "single message",
    program: Some("Apple Mail"),
    extensions: &["emlx"],
    has_mail: true,
    detect: is_emlx,
    read: Reader::Message(read),
};

/// Returns true if the file is named `.emlx` and begins with a line that contains only a length.
fn is_emlx(probe: &Probe<'_>) -> bool {
    probe.is_named(FORMAT.extensions) && split(probe.head).is_some_and(|(_, rest)| !rest.is_empty())
}

/// Returns the length that the first line declares, and the bytes after that line.
fn split(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let end = bytes.iter().take(32).position(|&byte| byte == b'\n')?;
    let line = std::str::from_utf8(bytes.get(..end)?).ok()?;
    let length = line.trim().parse().ok()?;
    Some((length, bytes.get(end.checked_add(1)?..)?))
}

/// Returns the item if the message is too large for memory and includes its attachments. Otherwise returns `None`.
fn giant(file: &SourceFile<'_>, position: &str) -> Result<Option<SourceItem>, ImportError> {
    let look = || -> io::Result<Option<SourceItem>> {
        let size = file.content.size()?;
        if size <= MAX_IN_MEMORY || is_partial(file.name) {
            return Ok(None);
        }
        let head = file.content.head(32)?;
        let Some((length, rest)) = split(&head) else { return Ok(None) };
        let start = head.len().saturating_sub(rest.len()) as u64;
        let (length, left) = (length as u64, size.saturating_sub(start));
        let raw = RawMessage::in_source(file.content, start, length.min(left).min(MAX_MESSAGE));
        let RawMessage::InSource(passage) = &raw else { return Ok(None) };
        // Ignores read errors here. They are reported when the message itself is read.
        if parts::reader_lacks_attachments(passage.open()?).unwrap_or(false) {
            return Ok(None);
        }
        let mut defects = Vec::new();
        if length > left {
            let what = format!("The file ends {} bytes too early.", length.saturating_sub(left));
            defects.push(Defect::new("emlx", what, Effect::BodyIncomplete).at(size));
        } else if length > MAX_MESSAGE {
            defects.push(eml::too_large(MAX_MESSAGE, start));
        }
        Ok(Some(eml::item(file, position.to_owned(), raw, false, defects)))
    };
    look().map_err(|source| ImportError::Open { path: file.path.to_owned(), source })
}

fn is_partial(name: &str) -> bool {
    name.to_ascii_lowercase().ends_with(".partial.emlx")
}

fn read(file: &SourceFile<'_>, files: &mut dyn PartFiles, sink: &mut dyn Sink) -> Result<(), ImportError> {
    let position = format!("{}0", file.position);
    if !sink.wants(&position) {
        return Ok(());
    }
    if let Some(giant) = giant(file, &position)? {
        let _ = sink.push(Finding::Item(giant));
        return Ok(());
    }
    let (bytes, mut defects) = eml::bytes(file)?;
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
    if is_partial(file.name) || parts::lacks_attachments(raw) {
        let restored = parts::restore(raw, files);
        composed = restored.changed;
        whole = restored.raw;
        for missing in restored.missing {
            let what = format!(
                "The attachment «{missing}» is not in the folder where Apple Mail stores attachments."
            );
            defects.push(Defect::new("attachment", what, Effect::AttachmentIncomplete));
        }
    }
    // `Break` needs no handling here, because the file has no further items. `FileSink` records it for the walk.
    let _ = sink.push(Finding::Item(eml::item(file, position, whole, composed, defects)));
    Ok(())
}
