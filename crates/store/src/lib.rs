//! Stores messages on disk: in an `SQLite` catalogue, and in append-only packs of compressed blobs. A blob is
//! identified by its digest. All other data, such as the search index, is derived from the catalogue and the
//! packs.
//!
//! - [`Store`] is the folder of an archive.
//! - [`StoreWriter`] writes jobs and imports, and each [`Batch`] of [`NewItem`]s. It also removes sources and
//!   compacts the archive.
//! - [`MarkWriter`] changes the owner's stars and tags, also during an import.
//! - [`StoreReader`] reads [`MessageRow`]s, folders, sources, and the bytes of messages ([`StoredMessage`]).
//! - [`Packer`] compresses messages into blobs, without an archive.
//! - [`verify`] checks an archive for damage.
//!
//! The crate has the layers `packs`, `catalogue` (with the tables in `schema.sql`), `read`, `ingest` and `upkeep`.
//! Each layer uses only the layers before it. The crate does not know mailbox formats or the index.
//!
//! A batch becomes visible completely or not at all. Its blobs are on the disk before the catalogue refers to
//! them, and the catalogue changes in one transaction. After [`Batch::commit`], the batch survives a crash.
//!
//! ```
//! use foundmail_mail::{Fingerprint, FingerprintInput, Framing, ItemKind, Split, parse};
//! use foundmail_store::{Hint, ItemContent, JobRequest, NewItem, Outcome, Packer, Store};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let dir = tempfile::tempdir()?;
//! let store = Store::open(dir.path())?;
//! let mut writer = store.writer()?;
//! let request = JobRequest { paths: vec!["/mail".into()], recover: false, no_attachment_text: false };
//! let job = writer.begin_job(0, &request)?;
//! let start = writer.begin_import(job, "/mail", "mail", "eml", 42, 0)?;
//!
//! let raw = b"Message-ID: <1@x.example>\nSubject: Roof\n\nThe roof is gone.\n";
//! let packed = Packer::new().pack(Split::of(raw), &mut |_| false);
//! let (framing, message) = (Framing::Plain, parse(raw, Framing::Plain));
//! let input = FingerprintInput { message: &message, framing, is_whole: true, unparsed: &[] };
//! let fingerprint = Fingerprint::of(&input, || Ok(&raw[..]))?;
//!
//! let mut batch = writer.batch(start)?;
//! let item = NewItem {
//!     folder: batch.folder(None, "", "mail")?,
//!     position: "0".into(),
//!     kind: ItemKind::Mail,
//!     content: Some(ItemContent::new(packed, framing, true, false, message, fingerprint)),
//!     defects: Vec::new(),
//!     recovered: None,
//!     separator: None,
//!     hint: Hint::default(),
//! };
//! let put = batch.put(&item)?;
//! batch.commit()?;
//!
//! assert_eq!(put.outcome, Outcome::Ready);
//! let reader = store.reader()?;
//! let id = put.message.ok_or("no message")?;
//! assert_eq!(reader.message(id)?.subject, "Roof");
//! assert_eq!(reader.raw(id)?.bytes, raw);
//! # Ok(())
//! # }
//! ```

#![deny(clippy::indexing_slicing, clippy::unwrap_used, clippy::expect_used)]
#![cfg_attr(not(test), deny(clippy::arithmetic_side_effects))]

mod catalogue;
mod error;
mod files;
mod ids;
mod ingest;
mod lock;
mod packs;
mod read;
mod store;
mod upkeep;

pub use catalogue::{
    AttachmentRow, AttachmentText, DefectRow, Envelope, FolderRow, Hint, ImportStart, JobRequest, JobRow,
    JobState, MessageRow, OccurrenceRow, Outcome, PropertyPacker, SourceProgress, SourceRow, SourceState,
    TextPiece,
};
pub use error::StoreError;
pub use files::private_temp_dir;
pub use ids::{
    BlobId, FolderId, ImportId, JobId, MarkId, MessageId, OccurrenceId, SourceId, TagId, ThreadId, VersionId,
};
pub use ingest::{Batch, ImportCounts, ItemContent, MarkWriter, NewItem, PutResult, StoreWriter};
pub use packs::{Packed, Packer, PartSource};
pub use read::{
    ArchiveTotals, CopyRow, DamagedOccurrences, DatedMail, Marks, Snapshot, StoreReader, StoredBytes,
    StoredMessage, VersionRow,
};
pub use store::Store;
pub use upkeep::verify;
