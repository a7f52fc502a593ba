//! Handing over.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What to hand over.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(tag = "what", rename_all = "lowercase")]
#[ts(export)]
pub enum Selection {
    /// These conversations.
    Threads {
        /// Their ids.
        ids: Vec<u32>,
    },
    /// All that a search finds, in a folder or source if one is named.
    Search {
        /// What was typed.
        query: String,
        /// Only in this folder and below.
        folder: Option<u32>,
        /// Only in this source.
        source: Option<u32>,
    },
}

/// Format of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
#[ts(export)]
pub enum ExportFormat {
    /// One `.eml` file a message.
    Eml,
    /// One `.mbox` file.
    Mbox,
}

/// What an export will do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct ExportPlan {
    /// Messages to hand over.
    pub messages: u32,
    /// Attachments in them.
    pub attachments: u32,
    /// Bytes, about.
    #[ts(type = "number")]
    pub bytes: u64,
    /// Where it will be saved, as shown to the owner.
    pub target: String,
}

/// What an export did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct ExportDone {
    /// Messages handed over.
    pub messages: u32,
    /// Attachments in them.
    pub attachments: u32,
    /// Of those messages, the ones that are not whole.
    pub damaged: u32,
    /// Where it was saved.
    pub path: String,
}

/// A saved attachment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct SavedFile {
    /// Where it was saved.
    pub path: String,
}
