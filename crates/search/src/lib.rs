//! The query language and the full-text index.
//!
//! [`query::parse`] converts a typed query to a [`query::Query`]; the table [`query::OPERATORS`] defines the operators. An
//! [`IndexWriter`] adds a [`Document`] for each message to the [`Index`], and [`Index::search`] returns [`Results`]: the ids of the
//! matching messages, sorted and counted. [`Marks`] marks the matches in a text.
//!
//! The index is derived data: it is rebuilt when it is missing, damaged or outdated. This crate does not depend on
//! the archive. It returns ids of messages. For sets that only the archive knows, such as the messages of a
//! folder, it calls the function [`Sets`] of its caller.
//!
//! ```
//! use foundmail_mail::{ItemKind, Message};
//! use foundmail_search::query::parse;
//! use foundmail_search::{Document, Index, Members};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let dir = tempfile::tempdir()?;
//! let index = Index::create(&dir.path().join("index"))?;
//! let mut writer = index.writer()?;
//! let date = Some(1_500_000_000);
//! let message = Message { subject: "Roof insurance".to_owned(), date, ..Message::default() };
//! let kind = ItemKind::Mail;
//! writer.put(&Document { id: 7, thread: 1, message: &message, kind, size: 99, damaged: false, attachment_texts: &[] })?;
//! writer.commit(1)?;
//! index.refresh()?;
//!
//! let now = 1_589_544_000;
//! let query = parse("subject:roof before:2030", now).query;
//! let results = index.search(&query, None, false, &|_| Members::default())?;
//! assert_eq!(results.ids().collect::<Vec<_>>(), [7]);
//! # Ok(())
//! # }
//! ```

#![deny(clippy::indexing_slicing, clippy::unwrap_used, clippy::expect_used)]
#![cfg_attr(not(test), deny(clippy::arithmetic_side_effects))]

mod best;
mod bits;
mod collect;
mod compile;
mod document;
mod error;
mod facets;
mod fields;
mod fold;
mod frequent;
mod guard;
mod index;
mod mark;
mod members;
mod merge_policy;
mod narrowing;
mod order;
mod own_text;
mod pattern;
mod people;
pub mod query;
mod results;
mod script;
mod search;
mod suggest;
mod term_filter;
mod tokenizer;
mod verify;
mod word_breaker;

pub use document::{AttachmentText, Document, extension};
pub use error::SearchError;
pub use facets::Count;
pub use fold::fold;
pub use index::{Index, IndexWriter};
pub use mark::{Marked, Marks};
pub use members::Members;
pub use narrowing::Sets;
pub use people::{KnownPerson, People};
pub use results::{Hit, Results};
pub use suggest::Suggestion;
pub use verify::IndexDamage;
