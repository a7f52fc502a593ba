//! The layer that adds to the archive: jobs, imports, batches of items, and the owner's marks.

mod batch;
mod counts;
mod import;
mod item;
mod job;
mod marks;
mod matching;
mod source_end;
mod turns;
mod versions;
mod writer;

#[cfg(test)]
mod tests;

pub use batch::Batch;
pub use counts::ImportCounts;
pub use item::{ItemContent, NewItem, PutResult};
pub use marks::MarkWriter;
pub(crate) use turns::Turns;
pub use writer::StoreWriter;
