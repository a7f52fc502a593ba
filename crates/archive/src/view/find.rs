//! Mailboxes on this computer.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The result of a search for mailboxes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct FoundMailboxes {
    /// The mailboxes, the largest first.
    pub mailboxes: Vec<FoundMailbox>,
    /// False if the search stopped at its limit of time, folders or results, so there may be more mailboxes.
    pub is_complete: bool,
}

/// A mailbox that can be imported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct FoundMailbox {
    /// Full path of a file or folder.
    pub path: String,
    /// `pst`, `ost`, `olm`, `mbox`, `maildir`, `mh`, `thunderbird`, `apple_mail`, `zip`, `eml`, `folder` and so
    /// on.
    pub format: String,
    /// Name of the mail program that uses the mailbox. Empty if unknown.
    pub program: String,
    /// Size of all files of the mailbox in bytes.
    #[ts(type = "number")]
    pub size: u64,
    /// RFC 3339 date of the last change of the mailbox.
    pub modified: Option<String>,
    /// True if the mailbox may contain only the last 12 months, because it is Outlook's local copy of a mailbox on
    /// a server.
    pub may_be_partial: bool,
}
