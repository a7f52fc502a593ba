//! The catalogue as `SQLite` sees it, and what its rows must agree on.

use rusqlite::Connection;

use super::{Depth, Verify, number};
use crate::{check, schema};

/// Lines of `SQLite`'s own check that are kept.
const MOST_LINES: u32 = 1000;

/// Sentences that hold in every archive: what is counted, and what its being more than zero means.
const RULES: &[(&str, &str)] = &[
    (
        "SELECT count(*) FROM place WHERE outcome NOT IN ('ready', 'copy', 'damaged')",
        "places whose outcome is neither ready nor copy nor damaged",
    ),
    (
        "SELECT count(*) FROM place WHERE (message_id IS NULL) <> (version_id IS NULL)
            OR (message_id IS NULL AND outcome <> 'damaged')",
        "places of which something is kept and nothing is",
    ),
    (
        "SELECT count(*) FROM place p JOIN version v ON v.id = p.version_id WHERE v.message_id <> p.message_id",
        "places that name the bytes of another message",
    ),
    (
        "SELECT count(*) FROM message m LEFT JOIN version v ON v.id = m.version_id
         WHERE v.id IS NULL OR v.message_id <> m.id",
        "messages without bytes of their own",
    ),
    (
        "SELECT count(*) FROM message m WHERE NOT EXISTS (SELECT 1 FROM place p WHERE p.message_id = m.id)",
        "messages that were seen nowhere",
    ),
    (
        // A conversation keeps the id of its first message, also when the source of that one was removed.
        "SELECT count(*) FROM message WHERE thread_id > id",
        "messages of a conversation that began after them",
    ),
    (
        "SELECT count(*) FROM thread_alias WHERE into_id >= thread_id",
        "conversations that became part of a later one",
    ),
    (
        "SELECT count(*) FROM place p JOIN folder f ON f.id = p.folder_id WHERE f.source_id <> p.source_id",
        "places in a folder of another source",
    ),
    (
        "SELECT count(*) FROM place p JOIN import i ON i.id = p.import_id WHERE i.source_id <> p.source_id",
        "places of an import of another source",
    ),
    (
        "SELECT count(*) FROM import WHERE state NOT IN ('running', 'done', 'abandoned')",
        "imports in a state that there is not",
    ),
];

pub(super) fn look(connection: &Connection, verify: &mut Verify<'_>) {
    pages(connection, verify);
    tables(connection, verify);
    foreign_keys(connection, verify);
    for (sql, what) in RULES {
        match number(connection, sql) {
            Ok(0) => {}
            Ok(count) => verify.catalogue(format!("{count} {what}"), None),
            Err(error) => verify.catalogue(format!("{what} cannot be counted: {error}"), None),
        }
    }
    ids(connection, verify);
    for (sql, count) in [
        ("SELECT count(*) FROM message", &mut verify.checked.messages),
        ("SELECT count(*) FROM blob", &mut verify.checked.blobs),
    ] {
        // That it can't be counted was named above.
        *count = number(connection, sql).unwrap_or(0);
    }
}

