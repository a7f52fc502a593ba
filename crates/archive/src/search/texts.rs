//! Reads the texts for snippets, because the index does not store them.

use foundmail_mail::text_of_skeleton;
use foundmail_store::{MessageId, StoreError, StoreReader};

use crate::ArchiveError;

/// A source of the texts of messages and attachments.
pub(crate) trait Texts {
    /// Returns the text of a message. `None` makes the caller try the attachments, and then show the stored beginning of the text.
    fn body(&self, message: MessageId) -> Result<Option<String>, ArchiveError>;

    /// Returns the text of the attachment with this name. `None` if it has no extracted text; then the caller continues without
    /// this attachment.
    fn attachment(&self, message: MessageId, name: &str) -> Result<Option<String>, ArchiveError>;
}

impl Texts for StoreReader {
    fn body(&self, message: MessageId) -> Result<Option<String>, ArchiveError> {
        match self.stored(message) {
            Ok(stored) => Ok(Some(stored.with(|mail| text_of_skeleton(mail, stored.framing)))),
            // The row contains the beginning of the text, and `show` reports the damage.
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
