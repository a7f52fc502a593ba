//! The bytes of a stored message.

use std::cell::RefCell;
use std::io;

use foundmail_mail::{Cut, Digest, Framing, Skeleton, join};
use rusqlite::{OptionalExtension, Row, params};

use crate::blob::{Codec, is_whole, unpack};
use crate::pack::{Location, read_stored};
use crate::read::Reader;
use crate::{MessageId, StoreError, recipe};

/// The bytes of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Raw {
    /// As they came.
    pub bytes: Vec<u8>,
    /// How they were framed.
    pub framing: Framing,
    /// BLAKE3 digest, against which they were checked.
    pub digest: Digest,
    /// True if they were composed from something else than an RFC 5322 message.
    pub composed: bool,
}

/// A message without its large parts, which are read when they are asked for.
pub struct Stored<'r> {
    reader: &'r Reader,
    /// BLAKE3 digest of the whole message.
    pub digest: Digest,
    /// Bytes of the whole message.
    pub size: u64,
    /// How it was framed.
    pub framing: Framing,
    /// True if it was composed from something else than an RFC 5322 message.
    pub composed: bool,
    cuts: Vec<Cut>,
    skeleton: Vec<u8>,
}

/// What the catalogue knows of a blob.
struct BlobRow {
    digest: Digest,
    location: Location,
    size: u64,
    codec: u8,
}

const COLUMNS: &str = "b.digest, b.pack, b.offset, b.stored, b.size, b.codec";

impl BlobRow {
    fn of(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            digest: row.get(0)?,
            location: Location { pack: row.get(1)?, offset: row.get(2)?, stored: row.get(3)? },
            size: row.get(4)?,
            codec: row.get(5)?,
        })
    }

    /// What lies in the pack. A frame with a recipe may be larger than the message, by its entries.
    fn read(&self, reader: &Reader) -> Result<(Codec, Vec<u8>), BlobError> {
        let codec = Codec::of_number(self.codec)
            .ok_or_else(|| BlobError::Damaged(format!("codec {}", self.codec)))?;
        let most = if codec == Codec::Recipe { recipe::most(self.size) } else { self.size };
        let stored = read_stored(&reader.packs, self.location).map_err(BlobError::Store)?;
        Ok((codec, unpack(stored, codec, most).map_err(BlobError::Damaged)?))
    }
}

enum BlobError {
    Damaged(String),
    Store(StoreError),
}

impl BlobError {
    fn of(self, id: MessageId) -> StoreError {
        match self {
            Self::Damaged(what) => StoreError::Damaged { id, what },
            Self::Store(error) => error,
        }
    }
}

impl Reader {
    /// The bytes in which a message came, checked against their digest.
    pub fn raw(&self, id: MessageId) -> Result<Raw, StoreError> {
        self.stored(id)?.raw(id)
    }

    /// A message without its large parts. One that has none is checked against its digest, and what is left of another
    /// against a checksum.
    pub fn stored(&self, id: MessageId) -> Result<Stored<'_>, StoreError> {
        match self.stored_now(id) {
            // The pack may just have been written anew, and its rows say now where the bytes lie.
            Err(StoreError::File { source, .. }) if source.kind() == io::ErrorKind::NotFound => {
                self.stored_now(id)
            }
            result => result,
        }
    }

    fn stored_now(&self, id: MessageId) -> Result<Stored<'_>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS}, v.framing, v.composed
             FROM message m JOIN version v ON v.id = m.version_id JOIN blob b ON b.id = v.blob_id WHERE m.id = ?1"
        );
        let found = self
            .connection
            .prepare_cached(&sql)?
            .query_row(params![id], |row| {
                let framing: String = row.get(6)?;
                let framing = if framing == "mbox" { Framing::Mbox } else { Framing::Plain };
                Ok((BlobRow::of(row)?, framing, row.get(7)?))
            })
            .optional()?;
        let Some((blob, framing, composed)) = found else { return Err(StoreError::NoMessage { id }) };
        let (codec, bytes) = blob.read(self).map_err(|error| error.of(id))?;
        let damaged = |what: &str| StoreError::Damaged { id, what: what.to_owned() };
        let (cuts, skeleton) = if codec == Codec::Recipe {
            recipe::read(bytes).ok_or_else(|| damaged("its recipe cannot be read"))?
        } else if is_whole(&bytes, &blob.digest) {
            (Vec::new(), bytes)
        } else {
            return Err(damaged("its digest is not the stored one"));
        };
        Ok(Stored { reader: self, digest: blob.digest, size: blob.size, framing, composed, cuts, skeleton })
    }

    /// The bytes of a part, checked against their digest.
    fn part(&self, digest: &Digest) -> Result<Vec<u8>, BlobError> {
        let catalogue = |error: rusqlite::Error| BlobError::Store(error.into());
        let sql = format!("SELECT {COLUMNS} FROM blob b WHERE b.digest = ?1");
        let mut statement = self.connection.prepare_cached(&sql).map_err(catalogue)?;
        let found = statement.query_row(params![digest], BlobRow::of).optional().map_err(catalogue)?;
        let blob = found.ok_or_else(|| BlobError::Damaged("a part of it is missing".to_owned()))?;
        let (_, bytes) = blob.read(self)?;
        if is_whole(&bytes, digest) {
            Ok(bytes)
        } else {
            Err(BlobError::Damaged("the digest of a part is not the stored one".to_owned()))
        }
    }

    /// True if the archive has a blob with this digest.
    pub fn has_blob(&self, digest: &Digest) -> Result<bool, StoreError> {
        Ok(self.connection.prepare_cached("SELECT 1 FROM blob WHERE digest = ?1")?.exists(params![digest])?)
    }
}

impl Stored<'_> {
    /// Calls `read` with the message; a part that cannot be read counts as lost.
    pub fn with<T>(&self, read: impl FnOnce(&Skeleton<'_>) -> T) -> T {
        let part = |number: usize| self.reader.part(&self.cuts.get(number)?.digest).ok();
        read(&Skeleton { digest: &self.digest, bytes: &self.skeleton, cuts: &self.cuts, part: &part })
    }

    /// All bytes, checked against their digest. `id` is the message's, for the error.
    fn raw(self, id: MessageId) -> Result<Raw, StoreError> {
        let damaged = |what: &str| StoreError::Damaged { id, what: what.to_owned() };
        let bytes = if self.cuts.is_empty() {
            self.skeleton
        } else {
            let part = |cut: &Cut| self.reader.part(&cut.digest).map_err(|error| error.of(id));
            let parts = self.cuts.iter().map(part).collect::<Result<Vec<_>, _>>()?;
            // Each is asked for once.
            let parts = RefCell::new(parts);
            let part = |number: usize| parts.borrow_mut().get_mut(number).map(std::mem::take);
            let skeleton =
                Skeleton { digest: &self.digest, bytes: &self.skeleton, cuts: &self.cuts, part: &part };
            join(&skeleton).ok_or_else(|| damaged("it cannot be put together"))?
        };
        if !is_whole(&bytes, &self.digest) {
            return Err(damaged("its digest is not the stored one"));
        }
        Ok(Raw { bytes, framing: self.framing, digest: self.digest, composed: self.composed })
    }
}
