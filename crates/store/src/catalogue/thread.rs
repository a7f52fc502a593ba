//! Rows of `thread_key` and `thread_alias`: the threads of messages.

use foundmail_mail::ThreadKey;
use rusqlite::{Connection, OptionalExtension, params};

use crate::error::StoreError;
use crate::ids::{MessageId, ThreadId};

/// The maximum number of seconds between two messages that are in one thread only because of their subject and
/// people. The limit keeps yearly messages with the subject «Invoice» apart.
const SUBJECT_WINDOW: i64 = 60 * 24 * 3600;

/// Returns the thread of a new message. The thread is new if no other message has one of the keys. If the keys
/// belong to several threads, these are joined into one, and the ids of the others stay valid as aliases.
pub(crate) fn thread_for(
    connection: &Connection,
    message: MessageId,
    keys: &[ThreadKey],
    date: Option<i64>,
) -> Result<ThreadId, StoreError> {
    let date = date.unwrap_or(0);
    let mut known = Vec::new();
    for key in keys {
        if let ThreadKey::Subject(_) = key
            && !known.is_empty()
        {
            continue;
        }
        if let Some(thread) = thread_of_key(connection, key, date)?
            && !known.contains(&thread)
        {
            known.push(thread);
        }
    }
    known.sort_unstable();
    let thread = known.first().copied().unwrap_or(ThreadId(message.0));
    for &other in known.iter().skip(1) {
        join(connection, other, thread)?;
    }
    for key in keys {
        remember(connection, key, thread, date)?;
    }
    Ok(thread)
}

fn bytes_of(key: &ThreadKey) -> &[u8; 16] {
    match key {
        ThreadKey::Id(bytes) | ThreadKey::Index(bytes) | ThreadKey::Subject(bytes) => bytes,
    }
}

fn thread_of_key(
    connection: &Connection,
    key: &ThreadKey,
    date: i64,
) -> Result<Option<ThreadId>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT thread_id, date FROM thread_key WHERE key = ?1")?;
    let found: Option<(ThreadId, i64)> =
        statement.query_row(params![bytes_of(key)], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    let Some((thread, seen)) = found else { return Ok(None) };
    let near = match key {
        ThreadKey::Subject(_) => seen.saturating_sub(date).saturating_abs() <= SUBJECT_WINDOW,
        ThreadKey::Id(_) | ThreadKey::Index(_) => true,
    };
    if near { resolve(connection, thread).map(Some) } else { Ok(None) }
}

/// Follows aliases from a joined thread to the thread that now contains its messages. Each alias leads to a
/// smaller id, so the loop ends. An alias to a higher id is damage, and could be part of a cycle.
fn resolve(connection: &Connection, mut thread: ThreadId) -> Result<ThreadId, StoreError> {
    let mut statement = connection.prepare_cached("SELECT into_id FROM thread_alias WHERE thread_id = ?1")?;
    while let Some(into) = statement.query_row(params![thread], |row| row.get::<_, ThreadId>(0)).optional()? {
        if into >= thread {
            break;
        }
        thread = into;
    }
    Ok(thread)
}

fn join(connection: &Connection, from: ThreadId, into: ThreadId) -> Result<(), StoreError> {
    connection
        .prepare_cached("INSERT OR REPLACE INTO thread_alias (thread_id, into_id) VALUES (?1, ?2)")?
        .execute(params![from, into])?;
    connection
        .prepare_cached("UPDATE message SET thread_id = ?2 WHERE thread_id = ?1")?
        .execute(params![from, into])?;
    Ok(())
}

fn remember(connection: &Connection, key: &ThreadKey, thread: ThreadId, date: i64) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO thread_key (key, thread_id, date) VALUES (?1, ?2, ?3)
             ON CONFLICT (key) DO UPDATE SET thread_id = ?2, date = max(date, ?3)",
        )?
        .execute(params![bytes_of(key), thread, date])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use rusqlite::params;

    use super::resolve;
    use crate::Store;
    use crate::catalogue::connect;
    use crate::ids::ThreadId;

    #[test]
    fn a_damaged_alias_ends_the_chain() {
        let dir = tempfile::tempdir().unwrap();
        drop(Store::open(dir.path()).unwrap());
        let connection = connect(dir.path()).unwrap();
        for (aliases, thread, expected) in
            [(&[][..], 5, 5), (&[(5, 3), (3, 1)], 5, 1), (&[(5, 5)], 5, 5), (&[(5, 3), (3, 5)], 5, 3)]
        {
            connection.execute("DELETE FROM thread_alias", []).unwrap();
            for (from, into) in aliases {
                let sql = "INSERT INTO thread_alias (thread_id, into_id) VALUES (?1, ?2)";
                connection.execute(sql, params![from, into]).unwrap();
            }
            assert_eq!(resolve(&connection, ThreadId(thread)).unwrap(), ThreadId(expected), "{aliases:?}");
        }
    }
}
