//! Reads conversations and messages.

mod body;
mod conversation;
pub(crate) mod opened;
mod show;
mod stored;
#[cfg(test)]
mod tests;

#[cfg(test)]
pub(crate) use stored::counts;

pub(crate) use body::CheckedWriter;
pub(crate) use conversation::missing;
pub use show::{MessageJson, ShowAs};
pub(crate) use stored::{StoredHtml, left_out, parse_stored, read_stored};
