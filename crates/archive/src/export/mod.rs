//! Exports messages and saves attachments as files.

mod attachments;
mod content;
mod run;
mod selection;
mod target;

pub use run::Exported;
