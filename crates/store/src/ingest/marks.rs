//! Changes of the owner's marks.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, Transaction, TransactionBehavior, params};

use super::turns::MarkTurn;
use crate::catalogue::{
    MarkLog, add_tag, delete_if_unused, delete_unused_tags, merge_tag, name_tag, note_change, put_star,
    put_tag, remove_tag, tag_named,
};
use crate::error::StoreError;
use crate::ids::MessageId;

/// Write access to the owner's marks. It is possible while this program imports, because it changes nothing else.
pub struct MarkWriter {
    connection: Connection,
    dir: PathBuf,
    _turn: MarkTurn,
}

impl MarkWriter {
    pub(crate) fn new(connection: Connection, dir: &Path, turn: MarkTurn) -> Self {
        Self { connection, dir: dir.to_owned(), _turn: turn }
    }

    /// Sets or removes the star of messages, all or none. Returns the number of changed messages.
    pub fn set_star(&mut self, messages: &[MessageId], on: bool) -> Result<u32, StoreError> {
        self.change(|transaction, log| {
            let changed = each(transaction, messages, |message| put_star(transaction, message, on))?;
            log.star(&changed, on)?;
            Ok(count(&changed))
        })
    }

    /// Adds a tag to messages or removes it from them, all or none. Returns the number of changed messages.
    ///
    /// # Errors
    /// Returns an error if the archive or one of the messages would have too many tags.
    pub fn set_tag(&mut self, messages: &[MessageId], name: &str, on: bool) -> Result<u32, StoreError> {
        self.change(|transaction, log| {
            let tag = if on && !messages.is_empty() {
                Some(put_tag(transaction, name)?)
            } else {
                tag_named(transaction, name)?
            };
            let Some(tag) = tag else { return Ok(0) };
            let changed = each(transaction, messages, |message| {
                if on { add_tag(transaction, message, tag) } else { remove_tag(transaction, message, tag) }
            })?;
            log.tag(&changed, name, on)?;
            Ok(count(&changed))
        })
    }

    /// Changes the name of a tag. If another tag has the new name, both become one. Returns the number of changed
    /// messages, or `None` if there is no tag `from`.
    pub fn rename_tag(&mut self, from: &str, to: &str) -> Result<Option<u32>, StoreError> {
        self.change(|transaction, log| {
            let Some(tag) = tag_named(transaction, from)? else { return Ok(None) };
            let changed = match tag_named(transaction, to)? {
                Some(same) if same == tag => 0,
                Some(into) => merge_tag(transaction, tag, into)?,
                None => name_tag(transaction, tag, to)?,
            };
            log.rename(from, to)?;
            Ok(Some(changed))
        })
    }

    fn change<T>(
        &mut self,
        work: impl FnOnce(&Transaction<'_>, &MarkLog<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let done = work(&transaction, &MarkLog::new(&transaction, &self.dir))?;
        delete_unused_tags(&transaction)?;
        note_change(&transaction)?;
        transaction.commit()?;
        MarkLog::new(&self.connection, &self.dir).shorten()?;
        Ok(done)
    }
}

/// Changes messages, and returns those that were changed. Fails if one of them is not in the archive.
fn each(
    transaction: &Transaction<'_>,
    messages: &[MessageId],
    mut change: impl FnMut(MessageId) -> Result<bool, StoreError>,
) -> Result<Vec<MessageId>, StoreError> {
    let mut changed = Vec::new();
    for &id in messages {
        let exists =
            transaction.prepare_cached("SELECT 1 FROM message WHERE id = ?1")?.exists(params![id])?;
        if !exists {
            return Err(StoreError::NoMessage { id });
        }
        if change(id)? {
            changed.push(id);
        }
        delete_if_unused(transaction, id)?;
    }
    Ok(changed)
}

fn count(messages: &[MessageId]) -> u32 {
    u32::try_from(messages.len()).unwrap_or(u32::MAX)
}
