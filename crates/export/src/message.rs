//! The messages that are exported.

use std::io::{self, Write};

use foundmail_mail::{Framing, FromLineWriter, ItemKind, Person, Skeleton, Split};

use crate::error::ExportError;

/// A function that writes bytes to a target. The bytes may not fit into memory.
pub type WriteBytes<'m> = dyn Fn(&mut dyn Write) -> io::Result<()> + 'm;

/// A message to export.
pub struct ExportMessage<'m> {
    /// Id of the message in the archive.
    pub id: u32,
    /// Id of the message's thread.
    pub thread: u32,
    /// `Message-ID` without angle brackets.
    pub message_id: Option<String>,
    /// Date in seconds since 1970.
    pub date: Option<i64>,
    /// Subject.
    pub subject: String,
    /// `From`.
    pub from: Vec<Person>,
    /// `To`.
    pub to: Vec<Person>,
    /// `Cc`.
    pub cc: Vec<Person>,
    /// `Bcc`.
    pub bcc: Vec<Person>,
    /// Kind of the item: `mail`, `appointment` and so on.
    pub kind: String,
    /// Size of the stored message, in bytes.
    pub size: u64,
    /// True if part of the message is missing.
    pub damaged: bool,
    /// The body as plain text.
    pub text: String,
    /// The attachments, without the embedded parts that the text shows.
    pub attachments: Vec<ExportAttachment>,
    /// True if the message was composed from another format than RFC 5322.
    pub composed: bool,
    /// The way in which the source wraps the stored bytes.
    pub framing: Framing,
    /// The separator line before the message, if its source is an MBOX.
    pub separator: Option<String>,
    /// The folder of this copy in the export, from the top. Empty if the export has no folders.
    pub folder: Vec<String>,
    /// The kind of most items in each folder of `folder`. `None` for a folder without items.
    pub folder_kinds: Vec<Option<ItemKind>>,
    /// Every position at which the message was found.
    pub occurrences: Vec<Occurrence>,
    /// The missing parts of the message, one sentence for each.
    pub missing: Vec<String>,
    /// Reads the parts of the message that only some formats need.
    pub content: &'m dyn MessageContent,
}

/// An attachment of an exported message.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ExportAttachment {
    /// File name.
    pub name: String,
    /// File extension in lower case, such as `pdf`.
    pub extension: Option<String>,
    /// Media type, such as `application/pdf`.
    pub media_type: String,
    /// Size in bytes.
    pub size: u64,
}

/// The text of an attachment.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AttachmentText {
    /// The pieces that could be read, such as the files in a ZIP.
    pub pieces: Vec<String>,
    /// The reason why text is missing. Empty if the text is complete.
    pub loss: String,
}

/// The formatted text of a message, cleaned for a browser: nothing in it loads content from outside or runs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HtmlBody {
    /// The style sheet. It cannot end a `<style>` element.
    pub style: String,
    /// The content of a `<body>` element, with the pictures inside the message as `data:` addresses. Each link opens in a
    /// new tab, and its title is its address.
    pub html: String,
    /// Number of pictures and other content on the Internet that are not shown.
    pub remote_pictures: u32,
    /// Parts of the message that the HTML lacks, one sentence for each.
    pub left_out: Vec<String>,
}

/// A position at which a message was found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Occurrence {
    /// Index in [`ExportOptions::sources`](crate::ExportOptions::sources).
    pub source: usize,
    /// File name of the source.
    pub source_name: String,
    /// The path of the folder in the source, from the top.
    pub folder: Vec<String>,
    /// The position, as the reader of the format counts: an offset, a node id or a file name.
    pub position: String,
    /// The way in which the item was recovered. Empty if a folder lists it.
    pub recovered: String,
}

/// Reads the parts of a message that only some formats need. An exporter calls the methods for the parts that it
/// writes.
///
/// Each method fails with [`ExportError::Unreadable`] if the stored message is damaged. An exporter returns this
/// error unchanged, before it writes any byte of the message. The export then lists the message as damaged, and
/// continues.
pub trait MessageContent {
    /// Returns a function that writes the stored bytes of the message. The bytes were already compared with their
    /// digest.
    fn bytes(&self) -> Result<Box<WriteBytes<'_>>, ExportError>;

    /// Returns the body as cleaned HTML with its pictures, for pages that show the message as it looks, and a sentence for each part
    /// that is not in it. `None` if the message has no HTML.
    fn page_html(&self) -> Result<Option<(String, Vec<String>)>, ExportError> {
        Ok(None)
    }

    /// Writes the bytes of an attachment. `attachment` is an index in [`ExportMessage::attachments`].
    fn attachment(&self, attachment: usize, out: &mut dyn Write) -> Result<(), ExportError>;

    /// Returns the text of an attachment. `attachment` is an index in [`ExportMessage::attachments`].
    fn attachment_text(&self, attachment: usize) -> Result<AttachmentText, ExportError>;

    /// Returns the bytes of the alternative form of the body that has one of these media types, such as the calendar entry of
    /// an appointment. Returns `None` if the message has no such form.
    fn alternative(&self, _media_types: &[&str]) -> Result<Option<Vec<u8>>, ExportError> {
        Ok(None)
    }

    /// Returns the property stream of a message that was composed of a MAPI item.
    fn properties(&self) -> Result<Option<Vec<u8>>, ExportError> {
        Ok(None)
    }

