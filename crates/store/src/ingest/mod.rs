//! The layer that adds to the archive: jobs, imports, and batches of items.

mod batch;
mod counts;
mod import;
mod item;
mod job;
mod matching;
mod source_end;
mod versions;
mod writer;

#[cfg(test)]
mod tests;

pub use batch::Batch;
pub use counts::ImportCounts;
pub use item::{ItemContent, NewItem, PutResult};
pub use writer::StoreWriter;
