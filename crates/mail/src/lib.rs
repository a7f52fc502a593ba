//! One RFC 5322 message as plain data: header, people, best body, attachments, base subject, thread keys. Built on
//! mail-parser, whose types do not leave this crate. Of file formats it knows TNEF, which
//! lies in mails as `winmail.dat`. Knows no archive.

#![deny(clippy::indexing_slicing, clippy::unwrap_used, clippy::expect_used)]
#![cfg_attr(not(test), deny(clippy::arithmetic_side_effects))]

mod attachment;
mod body;
mod broken;
mod date;
mod encoded_words;
mod ending;
mod file_name;
mod from_lines;
mod header;
mod html;
mod identity;
mod kind;
mod mend;
mod message;
mod parse;
mod people;
mod quoted;
mod split;
mod subject;
mod thread;
mod transfer;
mod winmail;

pub use attachment::{Attachment, attachment_bytes, attachment_of, inline_pictures, write_attachment};
pub use ending::breaks_off;
pub use file_name::{runs_as_program, safe_file_name};
pub use from_lines::{Quoting, quote_from_lines, unquote_from_lines};
pub use header::{HeaderField, header_fields};
pub use html::text_of_html;
pub use identity::{Digest, Digester, digest_of, identity_of, identity_of_lines, says_the_same};
pub use kind::Kind;
pub use message::{Framing, Message};
pub use parse::{parse, parse_skeleton, text_of_skeleton};
pub use people::Person;
pub use quoted::{is_quoted_line, own_words};
pub use split::{Cut, Giant, Layout, Skeleton, Split, Stretch, WritePart, join, join_to, write_part};
pub use subject::base_subject;
pub use thread::ThreadKey;
