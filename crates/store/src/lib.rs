//! The archive on disk, the ground truth: a `SQLite` catalogue and append-only packs of compressed, content-addressed
//! blobs. Knows no mailbox format and no index.
//!
//! A batch of items becomes visible as a whole or not at all: its blobs are on the disk before the catalogue names
//! them, and the catalogue takes them in one transaction. What [`Batch::commit`] has taken survives a crash.

#![deny(clippy::indexing_slicing, clippy::unwrap_used, clippy::expect_used)]
#![cfg_attr(not(test), deny(clippy::arithmetic_side_effects))]

mod batch;
mod blob;
mod check;
mod compact;
mod digested;
mod error;
mod folder;
mod ids;
mod import;
mod item;
mod job;
mod message;
mod pack;
mod packed;
mod people;
mod place;
mod read;
mod recipe;
mod remove;
mod report;
mod schema;
mod source_state;
mod store;
mod stored;
mod text;
mod thread;
pub mod verify;
mod writer;

pub use batch::Batch;
pub use error::StoreError;
pub use folder::FolderRow;
pub use ids::{FolderId, ImportId, JobId, MessageId, SourceId, ThreadId};
pub use import::{ImportStart, SourceRow};
pub use item::{Content, Hint, NewItem, Outcome, Put};
pub use job::{JobRequest, JobRow};
pub use packed::{Packed, Packer, PartSource};
pub use people::{AttachmentRow, Envelope};
pub use place::PlaceRow;

pub use read::{DamagedPlaces, MessageRow, Reader, Totals};
pub use report::{DefectRow, ImportCounts};
pub use source_state::{Progress, SourceState};
pub use store::Store;
pub use stored::{Raw, Stored};
pub use text::{AttachmentText, TextPiece};
pub use writer::Writer;
