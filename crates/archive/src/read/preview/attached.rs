//! Takes attachments out of messages, and files out of attachments.

use std::sync::Arc;

use foundmail_extract::FailureReason;
use foundmail_mail::{Framing, attachment_bytes, parse, safe_file_name};
use foundmail_store::MessageId;

use super::child::Reader;
use super::opened_files::Attached;
use super::why;
use crate::head_buffer::HeadBuffer;
use crate::{Archive, ArchiveError};

/// Maximum number of indexes of a path.
const MAX_DEPTH: usize = 8;
/// Maximum size in bytes of an attachment that is shown, or that contains another file.
const MAX_SIZE: usize = 128 << 20;
impl Archive {
    /// Returns the file at a path. The error [`ArchiveError::Choice`] says why a file that exists cannot be read.
    pub(crate) fn attached(&self, message: u32, at: &[u32]) -> Result<Arc<Attached>, ArchiveError> {
        let sequence = self.reader().message(MessageId(message))?.sequence;
        self.attached_at(message, sequence, at)
    }

    fn attached_at(&self, message: u32, sequence: u64, at: &[u32]) -> Result<Arc<Attached>, ArchiveError> {
        if at.len() > MAX_DEPTH {
            return Err(refused(why::failed(FailureReason::TooDeep)));
        }
        if let Some(kept) = self.opened_attachments.get(message, sequence, at) {
            return Ok(kept);
        }
        let attached = match at {
            [] => return Err(gone()),
            [index] => self.attachment(message, *index)?,
            [outer @ .., index] => {
                let outer = self.attached_at(message, sequence, outer)?;
                self.contained(&outer, *index)?
            }
        };
        let attached = Arc::new(attached);
        self.opened_attachments.keep(message, sequence, at, &attached);
        Ok(attached)
    }

    /// Reads an attachment of a message of the archive.
    fn attachment(&self, message: u32, index: u32) -> Result<Attached, ArchiveError> {
        let row = self.reader().message(MessageId(message))?;
        let known = row.envelope.attachments.into_iter().find(|attachment| attachment.index == index);
        let media_type = known.map(|attachment| attachment.media_type).unwrap_or_default();
        self.with_attachment(message, index, |name, write| {
            let mut bytes = HeadBuffer::new(MAX_SIZE.saturating_add(1));
            let written = write(&mut bytes);
            if bytes.is_full() {
                return Err(refused(why::failed(FailureReason::TooLarge)));
            }
            written.map_err(ArchiveError::Unreadable)?;
            Ok(Attached { name: name.to_owned(), media_type, bytes: bytes.bytes, is_damaged: false })
        })
    }

    /// Takes a file out of an attached message or a ZIP file.
    fn contained(&self, outer: &Attached, index: u32) -> Result<Attached, ArchiveError> {
        if !outer.is_declared_message() {
            match self.children.with(outer, |child, file| child.contained_of(file, index)) {
                Ok(file) => {
                    return Ok(Attached {
                        name: safe_file_name(&file.name),
                        media_type: String::new(),
                        bytes: file.bytes,
                        is_damaged: file.is_damaged || outer.is_damaged,
                    });
                }
                // Not a ZIP file.
                Err(failure) if failure.reason == FailureReason::Unsupported => {}
                Err(failure) => return Err(refused(why::failed(failure.reason))),
            }
        }
        let raw = self.raw_message(outer)?.bytes;
        let attachments = parse(&raw, Framing::Plain).attachments;
        let found = attachments.into_iter().find(|attachment| attachment.index == index).ok_or_else(gone)?;
        let bytes = attachment_bytes(&raw, Framing::Plain, index).ok_or_else(gone)?;
        Ok(Attached { name: found.name, media_type: found.media_type, bytes, is_damaged: outer.is_damaged })
    }

    /// Returns the bytes of an attached message (RFC 5322). For an Outlook item, a message is composed.
    pub(super) fn raw_message(&self, attached: &Attached) -> Result<RawMessage, ArchiveError> {
        if attached.is_declared_message() {
            return Ok(RawMessage { bytes: attached.bytes.clone(), is_damaged: attached.is_damaged });
        }
        match self.children.with(attached, Reader::message_of) {
            Ok(file) => {
                let is_damaged = file.is_damaged || attached.is_damaged;
                Ok(RawMessage { bytes: file.bytes, is_damaged })
            }
            Err(failure) => Err(refused(why::failed(failure.reason))),
        }
    }
}

/// The bytes of an attached message.
pub(super) struct RawMessage {
    pub bytes: Vec<u8>,
    /// True if a part of the message could not be read.
    pub is_damaged: bool,
}

pub(super) fn refused(why: &str) -> ArchiveError {
    ArchiveError::Choice { what: why.to_owned() }
}

pub(super) fn gone() -> ArchiveError {
    ArchiveError::NotFound { what: "This attachment is not in the message.".to_owned() }
}
