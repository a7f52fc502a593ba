//! MAPI items, whatever held them: properties and their values, named properties, recipients, attachments, and the
//! way from such an item to an RFC 5322 message. Reads the form of a single item: MSG files ([`msg`]).
//! Knows no file format of Outlook's mailboxes; `foundmail-pst` reads those and fills what stands here.

#![deny(clippy::indexing_slicing, clippy::unwrap_used, clippy::expect_used)]
#![cfg_attr(not(test), deny(clippy::arithmetic_side_effects))]

mod address_book;
mod bytes;
mod codepage;
mod compose;
pub mod compound;
mod data;
mod error;
mod item;
pub mod msg;
mod name_map;
mod picture;
mod property_set;
mod read_at;
mod read_limits;
pub mod rtf;
#[allow(missing_docs, reason = "each constant bears the standard's name, which is its documentation")]
pub mod tags;
mod time;
pub mod tnef;
mod value;

pub use address_book::AddressBook;
pub use codepage::{decode_code_page, encode_code_page};
pub use compose::{ComposeReport, Composed, ItemClass, compose, compose_to};
pub use data::{Data, Stream};
pub use error::ReadError;
pub use item::{Attachment, AttachmentContent, Item};
pub use name_map::NameMap;
pub use picture::Picture;
pub use property_set::{NameId, PropertyName, PropertySet};
pub use read_at::{ReadAt, read_up_to};
pub use time::FileTime;
pub use value::Value;
