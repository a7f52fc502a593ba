//! Exports messages and saves attachments as files.

mod attachments;
mod choices;
mod content;
mod copies;
mod empty_folders;
pub(crate) mod estimate;
mod log;
mod preview;
mod query_title;
mod run;
mod selection;
mod sources;
mod target;

pub use run::{ExportRequest, Exported, NewPrinter};
