//! Checks of every row against its checksum, and of the envelopes of messages.

use rusqlite::Connection;
use rusqlite::types::ValueRef;

use super::{ArchiveDamage, Verifier};
use crate::catalogue::{CATALOGUE, stored_envelope};
use crate::ids::MessageId;

/// The maximum number of damaged rows of one table that are reported.
const MOST_ROWS: usize = 1000;

/// A table whose rows have checksums.
struct CheckedTable {
    name: String,
    columns: Vec<String>,
}

/// Checks every row.
pub(super) fn check(connection: &Connection, verify: &mut Verifier<'_>) {
    let tables = match tables(connection) {
        Ok(tables) => tables,
        Err(error) => {
            return verify.catalogue(format!("the tables of the catalogue cannot be listed: {error}"), None);
        }
    };
    for table in tables {
        if let Err(error) = check_table(connection, &table, verify) {
            verify.catalogue(format!("the table {} cannot be read: {error}", table.name), None);
        }
    }
    if let Err(error) = check_envelopes(connection, verify) {
        verify.catalogue(format!("the lists of people and attachments cannot be read: {error}"), None);
    }
}

/// Checks that the envelope of every message can be read. Without the envelope, an import cannot compare the
/// message with others.
fn check_envelopes(connection: &Connection, verify: &mut Verifier<'_>) -> rusqlite::Result<()> {
    let mut statement = connection.prepare("SELECT id, envelope FROM message")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let is_whole = row.get_ref(1)?.as_str().is_ok_and(|json| stored_envelope(json).is_some());
        if !is_whole {
            let id = MessageId(row.get(0)?);
            verify.damage(ArchiveDamage {
                what: format!("message {id}: the lists of people and attachments cannot be read"),
                file: CATALOGUE.to_owned(),
                offset: None,
                messages: vec![id],
            });
        }
    }
    Ok(())
}

/// Lists the tables with checksums.
fn tables(connection: &Connection) -> rusqlite::Result<Vec<CheckedTable>> {
    let mut names =
        connection.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")?;
    let names = names.query_map([], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
    let mut tables = Vec::new();
    for name in names {
        let mut statement =
            connection.prepare("SELECT name, hidden FROM pragma_table_xinfo(?1) ORDER BY cid")?;
        let columns = statement.query_map([&name], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let columns = columns.collect::<Result<Vec<(String, i64)>, _>>()?;
        if columns.iter().any(|(column, hidden)| column == "check" && *hidden != 0) {
            let columns =
                columns.into_iter().filter(|(_, hidden)| *hidden == 0).map(|(column, _)| column).collect();
            tables.push(CheckedTable { name, columns });
        }
    }
    Ok(tables)
}

fn check_table(
    connection: &Connection,
    table: &CheckedTable,
    verify: &mut Verifier<'_>,
) -> rusqlite::Result<()> {
    let CheckedTable { name, columns } = table;
    let Some(key) = columns.first() else { return Ok(()) };
    let message = ["message_id"].into_iter().find(|wanted| columns.iter().any(|column| column == wanted));
    let message = if name == "message" { "id" } else { message.unwrap_or("NULL") };
    let all = columns.iter().map(|column| format!("\"{column}\"")).collect::<Vec<_>>().join(", ");
    let sql = format!(
        "SELECT \"{key}\", {message} FROM \"{name}\" WHERE \"check\" IS NOT row_check({all}) LIMIT {MOST_ROWS}"
    );
    let mut statement = connection.prepare(&sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let key = match row.get_ref(0)? {
            ValueRef::Integer(id) => id.to_string(),
            _ => "not a number".to_owned(),
        };
        let message: Option<u32> = row.get(1).unwrap_or(None);
        verify.damage(ArchiveDamage {
            what: format!("a row of the table {name} (key: {key}) has changed since it was written"),
            file: CATALOGUE.to_owned(),
            offset: None,
            messages: message.map(MessageId).into_iter().collect(),
        });
    }
    Ok(())
}
