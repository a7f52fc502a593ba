//! Adding messages and versions, and choosing the version that is shown.

use super::batch::{Batch, StoredItem};
use super::item::{ItemContent, NewItem};
use super::matching::MatchingMessage;
use crate::catalogue::{
    NewMessage, NewVersion, give_waiting_marks, has_waiting_marks, insert_message, insert_version, next_id,
    note_change, show_version, shown_version, thread_for,
};
use crate::error::StoreError;
use crate::ids::{BlobId, MessageId, VersionId};

impl Batch<'_> {
    /// Adds a version to a message. The new version is shown if it is fuller than the shown one.
    pub(super) fn add_version(
        &mut self,
        matching: &MatchingMessage,
        content: &ItemContent,
        blob: BlobId,
        damaged: bool,
    ) -> Result<StoredItem, StoreError> {
        let message = matching.message;
        let version = VersionId(next_id(&self.transaction, "version")?);
        self.insert_version(version, message, content, blob)?;
        let shown =
            shown_version(&self.transaction, message)?.ok_or(StoreError::NoMessage { id: message })?;
        // The fullest version is shown. The criteria, in this order: whole, more attachments, formatted body, more
        // recipients, original bytes instead of composed ones. A damaged envelope has no recipients.
        let envelope = &content.shown.envelope;
        let new = (
            !damaged,
            content.shown.attachments,
            matching.adds_html,
            envelope.bcc.len(),
            envelope.recipient_count(),
            !content.composed,
        );
        let (bcc, recipients) =
            shown.envelope.as_ref().map_or((0, 0), |shown| (shown.bcc.len(), shown.recipient_count()));
        let is_fuller = new > (!shown.damaged, shown.attachments, false, bcc, recipients, !shown.composed);
        let changed = if is_fuller {
            let sequence = self.next_sequence();
            show_version(&self.transaction, message, sequence, version, &content.shown, damaged)?;
            Some((shown.thread, sequence))
        } else {
            None
        };
        Ok(StoredItem { message, version, is_new: false, changed })
    }

    /// Adds a message with its first version.
    pub(super) fn add_message(
        &mut self,
        item: &NewItem,
        content: &ItemContent,
        blob: BlobId,
        damaged: bool,
    ) -> Result<StoredItem, StoreError> {
        let sequence = self.next_sequence();
        let message = MessageId(next_id(&self.transaction, "message")?);
        let version = VersionId(next_id(&self.transaction, "version")?);
        let thread =
            thread_for(&self.transaction, message, &content.message.thread_keys, content.message.date)?;
        let new = NewMessage {
            id: message,
            sequence,
            thread,
            version,
            identity: self.free_key(content)?,
            kind: item.kind,
            shown: &content.shown,
            damaged,
        };
        insert_message(&self.transaction, &new)?;
        self.insert_version(version, message, content, blob)?;
        Ok(StoredItem { message, version, is_new: true, changed: Some((thread, sequence)) })
    }

    fn insert_version(
        &self,
        version: VersionId,
        message: MessageId,
        content: &ItemContent,
        blob: BlobId,
    ) -> Result<(), StoreError> {
        let new = NewVersion {
            id: version,
            message,
            blob,
            framing: content.framing,
            composed: content.composed,
            attachments: content.shown.attachments,
        };
        insert_version(&self.transaction, &new)?;
        self.give_marks(message, content)?;
        self.put_properties(version, content)
    }

    /// Gives a message the marks that the owner gave it before it was removed from the archive.
    fn give_marks(&self, message: MessageId, content: &ItemContent) -> Result<(), StoreError> {
        if !has_waiting_marks(&self.transaction)? {
            return Ok(());
        }
        let digest = &content.packed.whole.digest;
        if give_waiting_marks(&self.transaction, message, digest, &content.fingerprint)? {
            note_change(&self.transaction)?;
        }
        Ok(())
    }
}
