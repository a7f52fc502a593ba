//! Query language and full-text index. The index is derived from the archive: it can be thrown away and built anew.
//! Knows no archive; whoever asks resolves ids to messages.

#![deny(clippy::indexing_slicing, clippy::arithmetic_side_effects, clippy::unwrap_used, clippy::expect_used)]
#![cfg_attr(
    test,
    allow(
        clippy::indexing_slicing,
        clippy::arithmetic_side_effects,
        clippy::unwrap_used,
        clippy::expect_used
    )
)]

mod collect;
mod compile;
mod document;
mod error;
mod fields;
mod index;
mod mark;
mod members;
pub mod query;
mod tokenizer;
mod verify;
mod words;

pub use collect::Hit;
pub use document::Document;
pub use error::SearchError;
pub use index::{Index, IndexWriter, Results};
pub use mark::{Marked, Marks};
pub use members::Members;
pub use verify::Broken;
pub use words::{Word, fold, words};
