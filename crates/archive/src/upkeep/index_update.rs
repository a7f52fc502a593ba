//! Bringing the index up to what the store holds.

use std::sync::PoisonError;

use foundmail_mail::{Message, parse_skeleton};
use foundmail_search::{AttachmentText, Document, Index};
use foundmail_store::{MessageRow, StoreError, StoreReader, StoreWriter};

use crate::{Archive, ArchiveError};

/// Messages that are indexed before the index is made durable.
const BATCH: u32 = 2_000;

impl Archive {
    /// Indexes what the store holds and the index does not. Does nothing while another program writes: that one
    /// does it.
    pub fn catch_up(&self) -> Result<(), ArchiveError> {
        match self.store.writer() {
            Ok(writer) => self.catch_up_as(&writer),
            Err(StoreError::Busy) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// The same for one who writes already.
    pub(crate) fn catch_up_as(&self, _writer: &StoreWriter) -> Result<(), ArchiveError> {
        match self.follow_store() {
            // What is damaged is thrown away; nothing in it is lost.
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
        // Another program may have indexed since.
        self.refresh()?;
        let index_at = self.index().sequence();
        // An index that is ahead, or holds other messages, belongs to another state of the store.
        if index_at > last || (index_at == last && self.index().count() != u64::from(count)) {
            self.replace_index()?;
        }
        if self.index().sequence() < last {
            self.index_from(&reader)?;
        }
        Ok(())
    }

    /// Throws the index away and builds it anew.
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
                let message = match reader.stored(row.id) {
                    Ok(stored) => stored.with(|mail| parse_skeleton(mail, stored.framing)),
                    // Damaged in the archive: it stays in every list, and `show` names the damage.
                    Err(StoreError::Damaged { .. } | StoreError::File { .. }) => known_of(row),
                    Err(error) => return Err(error.into()),
                };
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

/// Returns the texts of a message's attachments, as far as they were extracted at an import.
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

/// What the catalogue alone knows of a message.
fn known_of(row: &MessageRow) -> Message {
    Message {
        date: row.date,
        subject: row.subject.clone(),
        from: row.envelope.from.clone(),
        to: row.envelope.to.clone(),
        cc: row.envelope.cc.clone(),
        bcc: row.envelope.bcc.clone(),
        text: row.snippet.clone(),
        ..Message::default()
    }
}
