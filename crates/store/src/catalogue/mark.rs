//! Rows of `mark`, `tag` and `mark_tag`: the stars and tags that the owner gave to messages.

use rusqlite::{Connection, OptionalExtension, params};

use crate::error::StoreError;
use crate::ids::{MarkId, MessageId, TagId};

/// The maximum number of tags of an archive.
pub(crate) const MAX_TAGS: u32 = 1000;
/// The maximum number of tags of a message.
pub(crate) const MAX_TAGS_OF_MESSAGE: u32 = 50;

/// Sets or removes the star of a message. Returns true if this changed it.
pub(crate) fn put_star(connection: &Connection, message: MessageId, on: bool) -> Result<bool, StoreError> {
    let sql = if on {
        "INSERT INTO mark (message_id, starred, envelope, damaged) VALUES (?1, 1, '', 0)
         ON CONFLICT (message_id) DO UPDATE SET starred = 1 WHERE starred = 0"
    } else {
        "UPDATE mark SET starred = 0 WHERE message_id = ?1 AND starred <> 0"
    };
    Ok(connection.prepare_cached(sql)?.execute(params![message])? > 0)
}

/// Returns the tag with exactly this name.
pub(crate) fn tag_named(connection: &Connection, name: &str) -> Result<Option<TagId>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT id FROM tag WHERE name = ?1")?;
    Ok(statement.query_row(params![name], |row| row.get(0)).optional()?)
}

/// Returns the tag with this name. Adds it if the archive does not have it.
pub(crate) fn put_tag(connection: &Connection, name: &str) -> Result<TagId, StoreError> {
    if let Some(tag) = tag_named(connection, name)? {
        return Ok(tag);
    }
    let count: u32 = connection.query_row("SELECT count(*) FROM tag", [], |row| row.get(0))?;
    if count >= MAX_TAGS {
        return Err(StoreError::TooManyTags { limit: MAX_TAGS });
    }
    let mut statement = connection.prepare_cached("INSERT INTO tag (name) VALUES (?1) RETURNING id")?;
    Ok(statement.query_row(params![name], |row| row.get(0))?)
}

/// Adds a tag to a message. Returns true if the message did not have it.
pub(crate) fn add_tag(connection: &Connection, message: MessageId, tag: TagId) -> Result<bool, StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO mark (message_id, starred, envelope, damaged) VALUES (?1, 0, '', 0)
             ON CONFLICT (message_id) DO NOTHING",
        )?
        .execute(params![message])?;
    let mark: MarkId = connection
        .prepare_cached("SELECT id FROM mark WHERE message_id = ?1")?
        .query_row(params![message], |row| row.get(0))?;
    let added = connection
        .prepare_cached("INSERT OR IGNORE INTO mark_tag (mark_id, tag_id) VALUES (?1, ?2)")?
        .execute(params![mark, tag])?;
    if added == 0 {
        return Ok(false);
    }
    let count: u32 = connection
        .prepare_cached("SELECT count(*) FROM mark_tag WHERE mark_id = ?1")?
        .query_row(params![mark], |row| row.get(0))?;
    if count > MAX_TAGS_OF_MESSAGE {
        return Err(StoreError::TooManyTagsOfMessage { id: message, limit: MAX_TAGS_OF_MESSAGE });
    }
    Ok(true)
}

/// Removes a tag from a message. Returns true if the message had it.
pub(crate) fn remove_tag(
    connection: &Connection,
    message: MessageId,
    tag: TagId,
) -> Result<bool, StoreError> {
    let mut statement = connection.prepare_cached(
        "DELETE FROM mark_tag WHERE tag_id = ?2 AND mark_id IN (SELECT id FROM mark WHERE message_id = ?1)",
    )?;
    Ok(statement.execute(params![message, tag])? > 0)
}

/// Gives the messages of one tag another tag instead. Returns the number of changed messages.
pub(crate) fn merge_tag(connection: &Connection, from: TagId, into: TagId) -> Result<u32, StoreError> {
    let changed = messages_of_tag(connection, from)?;
    connection
        .prepare_cached(
            "INSERT OR IGNORE INTO mark_tag (mark_id, tag_id) SELECT mark_id, ?2 FROM mark_tag WHERE tag_id = ?1",
        )?
        .execute(params![from, into])?;
    connection.prepare_cached("DELETE FROM mark_tag WHERE tag_id = ?1")?.execute(params![from])?;
    Ok(changed)
}

/// Changes the name of a tag. Returns the number of messages with the tag.
pub(crate) fn name_tag(connection: &Connection, tag: TagId, name: &str) -> Result<u32, StoreError> {
    connection.prepare_cached("UPDATE tag SET name = ?2 WHERE id = ?1")?.execute(params![tag, name])?;
    messages_of_tag(connection, tag)
}

fn messages_of_tag(connection: &Connection, tag: TagId) -> Result<u32, StoreError> {
    let sql = "SELECT count(*) FROM mark_tag t JOIN mark m ON m.id = t.mark_id
               WHERE t.tag_id = ?1 AND m.message_id IS NOT NULL";
    Ok(connection.prepare_cached(sql)?.query_row(params![tag], |row| row.get(0))?)
}

/// Deletes the row of a message's marks if it has neither a star nor a tag.
pub(crate) fn delete_if_unused(connection: &Connection, message: MessageId) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "DELETE FROM mark WHERE message_id = ?1 AND starred = 0
                AND NOT EXISTS (SELECT 1 FROM mark_tag WHERE mark_id = mark.id)",
        )?
        .execute(params![message])?;
    Ok(())
}

/// Deletes the tags that no message has. Marks that wait for their message keep their tags.
pub(crate) fn delete_unused_tags(connection: &Connection) -> Result<(), StoreError> {
    connection
        .execute("DELETE FROM tag WHERE NOT EXISTS (SELECT 1 FROM mark_tag WHERE tag_id = tag.id)", [])?;
    Ok(())
}

/// Records that marks have changed, so that all programs read them again.
pub(crate) fn note_change(connection: &Connection) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO mark_state (id, sequence) VALUES (1, 1)
             ON CONFLICT (id) DO UPDATE SET sequence = sequence + 1",
        )?
        .execute([])?;
    Ok(())
}
