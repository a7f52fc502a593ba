//! Mailboxes on this computer.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A mailbox that can be imported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct FoundMailbox {
    /// Full path of a file or folder.
    pub path: String,
    /// `pst`, `ost`, `olm`, `mbox`, `maildir`, `mh`, `thunderbird`, `apple_mail`, `zip`, `eml`, `folder` and so on.
    pub format: String,
    /// The program to which it belongs. Empty if unknown.
    pub program: String,
    /// Size of all its files in bytes.
    #[ts(type = "number")]
    pub size: u64,
    /// RFC 3339 date of its last change.
    pub modified: Option<String>,
    /// True if it may contain only the last 12 months, because it is Outlook's local copy of a mailbox on a server.
    pub may_be_partial: bool,
}
