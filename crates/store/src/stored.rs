//! The bytes of a stored message.

use std::io::Write;
use std::path::Path;
use std::{fmt, io};

use foundmail_mail::{Cut, Digest, Framing, Message, Skeleton, parse_skeleton, restore_to};
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::blob::{Codec, flow, is_whole, unpack};
use crate::digested::Digested;
use crate::pack::{Location, open_stored, read_stored};
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

/// Messages in messages that are put together. Each level was stored as a message of its own.
const MOST_NESTED: u8 = 64;

/// Where blobs are found.
#[derive(Clone, Copy)]
pub(crate) struct Blobs<'b> {
    pub connection: &'b Connection,
    pub packs: &'b Path,
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

    /// What lies in the pack.
    fn read(&self, packs: &Path) -> Result<(Codec, Vec<u8>), BlobError> {
        let unknown = || BlobError::Damaged(format!("codec {}", self.codec));
        let codec = Codec::of_number(self.codec).ok_or_else(unknown)?;
        let stored = read_stored(packs, self.location).map_err(BlobError::Store)?;
        Ok((codec, unpack(stored, codec, self.size).map_err(BlobError::Damaged)?))
    }
}

/// The parts of a message and what is left of it, out of its blob.
fn take_apart(codec: Codec, bytes: Vec<u8>, digest: &Digest) -> Result<(Vec<Cut>, Vec<u8>), String> {
    if codec == Codec::Recipe {
        return recipe::read(bytes).ok_or_else(|| "its recipe cannot be read".to_owned());
    }
    if is_whole(&bytes, digest) {
        return Ok((Vec::new(), bytes));
    }
    Err("its digest is not the stored one".to_owned())
}

/// Why a blob cannot be given.
pub(crate) enum BlobError {
    /// It is not what was stored.
    Damaged(String),
    /// The archive cannot be read.
    Store(StoreError),
}

impl fmt::Display for BlobError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Damaged(what) => out.write_str(what),
            Self::Store(error) => error.fmt(out),
        }
    }
}

impl BlobError {
    fn into_io(self) -> io::Error {
        io::Error::other(self.to_string())
    }

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
                self.renew()?;
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
                let framing = crate::message::framing_of(&framing);
                Ok((BlobRow::of(row)?, framing, row.get(7)?))
            })
            .optional()?;
        let Some((blob, framing, composed)) = found else { return Err(StoreError::NoMessage { id }) };
        let (codec, bytes) = blob.read(&self.packs).map_err(|error| error.of(id))?;
        let (cuts, skeleton) =
            take_apart(codec, bytes, &blob.digest).map_err(|what| StoreError::Damaged { id, what })?;
        Ok(Stored { reader: self, digest: blob.digest, size: blob.size, framing, composed, cuts, skeleton })
    }

    fn blobs(&self) -> Blobs<'_> {
        Blobs { connection: &self.connection, packs: &self.packs }
    }

    /// True if the archive has a blob with this digest.
    pub fn has_blob(&self, digest: &Digest) -> Result<bool, StoreError> {
        Ok(self.connection.prepare_cached("SELECT 1 FROM blob WHERE digest = ?1")?.exists(params![digest])?)
    }
}

impl Stored<'_> {
    /// Calls `read` with the message.
    pub fn with<T>(&self, read: impl FnOnce(&Skeleton<'_>) -> T) -> T {
        let blobs = self.reader.blobs();
        let part = |number: usize, out: &mut dyn Write| blobs.write_part(&self.cuts, number, out);
        read(&Skeleton { digest: &self.digest, bytes: &self.skeleton, cuts: &self.cuts, part: &part })
    }

    /// Writes all bytes of the message as they came, however many they are. Each part is checked as it is written;
    /// whether the whole is what it was, [`check`](Self::check) tells.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        self.with(|mail| restore_to(mail, out))
    }

    /// Reads all bytes of the message and holds them against their digest. `id` is the message's, for the error.
    pub fn check(&self, id: MessageId) -> Result<(), StoreError> {
        let whole = self.reader.blobs().check(&self.digest, &self.cuts, &self.skeleton);
        whole.map(drop).map_err(|error| error.of(id))
    }

    /// All bytes, checked against their digest. `id` is the message's, for the error.
    fn raw(self, id: MessageId) -> Result<Raw, StoreError> {
        let bytes = if self.cuts.is_empty() {
            // It was checked when it was read.
            self.skeleton
        } else {
            let mut bytes = Vec::new();
            let blobs = self.reader.blobs();
            let whole = blobs.join(&self.digest, &self.cuts, &self.skeleton, &mut bytes);
            whole.map_err(|error| error.of(id))?;
            bytes
        };
        Ok(Raw { bytes, framing: self.framing, digest: self.digest, composed: self.composed })
    }
}

