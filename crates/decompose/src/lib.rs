//! Makes MAPI items of stored messages, so that they can be written to a PST: the reverse of `foundmail_mapi::compose`.
//!
//! [`decompose`] turns an RFC 5322 message into an [`Item`](foundmail_mapi::Item): its bodies, people, dates, flags and
//! attachments. Attached messages become embedded items. Large attachments are in a temporary file, so that the memory
//! that one message needs is bounded. If the archive has the property stream of an item, the item gets all its properties
//! back.
//!
//! The crate knows neither the archive nor PST files.
//!
//! ```
//! use foundmail_decompose::{StoredItem, decompose};
//! use foundmail_mail::{Framing, ItemKind, Split};
//! use foundmail_mapi::tags;
//!
//! let raw = b"From: Ruth <ruth@x.example>\r\nTo: karl@x.example\r\nSubject: Re: roof\r\n\r\nIt leaks.\r\n";
//! let item = Split::of(raw).with(|skeleton| {
//!     let (framing, kind) = (Framing::Plain, ItemKind::Mail);
//!     let stored = StoredItem { skeleton, framing, kind, composed: false, properties: None };
//!     decompose(&stored).map(|decomposed| decomposed.item)
//! })?;
//! assert_eq!(item.props.text(tags::SUBJECT).as_deref(), Some("Re: roof"));
//! assert_eq!(item.props.text(tags::SENDER_SMTP_ADDRESS).as_deref(), Some("ruth@x.example"));
//! assert_eq!(item.recipients.len(), 1);
//! # Ok::<(), std::io::Error>(())
//! ```

#![deny(clippy::indexing_slicing, clippy::unwrap_used, clippy::expect_used)]
#![cfg_attr(not(test), deny(clippy::arithmetic_side_effects))]

mod attachments;
mod bodies;
mod content_spool;
mod decompose;
mod header;
mod mail;
mod note;
mod people;
mod properties;
mod restored;
mod signed;
mod state;

pub use decompose::{Decomposed, StoredItem, decompose};
