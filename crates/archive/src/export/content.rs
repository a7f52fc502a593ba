//! The content of a stored message for an exporter.

use std::cell::OnceCell;
use std::io::Write;
use std::path::Path;

use foundmail_export::{
    AttachmentText, ExportAttachment, ExportError, ExportMessage, HtmlBody, MessageContent, Occurrence,
    WriteBytes,
};
use foundmail_mail::{Skeleton, digest_of, write_attachment};
use foundmail_search::extension;
use foundmail_store::{AttachmentRow, MessageRow, StoreError, StoreReader, StoredMessage};

use super::attachments::listed;
use super::copies::FolderPaths;
use super::sources::Sources;
use crate::ArchiveError;
use crate::read::{CheckedWriter, StoredHtml, left_out, missing, parse_stored, read_stored};

/// Maximum size in bytes of a message that is exported from memory. A larger message is read twice: first to check
/// it, and then to write it.
const MAX_IN_MEMORY: u64 = 32 << 20;

/// A stored message that is read from its pack only once.
pub(super) struct StoredContent<'r> {
    reader: &'r StoreReader,
    row: &'r MessageRow,
    stored: StoredMessage<'r>,
    /// The formatted text. It is kept when the message is parsed, because a message is parsed only once.
    html: OnceCell<Option<StoredHtml>>,
}

impl<'r> StoredContent<'r> {
    /// Reads a message from its pack.
    pub(super) fn read(reader: &'r StoreReader, row: &'r MessageRow) -> Result<Self, StoreError> {
        Ok(Self { reader, row, stored: read_stored(reader, row.id)?, html: OnceCell::new() })
    }

    /// Returns the message as an exporter receives it, without the folder of the copy.
    pub(super) fn message(
        &self,
        folders: &FolderPaths,
        sources: &Sources,
    ) -> Result<ExportMessage<'_>, ArchiveError> {
        let row = self.row;
        let mut parsed = parse_stored(&self.stored);
        self.html.get_or_init(|| StoredHtml::take(&mut parsed));
        let attachments = listed(row)
            .map(|file| ExportAttachment {
                name: file.name.clone(),
                extension: extension(&file.name),
                media_type: file.media_type.clone(),
                size: file.size,
            })
            .collect();
        let rows = self.reader.occurrences(row.id)?;
        let separator = rows.iter().map(|row| row.separator.clone()).find(|line| !line.is_empty());
        let occurrences = rows.into_iter().filter_map(|row| {
            Some(Occurrence {
                source: sources.index(&row.source)?,
                source_name: Path::new(&row.source)
                    .file_name()
                    .unwrap_or_default()
                    .to_string_lossy()
                    .into_owned(),
                folder: folders.levels(row.folder).to_vec(),
                position: row.position,
                recovered: row.recovered,
            })
        });
        Ok(ExportMessage {
            id: row.id.0,
            thread: row.thread.0,
            message_id: parsed.message_id,
            date: row.date,
            subject: row.subject.clone(),
            // The row has only the first people of each field.
            from: parsed.from,
            to: parsed.to,
            cc: parsed.cc,
            bcc: parsed.bcc,
            kind: row.kind.word().to_owned(),
            size: row.size,
            damaged: row.damaged,
            text: parsed.text,
            attachments,
            composed: self.stored.composed,
            framing: self.stored.framing,
            separator,
            folder: Vec::new(),
            folder_kinds: Vec::new(),
            occurrences: occurrences.collect(),
            missing: missing(self.reader, row)?,
            content: self,
        })
    }
}