impl Blobs<'_> {
    /// What a message says.
    pub(crate) fn message(self, digest: &Digest, framing: Framing) -> Result<Message, BlobError> {
        let (codec, bytes) = self.row(digest)?.read(self.packs)?;
        let (cuts, skeleton) = take_apart(codec, bytes, digest).map_err(BlobError::Damaged)?;
        let part = |number: usize, out: &mut dyn Write| self.write_part(&cuts, number, out);
        Ok(parse_skeleton(&Skeleton { digest, bytes: &skeleton, cuts: &cuts, part: &part }, framing))
    }

    fn row(self, digest: &Digest) -> Result<BlobRow, BlobError> {
        let catalogue = |error: rusqlite::Error| BlobError::Store(error.into());
        let sql = format!("SELECT {COLUMNS} FROM blob b WHERE b.digest = ?1");
        let mut statement = self.connection.prepare_cached(&sql).map_err(catalogue)?;
        let found = statement.query_row(params![digest], BlobRow::of).optional().map_err(catalogue)?;
        found.ok_or_else(|| BlobError::Damaged("a part of it is missing".to_owned()))
    }

    /// Writes the bytes of a part, checked against their digest.
    fn write_part(self, cuts: &[Cut], number: usize, out: &mut dyn Write) -> io::Result<()> {
        let cut = cuts.get(number).ok_or(io::ErrorKind::NotFound)?;
        self.write_blob(&cut.digest, out, MOST_NESTED)
    }

    /// Writes the bytes of a blob, checked against their digest. A part may be a message that the archive has as such: then
    /// its blob is a recipe, and its own parts are put in. `depth` bounds how often that may happen.
    fn write_blob(self, digest: &Digest, out: &mut dyn Write, depth: u8) -> io::Result<()> {
        let row = self.row(digest).map_err(BlobError::into_io)?;
        let codec = Codec::of_number(row.codec).ok_or(io::ErrorKind::InvalidData)?;
        if codec != Codec::Recipe {
            let stored =
                open_stored(self.packs, row.location).map_err(|error| BlobError::Store(error).into_io())?;
            return flow(stored, codec, row.size, digest, out);
        }
        let below =
            depth.checked_sub(1).ok_or_else(|| io::Error::other("its parts are nested too deeply"))?;
        let (codec, bytes) = row.read(self.packs).map_err(BlobError::into_io)?;
        let (cuts, skeleton) = take_apart(codec, bytes, digest).map_err(io::Error::other)?;
        let part = |number: usize, out: &mut dyn Write| {
            let cut = cuts.get(number).ok_or(io::ErrorKind::NotFound)?;
            self.write_blob(&cut.digest, out, below)
        };
        let mut digested = Digested::new(out);
        restore_to(&Skeleton { digest, bytes: &skeleton, cuts: &cuts, part: &part }, &mut digested)?;
        if digested.digest() == *digest {
            return Ok(());
        }
        Err(io::Error::other("its digest is not the stored one"))
    }

    /// Writes a message put together from its parts, and checks it against its digest. Gives its size.
    pub(crate) fn join(
        self,
        digest: &Digest,
        cuts: &[Cut],
        skeleton: &[u8],
        out: &mut dyn Write,
    ) -> Result<u64, BlobError> {
        let part = |number: usize, out: &mut dyn Write| self.write_part(cuts, number, out);
        let mut digested = Digested::new(out);
        let whole = restore_to(&Skeleton { digest, bytes: skeleton, cuts, part: &part }, &mut digested);
        whole.map_err(|error| BlobError::Damaged(error.to_string()))?;
        if digested.digest() == *digest {
            Ok(digested.size)
        } else {
            Err(BlobError::Damaged("its digest is not the stored one".to_owned()))
        }
    }

    /// Checks a message against its digest. Gives its size.
    pub(crate) fn check(self, digest: &Digest, cuts: &[Cut], skeleton: &[u8]) -> Result<u64, BlobError> {
        self.join(digest, cuts, skeleton, &mut io::sink())
    }
}
