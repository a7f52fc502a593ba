//! Writes PST and OST files in all three layouts, strictly as [MS-PST] describes them.
//!
//! [`PstWriter`] adds folders and items. The layers below it are those of the reader: `messaging`, `ltp`, `ndb`. Items
//! are written at once. In memory stay 28 bytes for each item, and one block of the contents table of each folder.
//!
//! ```
//! use std::io::Cursor;
//!
//! use foundmail_mapi::{Item, Value, tags};
//! use foundmail_pst::write::{FolderId, PstWriter, WriteOptions};
//!
//! # fn main() -> Result<(), foundmail_pst::write::WriteError> {
//! let mut writer = PstWriter::new(Cursor::new(Vec::new()), WriteOptions::default())?;
//! let inbox = writer.add_folder(FolderId::TOP, "Inbox", Some("IPF.Note"))?;
//! let mut item = Item::default();
//! item.props.insert(tags::SUBJECT, Value::Text("Roof".to_owned()));
//! writer.add_item(inbox, &item)?;
//! let file = writer.finish()?.into_inner();
//! assert_eq!(file.len(), 271_360);
//! # Ok(())
//! # }
//! ```

mod bytes;
mod error;
mod ltp;
mod messaging;
mod ndb;
mod options;
#[cfg(test)]
mod tests;
mod writer;

pub use error::WriteError;
pub use messaging::FolderId;
pub use ndb::NodeChoice;
pub use options::WriteOptions;
pub use writer::PstWriter;
