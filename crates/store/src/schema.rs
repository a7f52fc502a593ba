//! The catalogue's tables.

use rusqlite::{Connection, TransactionBehavior};

use crate::StoreError;

/// Format that this release writes.
pub(crate) const VERSION: u32 = 6;

/// Each step leads from the format of its position to the next one.
const STEPS: &[&str] = &[
    include_str!("schema/1.sql"),
    include_str!("schema/2.sql"),
    include_str!("schema/3.sql"),
    include_str!("schema/4.sql"),
    include_str!("schema/5.sql"),
    include_str!("schema/6.sql"),
];

/// Brings the catalogue to the format of this release.
pub(crate) fn migrate(connection: &mut Connection) -> Result<(), StoreError> {
    // A step may put a new table in an old one's place, which rows of others name meanwhile. It can't be turned off within a
    // transaction. The connection is used for nothing else.
    connection.pragma_update(None, "foreign_keys", false)?;
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let found: u32 = transaction.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    if found > VERSION {
        return Err(StoreError::Newer { found, known: VERSION });
    }
    for step in STEPS.iter().skip(usize::try_from(found).unwrap_or(usize::MAX)) {
        transaction.execute_batch(step)?;
    }
    transaction.pragma_update(None, "user_version", VERSION)?;
    transaction.commit()?;
    Ok(())
}

/// The format of the catalogue, 0 for an empty one.
pub(crate) fn version(connection: &Connection) -> Result<u32, StoreError> {
    Ok(connection.query_row("PRAGMA user_version", [], |row| row.get(0))?)
}
