//! Extracts the text of documents of Office versions before 2007. Such a document is a compound file ([MS-CFB])
//! whose streams contain records.

mod doc;
mod ppt;
mod xls;

use std::sync::Arc;

use foundmail_mapi::compound::Compound;

use crate::budget::ExtractionBudget;
use crate::extracted::FailureReason;
use crate::file_kind::FileKind;
use crate::table::TableWriter;
use crate::text_writer::TextWriter;

/// Maximum size of a stream, in bytes.
const MAX_STREAM_SIZE: u64 = 256 << 20;

/// The streams of a file.
pub(crate) enum OleStreams {
    /// A file that consists of one stream.
    One(Vec<u8>),
    Compound(Box<Compound>),
}

impl OleStreams {
    /// Returns the readable bytes of the stream with this name.
    fn get(&self, name: &str) -> Option<Vec<u8>> {
        let Self::Compound(compound) = self else { return None };
        let entry = compound.root().stream(name).filter(|entry| entry.length <= MAX_STREAM_SIZE)?;
        Some(compound.stream(&entry).bytes().0)
    }
}

/// Opens a file and detects its final kind.
pub(crate) fn open(kind: FileKind, bytes: &[u8]) -> Result<(FileKind, OleStreams), FailureReason> {
    if kind == FileKind::Xls {
        return Ok((kind, OleStreams::One(bytes.to_vec())));
    }
    let compound = Compound::open(Arc::new(bytes.to_vec())).map_err(|_| FailureReason::Damaged)?;
    let root = compound.root();
    let has = |name: &str| root.stream(name).is_some();
    if has("EncryptedPackage") {
        return Err(FailureReason::Encrypted);
    }
    let kind = match () {
        () if has("WordDocument") => FileKind::Doc,
        () if has("Workbook") || has("Book") => FileKind::Xls,
        () if has("PowerPoint Document") => FileKind::Ppt,
        () if has("__properties_version1.0") || root.storage("__nameid_version1.0").is_some() => {
            FileKind::Msg
        }
        () => FileKind::NoText,
    };
    Ok((kind, OleStreams::Compound(Box::new(compound))))
}

/// Extracts the text of a document of this kind.
pub(crate) fn read(
    kind: FileKind,
    streams: &OleStreams,
    text: &mut TextWriter,
    budget: &mut ExtractionBudget,
) -> Result<(), FailureReason> {
    budget.check_time()?;
    match kind {
        FileKind::Doc => doc::read(streams, text, budget),
        FileKind::Ppt => ppt::read(streams, text, budget),
        _ => xls::read(streams, text, budget),
    }
}

/// Reads the tables of a workbook of Excel 2 to 2003.
pub(crate) fn tables(
    streams: &OleStreams,
    out: &mut TableWriter,
    budget: &mut ExtractionBudget,
) -> Result<(), FailureReason> {
    xls::tables(streams, out, budget)
}
