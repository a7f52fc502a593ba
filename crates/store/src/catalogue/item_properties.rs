//! Rows of `item_properties`: the MAPI properties of a version that its bytes can't express.

use foundmail_mail::header_bytes;
use rusqlite::{Connection, OptionalExtension, params};
use zstd::bulk::{Compressor, Decompressor};

use crate::error::StoreError;
use crate::ids::VersionId;

/// The lowest level: most of the gain comes from the dictionary.
const ZSTD_LEVEL: i32 = 1;
/// Maximum size of a stream before compression.
const MAX_STREAM: usize = 64 << 20;
/// Maximum number of bytes of the header that are the dictionary.
const MAX_DICTIONARY: usize = 64 << 10;

/// Compresses property streams, one after the other.
pub struct PropertyPacker {
    /// `None` if there is no memory for it.
    compressor: Option<Compressor<'static>>,
}

impl PropertyPacker {
    /// Creates a packer.
    pub fn new() -> Self {
        Self { compressor: Compressor::new(ZSTD_LEVEL).ok() }
    }

    /// Compresses a property stream. The header of its message is the dictionary, because most texts in the stream are also
    /// there. `skeleton` is the message without its large parts. Returns `None` if the stream is too long or the
    /// compression fails. The properties are then lost, and the caller must report that.
    pub fn pack(&mut self, stream: &[u8], skeleton: &[u8]) -> Option<Vec<u8>> {
        if stream.len() > MAX_STREAM {
            return None;
        }
        let compressor = self.compressor.as_mut()?;
        compressor.set_dictionary(ZSTD_LEVEL, dictionary(skeleton)).ok()?;
        compressor.compress(stream).ok()
    }
}

impl Default for PropertyPacker {
    fn default() -> Self {
        Self::new()
    }
}

/// Decompresses a property stream. Returns `None` if it is damaged.
pub(crate) fn unpack_properties(packed: &[u8], skeleton: &[u8]) -> Option<Vec<u8>> {
    let mut decompressor = Decompressor::with_dictionary(dictionary(skeleton)).ok()?;
    let size = Decompressor::upper_bound(packed).unwrap_or(MAX_STREAM).min(MAX_STREAM);
    decompressor.decompress(packed, size).ok()
}

fn dictionary(skeleton: &[u8]) -> &[u8] {
    let header = header_bytes(skeleton);
    header.get(..MAX_DICTIONARY).unwrap_or(header)
}

/// Adds the properties of a version, unless it has undamaged ones.
pub(crate) fn insert_properties(
    connection: &Connection,
    version: VersionId,
    packed: &[u8],
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            r#"INSERT INTO item_properties (version_id, stream) VALUES (?1, ?2)
               ON CONFLICT (version_id) DO UPDATE SET stream = excluded.stream
               WHERE "check" <> row_check(version_id, stream)"#,
        )?
        .execute(params![version, packed])?;
    Ok(())
}

/// Returns the compressed properties of a version.
pub(crate) fn properties_of(
    connection: &Connection,
    version: VersionId,
) -> Result<Option<Vec<u8>>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT stream FROM item_properties WHERE version_id = ?1")?;
    Ok(statement.query_row(params![version], |row| row.get(0)).optional()?)
}

#[cfg(test)]
mod tests {
    use super::{MAX_STREAM, PropertyPacker, unpack_properties};

    #[test]
    fn the_header_makes_a_stream_small() {
        let lines: Vec<String> =
            (0..40).map(|line| format!("Received: by host{line}.x.example\r\n")).collect();
        let header = lines.concat();
        let message = format!("{header}\r\nbody");
        let stream = [b"\x01".as_slice(), header.as_bytes()].concat();
        let mut compressor = PropertyPacker::new();
        let packed = compressor.pack(&stream, message.as_bytes()).unwrap();
        assert!(packed.len() < 80, "{}", packed.len());
        assert_eq!(unpack_properties(&packed, message.as_bytes()), Some(stream));
        assert_eq!(unpack_properties(&packed[..packed.len() - 1], message.as_bytes()), None);
        for message in ["", "a", "\r\n\r\n"] {
            let packed = compressor.pack(b"abc", message.as_bytes()).unwrap();
            assert_eq!(unpack_properties(&packed, message.as_bytes()).as_deref(), Some(&b"abc"[..]));
        }
        assert_eq!(compressor.pack(&vec![0; MAX_STREAM + 1], b""), None);
    }
}
