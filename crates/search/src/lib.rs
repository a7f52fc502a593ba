//! Query language and full-text index. The index is derived from the archive: it can be thrown away and built anew.
//! Knows no archive; whoever asks resolves ids to messages.

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
mod listed;
mod mark;
mod members;
mod merging;
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
mod tokenizer;
mod verify;
mod word_breaker;

pub use document::{AttachmentText, Document, ending};
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
pub use verify::Broken;
