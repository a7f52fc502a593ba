//! The texts in which a search matched, for snippets. The index holds none.

use foundmail_mail::parse;
use foundmail_store::{MessageId, Reader, StoreError};

use crate::ArchiveError;

/// Gives the texts of messages.
pub(crate) trait Texts {
    /// What a message says.
    fn body(&self, message: MessageId) -> Result<Option<String>, ArchiveError>;

    /// What an attachment says, by its name; `None` where no text was taken out of it.
    fn attachment(&self, message: MessageId, name: &str) -> Result<Option<String>, ArchiveError>;
}

impl Texts for Reader {
    fn body(&self, message: MessageId) -> Result<Option<String>, ArchiveError> {
        match self.raw(message) {
            Ok(raw) => Ok(Some(parse(&raw.bytes, raw.framing).text)),
            // Its row has the beginning of the text; `show` names the damage.
            Err(StoreError::Damaged { .. } | StoreError::File { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// The store keeps no texts of attachments yet.
    fn attachment(&self, _: MessageId, _: &str) -> Result<Option<String>, ArchiveError> {
        Ok(None)
    }
}
