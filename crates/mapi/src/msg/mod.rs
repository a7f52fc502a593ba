//! MSG files and OFT templates: one item in a compound file, [MS-OXMSG].

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

/// The stream with the properties of an object, [MS-OXMSG] 2.4. Other compound files do not contain this stream.
const PROPERTIES: &str = "__properties_version1.0";
/// Maximum depth of attached messages.
const MOST_NESTING: usize = 32;
/// Maximum number of defects of one item. The first defects describe the damage well enough.
const MOST_DEFECTS: usize = 200;

/// The state shared by all objects of a file.
struct MsgReader<'c> {
    compound: &'c Compound,
    names: NameMap,
    limits: ReadLimits,
}

/// Returns true if a file is a compound file with a message. Word and Excel documents are compound files too.
///
/// # Errors
///
/// Returns an error if the file cannot be read or its directory is lost.
pub fn is_message(source: Arc<dyn ReadAt>) -> Result<bool, ReadError> {
    match Compound::open(source) {
        Ok(compound) => Ok(holds_message(&compound)),
        Err(CompoundError::Magic) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Returns true if the file contains a message. Values of properties are enough, because the list of properties
/// may be missing.
fn holds_message(compound: &Compound) -> bool {
    let root = compound.root();
    root.stream(PROPERTIES).is_some() || root.streams().any(|(name, _)| properties::tag_of(name).is_some())
}

/// Reads the item in a file. Values over 1 MiB are read on demand. Damage is recorded in [`Item::defects`].
///
/// # Errors
///
/// Returns an error if the file contains no message, cannot be read, or has lost its directory.
pub fn read(source: Arc<dyn ReadAt>) -> Result<Item, ReadError> {
    let compound = Compound::open(source)?;
    if !holds_message(&compound) {
        return Err(ReadError::NoMessage);
    }
    let limits = ReadLimits::of_source(compound.size());
    let mut reader = MsgReader { compound: &compound, names: NameMap::default(), limits };
    // The flaws have no effect of their own, because each incomplete stream gets its own defect.
    let flaws = compound.flaws().iter().map(String::as_str);
    let mut defects: Vec<Defect> =
        flaws.map(|flaw| Defect::new("compound file", flaw, Effect::Nothing)).collect();
    reader.read_names(&mut defects);
    Ok(reader.item(compound.root(), &ItemContext { header: ROOT_HEADER, ..ItemContext::default() }, defects))
}
