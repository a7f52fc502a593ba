//! Why a file can't be read at all. What is only broken in part is a [`Defect`](foundmail_defect::Defect) instead.

use std::io;
use std::path::PathBuf;

/// The reason why nothing of a file can be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PstError {
    /// The file could not be opened.
    #[error("{} can't be opened", path.display())]
    Open {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The device failed while the header was read.
    #[error("byte {offset} can't be read")]
    Read {
        /// Where in the file.
        offset: u64,
        /// What the system said.
        source: io::Error,
    },
    /// The file does not begin with `dwMagic`, [MS-PST] 2.2.2.6.
    #[error("this is no PST or OST file: it does not begin with «!BDN»")]
    NoMagic {
        /// Where the magic should be.
        offset: u64,
    },
    /// The file ends within its header.
    #[error("the file ends within its header, after {size} bytes")]
    HeaderCut {
        /// Length of the file.
        size: u64,
    },
    /// `wVer` names no layout that is known.
    #[error("PST version {version} is not known")]
    Version {
        /// `wVer`
        version: u16,
    },
}
