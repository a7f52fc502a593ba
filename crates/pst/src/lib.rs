//! Reads and writes PST and OST files, as [MS-PST] describes them.
//!
//! [`PstFile`] opens a file. [`PstFile::walk`] visits its folders and items with a [`Visitor`], and
//! [`PstFile::read_item`] reads an item as MAPI properties. The reader is lenient: it reports damage to a part of
//! the file as a [`Defect`](foundmail_defect::Defect) and continues. [`Recovery`] controls the search for lost and
//! deleted items. [`write::PstWriter`] writes files strictly by the standard.
//!
//! The crate does not know MIME, the archive, or any other mailbox format.
//!
//! # Modules
//!
//! Each module uses only those above it in this list.
//!
//! | module | contents |
//! |---|---|
//! | `format` | binary structures of the Node Database layer, parsed from bytes, [MS-PST] 2.2 |
//! | `scan` | a scan of the whole file for blocks and pages, and the detection of layout, encryption and roots |
//! | `ndb` | the reader of pages, blocks, data trees and subnodes |
//! | `directory` | nodes by id, including those that a damaged node B-tree does not lead to |
//! | `ltp` | heaps, property contexts and table contexts, [MS-PST] 2.3 |
//! | `messaging` | the message store, folders and items, [MS-PST] 2.4 |
//! | `recover` | items outside the directory, and older versions of damaged items |
//! | `walk`, `file` | the walk through all folders and items, and [`PstFile`] |
//! | [`write`](mod@write) | the writer, with its own `ndb`, `ltp` and `messaging` layers |
//!
//! # Example
//!
//! ```
//! use std::io::Cursor;
//! use std::ops::ControlFlow;
//! use std::sync::Arc;
//!
//! use foundmail_mapi::{Item, Value, tags};
//! use foundmail_pst::write::{FolderId, PstWriter, WriteOptions};
//! use foundmail_pst::{Folder, ItemRef, PstFile, Visitor};
//!
//! /// Collects the subjects of all items.
//! struct Subjects<'p>(&'p PstFile, Vec<String>);
//!
//! impl Visitor for Subjects<'_> {
//!     fn folder(&mut self, _: &Folder) -> ControlFlow<()> {
//!         ControlFlow::Continue(())
//!     }
//!
//!     fn item(&mut self, item: &ItemRef) -> ControlFlow<()> {
//!         let item = self.0.read_item(item);
//!         self.1.extend(item.props.text(tags::SUBJECT));
//!         ControlFlow::Continue(())
//!     }
//! }
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let mut writer = PstWriter::new(Cursor::new(Vec::new()), WriteOptions::default())?;
//! let mut item = Item::default();
//! item.props.insert(tags::SUBJECT, Value::Text("Repair of the roof".to_owned()));
//! writer.add_item(FolderId::TOP, &item)?;
//! let bytes = writer.finish()?.into_inner();
//!
//! let pst = PstFile::from_reader(Arc::new(bytes))?;
//! let mut subjects = Subjects(&pst, Vec::new());
//! let _ = pst.walk(&mut subjects);
//! assert_eq!(subjects.1, ["Repair of the roof"]);
//! assert!(pst.defects().is_empty());
//! # Ok(())
//! # }
//! ```

#![deny(clippy::indexing_slicing, clippy::unwrap_used, clippy::expect_used)]
#![cfg_attr(not(test), deny(clippy::arithmetic_side_effects))]

mod bytes;
mod cache;
mod directory;
mod error;
mod file;
mod flaw;
mod format;
mod ltp;
mod messaging;
mod ndb;
mod read_at;
mod recover;
mod scan;
mod tags;
#[cfg(test)]
mod tests;
mod walk;
pub mod write;

pub use error::PstError;
pub use file::{PstFile, PstInfo};
pub use format::{Encryption, FileKind, Layout, NodeId, NodeType};
pub use messaging::{Folder, ItemRef, Provenance};
pub use read_at::ReadAt;
pub use scan::Recovery;
pub use walk::Visitor;