    /// Calls `read` once with the message without its large parts, which it can read on demand.
    fn with_skeleton(&self, read: &mut dyn FnMut(&Skeleton<'_>)) -> Result<(), ExportError> {
        let mut raw = Vec::new();
        let written = self.bytes()?(&mut raw);
        written.map_err(|error| ExportError::Unreadable { what: error.to_string() })?;
        Split::of(&raw).with(|skeleton| read(skeleton));
        Ok(())
    }

    /// Returns the formatted text. `None` for a message that only has plain text.
    fn html(&self) -> Result<Option<HtmlBody>, ExportError> {
        Ok(None)
    }
}

impl<'m> ExportMessage<'m> {
    /// Returns a message with this content. All other fields are empty.
    pub fn new(content: &'m dyn MessageContent) -> Self {
        Self {
            id: 0,
            thread: 0,
            message_id: None,
            date: None,
            subject: String::new(),
            from: Vec::new(),
            to: Vec::new(),
            cc: Vec::new(),
            bcc: Vec::new(),
            kind: String::new(),
            size: 0,
            damaged: false,
            text: String::new(),
            attachments: Vec::new(),
            composed: false,
            framing: Framing::Plain,
            separator: None,
            folder: Vec::new(),
            folder_kinds: Vec::new(),
            occurrences: Vec::new(),
            missing: Vec::new(),
            content,
        }
    }

    /// Returns a function that writes the message as RFC 5322 bytes, without the quoting of `From ` lines in an
    /// MBOX.
    pub fn plain_bytes(&self) -> Result<Box<WriteBytes<'m>>, ExportError> {
        let stored = self.content.bytes()?;
        Ok(match self.framing {
            Framing::Plain => stored,
            Framing::Mbox => Box::new(move |out| {
                let mut unquoting = FromLineWriter::unquoting(out);
                stored(&mut unquoting)?;
                unquoting.finish()
            }),
        })
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::{AttachmentText, HtmlBody, MessageContent, WriteBytes};
    use crate::error::ExportError;
    use crate::exporter::{ExportFormat, ItemFacts};

    /// A message that has the entry of an appointment and the card of a contact.
    pub const EACH_KIND: &str = "Subject: a\n\nBEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nDTSTAMP:20200101T000000Z\n\
         DTSTART:20200101T090000Z\nEND:VEVENT\nEND:VCALENDAR\nBEGIN:VCARD\nFN:Ann\nEND:VCARD\n";

    /// Returns a kind of items that the format accepts.
    pub fn accepted_kind(format: &ExportFormat) -> String {
        let kinds = ["mail", "appointment", "contact"];
        let accepts = |kind: &&str| (format.accepts)(&ItemFacts { kind, attachments: 1 });
        let accepted = kinds.into_iter().find(|kind| accepts(kind) && format.name != "vcf-people");
        accepted.unwrap_or("contact").to_owned()
    }

    /// Content for tests. It is damaged if `bytes` is `None`.
    #[derive(Default)]
    pub struct TestContent {
        pub bytes: Option<&'static str>,
        /// The content of each attachment; without it, the attachment is damaged.
        pub attachments: Vec<Option<&'static str>>,
        pub attachment_texts: Vec<AttachmentText>,
        pub html: Option<HtmlBody>,
    }

    impl MessageContent for TestContent {
        fn bytes(&self) -> Result<Box<WriteBytes<'_>>, ExportError> {
            let bytes = self.bytes.ok_or(ExportError::Unreadable { what: "It is damaged.".to_owned() })?;
            Ok(Box::new(move |out| out.write_all(bytes.as_bytes())))
        }

        fn attachment(&self, attachment: usize, out: &mut dyn std::io::Write) -> Result<(), ExportError> {
            let Some(Some(bytes)) = self.attachments.get(attachment) else {
                let _ = out.write_all(b"the readable begin");
                return Err(ExportError::Unreadable { what: "It is damaged.".to_owned() });
            };
            out.write_all(bytes.as_bytes())
                .map_err(|source| ExportError::File { path: std::env::temp_dir(), source })
        }

        fn html(&self) -> Result<Option<HtmlBody>, ExportError> {
            Ok(self.html.clone())
        }

        fn attachment_text(&self, attachment: usize) -> Result<AttachmentText, ExportError> {
            Ok(self.attachment_texts.get(attachment).cloned().unwrap_or_default())
        }

        /// Returns the calendar or the card within the bytes.
        fn alternative(&self, media_types: &[&str]) -> Result<Option<Vec<u8>>, ExportError> {
            let component = |media_type: &&str| match *media_type {
                "text/calendar" => Some("VCALENDAR"),
                "text/vcard" => Some("VCARD"),
                _ => None,
            };
            let name = media_types.iter().find_map(component).unwrap_or_default();
            let bytes = self.bytes.ok_or(ExportError::Unreadable { what: "It is damaged.".to_owned() })?;
            let start = bytes.find(&format!("BEGIN:{name}"));
            let lines = start.and_then(|start| bytes.get(start..));
            let end = lines.and_then(|lines| lines.find(&format!("END:{name}\n")));
            Ok(lines.map(|lines| lines[..end.map_or(lines.len(), |end| end + name.len() + 5)].into()))
        }
    }
}
