//! MAPI items, the data model of Outlook, and their conversion to RFC 5322 messages.
//!
//! - [`Item`] is a message, appointment, contact, task or note: a [`PropertySet`] with recipients and attachments. A
//!   property has an id in [`tags`] or a [`PropertyName`], and a [`Value`]; large values are [`Data`] read on demand.
//! - [`compose`](compose()) converts an item to an RFC 5322 message. [`ItemClass`] is the category of the item,
//!   and [`AddressBook`] finds internet addresses for Exchange names.
//! - [`insert_component`] is the reverse for calendars and cards: it makes properties of iCalendar and vCard.
//! - [`write_properties`] keeps the properties that a message can't express, and [`read_properties`] reads them again.
//! - [`msg`] reads MSG files, [`tnef`] reads `winmail.dat`, [`rtf`] reads RTF bodies, and [`compound`] reads the compound
//!   files of [MS-CFB].
//!
//! Reading never fails because of damage within an item: the damage becomes a `Defect` in [`Item::defects`]. The
//! same item always gives the same message bytes, because the archive identifies stored messages by their bytes.
//!
//! The crate does not read mailboxes (PST and OST). `foundmail-pst` reads mailboxes and creates items.
//!
//! ```
//! use foundmail_mapi::{Item, ItemClass, Value, compose, tags};
//!
//! let mut item = Item::default();
//! item.props.insert(tags::SUBJECT, Value::Text("Offer".to_owned()));
//! item.props.insert(tags::BODY, Value::Text("Dear Ruth,".to_owned()));
//!
//! let composed = compose(&item);
//! assert_eq!(composed.kind, ItemClass::Mail);
//! let message = String::from_utf8(composed.raw).unwrap();
//! assert!(message.starts_with("Subject: Offer\r\n"));
//! assert!(message.ends_with("\r\nDear Ruth,\r\n"));
//! ```

#![deny(clippy::indexing_slicing, clippy::unwrap_used, clippy::expect_used)]
#![cfg_attr(not(test), deny(clippy::arithmetic_side_effects))]

mod address_book;
mod bytes;
mod codepage;
mod components;
mod compose;
pub mod compound;
mod data;
mod error;
mod hex;
mod item;
pub mod msg;
mod name_map;
mod picture;
mod property_set;
mod property_stream;
mod read_at;
mod read_limits;
pub mod rtf;
#[allow(missing_docs, reason = "the name of each constant is the documented name in the standard")]
pub mod tags;
mod time;
pub mod tnef;
mod value;

pub use address_book::AddressBook;
pub use codepage::{decode_code_page, encode_code_page};
pub use components::insert_component;
pub use compose::{
    ComposeReport, Composed, ItemClass, compose, compose_to, html_with_charset_utf8, one_off_entry_id,
    remove_summary,
};
pub use data::{Data, Stream};
pub use error::ReadError;
pub use hex::{decode_hex_escapes, hex};
pub use item::{Attachment, AttachmentContent, Item};
pub use name_map::NameMap;
pub use picture::Picture;
pub use property_set::{NameId, PropertyName, PropertySet};
pub use property_stream::{PartNumbers, StoredContent, StoredProperties, read_properties, write_properties};
pub use read_at::{ReadAt, read_up_to};
pub use time::FileTime;
pub use value::Value;
