//! Checks of the catalogue: its pages, tables and references, and rules for its rows.

use rusqlite::Connection;

use super::{Verifier, VerifyDepth, number};
use crate::catalogue::{VERSION, definitions, expected_definitions, version};

/// The maximum number of lines of `SQLite`'s own check that are reported.
const MOST_LINES: u32 = 1000;

/// Rules for the rows of every archive. Each rule is a query that counts the rows that break it, and a description
/// of these rows.
const RULES: &[(&str, &str)] = &[
    (
        "SELECT count(*) FROM occurrence WHERE outcome NOT IN ('ready', 'copy', 'damaged')",
        "rows of the table `occurrence` whose outcome is unknown",
    ),
    (
        "SELECT count(*) FROM occurrence WHERE (message_id IS NULL) <> (version_id IS NULL)
            OR (message_id IS NULL AND outcome <> 'damaged')",
        "rows of the table `occurrence` that refer to no message or to no version",
    ),
    (
        "SELECT count(*) FROM occurrence p JOIN version v ON v.id = p.version_id WHERE v.message_id <> p.message_id",
        "rows of the table `occurrence` that refer to the version of another message",
    ),
    (
        "SELECT count(*) FROM message m LEFT JOIN version v ON v.id = m.version_id
         WHERE v.id IS NULL OR v.message_id <> m.id",
        "rows of the table `message` whose shown version is missing or belongs to another message",
    ),
    (
        "SELECT count(*) FROM message m WHERE NOT EXISTS (SELECT 1 FROM occurrence p WHERE p.message_id = m.id)",
        "rows of the table `message` to which no row of `occurrence` refers",
    ),
    (
        // A thread keeps the id of its first message, even after that message was removed.
        "SELECT count(*) FROM message WHERE thread_id > id",
        "rows of the table `message` whose id is lower than the id of the thread",
    ),
    (
        "SELECT count(*) FROM thread_alias WHERE into_id >= thread_id",
        "rows of the table `thread_alias` that join a thread into a thread with a higher id",
    ),
    (
        "SELECT count(*) FROM occurrence p JOIN folder f ON f.id = p.folder_id WHERE f.source_id <> p.source_id",
        "rows of the table `occurrence` whose folder belongs to another source",
    ),
    (
        "SELECT count(*) FROM occurrence p JOIN import i ON i.id = p.import_id WHERE i.source_id <> p.source_id",
        "rows of the table `occurrence` whose import belongs to another source",
    ),
    (
        "SELECT count(*) FROM item_properties p LEFT JOIN version v ON v.id = p.version_id WHERE v.id IS NULL",
        "properties without a version",
    ),
    (
        "SELECT count(*) FROM import WHERE state NOT IN ('running', 'done', 'abandoned')",
        "rows of the table `import` whose state is unknown",
    ),
];

/// Rules for the owner's marks. Formats before 2 have none.
const MARK_RULES: &[(&str, &str)] = &[
    (
        "SELECT count(*) FROM mark WHERE starred = 0 AND NOT EXISTS (SELECT 1 FROM mark_tag WHERE mark_id = mark.id)",
        "rows of the table `mark` with neither a star nor a tag",
    ),
    (
        "SELECT count(*) FROM mark WHERE message_id IS NULL AND identity IS NULL
            AND NOT EXISTS (SELECT 1 FROM mark_bytes WHERE mark_id = mark.id)",
        "rows of the table `mark` without the facts by which their message can be recognised",
    ),
    ("SELECT count(*) FROM tag WHERE trim(name) = ''", "tags without a name"),
];

/// Checks the catalogue.
pub(super) fn check(connection: &Connection, verify: &mut Verifier<'_>) {
    pages(connection, verify);
    tables(connection, verify);
    foreign_keys(connection, verify);
    let has_marks = version(connection).is_ok_and(|found| found >= VERSION);
    let mark_rules = if has_marks { MARK_RULES } else { &[] };
    for (sql, what) in RULES.iter().chain(mark_rules) {
        match number(connection, sql) {
            Ok(0) => {}
            Ok(count) => verify.catalogue(format!("the catalogue contains {count} {what}"), None),
            Err(error) => verify.catalogue(format!("{what} cannot be counted: {error}"), None),
        }
    }
    ids(connection, verify);
    for (sql, count) in [
        ("SELECT count(*) FROM message", &mut verify.checked.messages),
        ("SELECT count(*) FROM blob", &mut verify.checked.blobs),
        ("SELECT count(*) FROM item_properties", &mut verify.checked.properties),
    ] {
        // The other checks have already reported an error.
        *count = number(connection, sql).unwrap_or(0);
    }
}