/// `SQLite`'s own check of its pages, and of its indexes where there is time for it.
fn pages(connection: &Connection, verify: &mut Verify<'_>) {
    let name = if verify.depth == Depth::Full { "integrity_check" } else { "quick_check" };
    let lines = connection.prepare(&format!("PRAGMA {name}({MOST_LINES})")).and_then(|mut statement| {
        statement.query_map([], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()
    });
    match lines {
        Ok(lines) => {
            let lines =
                lines.iter().flat_map(|line| line.lines()).filter(|line| *line != "ok" && !is_heading(line));
            for line in lines {
                verify.catalogue(line.to_owned(), offset_of(connection, line));
            }
        }
        Err(error) => verify.catalogue(format!("its pages cannot be read: {error}"), None),
    }
}

fn is_heading(line: &str) -> bool {
    line.starts_with("*** in database")
}

/// Where the page that a line speaks of lies.
fn offset_of(connection: &Connection, line: &str) -> Option<u64> {
    let mut words = line.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.find(|word| word.eq_ignore_ascii_case("page"))?;
    let page: u64 = words.next()?.parse().ok()?;
    let size = number(connection, "PRAGMA page_size").ok()?;
    page.checked_sub(1)?.checked_mul(size)
}

/// Tables and indexes are those that this release would make.
fn tables(connection: &Connection, verify: &mut Verify<'_>) {
    let found = match schema::version(connection) {
        Ok(found) => found,
        Err(error) => return verify.catalogue(format!("its format cannot be read: {error}"), None),
    };
    if found != schema::VERSION {
        let known = schema::VERSION;
        let what = if found > known {
            format!("it says that a newer Foundmail wrote it (format {found}; this one knows {known})")
        } else {
            format!("it has not been brought to this release's format yet ({found}; this one has {known})")
        };
        return if found > known { verify.catalogue(what, Some(60)) } else { verify.note(what) };
    }
    let made = || -> Result<_, crate::StoreError> {
        let mut fresh = Connection::open_in_memory()?;
        check::register(&fresh)?;
        schema::migrate(&mut fresh)?;
        Ok((definitions(connection)?, definitions(&fresh)?))
    };
    match made() {
        Ok((found, expected)) => {
            for definition in found.iter().filter(|definition| !expected.contains(definition)) {
                verify.catalogue(format!("a table is not as it was made: {definition}"), None);
            }
            for definition in expected.iter().filter(|definition| !found.contains(definition)) {
                verify.catalogue(format!("a table is missing: {definition}"), None);
            }
        }
        Err(error) => verify.catalogue(format!("its tables cannot be read: {error}"), None),
    }
}

fn definitions(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    let sql =
        "SELECT type || ' ' || name || ' on ' || tbl_name || ': ' || coalesce(sql, '') FROM sqlite_schema
               WHERE name NOT LIKE 'sqlite_stat%'";
    connection.prepare(sql)?.query_map([], |row| row.get(0))?.collect()
}

fn foreign_keys(connection: &Connection, verify: &mut Verify<'_>) {
    let rows = connection.prepare("PRAGMA foreign_key_check").and_then(|mut statement| {
        let row = |row: &rusqlite::Row<'_>| {
            Ok((row.get::<_, String>(0)?, row.get::<_, Option<i64>>(1)?, row.get::<_, String>(2)?))
        };
        statement.query_map([], row)?.take(100).collect::<Result<Vec<_>, _>>()
    });
    match rows {
        Ok(rows) => {
            for (table, row, parent) in rows {
                let row = row.map_or_else(String::new, |row| format!(" {row}"));
                verify.catalogue(
                    format!("row{row} of {table} names a row of {parent} that is not there"),
                    None,
                );
            }
        }
        Err(error) => verify.catalogue(format!("references cannot be checked: {error}"), None),
    }
}

/// Ids that will be given next are higher than all that were given, and can still be held.
fn ids(connection: &Connection, verify: &mut Verify<'_>) {
    let rows = connection.prepare("SELECT name, seq FROM sqlite_sequence").and_then(|mut statement| {
        let row = |row: &rusqlite::Row<'_>| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?));
        statement.query_map([], row)?.collect::<Result<Vec<_>, _>>()
    });
    let rows = match rows {
        Ok(rows) => rows,
        Err(error) => return verify.catalogue(format!("the next ids cannot be read: {error}"), None),
    };
    for (table, next) in rows {
        let known = !table.contains('"');
        let most = number(connection, &format!("SELECT coalesce(max(id), 0) FROM \"{table}\""));
        let fits = u64::try_from(next).is_ok_and(|next| {
            next <= u64::from(u32::MAX) / 2 && most.as_ref().is_ok_and(|most| next >= *most)
        });
        if !known || !fits {
            verify.catalogue(
                format!("the next id of {table} would be one that was given already ({next})"),
                None,
            );
        }
    }
}
