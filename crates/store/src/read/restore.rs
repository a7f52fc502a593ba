//! Restoring messages and parts from their blobs.

use std::fmt;
use std::io::{self, Write};
use std::path::Path;

use foundmail_mail::{Cut, Digest, Framing, Message, Skeleton, parse_skeleton, restore_to};
use rusqlite::Connection;

use crate::catalogue::BlobRow;
use crate::error::StoreError;
use crate::ids::MessageId;
use crate::packs::{
    Codec, DigestWriter, copy_decoded, decompress, digest_matches, open_stored, read_recipe, read_stored,
};

/// The maximum depth of messages that are nested in each other. Each level was stored as a separate message.
const MOST_NESTED: u8 = 64;

/// The reason why a blob cannot be read.
pub(crate) enum RestoreError {
    /// The bytes have changed since they were stored.
    Damaged(String),
    /// A file of the archive cannot be read.
    Store(StoreError),
}

impl fmt::Display for RestoreError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Damaged(what) => out.write_str(what),
            Self::Store(error) => error.fmt(out),
        }
    }
}

impl RestoreError {
    fn into_io(self) -> io::Error {
        io::Error::other(self.to_string())
    }

    /// Returns the error for the message to which the blob belongs.
    pub(super) fn of_message(self, id: MessageId) -> StoreError {
        match self {
            Self::Damaged(what) => StoreError::Damaged { id, what },
            Self::Store(error) => error,
        }
    }
}

impl From<rusqlite::Error> for RestoreError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Store(error.into())
    }
}

/// Reads and restores blobs.
#[derive(Clone, Copy)]
pub(crate) struct BlobReader<'b> {
    /// The catalogue.
    pub connection: &'b Connection,
    /// The folder of the packs.
    pub packs: &'b Path,
}

impl BlobReader<'_> {
    /// Reads and parses the message that has this digest.
    pub(crate) fn message(self, digest: &Digest, framing: Framing) -> Result<Message, RestoreError> {
        let (cuts, skeleton) = self.skeleton(&self.row(digest)?)?;
        let part = |number: usize, out: &mut dyn Write| self.write_part(&cuts, number, out);
        Ok(parse_skeleton(&Skeleton { digest, bytes: &skeleton, cuts: &cuts, part: &part }, framing))
    }

    /// Reads the cuts and the skeleton of a message. A message without large parts has no cuts, and its bytes are
    /// checked against its digest.
    pub(super) fn skeleton(self, row: &BlobRow) -> Result<(Vec<Cut>, Vec<u8>), RestoreError> {
        let damaged = |what: String| RestoreError::Damaged(what);
        let codec = Codec::of_number(row.codec);
        let codec =
            codec.ok_or_else(|| damaged(format!("the stored bytes have the unknown codec {}", row.codec)))?;
        let stored = read_stored(self.packs, row.location).map_err(RestoreError::Store)?;
        let bytes = decompress(stored, codec, row.size).map_err(damaged)?;
        if codec == Codec::Recipe {
            return read_recipe(bytes)
                .ok_or_else(|| damaged("the instructions to restore the message cannot be read".to_owned()));
        }
        if digest_matches(&bytes, &row.digest) {
            return Ok((Vec::new(), bytes));
        }
        Err(damaged("the restored bytes do not match the stored digest".to_owned()))
    }

    fn row(self, digest: &Digest) -> Result<BlobRow, RestoreError> {
        let found = BlobRow::with_digest(self.connection, digest)?;
        found.ok_or_else(|| RestoreError::Damaged("a part of the message is missing".to_owned()))
    }

    /// Writes the bytes of a part, and checks them against the part's digest.
    pub(super) fn write_part(self, cuts: &[Cut], number: usize, out: &mut dyn Write) -> io::Result<()> {
        let cut = cuts.get(number).ok_or(io::ErrorKind::NotFound)?;
        self.write_blob(&cut.digest, out, MOST_NESTED)
    }

    /// Writes the bytes of a blob, and checks them against the blob's digest. A part of a message can be a message
    /// that the archive also has separately. Then its blob is a recipe, and its own parts are restored. `depth`
    /// limits the number of such levels.
    fn write_blob(self, digest: &Digest, out: &mut dyn Write, depth: u8) -> io::Result<()> {
        let row = self.row(digest).map_err(RestoreError::into_io)?;
        let codec = Codec::of_number(row.codec).ok_or(io::ErrorKind::InvalidData)?;
        if codec != Codec::Recipe {
            let stored = open_stored(self.packs, row.location);
            let stored = stored.map_err(|error| RestoreError::Store(error).into_io())?;
            return copy_decoded(stored, codec, row.size, digest, out);
        }
        let below = depth
            .checked_sub(1)
            .ok_or_else(|| io::Error::other("the parts of the message are nested too deeply"))?;
        let (cuts, skeleton) = self.skeleton(&row).map_err(RestoreError::into_io)?;
        let part = |number: usize, out: &mut dyn Write| {
            let cut = cuts.get(number).ok_or(io::ErrorKind::NotFound)?;
            self.write_blob(&cut.digest, out, below)
        };
        let mut digested = DigestWriter::new(out);
        restore_to(&Skeleton { digest, bytes: &skeleton, cuts: &cuts, part: &part }, &mut digested)?;
        if digested.digest() == *digest {
            return Ok(());
        }
        Err(io::Error::other("the restored bytes do not match the stored digest"))
    }

    /// Writes a restored message, and checks it against its digest. Returns the message's size in bytes.
    pub(super) fn restore(
        self,
        digest: &Digest,
        cuts: &[Cut],
        skeleton: &[u8],
        out: &mut dyn Write,
    ) -> Result<u64, RestoreError> {
        let part = |number: usize, out: &mut dyn Write| self.write_part(cuts, number, out);
        let mut digested = DigestWriter::new(out);
        let whole = restore_to(&Skeleton { digest, bytes: skeleton, cuts, part: &part }, &mut digested);
        whole.map_err(|error| RestoreError::Damaged(error.to_string()))?;
        if digested.digest() == *digest {
            Ok(digested.size)
        } else {
            Err(RestoreError::Damaged("the restored bytes do not match the stored digest".to_owned()))
        }
    }

    /// Checks a message against its digest. Returns the message's size in bytes.
    pub(crate) fn check(self, digest: &Digest, cuts: &[Cut], skeleton: &[u8]) -> Result<u64, RestoreError> {
        self.restore(digest, cuts, skeleton, &mut io::sink())
    }
}
