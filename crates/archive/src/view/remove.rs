//! What taking a source out has done.

use serde::Serialize;
use ts_rs::TS;

/// What taking a source out has done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct RemovedView {
    /// Name of the source.
    pub name: String,
    /// Messages that lay nowhere else, and are gone.
    pub messages: u32,
    /// Bytes by which the archive got smaller.
    #[ts(type = "number")]
    pub freed: u64,
}
