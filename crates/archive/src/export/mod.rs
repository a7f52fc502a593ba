//! Exports messages and saves attachments as files.

mod attachments;
mod content;
mod copies;
pub(crate) mod log;
mod run;
mod selection;
mod sources;
mod target;

pub use run::{ExportRequest, Exported, NewPrinter};
