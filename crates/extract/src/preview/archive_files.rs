//! Lists the files in ZIP and gzip files, and takes one of them out.

use std::sync::Arc;

use foundmail_mapi::{Item, compose, msg, tnef};
use serde::{Deserialize, Serialize};

use super::FilePreview;
use crate::budget::ExtractionBudget;
use crate::bytes::u32_at;
use crate::extracted::{Failure, FailureReason};
use crate::extraction::emlx;
use crate::file_kind::FileKind;
use crate::input::Input;
use crate::limits::ExtractionLimits;
use crate::ole;
use crate::zip::{self, Zip};

/// Maximum number of files that are listed.
const MAX_ENTRIES: usize = 2_000;
/// Maximum length of a name, in bytes.
const MAX_NAME: usize = 400;

/// A file in a ZIP or gzip file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArchiveEntry {
    /// Index for [`contained_of`].
    pub index: u32,
    /// Name with its folders, separated by `/`.
    pub name: String,
    /// Size in bytes, as the archive says it.
    pub size: u64,
    /// True if the file needs a password.
    pub is_locked: bool,
}

/// A file that was taken out of another one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ContainedFile {
    /// Name without folders.
    pub name: String,
    /// The bytes, up to the first damage.
    pub bytes: Vec<u8>,
    /// True if the bytes are incomplete or differ from their checksum.
    pub is_damaged: bool,
}

/// Lists the files in a ZIP or gzip file.
pub(super) fn entries(kind: FileKind, input: &Input<'_>) -> FilePreview {
    if kind == FileKind::Gzip {
        let end = input.bytes.len().saturating_sub(4);
        // The last field is the size of the content (RFC 1952, section 2.3.1).
        let size = u32_at(input.bytes, end).map_or(0, u64::from);
        let entry = ArchiveEntry { index: 0, name: gzip_name(input), size, is_locked: false };
        return FilePreview::Entries { entries: vec![entry], is_cut: false };
    }
    let zip = Zip::open(input.bytes);
    let files = (0_u32..).zip(&zip.entries).filter(|(_, entry)| !entry.name.ends_with('/'));
    let mut files = files.map(|(index, entry)| ArchiveEntry {
        index,
        name: entry.name.get(..entry.name.floor_char_boundary(MAX_NAME)).unwrap_or_default().to_owned(),
        size: entry.size,
        is_locked: entry.encrypted,
    });
    let entries = files.by_ref().take(MAX_ENTRIES).collect();
    FilePreview::Entries { entries, is_cut: files.next().is_some() || !zip.is_complete }
}

fn gzip_name(input: &Input<'_>) -> String {
    let is_gz = |name: &str| name.get(name.len().saturating_sub(3)..).is_some_and(|end| end == ".gz");
    match input.name.strip_suffix(".tgz") {
        Some(stem) => format!("{stem}.tar"),
        None if is_gz(input.name) => input.name.trim_end_matches(".gz").to_owned(),
        None => format!("{} (unpacked)", input.name),
    }
}

/// Returns a file in a ZIP or gzip file by its index.
pub fn contained_of(
    input: &Input<'_>,
    index: u32,
    limits: &ExtractionLimits,
) -> Result<ContainedFile, Failure> {
    let kind = FileKind::of(input);
    let failed = |reason| Failure { kind, reason };
    if input.bytes.len() > limits.input {
        return Err(failed(FailureReason::TooLarge));
    }
    let mut budget = ExtractionBudget::new(limits);
    if kind == FileKind::Gzip && index == 0 {
        let decoder = flate2::bufread::MultiGzDecoder::new(input.bytes);
        let unpacked = zip::unpack_checked(decoder, input.bytes.len(), &mut budget).map_err(failed)?;
        return Ok(ContainedFile {
            name: gzip_name(input),
            bytes: unpacked.bytes,
            is_damaged: unpacked.is_damaged,
        });
    }
    // The parts of an Office document are files in a ZIP file too, but the window does not list them.
    if kind != FileKind::Zip {
        return Err(failed(FailureReason::Unsupported));
    }
    let zip = Zip::open(input.bytes);
    let entry = usize::try_from(index).ok().and_then(|index| zip.entries.get(index));
    let entry = entry.ok_or_else(|| failed(FailureReason::Damaged))?;
    let unpacked = zip.read_checked(entry, &mut budget).map_err(failed)?;
    let name = entry.name.rsplit('/').next().unwrap_or_default().to_owned();
    Ok(ContainedFile { name, bytes: unpacked.bytes, is_damaged: unpacked.is_damaged })
}

/// Returns the bytes of a message (RFC 5322) for an attached message of any format. For an Outlook item, a message is composed.
pub fn message_of(input: &Input<'_>, limits: &ExtractionLimits) -> Result<ContainedFile, Failure> {
    let kind = FileKind::of(input);
    let failed = |reason| Failure { kind, reason };
    if input.bytes.len() > limits.input {
        return Err(failed(FailureReason::TooLarge));
    }
    let damaged = || failed(FailureReason::Damaged);
    let name = input.name.to_owned();
    match kind {
        FileKind::Tnef => Ok(composed(&tnef::read(input.bytes).map_err(|_| damaged())?, name)),
        FileKind::Compound => match ole::open(kind, input.bytes).map_err(failed)? {
            (FileKind::Msg, _) => {
                Ok(composed(&msg::read(Arc::new(input.bytes.to_vec())).map_err(|_| damaged())?, name))
            }
            _ => Err(failed(FailureReason::Unsupported)),
        },
        FileKind::Mail | FileKind::Text | FileKind::Html => {
            Ok(ContainedFile { name, bytes: emlx(input.bytes).to_vec(), is_damaged: false })
        }
        _ => Err(failed(FailureReason::Unsupported)),
    }
}

fn composed(item: &Item, name: String) -> ContainedFile {
    let composed = compose(item);
    let is_damaged = composed.defects.iter().any(|defect| defect.effect.loses_data());
    ContainedFile { name, bytes: composed.raw, is_damaged }
}
