//! A tree of MIME parts and its writer. Bytes of attachments go from their file into the message without a stop
//! between.

use std::borrow::Cow;
use std::io::{self, Read};

use foundmail_defect::{Defect, Effect};
use mail_builder::headers::{Header as _, HeaderType, content_type::ContentType};

use super::out::Out;
use super::{message, transfer, verbatim};
use crate::{Data, Item};

/// What boundaries of ours begin with: in base64 and quoted-printable `=_` cannot occur (RFC 2045 6.7), and what goes
/// unencoded is looked through for the whole.
pub(super) const BOUNDARY_START: &str = "=_foundmail_";

/// Bytes of attachments that are opened in memory for what is in them; the others are kept as they are.
const ROOM: u64 = 128 << 20;

/// A part.
pub(super) struct Part<'x> {
    pub(super) content_type: ContentType<'x>,
    pub(super) fields: Vec<(&'static str, HeaderType<'x>)>,
    pub(super) body: Body<'x>,
}

/// What a part holds.
pub(super) enum Body<'x> {
    Text(Cow<'x, str>),
    Bytes(Vec<u8>),
    /// An attachment's bytes, and its name in case that they cannot be read.
    Data(&'x Data, String),
    /// A part of an attachment's bytes: where it begins, how long it is, and the name.
    Span(&'x Data, u64, u64, String),
    /// A message that is there as such, see [`super::verbatim`].
    Message(&'x Data, String),
    /// An item that is yet to be composed, so many levels below the outermost.
    Item(&'x Item, u32),
    Parts(Vec<Part<'x>>),
}

impl<'x> Part<'x> {
    pub(super) fn new(content_type: impl Into<Cow<'x, str>>, body: Body<'x>) -> Self {
        Self { content_type: ContentType::new(content_type), fields: Vec::new(), body }
    }

    pub(super) fn text(content_type: &'static str, text: impl Into<Cow<'x, str>>) -> Self {
        Self::new(content_type, Body::Text(text.into())).attribute("charset", "utf-8")
    }

    /// Several parts as one; a single one stays what it is.
    pub(super) fn join(content_type: &'static str, mut parts: Vec<Self>) -> Option<Self> {
        if parts.len() > 1 { Some(Self::new(content_type, Body::Parts(parts))) } else { parts.pop() }
    }

    pub(super) fn attribute(mut self, name: &'static str, value: impl Into<Cow<'x, str>>) -> Self {
        self.content_type = self.content_type.attribute(name, value);
        self
    }

    pub(super) fn field(mut self, name: &'static str, value: impl Into<HeaderType<'x>>) -> Self {
        self.fields.push((name, value.into()));
        self
    }

    pub(super) fn media_type(&self) -> &str {
        &self.content_type.c_type
    }

    /// `Content-Disposition`, RFC 2183.
    pub(super) fn disposition(self, disposition: &'static str, name: impl Into<Cow<'x, str>>) -> Self {
        self.field("Content-Disposition", ContentType::new(disposition).attribute("filename", name))
    }
}

/// Writes messages and collects what went wrong.
pub(super) struct Writer<'w> {
    pub(super) out: Out<'w>,
    pub(super) defects: Vec<Defect>,
    /// Attachments of the outermost message that could not be read to their end.
    pub(super) unreadable: u32,
    /// How many messages enclose the one that is being written.
    pub(super) depth: u32,
    /// Bytes of attachments that may still be opened in memory.
    pub(super) room: u64,
    boundaries: u32,
}

impl<'w> Writer<'w> {
    pub(super) fn new(out: Out<'w>) -> Self {
        Self { out, defects: Vec::new(), unreadable: 0, depth: 0, room: ROOM, boundaries: 0 }
    }

    /// The part with its fields.
    pub(super) fn part(&mut self, mut part: Part<'_>) {
        let boundary = match &part.body {
            Body::Parts(_) => {
                // Counted over all messages of the tree, so no two are the same, and none begins another.
                self.boundaries = self.boundaries.saturating_add(1);
                let boundary = format!("{BOUNDARY_START}{}_=", self.boundaries);
                part.content_type = part.content_type.attribute("boundary", boundary.clone());
                boundary
            }
            _ => String::new(),
        };
        self.field("Content-Type", &HeaderType::ContentType(part.content_type));
        for (name, value) in &part.fields {
            self.field(name, value);
        }
        match part.body {
            Body::Text(text) => transfer::write_text(&mut self.out, &text),
            Body::Bytes(bytes) => transfer::write_base64(&mut self.out, &bytes),
            Body::Data(data, name) => {
                if let Err(error) = transfer::copy_base64(&mut self.out, data.open()) {
                    self.unreadable(&name, &error.to_string());
                }
            }
            Body::Span(data, start, length, name) => {
                if let Err(error) = self.span(data, start, length) {
                    self.unreadable(&name, &error.to_string());
                }
            }
            Body::Message(data, name) => {
                self.out.put(b"Content-Transfer-Encoding: 8bit\r\n\r\n");
                if let Err(error) = verbatim::copy(&mut self.out, data) {
                    self.unreadable(&name, &error.to_string());
                }
            }
            Body::Item(item, depth) => {
                self.out.put(b"Content-Transfer-Encoding: 8bit\r\n\r\n");
                message::write(self, item, depth);
            }
            Body::Parts(parts) => self.parts(parts, &boundary),
        }
    }

    fn span(&mut self, data: &Data, start: u64, length: u64) -> io::Result<()> {
        let mut reader = data.open();
        io::copy(&mut (&mut reader).take(start), &mut io::sink())?;
        transfer::copy_base64(&mut self.out, reader.take(length))
    }

    fn parts(&mut self, parts: Vec<Part<'_>>, boundary: &str) {
        for part in parts {
            self.out.put(format!("\r\n--{boundary}\r\n").as_bytes());
            self.part(part);
        }
        self.out.put(format!("\r\n--{boundary}--\r\n").as_bytes());
    }

    pub(super) fn field(&mut self, name: &str, value: &HeaderType<'_>) {
        self.out.put(name.as_bytes());
        self.out.put(b": ");
        value.write_header(&mut self.out, name.len().saturating_add(2));
    }

    /// Notes that an attachment is not whole.
    pub(super) fn unreadable(&mut self, name: &str, what: &str) {
        if self.depth == 0 {
            self.unreadable = self.unreadable.saturating_add(1);
        }
        self.defects.push(Defect::new(format!("attachment «{name}»"), what, Effect::AttachmentIncomplete));
    }
}
