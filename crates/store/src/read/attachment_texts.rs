//! Reading the text of attachments.

use super::reader::StoreReader;
use crate::catalogue::{AttachmentText, read_text};
use crate::error::StoreError;

impl StoreReader {
    /// Returns the text of the attachment with this digest, or `None` if it was not extracted.
    pub fn attachment_text(&self, digest: &[u8; 16]) -> Result<Option<AttachmentText>, StoreError> {
        read_text(&self.connection, digest)
    }
}
