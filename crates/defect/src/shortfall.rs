//! Reasons why a source may hold messages that were not read.
//!
//! A damaged message is counted: the report names it. A shortfall is worse, since nobody knows how many messages are
//! behind it. A source with a shortfall is incomplete, whatever was read of it.

use std::io;

use serde::{Deserialize, Serialize};

/// One reason why messages of a source may be missing, and the file that it concerns.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Shortfall {
    /// The reason.
    pub reason: Reason,
    /// Name of the file within the source. Empty where it concerns the source itself.
    #[serde(default)]
    pub file: String,
}

/// A reason why messages may be missing.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "reason")]
pub enum Reason {
    /// The file ends before its content does.
    EndsEarly {
        /// Bytes that are there.
        size: u64,
        /// Bytes that there should be, where the file says so.
        expected: Option<u64>,
    },
    /// The file is shorter than it says, though everything that its directory lists is there.
    Shortened {
        /// Bytes that are there.
        size: u64,
        /// Bytes that there should be.
        expected: u64,
    },
    /// The directory inside the file, which leads to its messages, is damaged.
    DirectoryDamaged,
    /// The list of a folder's contents could not be read to its end.
    FolderUnlisted,
    /// Part of the file is damaged, and messages may have been stored there.
    PartDamaged,
    /// The file or folder, or the rest of it, could not be read.
    Unreadable {
        /// The reason that the system or the reader gave, as a sentence or part of one.
        why: String,
    },
    /// Another program has the file open and does not share it.
    InUse,
    /// The file changed while it was read.
    Changed,
    /// A limit that protects against hostile files was reached.
    Limit {
        /// The limit, as part of a sentence.
        why: String,
    },
}

impl Shortfall {
    /// A shortfall of the source itself.
    pub fn of(reason: Reason) -> Self {
        Self { reason, file: String::new() }
    }
}

/// `ERROR_SHARING_VIOLATION` and `ERROR_LOCK_VIOLATION` of Windows.
const WINDOWS_IN_USE: [i32; 2] = [32, 33];

impl Reason {
    /// Returns the reason behind an error of the system.
    pub fn of_error(error: &io::Error) -> Self {
        Self::of_system_error(error, cfg!(windows))
    }

    /// The same with the system as an argument, so that each system's codes are tested on all of them.
    fn of_system_error(error: &io::Error, windows: bool) -> Self {
        let shared = windows && error.raw_os_error().is_some_and(|code| WINDOWS_IN_USE.contains(&code));
        if shared || matches!(error.kind(), io::ErrorKind::ResourceBusy | io::ErrorKind::ExecutableFileBusy) {
            return Self::InUse;
        }
        Self::Unreadable { why: error.to_string() }
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::Reason;

    #[test]
    fn a_file_that_another_program_holds_is_recognised() {
        for (code, windows, in_use) in
            [(32, true, true), (33, true, true), (5, true, false), (33, false, false)]
        {
            let reason = Reason::of_system_error(&io::Error::from_raw_os_error(code), windows);
            assert_eq!(reason == Reason::InUse, in_use, "code {code}, windows {windows}");
        }
        let busy = io::Error::from(io::ErrorKind::ResourceBusy);
        assert_eq!(Reason::of_system_error(&busy, false), Reason::InUse);
    }

    #[test]
    fn reasons_survive_storing() {
        let reason = Reason::EndsEarly { size: 9, expected: Some(14) };
        let json = serde_json::to_string(&super::Shortfall::of(reason.clone())).unwrap();
        let back: super::Shortfall = serde_json::from_str(&json).unwrap();
        assert_eq!(back.reason, reason);
    }
}
