//! MIME parts and their writer. Attachments are copied from their source into the message without being held in memory.

use std::borrow::Cow;
use std::io::{self, Read};

use foundmail_defect::{Defect, Effect};
use mail_builder::headers::{Header as _, HeaderType, content_type::ContentType};

use crate::compose::wire::boundary::BOUNDARY_PREFIX;
use crate::compose::wire::output::Output;
use crate::compose::wire::{transfer, verbatim};
use crate::{Data, Item, PartNumbers};

/// Maximum number of bytes of all OLE objects that are opened in memory. Further objects are only copied.
const OLE_MEMORY_LIMIT: u64 = 128 << 20;

/// A MIME part.
pub(crate) struct MimePart<'x> {
    pub(crate) content_type: ContentType<'x>,
    pub(crate) fields: Vec<(&'static str, HeaderType<'x>)>,
    pub(crate) body: PartBody<'x>,
    /// The value of the item that the part contains, if it contains it completely.
    pub(crate) origin: Option<PartOrigin>,
}

/// A value of an item.
#[derive(Debug, Clone, Copy)]
pub(crate) enum PartOrigin {
    /// `PidTagRtfCompressed`
    Rtf,
    /// The attachment with this index.
    Attachment(usize),
}

/// The content of a part.
pub(crate) enum PartBody<'x> {
    Text(Cow<'x, str>),
    Bytes(Vec<u8>),
    /// The bytes of an attachment, and its name for a possible defect.
    Data(&'x Data, String),
    /// A range of an attachment's bytes: offset, length, and the name for a possible defect.
    Span(&'x Data, u64, u64, String),
    /// A message that is copied unchanged, see [`verbatim`].
    Message(&'x Data, String),
    /// An item that is composed while the part is written, and the number of enclosing messages.
    Item(&'x Item, u32),
    Parts(Vec<MimePart<'x>>),
}

impl<'x> MimePart<'x> {
    pub(crate) fn new(content_type: impl Into<Cow<'x, str>>, body: PartBody<'x>) -> Self {
        Self { content_type: ContentType::new(content_type), fields: Vec::new(), body, origin: None }
    }

    pub(crate) fn text(content_type: &'static str, text: impl Into<Cow<'x, str>>) -> Self {
        Self::new(content_type, PartBody::Text(text.into())).attribute("charset", "utf-8")
    }

    /// Combines several parts. A single part remains unchanged.
    pub(crate) fn join(content_type: &'static str, mut parts: Vec<Self>) -> Option<Self> {
        if parts.len() > 1 { Some(Self::new(content_type, PartBody::Parts(parts))) } else { parts.pop() }
    }

    pub(crate) fn attribute(mut self, name: &'static str, value: impl Into<Cow<'x, str>>) -> Self {
        self.content_type = self.content_type.attribute(name, value);
        self
    }

    pub(crate) fn field(mut self, name: &'static str, value: impl Into<HeaderType<'x>>) -> Self {
        self.fields.push((name, value.into()));
        self
    }

    pub(crate) fn of(mut self, origin: PartOrigin) -> Self {
        self.origin = Some(origin);
        self
    }

    pub(crate) fn media_type(&self) -> &str {
        &self.content_type.c_type
    }

    /// Adds `Content-Disposition`, RFC 2183.
    pub(crate) fn disposition(self, disposition: &'static str, name: impl Into<Cow<'x, str>>) -> Self {
        self.field("Content-Disposition", ContentType::new(disposition).attribute("filename", name))
    }
}

/// Writes MIME parts and collects defects.
pub(crate) struct MimeWriter<'w> {
    pub(crate) out: Output<'w>,
    pub(crate) defects: Vec<Defect>,
    /// Number of incomplete attachments of the outermost message.
    pub(crate) unreadable: u32,
    /// Number of messages that enclose the message being written.
    pub(crate) depth: u32,
    /// Number of bytes of OLE objects that may still be opened in memory.
    pub(crate) ole_memory_left: u64,
    boundaries: u32,
    write_item: WriteItem,
    /// Number of parts of the present message so far, without multipart parts.
    leaves: u32,
    /// The parts of the present message.
    pub(crate) parts: PartNumbers,
}

/// A function that writes an attached item at a depth. The function is a parameter, because this layer does not
/// interpret items.
pub(crate) type WriteItem = fn(&mut MimeWriter<'_>, &Item, u32);

impl<'w> MimeWriter<'w> {
    pub(crate) fn new(out: Output<'w>, write_item: WriteItem) -> Self {
        Self {
            out,
            defects: Vec::new(),
            unreadable: 0,
            depth: 0,
            ole_memory_left: OLE_MEMORY_LIMIT,
            boundaries: 0,
            write_item,
            leaves: 0,
            parts: PartNumbers::default(),
        }
    }

    /// Writes a part with its fields.
    pub(crate) fn part(&mut self, mut part: MimePart<'_>) {
        let boundary = match &part.body {
            PartBody::Parts(_) => {
                // The number is unique in the whole message, so no boundary is the prefix of another boundary.
                self.boundaries = self.boundaries.saturating_add(1);
                let boundary = format!("{BOUNDARY_PREFIX}{}_=", self.boundaries);
                part.content_type = part.content_type.attribute("boundary", boundary.clone());
                boundary
            }
            _ => String::new(),
        };
        self.count(&part);
        self.field("Content-Type", &HeaderType::ContentType(part.content_type));
        for (name, value) in &part.fields {
            self.field(name, value);
        }
        let origin = part.origin;
        match part.body {
            PartBody::Text(text) => transfer::write_text(&mut self.out, &text),
            PartBody::Bytes(bytes) => transfer::write_base64(&mut self.out, &bytes),
            PartBody::Data(data, name) => {
                if let Err(error) = transfer::copy_base64(&mut self.out, data.open()) {
                    self.unreadable(&name, &error.to_string());
                }
            }
            PartBody::Span(data, start, length, name) => {
                if let Err(error) = self.span(data, start, length) {
                    self.unreadable(&name, &error.to_string());
                }
            }
            PartBody::Message(data, name) => {
                self.out.put(b"Content-Transfer-Encoding: 8bit\r\n\r\n");
                if let Err(error) = verbatim::copy(&mut self.out, data) {
                    self.unreadable(&name, &error.to_string());
                }
            }
            PartBody::Item(item, depth) => {
                self.out.put(b"Content-Transfer-Encoding: 8bit\r\n\r\n");
                self.item(item, depth, origin);
            }
            PartBody::Parts(parts) => self.parts(parts, &boundary),
        }
    }

    /// Notes the number of a part.
    fn count(&mut self, part: &MimePart<'_>) {
        if matches!(part.body, PartBody::Parts(_)) {
            return;
        }
        match part.origin {
            Some(PartOrigin::Rtf) => self.parts.rtf = Some(self.leaves),
            Some(PartOrigin::Attachment(index)) => {
                self.parts.attachments.insert(index, self.leaves);
            }
            None => {}
        }
        self.leaves = self.leaves.saturating_add(1);
    }

    /// Writes an attached item, whose parts are counted on their own.
    fn item(&mut self, item: &Item, depth: u32, origin: Option<PartOrigin>) {
        let outer = (std::mem::take(&mut self.leaves), std::mem::take(&mut self.parts));
        (self.write_item)(self, item, depth);
        let inner = std::mem::take(&mut self.parts);
        (self.leaves, self.parts) = outer;
        if let Some(PartOrigin::Attachment(index)) = origin {
            self.parts.embedded.insert(index, inner);
        }
    }

    fn span(&mut self, data: &Data, start: u64, length: u64) -> io::Result<()> {
        let mut reader = data.open();
        io::copy(&mut (&mut reader).take(start), &mut io::sink())?;
        transfer::copy_base64(&mut self.out, reader.take(length))
    }

    fn parts(&mut self, parts: Vec<MimePart<'_>>, boundary: &str) {
        for part in parts {
            self.out.put(format!("\r\n--{boundary}\r\n").as_bytes());
            self.part(part);
        }
        self.out.put(format!("\r\n--{boundary}--\r\n").as_bytes());
    }

    pub(crate) fn field(&mut self, name: &str, value: &HeaderType<'_>) {
        self.out.put(name.as_bytes());
        self.out.put(b": ");
        value.write_header(&mut self.out, name.len().saturating_add(2));
    }

    /// Records that an attachment is not complete.
    pub(crate) fn unreadable(&mut self, name: &str, what: &str) {
        if self.depth == 0 {
            self.unreadable = self.unreadable.saturating_add(1);
        }
        self.defects.push(Defect::new(format!("attachment «{name}»"), what, Effect::AttachmentIncomplete));
    }
}
