//! The view of a removed source.

use serde::Serialize;
use ts_rs::TS;

/// The result of removing a source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct RemovedView {
    /// Name of the source.
    pub name: String,
    /// Number of removed messages: those that were in no other source.
    pub messages: u32,
    /// Number of bytes by which the archive became smaller.
    #[ts(type = "number")]
    pub freed: u64,
}
