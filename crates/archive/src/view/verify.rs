//! The report of a verification.

use serde::Serialize;
use ts_rs::TS;

/// The result of verifying an archive.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct VerifyReport {
    /// Number of messages that were checked.
    #[ts(type = "number")]
    pub checked: u64,
    /// Number of blobs whose bytes were compared with their digests.
    #[ts(type = "number")]
    pub read: u64,
    /// Size of these blobs in bytes.
    #[ts(type = "number")]
    pub bytes: u64,
    /// All damage that was found.
    pub damaged: Vec<DamageView>,
    /// Notes about facts that do not affect messages, one sentence for each.
    pub notes: Vec<String>,
    /// State of the search index.
    pub index: IndexState,
    /// Duration in seconds.
    pub seconds: f64,
}

/// Damage to an archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct DamageView {
    /// Description of the damage, with the affected messages.
    pub what: String,
    /// Path of the damaged file in the archive, with the offset if it is known.
    #[serde(rename = "where")]
    pub place: String,
    /// Ids of the affected messages, if they are known.
    pub messages: Vec<u32>,
    /// True if the damage was repaired by rebuilding the search index.
    pub mended: bool,
}

/// The state of the search index compared with the archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub enum IndexState {
    /// The index contains all messages of the archive.
    #[serde(rename = "in step")]
    InStep,
    /// The index was damaged or missing, and was rebuilt.
    #[serde(rename = "rebuilt")]
    Rebuilt,
    /// Messages are missing from the index, because another program is writing or the catalogue cannot be read.
    #[serde(rename = "behind")]
    Behind,
}
