//! Exports messages as files.

pub(crate) mod documents;
pub(crate) mod messages;

pub use messages::Handed;
