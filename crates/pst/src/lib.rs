//! PST and OST files as [MS-PST] describes them: bytes to MAPI items.
//!
//! The modules are the standard's layers. `ndb` finds blocks and nodes, `ltp` makes properties and tables of a node's
//! bytes, `messaging` makes folders and items of those. Knows no MIME.
//!
//! Every reader here is lenient: what is broken becomes a [`Defect`](foundmail_defect::Defect) and costs only itself.
//!
//! ```no_run
//! use std::ops::ControlFlow;
//!
//! use foundmail_pst::{Folder, MessageRef, PstFile, Visitor};
//!
//! struct Count(usize);
//!
//! impl Visitor for Count {
//!     fn folder(&mut self, _: &Folder) -> ControlFlow<()> {
//!         ControlFlow::Continue(())
//!     }
//!
//!     fn message(&mut self, _: &MessageRef) -> ControlFlow<()> {
//!         self.0 += 1;
//!         ControlFlow::Continue(())
//!     }
//! }
//!
//! # fn main() -> Result<(), foundmail_pst::PstError> {
//! let pst = PstFile::open("mailbox.pst".as_ref())?;
//! let mut count = Count(0);
//! let _ = pst.walk(&mut count);
//! # Ok(())
//! # }
//! ```

#![deny(clippy::indexing_slicing, clippy::unwrap_used, clippy::expect_used)]
#![cfg_attr(not(test), deny(clippy::arithmetic_side_effects))]

mod bytes;
mod cache;
mod crc;
mod crypt;
mod error;
mod file;
mod flaw;
mod header;
mod layout;
mod ltp;
mod messaging;
mod ndb;
mod read_at;
mod recover;
mod tags;
#[cfg(test)]
mod tests;
pub mod write;

pub use crypt::Encryption;
pub use error::PstError;
pub use file::{Info, PstFile};
pub use header::FileKind;
pub use layout::Layout;
pub use messaging::{Folder, Found, MessageRef, Visitor};
pub use ndb::{NodeId, NodeType};
pub use read_at::ReadAt;
pub use recover::Recovery;
