//! Compares the items that other readers find in PST and OST files with ours.
//!
//! Each reader gives [`record::Record`]s. [`pair`] pairs the items of two readers, [`compare`] compares their fields, and
//! [`known`] compares the differences with the list of those that have a known reason
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
    /// libpff through Python: the properties as they are in the file.
    Pypff,
    /// npm's pst-extractor, a child of java-libpst.
    PstExtractor,
    /// libpst's `readpst`: mail.
    Readpst,
    /// libpff's own program, an older version of it.
    Pffexport,
}

/// One file, read by our reader and by another one.
#[derive(Debug)]
pub struct Outcome {
    /// The file's name.
    pub file: String,
    /// The other reader.
    pub reader: Reader,
    /// The result.
    pub comparison: Comparison,
}

impl Reader {
    /// All readers.
    pub const ALL: [Self; 4] = [Self::Pypff, Self::PstExtractor, Self::Readpst, Self::Pffexport];

    /// Its name.
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

/// Returns the Python with pypff: `FOUNDMAIL_PYPFF`, or else the one that `cargo xtask test` sets up.
pub fn python() -> PathBuf {
    std::env::var_os("FOUNDMAIL_PYPFF").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/pypff/bin/python3"),
        PathBuf::from,
    )
}

/// Reads a file with both readers, and compares the records. Returns an error if one of them cannot read it at all.
pub fn compare_file(file: &Path, reader: Reader) -> Result<Outcome> {
    let theirs =
        reader.read(file).map_err(|error| error.context(format!("{} can't read it", reader.name())))?;
    let ours = ours::read(file, reader.shape()).map_err(|error| error.context("we can't read it"))?;
    let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    Ok(Outcome { file: name, reader, comparison: compare(reader, &ours, &theirs) })
}

/// The differences with known reasons.
pub fn known_differences() -> Result<Vec<known::Known>> {
    known::read(&std::fs::read_to_string(scripts::folder().join("known_differences.tsv"))?)
}
