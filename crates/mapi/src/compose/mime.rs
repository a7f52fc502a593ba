//! A tree of MIME parts and its writer. Bytes of attachments go from their file into the message without a stop
//! between.

use std::borrow::Cow;

use foundmail_defect::{Defect, Effect};
use mail_builder::headers::{Header as _, HeaderType, content_type::ContentType};

use super::{message, transfer};
use crate::{Data, Item};

/// What boundaries of ours begin with: in base64 and quoted-printable `=_` cannot occur (RFC 2045 6.7), and what goes
/// unencoded is looked through for the whole.
pub(super) const BOUNDARY_START: &str = "=_foundmail_";

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
    /// A message that is there as such, with CRLF line ends.
    Message(Vec<u8>),
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

    /// `Content-Disposition`, RFC 2183.
    pub(super) fn disposition(self, disposition: &'static str, name: impl Into<Cow<'x, str>>) -> Self {
        self.field("Content-Disposition", ContentType::new(disposition).attribute("filename", name))
    }
}

/// Writes messages and collects what went wrong.
#[derive(Default)]
pub(super) struct Writer {
    pub(super) out: Vec<u8>,
    pub(super) defects: Vec<Defect>,
    /// Attachments of the outermost message that could not be read to their end.
    pub(super) unreadable: u32,
    /// How many messages enclose the one that is being written.
    pub(super) depth: u32,
    boundaries: u32,
}

impl Writer {
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
            Body::Message(bytes) => {
                self.out.extend_from_slice(b"Content-Transfer-Encoding: 8bit\r\n\r\n");
                self.out.extend_from_slice(&bytes);
            }
            Body::Item(item, depth) => {
                self.out.extend_from_slice(b"Content-Transfer-Encoding: 8bit\r\n\r\n");
                message::write(self, item, depth);
            }
            Body::Parts(parts) => self.parts(parts, &boundary),
        }
    }

    fn parts(&mut self, parts: Vec<Part<'_>>, boundary: &str) {
        for part in parts {
            self.out.extend_from_slice(format!("\r\n--{boundary}\r\n").as_bytes());
            self.part(part);
        }
        self.out.extend_from_slice(format!("\r\n--{boundary}--\r\n").as_bytes());
    }

    pub(super) fn field(&mut self, name: &str, value: &HeaderType<'_>) {
        self.out.extend_from_slice(name.as_bytes());
        self.out.extend_from_slice(b": ");
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
