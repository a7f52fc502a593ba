//! Whether an archive is whole.

use serde::Serialize;
use ts_rs::TS;

/// What was looked at in an archive, and what is broken in it.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct VerifyReport {
    /// Messages that were looked at.
    #[ts(type = "number")]
    pub checked: u64,
    /// Blobs whose bytes were held against their digests.
    #[ts(type = "number")]
    pub read: u64,
    /// Their bytes.
    #[ts(type = "number")]
    pub bytes: u64,
    /// What is broken.
    pub damaged: Vec<DamageView>,
    /// What is odd and costs nothing, a sentence each.
    pub notes: Vec<String>,
    /// The search index.
    pub index: IndexState,
    /// How long it took.
    pub seconds: f64,
}

/// Something broken in an archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct DamageView {
    /// What is wrong, and which messages it costs.
    pub what: String,
    /// File of the archive, and the offset in it where known.
    #[serde(rename = "where")]
    pub place: String,
    /// The messages that it costs, as far as known.
    pub messages: Vec<u32>,
    /// True if it was mended: the search index is built anew.
    pub mended: bool,
}

/// Whether the search index follows the archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub enum IndexState {
    /// It holds what the archive holds.
    #[serde(rename = "in step")]
    InStep,
    /// It was damaged or missing, and is built anew.
    #[serde(rename = "rebuilt")]
    Rebuilt,
    /// It lacks something: another program writes just now, or the catalogue cannot be read.
    #[serde(rename = "behind")]
    Behind,
}
