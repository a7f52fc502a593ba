//! Plain text out of attachments, for search: PDF, the formats of Word, Excel and PowerPoint, old and new, OpenDocument,
//! RTF, HTML, text, calendars, cards, messages, and what lies in ZIP files.
//!
//! [`text_of`] reads in this process. What comes from strangers is read by a [`Pool`], whose child processes may hang, eat
//! memory or die without harm to anything but the one file. Knows no archive and no index.

#![deny(clippy::indexing_slicing, clippy::unwrap_used, clippy::expect_used)]
#![cfg_attr(not(test), deny(clippy::arithmetic_side_effects))]

mod bounds;
mod budget;
mod bytes;
mod charset;
mod child;
mod extracted;
mod html;
mod kind;
mod limits;
mod lines;
mod message;
mod odf;
mod ole;
mod ooxml;
mod pdf;
mod pool;
mod text;
mod walk;
mod wire;
mod xml;
mod zip;

pub use child::{Child, Program, child_main_if_asked};
pub use extracted::{Extracted, Failure, Lost, Piece, Reason};
pub use kind::Kind;
pub use limits::{Input, Limits};
pub use pool::{File, Pending, Pool};
pub use walk::text_of;
