//! Reads the texts from which snippets are made. The index does not store these texts.

use foundmail_mail::text_of_skeleton;
use foundmail_store::{MessageId, StoreError, StoreReader};

use crate::ArchiveError;

/// Provides the texts of messages and attachments.
pub(crate) trait Texts {
    /// Returns the text of a message. If it returns `None`, the caller tries the attachments, and then shows the
    /// beginning of the text from the row.
    fn body(&self, message: MessageId) -> Result<Option<String>, ArchiveError>;

    /// Returns the text of the attachment with this name. Returns `None` if no text was extracted; the caller then
    /// continues with the next attachment.
    fn attachment(&self, message: MessageId, name: &str) -> Result<Option<String>, ArchiveError>;
}

impl Texts for StoreReader {
    fn body(&self, message: MessageId) -> Result<Option<String>, ArchiveError> {
        match self.stored(message) {
            Ok(stored) => Ok(Some(stored.with(|mail| text_of_skeleton(mail, stored.framing)))),
            // The message is damaged in the archive. The row contains the beginning of its text, and `show`
            // reports the damage.
            Err(StoreError::Damaged { .. } | StoreError::File { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    fn attachment(&self, message: MessageId, name: &str) -> Result<Option<String>, ArchiveError> {
        let attachments = self.message(message)?.envelope.attachments;
        let Some(attachment) = attachments.iter().find(|attachment| attachment.name == name) else {
            return Ok(None);
        };
        let text = self.attachment_text(&attachment.digest)?;
        Ok(text.map(|text| text.pieces.into_iter().map(|piece| piece.text).collect::<Vec<_>>().join("\n")))
    }
}
