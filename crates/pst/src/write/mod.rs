//! Writes PST and OST files, strictly as [MS-PST] has them, in all three layouts.
//!
//! The layers are those of reading. Items go to the file as they come; in memory stay only the entries of the two
//! B-trees, and of each folder one block of its contents table.
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
pub use options::WriteOptions;
pub use writer::PstWriter;
