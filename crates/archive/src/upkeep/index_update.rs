//! Updates and rebuilds the index from the store.

use std::sync::PoisonError;

use foundmail_mail::{Attachment, Message, parse_skeleton};
use foundmail_search::{AttachmentText, Document, Index};
use foundmail_store::{MessageRow, StoreError, StoreReader, StoreWriter};

use crate::{Archive, ArchiveError};

/// Number of messages that are indexed between two commits of the index.
const BATCH: u32 = 2_000;

impl Archive {
    /// Indexes all stored messages that are missing from the index. Does nothing while another program writes,
    /// because that program updates the index.
    pub fn catch_up(&self) -> Result<(), ArchiveError> {
        match self.store.writer() {
            Ok(writer) => self.catch_up_as(&writer),
            Err(StoreError::Busy) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Updates the index like [`catch_up`](Self::catch_up). The caller must have the writer.
    pub(crate) fn catch_up_as(&self, _writer: &StoreWriter) -> Result<(), ArchiveError> {
        match self.follow_store() {
            // The index contains only derived data, so nothing is lost when it is replaced.
            Err(ArchiveError::Search(error)) if error.is_damage() => {
                self.replace_index()?;
                self.follow_store()
            }
            done => done,
        }
    }

    fn follow_store(&self) -> Result<(), ArchiveError> {
        let reader = self.store.reader()?;
        let (last, count) = reader.sequence_and_count()?;
        // Another program may have updated the index.
        self.refresh()?;
        let index_at = self.index().sequence();
        // If the index has a higher sequence number, or has another number of messages at the same sequence
        // number, it does not belong to this state of the store.
        if index_at > last || (index_at == last && self.index().count() != u64::from(count)) {
            self.replace_index()?;
        }
        if self.index().sequence() < last {
            self.index_from(&reader)?;
        }
        Ok(())
    }

    /// Deletes the index, and rebuilds it from the store. Returns the number of messages.
    pub fn reindex(&self) -> Result<u32, ArchiveError> {
        let writer = self.store.writer()?;
        self.replace_index()?;
        self.catch_up_as(&writer)?;
        Ok(self.reader().sequence_and_count()?.1)
    }

    pub(crate) fn replace_index(&self) -> Result<(), ArchiveError> {
        let mut index = self.index.write().unwrap_or_else(PoisonError::into_inner);
        *index = Index::create(&self.dir.join("index"))?;
        Ok(())
    }

    fn index_from(&self, reader: &StoreReader) -> Result<(), ArchiveError> {
        let mut at = self.index().sequence();
        let mut writer = self.index().writer()?;
        loop {
            let rows = reader.changed_since(at, BATCH)?;
            let Some(last) = rows.last() else { break };
            at = last.sequence;
            for row in &rows {
                let message = indexed_message(reader, row)?;
                let texts = texts_of(reader, &message)?;
                let pieces: Vec<_> = texts
                    .iter()
                    .flat_map(|(name, text)| {
                        text.pieces.iter().map(|piece| AttachmentText { name, text: &piece.text })
                    })
                    .collect();
                writer.put(&Document {
                    id: row.id.0,
                    thread: row.thread.0,
                    message: &message,
                    kind: row.kind,
                    size: row.size,
                    damaged: row.damaged,
                    attachment_texts: &pieces,
                })?;
            }
            writer.commit(at)?;
        }
        writer.finish()?;
        self.refresh()
    }
}

/// Returns a message as it is indexed.
pub(crate) fn indexed_message(reader: &StoreReader, row: &MessageRow) -> Result<Message, StoreError> {
    match reader.stored(row.id) {
        Ok(stored) => Ok(stored.with(|mail| parse_skeleton(mail, stored.framing))),
        // A message that is damaged in the archive is still indexed with the fields in its row. `show` reports the
        // damage.
        Err(StoreError::Damaged { .. } | StoreError::File { .. }) => Ok(known_of(row)),
        Err(error) => Err(error),
    }
}

/// Returns the texts that an import extracted from a message's attachments, with the names of the attachments.
pub(crate) fn texts_of(
    reader: &StoreReader,
    message: &Message,
) -> Result<Vec<(String, foundmail_store::AttachmentText)>, ArchiveError> {
    let mut texts = Vec::new();
    for attachment in message.attachments.iter().filter(|attachment| !attachment.inline) {
        if let Some(text) = reader.attachment_text(&attachment.digest)? {
            texts.push((attachment.name.clone(), text));
        }
    }
    Ok(texts)
}

/// Returns a message with only the fields that its row in the catalogue contains.
fn known_of(row: &MessageRow) -> Message {
    let attachments = row.envelope.attachments.iter().map(|file| Attachment {
        index: file.index,
        name: file.name.clone(),
        media_type: file.media_type.clone(),
        size: file.size,
        inline: file.inline,
        content_id: None,
        digest: file.digest,
        broken: false,
    });
    Message {
        date: row.date,
        subject: row.subject.clone(),
        from: row.envelope.from.clone(),
        to: row.envelope.to.clone(),
        cc: row.envelope.cc.clone(),
        bcc: row.envelope.bcc.clone(),
        text: row.snippet.clone(),
        attachments: attachments.collect(),
        ..Message::default()
    }
}
