//! Taking a batch of items in.

use foundmail_defect::{Defect, Effect};
use foundmail_mail::{Digest, Framing, Kind, Message, identity_of, own_words};
use rusqlite::{OptionalExtension, Transaction, params};
use serde::{Deserialize, Serialize};

use crate::blob::Blob;
use crate::import::ImportStart;
use crate::pack::PackWriter;
use crate::people::Envelope;
use crate::place;
use crate::thread::thread_for;
use crate::writer::Writer;
use crate::{FolderId, MessageId, StoreError, ThreadId};

/// Length of the beginning of the text that lists show, in characters.
const SNIPPET: usize = 200;

/// An item as a reader found it.
#[derive(Debug)]
pub struct NewItem {
    /// The folder it lies in.
    pub folder: FolderId,
    /// Where it lies in its source, in the reader's words; the same at every reading.
    pub position: String,
    /// What it is.
    pub kind: Kind,
    /// What could be read of it; nothing if it is lost.
    pub content: Option<Content>,
    /// What is broken in it.
    pub defects: Vec<Defect>,
    /// How it was found, if not where it should be.
    pub recovered: Option<String>,
    /// The separator line before it in an MBOX.
    pub separator: Option<String>,
    /// What is known of it even if its content is lost.
    pub hint: Hint,
}

/// The bytes of an item and what they say.
#[derive(Debug)]
pub struct Content {
    /// The bytes.
    pub blob: Blob,
    /// How the bytes were framed.
    pub framing: Framing,
    /// True if they were composed from something else than an RFC 5322 message.
    pub composed: bool,
    /// What they say.
    pub message: Message,
}

/// What is known of an item whose content may be lost.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Hint {
    /// Its subject.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// Who wrote it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// When, in seconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<i64>,
}

/// How an item ended. Every item ends as exactly one of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Stored whole.
    Ready,
    /// A copy of a stored one.
    Copy,
    /// Not whole; kept as far as it could be read.
    Damaged,
}

/// What became of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Put {
    /// How it ended.
    pub outcome: Outcome,
    /// The message that it is now, or is a copy of.
    pub message: Option<MessageId>,
    /// The message's conversation, and the number of the change that the index has to follow; none if nothing that
    /// can be found has changed.
    pub changed: Option<(ThreadId, u64)>,
}

impl Outcome {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::Copy => "copy",
            Self::Damaged => "damaged",
        }
    }
}

impl Writer {
    /// Takes a batch in, all or nothing. When this returns, the batch is on the disk.
    pub fn put(&mut self, start: ImportStart, items: &[NewItem]) -> Result<Vec<Put>, StoreError> {
        let sequence = self.sequence;
        let result = self.put_batch(start, items);
        if result.is_err() {
            self.packs.discard();
            self.sequence = sequence;
        }
        result
    }

    fn put_batch(&mut self, start: ImportStart, items: &[NewItem]) -> Result<Vec<Put>, StoreError> {
        let transaction = self.connection.transaction()?;
        let mut batch =
            Batch { transaction: &transaction, packs: &mut self.packs, sequence: &mut self.sequence, start };
        let put = items.iter().map(|item| batch.put_item(item)).collect::<Result<Vec<_>, _>>()?;
        // The catalogue must not name a blob that a power cut could take away.
        self.packs.flush()?;
        transaction.commit()?;
        Ok(put)
    }

    /// Takes in damage that belongs to no item.
    pub fn put_defect(
        &mut self,
        start: ImportStart,
        folder: Option<FolderId>,
        defect: &Defect,
    ) -> Result<(), StoreError> {
        let transaction = self.connection.transaction()?;
        place::insert_defect(&transaction, start, None, folder, defect)?;
        transaction.commit()?;
        Ok(())
    }
}

struct Batch<'b> {
    transaction: &'b Transaction<'b>,
    packs: &'b mut PackWriter,
    sequence: &'b mut u64,
    start: ImportStart,
}

/// A message's row, and the version of it whose bytes an item has.
struct Stored {
    message: MessageId,
    version: u32,
    is_new: bool,
    changed: Option<(ThreadId, u64)>,
}

