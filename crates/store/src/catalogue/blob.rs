//! Rows of `blob` and `blob_part`: the bytes in packs.

use foundmail_mail::Digest;
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::error::StoreError;
use crate::ids::BlobId;
use crate::packs::{Blob, BlobLocation};

/// A row of the table `blob`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct BlobRow {
    pub id: BlobId,
    pub digest: Digest,
    pub location: BlobLocation,
    /// Bytes before compression. For a recipe: bytes of the restored message.
    pub size: u64,
    /// Number of the codec. A damaged row can contain an unknown number.
    pub codec: u8,
}

impl BlobRow {
    /// The columns of the table `blob b` that [`of_row`](Self::of_row) reads.
    pub(crate) const COLUMNS: &str = "b.id, b.digest, b.pack, b.offset, b.stored, b.size, b.codec";

    /// Reads a blob from a row that begins with [`COLUMNS`](Self::COLUMNS).
    pub(crate) fn of_row(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            digest: row.get(1)?,
            location: BlobLocation { pack: row.get(2)?, offset: row.get(3)?, stored: row.get(4)? },
            size: row.get(5)?,
            codec: row.get(6)?,
        })
    }

    /// Finds the blob with a digest.
    pub(crate) fn with_digest(connection: &Connection, digest: &Digest) -> rusqlite::Result<Option<Self>> {
        let sql = format!("SELECT {} FROM blob b WHERE b.digest = ?1", Self::COLUMNS);
        connection.prepare_cached(&sql)?.query_row(params![digest], Self::of_row).optional()
    }
}

/// Returns the id of the blob with a digest.
pub(crate) fn blob_id(connection: &Connection, digest: &Digest) -> Result<Option<BlobId>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT id FROM blob WHERE digest = ?1")?;
    Ok(statement.query_row(params![digest], |row| row.get(0)).optional()?)
}

/// Adds a blob that was appended to a pack.
pub(crate) fn insert_blob(
    connection: &Connection,
    blob: &Blob,
    at: BlobLocation,
) -> Result<BlobId, StoreError> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO blob (digest, pack, offset, stored, size, codec) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    let values = params![blob.digest, at.pack, at.offset, at.stored, blob.size, blob.codec.number()];
    let id = statement.insert(values)?;
    u32::try_from(id).map(BlobId).map_err(|_| StoreError::unexpected("all ids of the table are used"))
}

/// Records that the blob `part` is needed to restore the message in the blob `whole`.
pub(crate) fn insert_part(connection: &Connection, whole: BlobId, part: BlobId) -> Result<(), StoreError> {
    connection
        .prepare_cached("INSERT INTO blob_part (blob_id, part_id) VALUES (?1, ?2)")?
        .execute(params![whole, part])?;
    Ok(())
}
