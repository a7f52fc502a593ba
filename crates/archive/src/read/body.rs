//! Reads the body, header and attachments of a message.

use std::cell::Cell;
use std::io::{self, Write};
use std::sync::Arc;

use foundmail_mail::{Framing, header_fields, unquote_from_lines, write_attachment};
use foundmail_render::{CleanBody, LinkNumbers, Span};
use foundmail_search::Marks;
use foundmail_search::query::{Scope, parse};
use foundmail_store::MessageId;

use super::opened::OpenedMessage;
use super::stored::{parse_stored, read_stored};
use crate::dates::now;
use crate::head_buffer::HeadBuffer;
use crate::search::list::segments;
use crate::view::{BodyView, HeaderView, LinkView};
use crate::{Archive, ArchiveError};

/// Maximum size in bytes of the original message that is shown as text.
const MAX_SOURCE_TEXT: usize = 1024 * 1024;

/// Maximum number of bytes and lines of a plain text that the window shows.
const MAX_SHOWN_TEXT: usize = 2_000_000;
const MAX_SHOWN_LINES: usize = 25_000;

/// The address before the message and the number of a link. Only the window receives it, which asks for the true address.
pub(super) const LINK_BASE: &str =
    if cfg!(windows) { "http://message.localhost/link/" } else { "message://localhost/link/" };

/// The sentence about a plain text whose end is missing.
pub(super) const TEXT_IS_CUT: &str = "The end of this long text is not shown. Export the message to read it.";

impl Archive {
    /// Returns the body of a message, as text and as HTML for the locked frame, with the words of the query marked.
    pub fn body(&self, message: u32, query: &str) -> Result<BodyView, ArchiveError> {
        let opened = self.opened(message)?;
        let marks = body_marks(query);
        let mark = |text: &str| {
            let marked = marks.segments(text).into_iter();
            marked.map(|marked| Span { text: marked.text, hit: marked.hit }).collect()
        };
        let base = format!("{LINK_BASE}{message}/");
        let numbers = LinkNumbers { base: &base, first: 0 };
        let document = |html: &CleanBody| html.document(Some(numbers), &mark);
        let (text, is_cut) = shown_part(&opened.text);
        let mut left_out = opened.left_out.clone();
        if is_cut {
            left_out.push(TEXT_IS_CUT.to_owned());
        }
        Ok(BodyView {
            document: opened.html.as_ref().map(document),
            text: segments(marks.segments(text)),
            remote_pictures: opened.html.as_ref().map_or(0, |html| html.remote),
            left_out,
            plain_because: None,
        })
    }

    /// Returns the HTML of a message as a document that another program can show. `None` if there is no HTML.
    pub(crate) fn html_document(&self, message: u32) -> Result<Option<String>, ArchiveError> {
        let opened = self.opened(message)?;
        let mark = |text: &str| vec![Span { text: text.to_owned(), hit: false }];
        Ok(opened.html.as_ref().map(|html| html.document(None, &mark)))
    }

    /// Returns a link of a message. `index` is its number in the document of [`body`](Self::body), or in that of an attachment.
    pub fn link(&self, message: u32, index: u32) -> Result<LinkView, ArchiveError> {
        let (links, index) = if let Some((html, index)) = self.nested_link(message, index)? {
            (html.links(), index)
        } else {
            let opened = self.opened(message)?;
            (opened.html.as_ref().map(CleanBody::links).unwrap_or_default(), index)
        };
        let link = usize::try_from(index).ok().and_then(|index| links.into_iter().nth(index));
        let link = link
            .ok_or_else(|| ArchiveError::NotFound { what: "This link is not in the message.".to_owned() })?;
        Ok(LinkView { url: link.url, pretends: link.pretends })
    }

    /// Returns a message after parsing and cleaning. The messages that were opened last are kept in memory.
    fn opened(&self, message: u32) -> Result<Arc<OpenedMessage>, ArchiveError> {
        let reader = self.store.reader()?;
        let row = reader.message(MessageId(message))?;
        Ok(self.opened_messages.get(&row, || read_stored(&reader, row.id))?)
    }

    /// Returns the header fields of a message, in the order of the message.
    pub fn headers(&self, message: u32) -> Result<Vec<HeaderView>, ArchiveError> {
        let reader = self.store.reader()?;
        let stored = read_stored(&reader, MessageId(message))?;
        let fields = stored.with(|mail| header_fields(mail.bytes)).into_iter();
        Ok(fields.map(|field| HeaderView { name: field.name, value: field.value }).collect())
    }

    /// Returns the stored bytes of a message, checked against its digest.
    pub fn original(&self, message: u32) -> Result<Vec<u8>, ArchiveError> {
        Ok(self.store.reader()?.raw(MessageId(message))?.bytes)
    }