/// Runs `SQLite`'s own check of the catalogue's pages. With full depth, it also checks the indexes.
fn pages(connection: &Connection, verify: &mut Verifier<'_>) {
    let name = if verify.depth == VerifyDepth::Full { "integrity_check" } else { "quick_check" };
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
        Err(error) => verify.catalogue(format!("the pages of the catalogue cannot be read: {error}"), None),
    }
}

fn is_heading(line: &str) -> bool {
    line.starts_with("*** in database")
}

/// Returns the offset of the page whose number is in a line.
fn offset_of(connection: &Connection, line: &str) -> Option<u64> {
    let mut words = line.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.find(|word| word.eq_ignore_ascii_case("page"))?;
    let page: u64 = words.next()?.parse().ok()?;
    let size = number(connection, "PRAGMA page_size").ok()?;
    page.checked_sub(1)?.checked_mul(size)
}

/// Compares the tables and indexes of the catalogue with those of a new one.
fn tables(connection: &Connection, verify: &mut Verifier<'_>) {
    let found = match version(connection) {
        Ok(found) => found,
        Err(error) => {
            return verify.catalogue(format!("the format of the catalogue cannot be read: {error}"), None);
        }
    };
    if found != VERSION {
        let known = VERSION;
        let what = if found > known {
            format!(
                "the catalogue is marked as written by a newer version of Foundmail (format {found}; this version knows format {known})"
            )
        } else {
            format!(
                "the catalogue has the older format {found}; opening the archive converts it to format {known}"
            )
        };
        return if found > known { verify.catalogue(what, Some(60)) } else { verify.note(what) };
    }
    let both = definitions(connection).map_err(crate::error::StoreError::from);
    match both.and_then(|found| Ok((found, expected_definitions()?))) {
        Ok((found, expected)) => {
            for definition in found.iter().filter(|definition| !expected.contains(definition)) {
                verify.catalogue(format!("a table or index was changed: {definition}"), None);
            }
            for definition in expected.iter().filter(|definition| !found.contains(definition)) {
                verify.catalogue(format!("a table or index is missing: {definition}"), None);
            }
        }
        Err(error) => verify.catalogue(format!("the tables of the catalogue cannot be read: {error}"), None),
    }
}

fn foreign_keys(connection: &Connection, verify: &mut Verifier<'_>) {
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
                    format!("row{row} of the table {table} refers to a missing row of the table {parent}"),
                    None,
                );
            }
        }
        Err(error) => verify.catalogue(format!("references between tables cannot be checked: {error}"), None),
    }
}

/// Checks for each table that the next id is higher than all ids in the table, and small enough for 32 bits.
fn ids(connection: &Connection, verify: &mut Verifier<'_>) {
    let rows = connection.prepare("SELECT name, seq FROM sqlite_sequence").and_then(|mut statement| {
        let row = |row: &rusqlite::Row<'_>| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?));
        statement.query_map([], row)?.collect::<Result<Vec<_>, _>>()
    });
    let rows = match rows {
        Ok(rows) => rows,
        Err(error) => {
            return verify.catalogue(format!("the next ids of the tables cannot be read: {error}"), None);
        }
    };
    for (table, next) in rows {
        let known = !table.contains('"');
        let most = number(connection, &format!("SELECT coalesce(max(id), 0) FROM \"{table}\""));
        let fits = u64::try_from(next).is_ok_and(|next| {
            next <= u64::from(u32::MAX) / 2 && most.as_ref().is_ok_and(|most| next >= *most)
        });
        if !known || !fits {
            verify.catalogue(
                format!("the next id of the table {table} is {next}, which is used already or too large"),
                None,
            );
        }
    }
}
