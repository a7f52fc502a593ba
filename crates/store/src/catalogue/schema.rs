//! The formats of the catalogue.
//!
//! `schema.sql` creates the tables of the newest format. [`MIGRATIONS`] converts an older catalogue to the newest
//! format, with one step per format. Both ways must give the same tables: `verify` compares the tables of a
//! catalogue with those of `schema.sql`.

use std::path::Path;

use rusqlite::{Connection, TransactionBehavior};

use super::mark_log::restore_marks;
use super::row_check;
use crate::error::StoreError;

/// Creates the tables of the newest format.
const SCHEMA: &str = include_str!("schema.sql");

/// The steps to newer formats. The first step converts format 1 to format 2. `SQLite` cannot add a stored column
/// to a table. So a step that changes a table creates a new table, copies the rows, drops the old table and
/// renames the new one.
const MIGRATIONS: &[&str] = &[include_str!("format_2.sql")];

/// The format that this release writes.
pub(crate) const VERSION: u32 = 2;

/// Creates the tables in an empty catalogue, or converts an older catalogue to the format of this release. If an
/// earlier catalogue of the archive in `dir` was lost, the new one gets the owner's marks from the log of marks.
pub(crate) fn migrate(connection: &mut Connection, dir: &Path) -> Result<(), StoreError> {
    let fill = |connection: &Connection| restore_marks(connection, dir);
    migrate_with(connection, SCHEMA, MIGRATIONS, VERSION, &fill)
}

fn migrate_with(
    connection: &mut Connection,
    schema: &str,
    migrations: &[&str],
    newest: u32,
    fill: &dyn Fn(&Connection) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    // A step can drop a table to which rows of other tables refer. SQLite cannot turn off the check of such
    // references within a transaction, so it is off for the whole connection. This connection is used for the
    // migration only.
    connection.pragma_update(None, "foreign_keys", false)?;
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let found = version(&transaction)?;
    if found > newest {
        return Err(StoreError::Newer { found, known: newest });
    }
    if found == 0 {
        transaction.execute_batch(schema)?;
        fill(&transaction)?;
    } else {
        let done = usize::try_from(found.saturating_sub(1)).unwrap_or(usize::MAX);
        for step in migrations.iter().skip(done) {
            transaction.execute_batch(step)?;
        }
    }
    transaction.pragma_update(None, "user_version", newest)?;
    transaction.commit()?;
    Ok(())
}

/// Returns the format of the catalogue, or 0 if it is empty.
pub(crate) fn version(connection: &Connection) -> Result<u32, StoreError> {
    Ok(connection.query_row("PRAGMA user_version", [], |row| row.get(0))?)
}

/// Returns the definitions of all tables and indexes. Quotes and spaces are removed, because `SQLite` quotes the
/// name of a table that a migration has renamed.
pub(crate) fn definitions(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    let sql =
        "SELECT type || ' ' || name || ' on ' || tbl_name || ': ' || coalesce(sql, '') FROM sqlite_schema
               WHERE name NOT LIKE 'sqlite_stat%'";
    let mut statement = connection.prepare(sql)?;
    let rows = statement.query_map([], |row| row.get::<_, String>(0))?;
    rows.map(|row| Ok(row?.replace('"', "").split_whitespace().collect::<Vec<_>>().join(" "))).collect()
}

