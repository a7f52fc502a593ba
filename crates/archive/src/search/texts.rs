//! The texts in which a search matched, for snippets. The index holds none.

use foundmail_mail::text_of_skeleton;
use foundmail_store::{MessageId, StoreError, StoreReader};

use crate::ArchiveError;

/// Gives the texts of messages.
pub(crate) trait Texts {
    /// What a message says.
    fn body(&self, message: MessageId) -> Result<Option<String>, ArchiveError>;

    /// What an attachment says, by its name; `None` where no text was taken out of it.
    fn attachment(&self, message: MessageId, name: &str) -> Result<Option<String>, ArchiveError>;
}

impl Texts for StoreReader {
    fn body(&self, message: MessageId) -> Result<Option<String>, ArchiveError> {
        match self.stored(message) {
            Ok(stored) => Ok(Some(stored.with(|mail| text_of_skeleton(mail, stored.framing)))),
            // Its row has the beginning of the text; `show` names the damage.
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
