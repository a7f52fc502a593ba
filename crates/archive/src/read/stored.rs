//! Reads and parses stored messages for the window, the command line and exports. All of them use these functions,
//! so that tests can count the calls.

use foundmail_mail::{Message, inline_pictures, parse_skeleton};
use foundmail_render::CleanBody;
use foundmail_store::{MessageId, StoreError, StoreReader, StoredMessage};

/// Reads a message from its pack, without its large parts.
pub(crate) fn read_stored(reader: &StoreReader, id: MessageId) -> Result<StoredMessage<'_>, StoreError> {
    #[cfg(test)]
    counts::add(|counts| counts.read += 1);
    reader.stored(id)
}

/// Parses a message without reading its large parts.
pub(crate) fn parse_stored(stored: &StoredMessage<'_>) -> Message {
    #[cfg(test)]
    counts::add(|counts| counts.parsed += 1);
    stored.with(|mail| parse_skeleton(mail, stored.framing))
}

/// The HTML of a stored message, before it is cleaned.
pub(crate) struct StoredHtml {
    html: String,
    /// Number of pictures that the HTML can refer to.
    pictures: usize,
}

impl StoredHtml {
    /// Takes the HTML out of a message. `None` if it has no HTML.
    pub(crate) fn take(message: &mut Message) -> Option<Self> {
        let is_picture =
            |id: Option<&String>, media_type: &str| id.is_some() && media_type.starts_with("image/");
        let pictures = message
            .attachments
            .iter()
            .filter(|file| is_picture(file.content_id.as_ref(), &file.media_type))
            .count();
        Some(Self { html: message.html.take()?, pictures })
    }

    /// Cleans the HTML. Also returns the number of pictures inside the message that the cleaned HTML refers to and does not
    /// contain.
    pub(crate) fn cleaned(&self, stored: &StoredMessage<'_>) -> (CleanBody, usize) {
        let pictures = if self.pictures > 0 {
            stored.with(|mail| inline_pictures(mail, stored.framing))
        } else {
            Vec::new()
        };
        #[cfg(test)]
        counts::add(|counts| counts.cleaned += 1);
        let body = CleanBody::of(&self.html, &pictures);
        let lost = self.pictures.saturating_sub(pictures.len()).saturating_add(body.lost_pictures);
        (body, lost)
    }
}

/// Returns a sentence for each part of a body that its cleaned HTML does not contain.
pub(crate) fn left_out(body: &CleanBody, lost_pictures: usize) -> Vec<String> {
    let mut left_out = Vec::new();
    if body.is_cut {
        left_out.push("The formatted text is too long and is cut. The plain text has the rest.".to_owned());
    }
    if lost_pictures > 0 {
        left_out.push(format!(
            "{lost_pictures} of the pictures in the text cannot be shown: their type is unknown to browsers, they are \
             damaged, or they are too large."
        ));
    }
    left_out
}

/// Counts of the messages that the current thread has read, parsed and cleaned.
#[cfg(test)]
pub(crate) mod counts {
    use std::cell::Cell;

    #[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
    pub struct Counts {
        /// Messages that were read from a pack.
        pub read: u32,
        /// Messages that were parsed.
        pub parsed: u32,
        /// HTML bodies that were cleaned.
        pub cleaned: u32,
    }

    thread_local! {
        static COUNTS: Cell<Counts> = const { Cell::new(Counts { read: 0, parsed: 0, cleaned: 0 }) };
    }

    pub fn add(change: impl FnOnce(&mut Counts)) {
        let mut counts = COUNTS.get();
        change(&mut counts);
        COUNTS.set(counts);
    }

    /// Returns the counts since the last call.
    pub fn take() -> Counts {
        COUNTS.take()
    }
}
