//! The content that an item's class adds to its message.

use crate::compose::wire::mime::MimePart;

/// Content in addition to the item's own text.
#[derive(Default)]
pub(crate) struct KindContent {
    /// Properties as lines of text, such as time, location and people.
    pub(crate) summary: String,
    /// True if the summary always precedes the text. If false, the summary of a mail appears only if the mail has
    /// no text.
    pub(crate) always: bool,
    /// The same properties for programs, as iCalendar or vCard.
    pub(crate) part: Option<MimePart<'static>>,
    /// The machine-readable report (RFC 6522), with its type.
    pub(crate) report: Option<(&'static str, MimePart<'static>)>,
}
