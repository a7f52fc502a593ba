//! The errors that prevent a file from being read at all. Damage to a part of a file is a
//! [`Defect`](foundmail_defect::Defect).

use std::io;
use std::path::PathBuf;

/// The reason why no part of a file can be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PstError {
    /// The file could not be opened.
    #[error("{} can't be opened", path.display())]
    Open {
        /// The file.
        path: PathBuf,
        /// The error of the operating system.
        source: io::Error,
    },
    /// The device failed while the header was read.
    #[error("the header at byte {offset} can't be read, so the mail in the file can't be read")]
    Read {
        /// Offset in the file.
        offset: u64,
        /// The error of the operating system.
        source: io::Error,
    },
    /// The file does not begin with `dwMagic`, [MS-PST] 2.2.2.6.
    #[error("this is not a PST or OST file: it does not begin with «!BDN»")]
    NoMagic {
        /// The offset at which `dwMagic` should be.
        offset: u64,
    },
    /// The file ends within its header.
    #[error("the file ends within its header, after {size} bytes, so it contains no mail")]
    HeaderCut {
        /// Length of the file in bytes.
        size: u64,
    },
    /// `wVer`, the version number in the header, is unknown.
    #[error("PST version {version} is not known, so the mail in the file can't be read")]
    Version {
        /// The value of `wVer`.
        version: u16,
    },
}
