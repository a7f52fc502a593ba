//! Documents of Office before 2007: streams of records in a compound file, [MS-CFB].

mod doc;
mod ppt;
mod xls;

use std::sync::Arc;

use foundmail_mapi::compound::Compound;

use crate::budget::Budget;
use crate::text::Text;
use crate::{Kind, Reason};

/// Bytes of a stream that are read.
const LARGEST: u64 = 256 << 20;

/// The streams of a file.
pub(crate) enum Streams {
    /// A file that is one stream.
    One(Vec<u8>),
    Compound(Box<Compound>),
}

impl Streams {
    /// The bytes of the stream of a name, as far as they are there.
    fn get(&self, name: &str) -> Option<Vec<u8>> {
        let Self::Compound(compound) = self else { return None };
        let entry = compound.root().stream(name).filter(|entry| entry.length <= LARGEST)?;
        Some(compound.stream(&entry).bytes().0)
    }
}

/// Opens a file, and tells what it is.
pub(crate) fn open(kind: Kind, bytes: &[u8]) -> Result<(Kind, Streams), Reason> {
    if kind == Kind::Xls {
        return Ok((kind, Streams::One(bytes.to_vec())));
    }
    let compound = Compound::open(Arc::new(bytes.to_vec())).map_err(|_| Reason::Damaged)?;
    let root = compound.root();
    let has = |name: &str| root.stream(name).is_some();
    if has("EncryptedPackage") {
        return Err(Reason::Encrypted);
    }
    let kind = match () {
        () if has("WordDocument") => Kind::Doc,
        () if has("Workbook") || has("Book") => Kind::Xls,
        () if has("PowerPoint Document") => Kind::Ppt,
        () if has("__properties_version1.0") || root.storage("__nameid_version1.0").is_some() => Kind::Msg,
        () => Kind::NoText,
    };
    Ok((kind, Streams::Compound(Box::new(compound))))
}

pub(crate) fn read(
    kind: Kind,
    streams: &Streams,
    text: &mut Text,
    budget: &mut Budget,
) -> Result<(), Reason> {
    budget.check_time()?;
    match kind {
        Kind::Doc => doc::read(streams, text, budget),
        Kind::Ppt => ppt::read(streams, text, budget),
        _ => xls::read(streams, text, budget),
    }
}