impl Batch<'_> {
    fn put_item(&mut self, item: &NewItem) -> Result<Put, StoreError> {
        let damaged = item.content.is_none() || item.defects.iter().any(|defect| defect.effect.costs());
        let stored = match &item.content {
            Some(content) => Some(self.store(item, content, damaged)?),
            None => None,
        };
        let outcome = match &stored {
            _ if damaged => Outcome::Damaged,
            Some(stored) if stored.is_new => Outcome::Ready,
            _ => Outcome::Copy,
        };
        let unreadable =
            item.defects.iter().filter(|defect| defect.effect == Effect::AttachmentIncomplete).count();
        let place = place::NewPlace {
            item,
            message: stored.as_ref().map(|stored| stored.message),
            version: stored.as_ref().map(|stored| stored.version),
            outcome,
            attachments: item.content.as_ref().map_or(0, |content| files_in(&content.message)),
            unreadable: u32::try_from(unreadable).unwrap_or(u32::MAX),
        };
        place::put(self.transaction, self.start, &place)?;
        Ok(Put { outcome, message: place.message, changed: stored.and_then(|stored| stored.changed) })
    }

    fn store(&mut self, item: &NewItem, content: &Content, damaged: bool) -> Result<Stored, StoreError> {
        let blob = self.blob(&content.blob)?;
        let mut statement = self
            .transaction
            .prepare_cached("SELECT id, message_id FROM version WHERE blob_id = ?1 AND framing = ?2")?;
        let same_bytes = statement
            .query_row(params![blob, framing_word(content.framing)], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        if let Some((version, message)) = same_bytes {
            return Ok(Stored { message, version, is_new: false, changed: None });
        }
        let envelope = Envelope::of(&content.message);
        let identity = identity_of(&content.message);
        match self.same_message(identity.as_ref(), &envelope)? {
            Some(message) => self.add_version(message, item, content, &envelope, blob),
            None => self.add_message(item, content, &envelope, identity.filter(|_| !damaged), blob, damaged),
        }
    }

    fn blob(&mut self, blob: &Blob) -> Result<u32, StoreError> {
        let mut statement = self.transaction.prepare_cached("SELECT id FROM blob WHERE digest = ?1")?;
        if let Some(id) = statement.query_row(params![blob.digest], |row| row.get(0)).optional()? {
            return Ok(id);
        }
        let at = self.packs.append(blob)?;
        let mut statement = self.transaction.prepare_cached(
            "INSERT INTO blob (digest, pack, offset, stored, size, codec) VALUES (?1, ?2, ?3, ?4, ?5, ?6) RETURNING id",
        )?;
        let values = params![blob.digest, at.pack, at.offset, at.stored, blob.size, blob.codec.number()];
        Ok(statement.query_row(values, |row| row.get(0))?)
    }

    /// The message that has the same identity. Where neither one's attachments are all in the other, they are two
    /// messages, whatever their ids say.
    fn same_message(
        &self,
        identity: Option<&Digest>,
        envelope: &Envelope,
    ) -> Result<Option<MessageId>, StoreError> {
        let Some(identity) = identity else { return Ok(None) };
        let mut statement =
            self.transaction.prepare_cached("SELECT id, envelope FROM message WHERE identity = ?1")?;
        let found: Option<(MessageId, String)> =
            statement.query_row(params![identity], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
        Ok(found.and_then(|(message, json)| {
            let other: Envelope = serde_json::from_str(&json).unwrap_or_default();
            (other.covers(envelope) || envelope.covers(&other)).then_some(message)
        }))
    }

    fn add_version(
        &mut self,
        message: MessageId,
        item: &NewItem,
        content: &Content,
        envelope: &Envelope,
        blob: u32,
    ) -> Result<Stored, StoreError> {
        let version = self.insert_version(message, content, blob)?;
        let mut statement = self.transaction.prepare_cached(
            "SELECT v.attachments, v.composed, m.damaged, m.thread_id, m.envelope
             FROM message m JOIN version v ON v.id = m.version_id WHERE m.id = ?1",
        )?;
        let (files, composed, damaged, thread, json): (u32, bool, bool, ThreadId, String) = statement
            .query_row(params![message], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
            })?;
        let shown: Envelope = serde_json::from_str(&json).unwrap_or_default();
        let new_is_damaged = item.defects.iter().any(|defect| defect.effect.costs());
        // The fullest copy is shown: whole before damaged, more attachments and hidden recipients before fewer,
        // original before composed.
        let rank = |damaged: bool, files: u32, bcc: usize, composed: bool| (!damaged, files, bcc, !composed);
        let is_fuller =
            rank(new_is_damaged, files_in(&content.message), envelope.bcc.len(), content.composed)
                > rank(damaged, files, shown.bcc.len(), composed);
        let changed = if is_fuller {
            let sequence = self.next_sequence();
            self.show(message, sequence, version, content, envelope, new_is_damaged)?;
            Some((thread, sequence))
        } else {
            None
        };
        Ok(Stored { message, version, is_new: false, changed })
    }

    fn add_message(
        &mut self,
        item: &NewItem,
        content: &Content,
        envelope: &Envelope,
        identity: Option<Digest>,
        blob: u32,
        damaged: bool,
    ) -> Result<Stored, StoreError> {
        let sequence = self.next_sequence();
        // Two messages with one identity but different attachments: the first one keeps it.
        let taken = self
            .transaction
            .prepare_cached("SELECT 1 FROM message WHERE identity = ?1")?
            .exists(params![identity])?;
        let message: MessageId = self
            .transaction
            .prepare_cached(
                "INSERT INTO message (sequence, thread_id, version_id, identity, kind) VALUES (?1, 0, 0, ?2, ?3)
                 RETURNING id",
            )?
            .query_row(params![sequence, identity.filter(|_| !taken), item.kind.word()], |row| row.get(0))?;
        let version = self.insert_version(message, content, blob)?;
        let keys = &content.message.thread_keys;
        let thread = thread_for(self.transaction, message, keys, content.message.date)?;
        self.transaction
            .prepare_cached("UPDATE message SET thread_id = ?2 WHERE id = ?1")?
            .execute(params![message, thread])?;
        self.show(message, sequence, version, content, envelope, damaged)?;
        Ok(Stored { message, version, is_new: true, changed: Some((thread, sequence)) })
    }

    fn insert_version(&self, message: MessageId, content: &Content, blob: u32) -> Result<u32, StoreError> {
        let mut statement = self.transaction.prepare_cached(
            "INSERT INTO version (message_id, blob_id, framing, composed, attachments) VALUES (?1, ?2, ?3, ?4, ?5)
             RETURNING id",
        )?;
        let files = files_in(&content.message);
        let values = params![message, blob, framing_word(content.framing), content.composed, files];
        Ok(statement.query_row(values, |row| row.get(0))?)
    }

    /// Makes a version the one that is shown.
    fn show(
        &self,
        message: MessageId,
        sequence: u64,
        version: u32,
        content: &Content,
        envelope: &Envelope,
        damaged: bool,
    ) -> Result<(), StoreError> {
        let json =
            serde_json::to_string(envelope).map_err(|error| StoreError::Unexpected(error.to_string()))?;
        let mut statement = self.transaction.prepare_cached(
            "UPDATE message SET sequence = ?2, version_id = ?3, date = ?4, subject = ?5, envelope = ?6, snippet = ?7,
                                size = ?8, attachments = ?9, damaged = ?10 WHERE id = ?1",
        )?;
        statement.execute(params![
            message,
            sequence,
            version,
            content.message.date,
            content.message.subject,
            json,
            own_words(&content.message.text, SNIPPET),
            content.blob.size,
            files_in(&content.message),
            damaged,
        ])?;
        Ok(())
    }

    fn next_sequence(&mut self) -> u64 {
        *self.sequence = self.sequence.saturating_add(1);
        *self.sequence
    }
}

/// Attachments that stand beside the text.
fn files_in(message: &Message) -> u32 {
    let files = message.attachments.iter().filter(|attachment| !attachment.inline).count();
    u32::try_from(files).unwrap_or(u32::MAX)
}

pub(crate) fn framing_word(framing: Framing) -> &'static str {
    match framing {
        Framing::Plain => "plain",
        Framing::Mbox => "mbox",
    }
}
