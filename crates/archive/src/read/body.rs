//! A message's body, header and attachments.

use std::cell::Cell;
use std::io::{self, Write};

use foundmail_mail::{
    Framing, header_fields, inline_pictures, parse_skeleton, unquote_from_lines, write_attachment,
};
use foundmail_render::{Rendered, Span, remote_pictures, render};
use foundmail_search::Marks;
use foundmail_search::query::{Scope, parse};
use foundmail_store::MessageId;

use crate::dates::now;
use crate::search::beginning::Beginning;
use crate::search::list::segments;
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
        Ok(self.store.reader()?.raw(MessageId(message))?.bytes)
    }

    /// Writes the bytes in which a message came, however many they are. The inner error is that of writing them.
    pub fn write_original(&self, message: u32, out: &mut dyn Write) -> Result<io::Result<()>, ArchiveError> {
        let reader = self.store.reader()?;
        let stored = reader.stored(MessageId(message))?;
        // Nobody gets half a message that is not what it was.
        stored.check(MessageId(message))?;
        Ok(stored.write(out))
    }

    /// The beginning of the message as it came, as text.
    pub fn source_text(&self, message: u32) -> Result<String, ArchiveError> {
        let reader = self.store.reader()?;
        let stored = reader.stored(MessageId(message))?;
        let mut beginning = Beginning::of(SOURCE_TEXT.saturating_mul(2));
        if let Err(error) = stored.write(&mut beginning)
            && !beginning.is_full()
        {
            stored.check(MessageId(message))?;
            return Err(ArchiveError::NotFound { what: error.to_string() });
        }
        let bytes = match stored.framing {
            Framing::Plain => beginning.bytes.into(),
            Framing::Mbox => unquote_from_lines(&beginning.bytes),
        };
        Ok(String::from_utf8_lossy(bytes.get(..SOURCE_TEXT).unwrap_or(&bytes)).into_owned())
    }

    /// Gives an attachment to `save`: its name, and what writes its bytes, however many they are.
    pub(crate) fn with_attachment<T>(
        &self,
        message: u32,
        index: u32,
        save: impl FnOnce(&str, &mut dyn FnMut(&mut dyn Write) -> io::Result<()>) -> Result<T, ArchiveError>,
    ) -> Result<T, ArchiveError> {
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
        let is_lost = Cell::new(false);
        let mut write = |out: &mut dyn Write| {
            let mut out = Target { out, has_failed: false };
            let written = stored.with(|mail| write_attachment(mail, stored.framing, index, &mut out));
            is_lost.set(!out.has_failed && !matches!(written, Ok(true)));
            written.and_then(|found| if found { Ok(()) } else { Err(io::ErrorKind::NotFound.into()) })
        };
        let saved = save(&name, &mut write);
        if is_lost.get() {
            // Its bytes are damaged in the archive, and reading all of the message says how.
            stored.check(MessageId(message))?;
            return Err(gone());
        }
        saved
    }
}

/// Where an attachment is written to: knows whether it was this that failed.
struct Target<'o> {
    out: &'o mut dyn Write,
    has_failed: bool,
}

impl Write for Target<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes);
        self.has_failed |= written.is_err();
        written
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

fn body_marks(query: &str) -> Marks {
    Marks::of(&parse(query, now()).query).within(Scope::BODY)
}