    /// Writes the stored bytes of a message without holding them in memory. The inner error is an error of `out`.
    /// The outer error is damage in the archive; then nothing was written.
    pub fn write_original(&self, message: u32, out: &mut dyn Write) -> Result<io::Result<()>, ArchiveError> {
        let reader = self.store.reader()?;
        let stored = read_stored(&reader, MessageId(message))?;
        // The message is checked first, because no part of a damaged message must be written.
        stored.check(MessageId(message))?;
        Ok(stored.write(out))
    }

    /// Returns the beginning of the stored bytes of a message as text.
    pub fn source_text(&self, message: u32) -> Result<String, ArchiveError> {
        let reader = self.store.reader()?;
        let stored = read_stored(&reader, MessageId(message))?;
        let mut beginning = HeadBuffer::new(MAX_SOURCE_TEXT.saturating_mul(2));
        if let Err(error) = stored.write(&mut beginning)
            && !beginning.is_full()
        {
            stored.check(MessageId(message))?;
            return Err(ArchiveError::Unreadable(error));
        }
        let bytes = match stored.framing {
            Framing::Plain => beginning.bytes.into(),
            Framing::Mbox => unquote_from_lines(&beginning.bytes),
        };
        Ok(String::from_utf8_lossy(bytes.get(..MAX_SOURCE_TEXT).unwrap_or(&bytes)).into_owned())
    }

    /// Calls `save` with the name of an attachment and a function. The function writes the bytes of the attachment
    /// without holding them in memory.
    pub(crate) fn with_attachment<T>(
        &self,
        message: u32,
        index: u32,
        save: impl FnOnce(&str, &mut dyn FnMut(&mut dyn Write) -> io::Result<()>) -> Result<T, ArchiveError>,
    ) -> Result<T, ArchiveError> {
        let reader = self.store.reader()?;
        let stored = read_stored(&reader, MessageId(message))?;
        let parsed = parse_stored(&stored);
        let gone = || ArchiveError::NotFound { what: "This attachment is not in the message.".to_owned() };
        let name = parsed
            .attachments
            .into_iter()
            .find(|attachment| attachment.index == index)
            .ok_or_else(gone)?
            .name;
        // The error of reading the attachment; not an error of the writer.
        let lost = Cell::new(None);
        let mut write = |out: &mut dyn Write| {
            let mut out = CheckedWriter { out, has_failed: false };
            let written = stored.with(|mail| write_attachment(mail, stored.framing, index, &mut out));
            let written =
                written.and_then(|found| if found { Ok(()) } else { Err(io::ErrorKind::NotFound.into()) });
            if let Err(error) = &written
                && !out.has_failed
            {
                lost.set(Some(io::Error::new(error.kind(), error.to_string())));
            }
            written
        };
        let saved = save(&name, &mut write);
        if let Some(error) = lost.take() {
            // If the attachment is damaged in the archive, checking the whole message returns the damage as an error.
            stored.check(MessageId(message))?;
            let is_gone = error.kind() == io::ErrorKind::NotFound;
            return Err(if is_gone { gone() } else { ArchiveError::Unreadable(error) });
        }
        saved
    }
}

/// Passes bytes on to a target, and records whether the target failed. If reading fails and the target did not,
/// the archive is damaged.
pub(crate) struct CheckedWriter<'o> {
    pub(crate) out: &'o mut dyn Write,
    pub(crate) has_failed: bool,
}

impl Write for CheckedWriter<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes);
        self.has_failed |= written.is_err();
        written
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Returns the part of a plain text that the window shows, and true if its end is missing. A browser needs about 1.5 kB for a line.
pub(super) fn shown_part(text: &str) -> (&str, bool) {
    let end = text.floor_char_boundary(MAX_SHOWN_TEXT);
    let end = text.match_indices('\n').nth(MAX_SHOWN_LINES).map_or(end, |(at, _)| at.min(end));
    (text.get(..end).unwrap_or_default(), end < text.len())
}

fn body_marks(query: &str) -> Marks {
    Marks::of(&parse(query, now()).query).within(Scope::BODY)
}

#[cfg(test)]
mod tests {
    use super::{MAX_SHOWN_LINES, MAX_SHOWN_TEXT, shown_part};

    #[test]
    fn a_long_text_is_cut_at_a_character() {
        for (text, shown, is_cut) in [
            ("short".to_owned(), 5, false),
            ("\n".repeat(MAX_SHOWN_LINES), MAX_SHOWN_LINES, false),
            ("\n".repeat(MAX_SHOWN_LINES + 1), MAX_SHOWN_LINES, true),
            ("x".repeat(MAX_SHOWN_TEXT + 1), MAX_SHOWN_TEXT, true),
            (format!("x{}", "\u{e4}".repeat(MAX_SHOWN_TEXT)), MAX_SHOWN_TEXT - 1, true),
        ] {
            let (part, cut) = shown_part(&text);
            assert_eq!((part.len(), cut), (shown, is_cut));
        }
    }
}
