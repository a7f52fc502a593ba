//! Messages of a batch: which one an item is, and which of its versions is shown.

use foundmail_mail::{Digest, Framing, Message, own_text_start, says_the_same};
use rusqlite::{OptionalExtension, Row, Transaction, params};

use crate::batch::{Batch, Stored};
use crate::item::{Content, NewItem, SNIPPET};
use crate::people::Envelope;
use crate::stored::Blobs;
use crate::thread::thread_for;
use crate::{MessageId, StoreError, ThreadId};

/// Bytes of bodies that are read and compared in one batch.
const MOST_COMPARED: usize = 256 << 20;

/// A message of which an item is another version.
pub(crate) struct Same {
    pub message: MessageId,
    /// True if that version has a formatted body and the one that is shown has none.
    pub adds_html: bool,
}

impl Batch<'_> {
    /// The message that has the same identity. Where neither one's attachments are all in the other, where they went to other
    /// people, or where their formatted bodies say something else, they are two messages, whatever their ids say.
    pub(crate) fn same_message(
        &mut self,
        content: &Content,
        damaged: bool,
    ) -> Result<Option<Same>, StoreError> {
        let is_told = content.identity.is_some() && !damaged;
        if let Some(identity) = &content.identity
            && let Some((message, other)) = self.identified(identity)?
            && (other.covers(&content.envelope) || content.envelope.covers(&other))
            && other.may_be_to_the_same(&content.envelope)
            && let Some(same) = self.says_the_same(message, content, is_told)?
        {
            return Ok(Some(same));
        }
        let Some(exact) = &content.exact else { return Ok(None) };
        let Some((message, _)) = self.identified(exact)? else { return Ok(None) };
        self.says_the_same(message, content, is_told)
    }

    /// Holds formatted bodies against each other. Only those of copies in other bytes are, so it may take its time; not without
    /// end: then they are two messages, of which neither is lost.
    fn says_the_same(
        &mut self,
        message: MessageId,
        content: &Content,
        is_told: bool,
    ) -> Result<Option<Same>, StoreError> {
        let same = |adds_html| Some(Same { message, adds_html });
        let Some(html) = content.message.html.as_ref().filter(|_| is_told) else { return Ok(same(false)) };
        let sql = "SELECT b.digest, v.framing FROM message m JOIN version v ON v.id = m.version_id
                   JOIN blob b ON b.id = v.blob_id WHERE m.id = ?1 AND NOT m.damaged";
        let row = |row: &Row<'_>| Ok((row.get::<_, Digest>(0)?, framing_of(&row.get::<_, String>(1)?)));
        let shown = self.transaction.prepare_cached(sql)?.query_row(params![message], row).optional()?;
        let Some((digest, framing)) = shown else { return Ok(same(false)) };
        if self.compared > MOST_COMPARED {
            return Ok(None);
        }
        self.packs.write()?;
        let blobs = Blobs { connection: &self.transaction, packs: self.packs.dir() };
        // Of what is damaged in the archive nobody knows what it said.
        let Ok(shown) = blobs.message(&digest, framing) else { return Ok(None) };
        let read = shown.text.len().saturating_add(shown.html.as_ref().map_or(0, String::len));
        self.compared = self.compared.saturating_add(read).saturating_add(html.len());
        let Some(other) = shown.html else { return Ok(same(true)) };
        Ok(says_the_same(&other, html).then_some(Same { message, adds_html: false }))
    }

    fn identified(&self, identity: &Digest) -> Result<Option<(MessageId, Envelope)>, StoreError> {
        let mut statement =
            self.transaction.prepare_cached("SELECT id, envelope FROM message WHERE identity = ?1")?;
        let found: Option<(MessageId, String)> =
            statement.query_row(params![identity], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
        Ok(found.map(|(message, json)| (message, serde_json::from_str(&json).unwrap_or_default())))
    }

    pub(crate) fn add_version(
        &mut self,
        Same { message, adds_html }: Same,
        item: &NewItem,
        content: &Content,
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
        let new_is_damaged = item.defects.iter().any(|defect| defect.effect.loses_data());
        // The fullest copy is shown: whole before damaged, more attachments before fewer, formatted before plain, more hidden
        // and other recipients before fewer, original before composed.
        let envelope = &content.envelope;
        let new = (
            !new_is_damaged,
            files_in(&content.message),
            adds_html,
            envelope.bcc.len(),
            envelope.people(),
            !content.composed,
        );
        let is_fuller = new > (!damaged, files, false, shown.bcc.len(), shown.people(), !composed);
        let changed = if is_fuller {
            let sequence = self.next_sequence();
            let shown = Shown {
                message: &content.message,
                envelope: &content.envelope,
                size: content.packed.size(),
                damaged: new_is_damaged,
            };
            show(&self.transaction, message, sequence, version, &shown)?;
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
        blob: u32,
        damaged: bool,
    ) -> Result<Stored, StoreError> {
        let sequence = self.next_sequence();
        let id: u32 = self.next_id("message")?;
        let message = MessageId(id);
        let version = self.next_id("version")?;
        let thread =
            thread_for(&self.transaction, message, &content.message.thread_keys, content.message.date)?;
        let json = serde_json::to_string(&content.envelope)
            .map_err(|error| StoreError::Unexpected(error.to_string()))?;
        self.transaction
            .prepare_cached(
                "INSERT INTO message (id, sequence, thread_id, version_id, identity, kind, date, subject, envelope,
                                      snippet, size, attachments, damaged)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
            )?
            .execute(params![
                message,
                sequence,
                thread,
                version,
                self.free_identity(content, damaged)?,
                item.kind.word(),
                content.message.date,
                content.message.subject,
                json,
                content.snippet,
                content.packed.size(),
                files_in(&content.message),
                damaged,
            ])?;
        self.insert_version_as(version, message, content, blob)?;
        Ok(Stored { message, version, is_new: true, changed: Some((thread, sequence)) })
    }

    /// Two messages with one identity but different attachments: the first one keeps it, the other is known by what it is
    /// exactly; so is one that is not whole.
    fn free_identity<'c>(
        &self,
        content: &'c Content,
        damaged: bool,
    ) -> Result<Option<&'c Digest>, StoreError> {
        let mut statement = self.transaction.prepare_cached("SELECT 1 FROM message WHERE identity = ?1")?;
        let told = content.identity.as_ref().filter(|_| !damaged);
        for identity in told.into_iter().chain(content.exact.as_ref()) {
            if !statement.exists(params![identity])? {
                return Ok(Some(identity));
            }
        }
        Ok(None)
    }

    fn insert_version(
        &mut self,
        message: MessageId,
        content: &Content,
        blob: u32,
    ) -> Result<u32, StoreError> {
        let version = self.next_id("version")?;
        self.insert_version_as(version, message, content, blob)?;
        Ok(version)
    }

    fn insert_version_as(
        &self,
        version: u32,
        message: MessageId,
        content: &Content,
        blob: u32,
    ) -> Result<(), StoreError> {
        let mut statement = self.transaction.prepare_cached(
            "INSERT INTO version (id, message_id, blob_id, framing, composed, attachments)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?;
        let files = files_in(&content.message);
        let framing = framing_word(content.framing);
        statement.execute(params![version, message, blob, framing, content.composed, files])?;
        Ok(())
    }

    /// The next id of a table. Ids are given here so that a row that names another one is written once.
    fn next_id(&self, table: &str) -> Result<u32, StoreError> {
        let mut statement =
            self.transaction.prepare_cached("SELECT seq FROM sqlite_sequence WHERE name = ?1")?;
        let last: Option<u32> = statement.query_row(params![table], |row| row.get(0)).optional()?;
        last.unwrap_or(0)
            .checked_add(1)
            .ok_or_else(|| StoreError::Unexpected("more rows than ids".to_owned()))
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
        own_text_start(&shown.message.text, SNIPPET),
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

pub(crate) fn framing_of(word: &str) -> Framing {
    if word == "mbox" { Framing::Mbox } else { Framing::Plain }
}

pub(crate) fn framing_word(framing: Framing) -> &'static str {
    match framing {
        Framing::Plain => "plain",
        Framing::Mbox => "mbox",
    }
}