/// Returns the definitions of a new catalogue of this release.
pub(crate) fn expected_definitions() -> Result<Vec<String>, StoreError> {
    let mut fresh = Connection::open_in_memory()?;
    row_check::register(&fresh)?;
    migrate_with(&mut fresh, SCHEMA, MIGRATIONS, VERSION, &|_| Ok(()))?;
    Ok(definitions(&fresh)?)
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::{MIGRATIONS, SCHEMA, VERSION, definitions, migrate_with, version};
    use crate::StoreError;
    use crate::catalogue::row_check;

    /// A second format for this test: folders have a colour.
    const STEP: &str = r#"
        CREATE TABLE folder_new (
            id        INTEGER PRIMARY KEY AUTOINCREMENT,
            source_id INTEGER NOT NULL REFERENCES source (id),
            parent_id INTEGER REFERENCES folder (id),
            key       TEXT    NOT NULL,
            name      TEXT    NOT NULL,
            colour    TEXT    NOT NULL,
            "check"   INTEGER NOT NULL GENERATED ALWAYS AS (row_check(id, source_id, parent_id, key, name, colour)) STORED,
            UNIQUE (source_id, key)
        ) STRICT;
        INSERT INTO folder_new (id, source_id, parent_id, key, name, colour)
            SELECT id, source_id, parent_id, key, name, 'blue' FROM folder;
        DELETE FROM sqlite_sequence WHERE name = 'folder_new';
        UPDATE sqlite_sequence SET name = 'folder_new' WHERE name = 'folder';
        DROP TABLE folder;
        ALTER TABLE folder_new RENAME TO folder;"#;

    fn second_schema() -> String {
        SCHEMA
            .replace(
                "key       TEXT    NOT NULL,\n    name      TEXT    NOT NULL,\n",
                "key TEXT NOT NULL,
                name TEXT NOT NULL, colour TEXT NOT NULL,\n",
            )
            .replace(
                "(id, source_id, parent_id, key, name))",
                "(id, source_id, parent_id, key, name, colour))",
            )
    }

    #[expect(clippy::unnecessary_wraps, reason = "the signature is that of a change after the migrations")]
    fn nothing(_: &Connection) -> Result<(), StoreError> {
        Ok(())
    }

    fn empty() -> Connection {
        let connection = Connection::open_in_memory().unwrap();
        row_check::register(&connection).unwrap();
        connection
    }

    fn first() -> Connection {
        let mut connection = empty();
        migrate_with(&mut connection, SCHEMA, &[], 1, &nothing).unwrap();
        connection
            .execute_batch(
                "INSERT INTO source (path, name, format, size, modified) VALUES ('/a', 'a', 'mbox', 1, 1);
                 INSERT INTO folder (source_id, parent_id, key, name) VALUES (1, NULL, '', 'top'), (1, 1, 'k', 'sub');
                 DELETE FROM folder WHERE id = 2",
            )
            .unwrap();
        connection
    }

    #[test]
    fn the_newest_format_has_one_migration_less_than_its_number() {
        assert_eq!(VERSION as usize, MIGRATIONS.len() + 1);
    }

    #[test]
    fn a_migration_keeps_the_rows_and_gives_the_tables_of_a_new_catalogue() {
        let mut migrated = first();
        migrate_with(&mut migrated, "not used", &[STEP], 2, &nothing).unwrap();
        assert_eq!(version(&migrated).unwrap(), 2);
        let row: (u32, String, String) = migrated
            .query_row("SELECT id, name, colour FROM folder", [], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?))
            })
            .unwrap();
        assert_eq!(row, (1, "top".to_owned(), "blue".to_owned()));
        // The id of a deleted row is not used again.
        let next =
            "INSERT INTO folder (source_id, key, name, colour) VALUES (1, 'k', 'new', 'red') RETURNING id";
        assert_eq!(migrated.query_row(next, [], |row| row.get::<_, u32>(0)).unwrap(), 3);

        let mut fresh = empty();
        migrate_with(&mut fresh, &second_schema(), &[STEP], 2, &nothing).unwrap();
        let sorted = |connection: &Connection| {
            let mut definitions = definitions(connection).unwrap();
            definitions.sort();
            definitions
        };
        assert_eq!(sorted(&migrated), sorted(&fresh));
        // A catalogue of the newest format is not changed.
        migrate_with(&mut migrated, "not used", &[STEP], 2, &nothing).unwrap();
        assert_eq!(sorted(&migrated), sorted(&fresh));
    }

    #[test]
    fn a_catalogue_of_format_1_gets_the_marks_and_keeps_its_rows() {
        let (old, _) = SCHEMA.split_once("-- The owner's marks of a message").unwrap();
        let mut migrated = empty();
        migrate_with(&mut migrated, old, &[], 1, &nothing).unwrap();
        let row = "INSERT INTO source (path, name, format, size, modified) VALUES ('/a', 'a', 'mbox', 1, 1)";
        migrated.execute(row, []).unwrap();
        migrate_with(&mut migrated, "not used", MIGRATIONS, VERSION, &nothing).unwrap();
        let count = |sql: &str| migrated.query_row(sql, [], |row| row.get::<_, u32>(0)).unwrap();
        assert_eq!(count("SELECT count(*) FROM source"), 1);
        assert_eq!(count("SELECT count(*) FROM mark"), 0);
        assert_eq!(count("SELECT sequence FROM mark_state"), 0);
        let mut found = definitions(&migrated).unwrap();
        let mut expected = super::expected_definitions().unwrap();
        found.sort();
        expected.sort();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_failed_migration_changes_nothing_and_a_newer_format_is_refused() {
        let mut connection = first();
        let before = definitions(&connection).unwrap();
        assert!(
            migrate_with(&mut connection, SCHEMA, &["DROP TABLE defect; nonsense"], 2, &nothing).is_err()
        );
        assert_eq!(definitions(&connection).unwrap(), before);
        assert_eq!(version(&connection).unwrap(), 1);
        migrate_with(&mut connection, SCHEMA, &[STEP], 2, &nothing).unwrap();
        let refused = migrate_with(&mut connection, SCHEMA, &[], 1, &nothing);
        assert!(matches!(refused, Err(StoreError::Newer { found: 2, known: 1 })));
    }
}
