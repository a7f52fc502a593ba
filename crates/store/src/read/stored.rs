//! The bytes of stored messages.

use std::io::{self, Write};

use foundmail_mail::{Cut, Digest, Framing, Skeleton, restore_to};
use rusqlite::{OptionalExtension, params};

use super::reader::StoreReader;
use super::restore::BlobReader;
use crate::catalogue::{BlobRow, blob_id, framing_of, properties_of, unpack_properties};
use crate::error::StoreError;
use crate::ids::{MessageId, VersionId};

/// All bytes of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredBytes {
    /// The bytes as they are in the source, or as Foundmail composed them.
    pub bytes: Vec<u8>,
    /// Framing of the bytes.
    pub framing: Framing,
    /// BLAKE3 digest of the bytes. The bytes were checked against it.
    pub digest: Digest,
    /// True if Foundmail composed the bytes because the source has another format than RFC 5322.
    pub composed: bool,
}

/// A message without its large parts, which are read when needed.
pub struct StoredMessage<'r> {
    reader: &'r StoreReader,
    /// BLAKE3 digest of the whole message.
    pub digest: Digest,
    /// Size of the whole message in bytes.
    pub size: u64,
    /// Framing of the message's bytes.
    pub framing: Framing,
    /// True if Foundmail composed the message because the source has another format than RFC 5322.
    pub composed: bool,
    version: VersionId,
    cuts: Vec<Cut>,
    skeleton: Vec<u8>,
}

impl StoreReader {
    /// Returns the bytes of a message, checked against its digest.
    pub fn raw(&self, id: MessageId) -> Result<StoredBytes, StoreError> {
        self.stored(id)?.into_raw(id)
    }

    /// Returns a message without its large parts. A message that has no large parts is checked against its digest;
    /// the skeleton of another message is checked against a checksum.
    pub fn stored(&self, id: MessageId) -> Result<StoredMessage<'_>, StoreError> {
        self.stored_version(id, None)
    }

    /// Returns a version of a message without its large parts, or the shown version if `version` is `None`.
    pub fn stored_version(
        &self,
        id: MessageId,
        version: Option<VersionId>,
    ) -> Result<StoredMessage<'_>, StoreError> {
        match self.stored_once(id, version) {
            // Another program has just moved the bytes to another pack. The newest rows of the catalogue have the
            // new location.
            Err(StoreError::File { source, .. }) if source.kind() == io::ErrorKind::NotFound => {
                self.renew()?;
                self.stored_once(id, version)
            }
            result => result,
        }
    }

    fn stored_once(
        &self,
        id: MessageId,
        version: Option<VersionId>,
    ) -> Result<StoredMessage<'_>, StoreError> {
        let sql = format!(
            "SELECT {}, v.framing, v.composed, v.id
             FROM message m JOIN version v ON v.id = coalesce(?2, m.version_id) JOIN blob b ON b.id = v.blob_id
             WHERE m.id = ?1 AND v.message_id = m.id",
            BlobRow::COLUMNS
        );
        let found = self
            .connection
            .prepare_cached(&sql)?
            .query_row(params![id, version], |row| {
                let framing: String = row.get(7)?;
                Ok((BlobRow::of_row(row)?, framing_of(&framing), row.get(8)?, row.get(9)?))
            })
            .optional()?;
        let Some((blob, framing, composed, version)) = found else {
            return Err(StoreError::NoMessage { id });
        };
        let (cuts, skeleton) = self.blobs().skeleton(&blob).map_err(|error| error.of_message(id))?;
        Ok(StoredMessage {
            reader: self,
            digest: blob.digest,
            size: blob.size,
            framing,
            composed,
            version,
            cuts,
            skeleton,
        })
    }

    fn blobs(&self) -> BlobReader<'_> {
        BlobReader { connection: &self.connection, packs: &self.packs }
    }

    /// Returns true if the archive has a blob with this digest.
    pub fn has_blob(&self, digest: &Digest) -> Result<bool, StoreError> {
        Ok(blob_id(&self.connection, digest)?.is_some())
    }
}

impl StoredMessage<'_> {
    /// Calls `read` with the skeleton of the message.
    pub fn with<T>(&self, read: impl FnOnce(&Skeleton<'_>) -> T) -> T {
        let blobs = self.reader.blobs();
        let part = |number: usize, out: &mut dyn Write| blobs.write_part(&self.cuts, number, out);
        read(&Skeleton { digest: &self.digest, bytes: &self.skeleton, cuts: &self.cuts, part: &part })
    }

    /// Returns the property stream of a MAPI item, in which its other properties are. `None` if the message has
    /// none. If the stream is damaged, returns an empty one, which no item has; `verify` names the damage.
    pub fn properties(&self) -> Result<Option<Vec<u8>>, StoreError> {
        let packed = properties_of(&self.reader.connection, self.version)?;
        Ok(packed.map(|packed| unpack_properties(&packed, &self.skeleton).unwrap_or_default()))
    }

    /// Writes all bytes of the message without holding them in memory. Each part is checked while it is written.
    /// [`check`](Self::check) checks the whole message.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        self.with(|skeleton| restore_to(skeleton, out))
    }

    /// Reads all bytes of the message, and compares them with its digest. `id` is the id of the message, for the
    /// error.
    pub fn check(&self, id: MessageId) -> Result<(), StoreError> {
        let whole = self.reader.blobs().check(&self.digest, &self.cuts, &self.skeleton);
        whole.map(drop).map_err(|error| error.of_message(id))
    }

    fn into_raw(self, id: MessageId) -> Result<StoredBytes, StoreError> {
        let bytes = if self.cuts.is_empty() {
            // The digest was checked when the bytes were read.
            self.skeleton
        } else {
            let mut bytes = Vec::new();
            let blobs = self.reader.blobs();
            let whole = blobs.restore(&self.digest, &self.cuts, &self.skeleton, &mut bytes);
            whole.map_err(|error| error.of_message(id))?;
            bytes
        };
        Ok(StoredBytes { bytes, framing: self.framing, digest: self.digest, composed: self.composed })
    }
}
