//! The content that an item's kind adds to the item's own text.

use crate::compose::wire::mime::MimePart;

/// What a kind of its own adds to an item's bodies.
#[derive(Default)]
pub(crate) struct KindContent {
    /// Lines that say in words what only the properties say: when, where, who.
    pub(crate) summary: String,
    /// True if they go before the text of a mail too; they do for all other kinds.
    pub(crate) always: bool,
    /// The same for programs: a calendar entry, a visiting card.
    pub(crate) part: Option<MimePart<'static>>,
    /// What a report says for programs, RFC 6522, and the type of the report.
    pub(crate) report: Option<(&'static str, MimePart<'static>)>,
}
