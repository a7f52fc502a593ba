//! The content of a stored message for an exporter.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;

use foundmail_export::{
    AttachmentText, ExportAttachment, ExportError, ExportMessage, Locations, MessageContent, WriteBytes,
};
use foundmail_mail::{digest_of, write_attachment};
use foundmail_search::extension;
use foundmail_store::{MessageRow, StoreError, StoreReader, StoredMessage};

use super::attachments::listed;
use crate::ArchiveError;
use crate::read::{CheckedWriter, missing, parse_stored, read_stored};

/// Maximum size of a message that is held in memory. A larger one is checked first, and then read again to write it.
const MAX_IN_MEMORY: u64 = 32 << 20;

/// A stored message, read once.
pub(super) struct StoredContent<'r> {
    reader: &'r StoreReader,
    row: &'r MessageRow,
    stored: StoredMessage<'r>,
}

impl<'r> StoredContent<'r> {
    /// Reads a message from its pack.
    pub(super) fn read(reader: &'r StoreReader, row: &'r MessageRow) -> Result<Self, StoreError> {
        Ok(Self { reader, row, stored: read_stored(reader, row.id)? })
    }

    /// Returns the message as an exporter receives it.
    pub(super) fn message(&self) -> Result<ExportMessage<'_>, ArchiveError> {
        let row = self.row;
        let parsed = parse_stored(&self.stored);
        let attachments = listed(row)
            .map(|file| ExportAttachment { name: file.name.clone(), extension: extension(&file.name) })
            .collect();
        let occurrences = self.reader.occurrences(row.id)?;
        let separator = occurrences.into_iter().map(|place| place.separator).find(|line| !line.is_empty());
        Ok(ExportMessage {
            id: row.id.0,
            thread: row.thread.0,
            message_id: parsed.message_id,
            date: row.date,
            subject: row.subject.clone(),
            from: row.envelope.from.clone(),
            to: row.envelope.to.clone(),
            cc: row.envelope.cc.clone(),
            bcc: row.envelope.bcc.clone(),
            kind: row.kind.word().to_owned(),
            size: row.size,
            damaged: row.damaged,
            text: parsed.text,
            attachments,
            framing: self.stored.framing,
            separator,
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
            // Reading it again tells the damage.
            self.stored.check(self.row.id).map_err(|error| unreadable(&error))?;
            return Err(ExportError::Unreadable { what: "Its bytes could not be read.".to_owned() });
        }
        Ok(Box::new(move |out| out.write_all(&bytes)))
    }

    fn attachment(&self, attachment: usize, out: &mut dyn Write) -> Result<(), ExportError> {
        let gone = || ExportError::Unreadable { what: "This message has no such attachment.".to_owned() };
        let index = listed(self.row).nth(attachment).ok_or_else(gone)?.index;
        let mut out = CheckedWriter { out, has_failed: false };
        let written = self.stored.with(|mail| write_attachment(mail, self.stored.framing, index, &mut out));
        match written {
            Ok(true) => Ok(()),
            Ok(false) => Err(gone()),
            // A full disk is not damage in the archive.
            Err(source) if out.has_failed => Err(ExportError::File { path: std::env::temp_dir(), source }),
            Err(error) => Err(ExportError::Unreadable { what: error.to_string() }),
        }
    }

    fn attachment_text(&self, attachment: usize) -> Result<AttachmentText, ExportError> {
        let Some(file) = listed(self.row).nth(attachment) else { return Ok(AttachmentText::default()) };
        let text = self.reader.attachment_text(&file.digest).map_err(|error| unreadable(&error))?;
        Ok(text.map_or_else(AttachmentText::default, |text| AttachmentText {
            pieces: text.pieces.into_iter().map(|piece| piece.text).collect(),
            loss: text.outcome,
        }))
    }

    fn locations(&self) -> Result<Locations, ExportError> {
        let (mut folders, mut sources) = (BTreeSet::new(), BTreeSet::new());
        for place in self.reader.occurrences(self.row.id).map_err(|error| unreadable(&error))? {
            folders
                .insert(self.reader.folder_path(place.folder).map_err(|error| unreadable(&error))?.join("/"));
            let source = Path::new(&place.source).file_name().unwrap_or_default();
            sources.insert(source.to_string_lossy().into_owned());
        }
        Ok(Locations { folders: folders.into_iter().collect(), sources: sources.into_iter().collect() })
    }
}

fn unreadable(error: &StoreError) -> ExportError {
    ExportError::Unreadable { what: error.to_string() }
}