impl MessageContent for StoredContent<'_> {
    fn bytes(&self) -> Result<Box<WriteBytes<'_>>, ExportError> {
        if self.stored.size > MAX_IN_MEMORY {
            self.stored.check(self.row.id).map_err(|error| unreadable(&error))?;
            return Ok(Box::new(|out| self.stored.write(out)));
        }
        let mut bytes = Vec::new();
        if self.stored.write(&mut bytes).is_err() || digest_of(&bytes) != self.stored.digest {
            // Checking the message again returns the damage as an error.
            self.stored.check(self.row.id).map_err(|error| unreadable(&error))?;
            return Err(ExportError::Unreadable {
                what: "The bytes of this message could not be read.".to_owned(),
            });
        }
        Ok(Box::new(move |out| out.write_all(&bytes)))
    }

    fn page_html(&self) -> Result<Option<(String, Vec<String>)>, ExportError> {
        let html = self.html.get().and_then(Option::as_ref);
        Ok(html.map(|html| {
            let (body, lost_pictures) = html.cleaned(&self.stored);
            (body.for_page(), left_out(&body, lost_pictures))
        }))
    }

    fn attachment(&self, attachment: usize, out: &mut dyn Write) -> Result<(), ExportError> {
        let index = listed(self.row).nth(attachment).ok_or_else(gone)?.index;
        self.write_attachment(index, out)
    }

    fn attachment_text(&self, attachment: usize) -> Result<AttachmentText, ExportError> {
        let Some(file) = listed(self.row).nth(attachment) else { return Ok(AttachmentText::default()) };
        let text = self.reader.attachment_text(&file.digest).map_err(|error| unreadable(&error))?;
        Ok(text.map_or_else(AttachmentText::default, |text| AttachmentText {
            pieces: text.pieces.into_iter().map(|piece| piece.text).collect(),
            loss: text.outcome,
        }))
    }

    fn alternative(&self, media_types: &[&str]) -> Result<Option<Vec<u8>>, ExportError> {
        let is_wanted =
            |file: &&AttachmentRow| file.inline && media_types.contains(&file.media_type.as_str());
        let Some(file) = self.row.envelope.attachments.iter().find(is_wanted) else { return Ok(None) };
        if file.size > MAX_IN_MEMORY.saturating_mul(2) {
            let what = format!("The entry of this item is larger than {} MB.", MAX_IN_MEMORY >> 19);
            return Err(ExportError::Unreadable { what });
        }
        let mut bytes = Vec::new();
        self.write_attachment(file.index, &mut bytes).map(|()| Some(bytes))
    }

    fn properties(&self) -> Result<Option<Vec<u8>>, ExportError> {
        self.stored.properties().map_err(|error| unreadable(&error))
    }

    fn with_skeleton(&self, read: &mut dyn FnMut(&Skeleton<'_>)) -> Result<(), ExportError> {
        self.stored.with(|skeleton| read(skeleton));
        Ok(())
    }

    fn html(&self) -> Result<Option<HtmlBody>, ExportError> {
        let Some(Some(html)) = self.html.get() else { return Ok(None) };
        let (body, lost_pictures) = html.cleaned(&self.stored);
        let left_out = left_out(&body, lost_pictures);
        let (style, html) = body.for_browser();
        Ok(Some(HtmlBody { style, html, remote_pictures: body.remote, left_out }))
    }
}

impl StoredContent<'_> {
    /// Writes the bytes of an attachment, by its index in the message.
    fn write_attachment(&self, index: u32, out: &mut dyn Write) -> Result<(), ExportError> {
        let mut out = CheckedWriter { out, has_failed: false };
        let written = self.stored.with(|mail| write_attachment(mail, self.stored.framing, index, &mut out));
        match written {
            Ok(true) => Ok(()),
            Ok(false) => Err(gone()),
            // If the target cannot be written, for example because the disk is full, the archive is not damaged.
            Err(source) if out.has_failed => Err(ExportError::File { path: std::env::temp_dir(), source }),
            Err(error) => Err(ExportError::Unreadable { what: error.to_string() }),
        }
    }
}

fn gone() -> ExportError {
    ExportError::Unreadable { what: "This attachment is not in the message.".to_owned() }
}

fn unreadable(error: &StoreError) -> ExportError {
    ExportError::Unreadable { what: error.to_string() }
}
