//! Reads conversations and messages.

mod answer;
mod body;
mod conversation;
mod missing_messages;
pub(crate) mod opened;
mod preview;
mod show;
mod stored;
#[cfg(test)]
mod tests;

#[cfg(test)]
pub(crate) use stored::counts;

pub(crate) use body::CheckedWriter;
pub(crate) use conversation::missing;
pub(crate) use preview::{Attached, Children, NestedLinks, OpenedAttachments, is_program};
pub use show::{MessageJson, ShowAs};
pub(crate) use stored::{StoredHtml, left_out, parse_stored, read_stored};
