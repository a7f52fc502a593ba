//! Parses and splits messages (RFC 5322), and returns them as plain data.
//!
//! - [`parse`] reads a [`Message`]: people, subject, dates, the best body, [`Attachment`]s and [`ThreadKey`]s. It never
//!   fails: damage is listed in [`Message::defects`].
//! - [`Split`] takes a message apart into a [`Skeleton`] and its large parts, which the archive stores separately.
//!   [`Giant`] does the same for a message that is too large for memory, and [`restore`] reverses it.
//! - [`Fingerprint`] and [`compare`] recognise the same message in different formats.
//! - [`quote_from_lines`] and [`unquote_from_lines`] handle the quoting of MBOX files.
//!
//! The crate uses mail-parser, but exposes none of its types. It opens `winmail.dat` attachments (TNEF) with the
//! crate `mapi`. The crate does not depend on the archive or the index.
//!
//! ```
//! use foundmail_mail::{Framing, attachment_bytes, parse};
//!
//! let raw = b"From: Ruth <ruth@x.example>\nSubject: Re: roof\nContent-Type: multipart/mixed; boundary=b\n\n\
//!     --b\n\nThe roof is gone.\n--b\nContent-Type: text/csv; name=cost.csv\n\nroof,900\n--b--\n";
//! let message = parse(raw, Framing::Plain);
//! assert_eq!(message.from[0].address, "ruth@x.example");
//! assert_eq!(message.text.trim(), "The roof is gone.");
//! assert_eq!(message.attachments[0].name, "cost.csv");
//! assert!(message.defects.is_empty());
//! assert_eq!(attachment_bytes(raw, Framing::Plain, 0).as_deref(), Some(&b"roof,900"[..]));
//! ```

#![deny(clippy::indexing_slicing, clippy::unwrap_used, clippy::expect_used)]
#![cfg_attr(not(test), deny(clippy::arithmetic_side_effects))]

mod attachment;
mod body;
mod cut_off;
mod damaged_encoding;
mod date;
mod digest;
mod encoded_words;
mod envelope;
mod file_name;
mod from_lines;
mod header;
mod header_ids;
mod html;
mod identity;
mod item_kind;
mod message;
mod parse;
mod parser;
mod people;
mod quotation;
mod quoted;
mod repair;
mod split;
mod subject;
mod thread;
mod transfer;
mod winmail;

pub use attachment::{
    attachment_bytes, attachment_of, inline_pictures, write_attachment, write_numbered_part,
};
pub use cut_off::is_cut_off;
pub use digest::{Digest, Digester, digest_of};
pub use file_name::{runs_as_program, safe_file_name};
pub use foundmail_mapi::{decode_hex_escapes, hex};
pub use from_lines::{FromLineWriter, quote_from_lines, unquote_from_lines};
pub use header::{HeaderField, header_bytes, header_fields};
pub use header_ids::{HeaderIds, header_ids};
pub use html::{character_reference, text_of_html};
pub use identity::{Comparison, Fingerprint, FingerprintInput, StoredFacts, compare, same_bodies};
pub use item_kind::ItemKind;
pub use message::{Attachment, Framing, Message, ThreadKey};
pub use parse::{parse, parse_skeleton, text_of_skeleton};
pub use people::Person;
pub use quotation::{Quotation, begins_copied_header, quotations};
pub use quoted::{is_quoted_line, own_text_start};
pub use split::{
    Base64Layout, ByteRange, Cut, Giant, Skeleton, Split, WritePart, restore, restore_to, write_part,
};
pub use subject::base_subject;
