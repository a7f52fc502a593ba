//! Compares the items that our reader finds in PST and OST files with the items that other readers find.
//!
//! Each reader returns [`record::Record`]s. [`pair`] pairs the items of two readers, and [`compare`] compares
//! their fields. [`known`] checks the differences against a list of those that have a known reason
//! (`tests/second_opinions/known_differences.tsv`).

pub mod compare;
pub mod known;
mod mail;
mod normal;
mod ours;
pub mod pair;
mod pffexport;
mod readpst;
pub mod record;
mod scripts;
mod table;

use std::path::{Path, PathBuf};

use anyhow::Result;

use compare::{Comparison, compare};
use ours::Shape;
pub use table::table;

/// The other readers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reader {
    /// libpff through Python. It reports the properties as the file stores them.
    Pypff,
    /// The npm package pst-extractor, which is derived from java-libpst.
    PstExtractor,
    /// `readpst` of libpst, which writes mail files.
    Readpst,
    /// `pffexport` of an older version of libpff.
    Pffexport,
}

/// The comparison of our reader with another reader for one file.
#[derive(Debug)]
pub struct Outcome {
    /// The name of the file.
    pub file: String,
    /// The other reader.
    pub reader: Reader,
    /// The result of the comparison.
    pub comparison: Comparison,
}

impl Reader {
    /// All readers.
    pub const ALL: [Self; 4] = [Self::Pypff, Self::PstExtractor, Self::Readpst, Self::Pffexport];

    /// Returns the name of the reader.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pypff => "pypff",
            Self::PstExtractor => "pst-extractor",
            Self::Readpst => "readpst",
            Self::Pffexport => "pffexport",
        }
    }

    /// Returns the reader with this name.
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reader| reader.name() == name)
    }

    fn read(self, file: &Path) -> Result<Vec<record::Record>> {
        match self {
            Self::Pypff => scripts::pypff(&python(), file),
            Self::PstExtractor => scripts::pst_extractor(file),
            Self::Readpst => readpst::read(file),
            Self::Pffexport => pffexport::read(file),
        }
    }

    fn shape(self) -> Shape {
        if self == Self::Readpst { Shape::Mail } else { Shape::Mapi }
    }
}

/// Returns the path of a Python interpreter that has pypff: the value of `FOUNDMAIL_PYPFF`, otherwise the
/// interpreter that `cargo xtask test` installs.
pub fn python() -> PathBuf {
    std::env::var_os("FOUNDMAIL_PYPFF").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/pypff/bin/python3"),
        PathBuf::from,
    )
}

/// Reads a file with both readers, and compares the records. Returns an error if a reader cannot read the file.
pub fn compare_file(file: &Path, reader: Reader) -> Result<Outcome> {
    let theirs = reader
        .read(file)
        .map_err(|error| error.context(format!("{} cannot read the file", reader.name())))?;
    let ours =
        ours::read(file, reader.shape()).map_err(|error| error.context("our reader cannot read the file"))?;
    let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    Ok(Outcome { file: name, reader, comparison: compare(reader, &ours, &theirs) })
}

/// Returns the list of differences with known reasons.
pub fn known_differences() -> Result<Vec<known::Known>> {
    known::read(&std::fs::read_to_string(scripts::folder().join("known_differences.tsv"))?)
}
