//! Messages of a batch: which one an item is, and which of its versions is shown.

use foundmail_mail::{Digest, Framing, Message, own_words};
use rusqlite::{OptionalExtension, Transaction, params};

use crate::batch::{Batch, Stored};
use crate::item::{Content, NewItem};
use crate::people::Envelope;
use crate::thread::thread_for;
use crate::{MessageId, StoreError, ThreadId};

/// Length of the beginning of the text that lists show, in characters.
const SNIPPET: usize = 200;

impl Batch<'_> {
    /// The message that has the same identity. Where neither one's attachments are all in the other, they are two
    /// messages, whatever their ids say.
    pub(crate) fn same_message(
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

    pub(crate) fn add_version(
        &mut self,
        message: MessageId,
        item: &NewItem,
        content: &Content,
        envelope: &Envelope,
        blob: u32,
    ) -> Result<Stored, StoreError> {
        let version = self.insert_version(message, content, blob)?;
        let (files, composed, damaged, thread, json): (u32, bool, bool, ThreadId, String) = self
            .transaction
            .prepare_cached(
                "SELECT v.attachments, v.composed, m.damaged, m.thread_id, m.envelope
                 FROM message m JOIN version v ON v.id = m.version_id WHERE m.id = ?1",
            )?
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

    pub(crate) fn add_message(
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
        let thread = thread_for(&self.transaction, message, keys, content.message.date)?;
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

    fn show(
        &self,
        message: MessageId,
        sequence: u64,
        version: u32,
        content: &Content,
        envelope: &Envelope,
        damaged: bool,
    ) -> Result<(), StoreError> {
        let shown = Shown { message: &content.message, envelope, size: content.packed.size(), damaged };
        show(&self.transaction, message, sequence, version, &shown)
    }

    fn next_sequence(&mut self) -> u64 {
        *self.sequence = self.sequence.saturating_add(1);
        *self.sequence
    }
}

/// What a message's row says of the version that is shown.
pub(crate) struct Shown<'m> {
    pub message: &'m Message,
    pub envelope: &'m Envelope,
    pub size: u64,
    pub damaged: bool,
}

/// Makes a version the one that is shown.
pub(crate) fn show(
    transaction: &Transaction<'_>,
    message: MessageId,
    sequence: u64,
    version: u32,
    shown: &Shown<'_>,
) -> Result<(), StoreError> {
    let json =
        serde_json::to_string(shown.envelope).map_err(|error| StoreError::Unexpected(error.to_string()))?;
    let mut statement = transaction.prepare_cached(
        "UPDATE message SET sequence = ?2, version_id = ?3, date = ?4, subject = ?5, envelope = ?6, snippet = ?7,
                            size = ?8, attachments = ?9, damaged = ?10 WHERE id = ?1",
    )?;
    statement.execute(params![
        message,
        sequence,
        version,
        shown.message.date,
        shown.message.subject,
        json,
        own_words(&shown.message.text, SNIPPET),
        shown.size,
        files_in(shown.message),
        shown.damaged,
    ])?;
    Ok(())
}

/// Attachments that stand beside the text.
pub(crate) fn files_in(message: &Message) -> u32 {
    let files = message.attachments.iter().filter(|attachment| !attachment.inline).count();
    u32::try_from(files).unwrap_or(u32::MAX)
}

pub(crate) fn framing_word(framing: Framing) -> &'static str {
    match framing {
        Framing::Plain => "plain",
        Framing::Mbox => "mbox",
    }
}
