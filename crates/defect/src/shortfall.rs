//! Reasons why a source may contain messages that were not read.
//!
//! A damaged message is counted, and the report names it. With a shortfall, the number of missing messages is
//! unknown. A source with a shortfall is incomplete.

use std::io;

use serde::{Deserialize, Serialize};

/// A reason why messages of a source may be missing, and the affected file.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Shortfall {
    /// The reason.
    pub reason: Reason,
    /// Name of the file within the source. Empty if the whole source is affected.
    #[serde(default)]
    pub file: String,
}

/// A reason why messages may be missing.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "reason")]
pub enum Reason {
    /// The file ends before the end of its content.
    EndsEarly {
        /// Actual size, in bytes.
        size: u64,
        /// Expected size in bytes, if the file contains it.
        expected: Option<u64>,
    },
    /// The file is shorter than its header declares, but it contains everything that its directory lists.
    Shortened {
        /// Actual size, in bytes.
        size: u64,
        /// Expected size, in bytes.
        expected: u64,
    },
    /// The directory inside the file, which lists its messages, is damaged.
    DirectoryDamaged,
    /// The contents of a folder could not be listed completely.
    FolderUnlisted,
    /// Part of the file is damaged, and it may have contained messages.
    PartDamaged,
    /// The file or folder, or a part of it, could not be read.
    Unreadable {
        /// The reason that the system or the reader reported, as a sentence or a part of a sentence.
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
    /// Returns a shortfall of the whole source.
    pub fn of(reason: Reason) -> Self {
        Self { reason, file: String::new() }
    }
}

/// `ERROR_SHARING_VIOLATION` and `ERROR_LOCK_VIOLATION` of Windows.
const WINDOWS_IN_USE: [i32; 2] = [32, 33];

impl Reason {
    /// Returns the reason for an error of the operating system.
    pub fn of_error(error: &io::Error) -> Self {
        Self::of_system_error(error, cfg!(windows))
    }

    /// Returns the reason for an error of Windows or of another operating system. `windows` is a parameter, so
    /// that the Windows error codes can be tested on every system.
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
