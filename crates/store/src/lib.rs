//! The archive on disk, the ground truth: a `SQLite` catalogue and append-only packs of compressed, content-addressed
//! blobs. Knows no mailbox format and no index.
//!
//! A batch of items becomes visible as a whole or not at all: its blobs are on the disk before the catalogue names
//! them, and the catalogue takes them in one transaction. What [`Writer::put`] has returned survives a crash.

#![deny(clippy::indexing_slicing, clippy::arithmetic_side_effects, clippy::unwrap_used, clippy::expect_used)]
#![cfg_attr(
    test,
    allow(
        clippy::indexing_slicing,
        clippy::arithmetic_side_effects,
        clippy::unwrap_used,
        clippy::expect_used
    )
)]

mod blob;
mod error;
mod folder;
mod ids;
mod import;
mod pack;
mod people;
mod place;
mod put;
mod read;
mod report;
mod schema;
mod store;
mod thread;
pub mod verify;
mod writer;

pub use blob::{Blob, Codec};
pub use error::StoreError;
pub use folder::FolderRow;
pub use ids::{FolderId, ImportId, JobId, MessageId, SourceId, ThreadId};
pub use import::{ImportStart, JobRow, SourceRow};
pub use people::{AttachmentRow, Envelope};
pub use place::PlaceRow;
pub use put::{Content, Hint, NewItem, Outcome, Put};
pub use read::{MessageRow, Raw, Reader};
pub use report::{DefectRow, ImportCounts};
pub use store::Store;
pub use writer::Writer;
