//! Reading: messages, folders, sources, jobs and the bytes of messages. Nothing in this layer changes the archive.

mod attachment_texts;
mod contents;
mod defects;
mod folders;
mod jobs;
mod marks;
mod messages;
mod occurrences;
mod reader;
mod restore;
mod sources;
mod stored;
mod unchanged;

pub(crate) use restore::{BlobReader, RestoreError};

pub use contents::{CopyRow, DatedMail, VersionRow};
pub use marks::Marks;
pub use messages::ArchiveTotals;
pub use occurrences::DamagedOccurrences;
pub use reader::{Snapshot, StoreReader};
pub use stored::{StoredBytes, StoredMessage};
