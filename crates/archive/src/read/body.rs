//! A message's body, header and attachments.

use foundmail_mail::{
    Framing, attachment_of, header_fields, inline_pictures, parse_skeleton, unquote_from_lines,
};
use foundmail_render::{Rendered, Span, remote_pictures, render};
use foundmail_search::Marks;
use foundmail_search::query::{Place, parse};
use foundmail_store::MessageId;

use crate::dates::now;
use crate::list::segments;
use crate::view::{BodyView, HeaderView};
use crate::{Archive, ArchiveError};

/// Most of the original that is shown as text, in bytes.
const SOURCE_TEXT: usize = 1024 * 1024;

impl Archive {
    /// A message's body as text, and what is known of its formatted one.
    pub fn body(&self, message: u32, query: &str) -> Result<BodyView, ArchiveError> {
        let parsed = self.parsed(message)?;
        let remote = parsed.html.as_deref().map_or(0, remote_pictures);
        Ok(BodyView {
            html: parsed.html.is_some(),
            text: segments(body_marks(query).segments(&parsed.text)),
            remote_pictures: remote,
        })
    }

    /// The document that the locked frame shows, its hits marked. `None` if the message has no formatted body.
    pub fn frame(&self, message: u32, query: &str) -> Result<Option<String>, ArchiveError> {
        let reader = self.store.reader()?;
        let stored = reader.stored(MessageId(message))?;
        let Some(html) = stored.with(|mail| parse_skeleton(mail, stored.framing)).html else {
            return Ok(None);
        };
        let pictures = stored.with(|mail| inline_pictures(mail, stored.framing));
        let marks = body_marks(query);
        let mark = |text: &str| {
            let marked = marks.segments(text).into_iter();
            marked.map(|marked| Span { text: marked.text, hit: marked.hit }).collect()
        };
        let Rendered { html, .. } = render(&html, &pictures, &mark);
        Ok(Some(html))
    }

    /// A message's header fields, in its order.
    pub fn headers(&self, message: u32) -> Result<Vec<HeaderView>, ArchiveError> {
        let reader = self.store.reader()?;
        let stored = reader.stored(MessageId(message))?;
        let fields = stored.with(|mail| header_fields(mail.bytes)).into_iter();
        Ok(fields.map(|field| HeaderView { name: field.name, value: field.value }).collect())
    }

    /// The bytes in which a message came.
    pub fn original(&self, message: u32) -> Result<Vec<u8>, ArchiveError> {
        Ok(self.raw(message)?.bytes)
    }

    /// The beginning of the message as it came, as text.
    pub fn source_text(&self, message: u32) -> Result<String, ArchiveError> {
        let raw = self.raw(message)?;
        let bytes = match raw.framing {
            Framing::Plain => raw.bytes.into(),
            Framing::Mbox => unquote_from_lines(&raw.bytes),
        };
        Ok(String::from_utf8_lossy(bytes.get(..SOURCE_TEXT).unwrap_or(&bytes)).into_owned())
    }

    /// An attachment's name and bytes.
    pub fn attachment(&self, message: u32, index: u32) -> Result<(String, Vec<u8>), ArchiveError> {
        let reader = self.store.reader()?;
        let stored = reader.stored(MessageId(message))?;
        let parsed = stored.with(|mail| parse_skeleton(mail, stored.framing));
        let gone = || ArchiveError::NotFound { what: "There is no such attachment.".to_owned() };
        let name = parsed
            .attachments
            .into_iter()
            .find(|attachment| attachment.index == index)
            .ok_or_else(gone)?
            .name;
        let Some(bytes) = stored.with(|mail| attachment_of(mail, stored.framing, index)) else {
            // Its bytes are damaged in the archive, and reading all of the message says how.
            reader.raw(MessageId(message))?;
            return Err(gone());
        };
        Ok((name, bytes))
    }
}

fn body_marks(query: &str) -> Marks {
    Marks::of(&parse(query, now()).query).within(Place::Body)
}
