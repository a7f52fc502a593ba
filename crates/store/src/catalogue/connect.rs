//! Connections to the catalogue.

use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::row_check;
use crate::error::StoreError;
use crate::files::{private_file, sync_dir};

/// The file of the catalogue.
pub(crate) const CATALOGUE: &str = "catalogue.sqlite";
/// Time for which a connection waits until the transaction of another connection ends.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// Opens the catalogue of the archive in `dir`. Creates an empty file if it is missing.
pub(crate) fn connect(dir: &Path) -> Result<Connection, StoreError> {
    let path = dir.join(CATALOGUE);
    if !path.exists() {
        let created = private_file().create(true).truncate(false).write(true).open(&path);
        created.map_err(|error| StoreError::file(&path, error))?;
        sync_dir(dir)?;
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(&path, flags)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    row_check::register(&connection)?;
    // Without this setting, SQLite includes the values of a query in its plan, and plans again for each new value.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    // A commit that was reported as done must survive a power cut.
    connection.pragma_update(None, "synchronous", "full")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(connection)
}
