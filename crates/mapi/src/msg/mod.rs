//! MSG files, and the templates (OFT) that are the same: one item in a compound file, [MS-OXMSG].

mod attachment;
mod item;
mod names;
mod properties;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use foundmail_defect::{Defect, Effect};

use crate::NameMap;
use crate::compound::{Compound, CompoundError};
use crate::read_limits::ReadLimits;
use crate::{Item, ReadAt, ReadError};

use item::{ItemContext, ROOT_HEADER};

/// The stream with the properties of an object, which makes a compound file a message, [MS-OXMSG] 2.4.
const PROPERTIES: &str = "__properties_version1.0";
/// Messages in one another that are read.
const MOST_NESTING: usize = 32;
/// Defects that are kept of one item: the first ones tell enough.
const MOST_DEFECTS: usize = 200;

/// What all objects of one file are read with.
struct MsgReader<'c> {
    compound: &'c Compound,
    names: NameMap,
    limits: ReadLimits,
}

/// True if a file is a compound file that holds a message: documents of Word and Excel are compound files too. An error
/// if it has lost its directory, so that nobody can tell.
pub fn is_message(source: Arc<dyn ReadAt>) -> Result<bool, ReadError> {
    match Compound::open(source) {
        Ok(compound) => Ok(holds_message(&compound)),
        Err(CompoundError::Magic) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// A file whose list of properties is lost can still have the values of some.
fn holds_message(compound: &Compound) -> bool {
    let root = compound.root();
    root.stream(PROPERTIES).is_some() || root.streams().any(|(name, _)| properties::tag_of(name).is_some())
}

/// Reads the item of a file. Values over 1 MiB stay in the file until they are read; what cannot be read is in
/// [`Item::defects`].
pub fn read(source: Arc<dyn ReadAt>) -> Result<Item, ReadError> {
    let compound = Compound::open(source)?;
    if !holds_message(&compound) {
        return Err(ReadError::NoMessage);
    }
    let limits = ReadLimits::of_source(compound.size());
    let mut reader = MsgReader { compound: &compound, names: NameMap::default(), limits };
    // Which of the streams a flaw of the file costs is told by those that are cut or missing.
    let flaws = compound.flaws().iter().map(String::as_str);
    let mut defects: Vec<Defect> =
        flaws.map(|flaw| Defect::new("compound file", flaw, Effect::Nothing)).collect();
    reader.read_names(&mut defects);
    Ok(reader.item(compound.root(), &ItemContext { header: ROOT_HEADER, ..ItemContext::default() }, defects))
}
