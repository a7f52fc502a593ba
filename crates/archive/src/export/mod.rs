//! Exports messages and saves attachments as files.

mod attachments;
mod choices;
mod content;
mod copies;
mod empty_folders;
mod estimate;
pub(crate) mod log;
mod preview;
mod query_title;
mod run;
mod save;
mod selection;
mod sources;
mod target;

pub use run::{ExportRequest, Exported, NewPrinter};
