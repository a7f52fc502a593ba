//! Reading one copy of a message.

use std::io::{self, Cursor};

use foundmail_mail::{Digest, Fingerprint, FingerprintInput, Framing, Message};
use foundmail_store::{MessageId, StoreError, StoredMessage, VersionRow};

use super::side::CompareSide;
use crate::ArchiveError;
use crate::read::parse_stored;

/// Maximum size in bytes of a message whose lines are read to recognise it. Only messages that are damaged or have
/// no `Message-ID` are recognised by their lines.
const MAX_IN_MEMORY: u64 = 64 << 20;

/// One set of bytes of a message in a side.
#[derive(Debug, Clone, Copy)]
pub(super) struct Copy {
    pub version: VersionRow,
    /// True if part of the copy is missing.
    pub damaged: bool,
}

impl Copy {
    /// Returns true if the bytes of another copy are the same and mean the same.
    pub(super) fn has_bytes_of(&self, other: &Self) -> bool {
        (self.version.digest, self.version.framing, self.damaged)
            == (other.version.digest, other.version.framing, other.damaged)
    }
}

/// Returns the copies of a message in a side, the fullest one first.
pub(super) fn copies(side: &CompareSide, message: MessageId) -> Result<Vec<Copy>, ArchiveError> {
    let mut copies: Vec<Copy> = Vec::new();
    for row in side.reader.copies_in(message, side.source)? {
        let Some(version) = row.version else { continue };
        if let Some(known) = copies.iter_mut().find(|copy| copy.version.id == version) {
            known.damaged &= row.damaged;
        } else if let Some(version) = side.reader.version(version)? {
            copies.push(Copy { version, damaged: row.damaged });
        }
    }
    copies.sort_by_key(|copy| (copy.damaged, std::cmp::Reverse(copy.version.attachments)));
    Ok(copies)
}

/// A copy that was read and parsed.
pub(super) struct Loaded<'r> {
    stored: StoredMessage<'r>,
    pub message: Message,
    pub damaged: bool,
}

impl<'r> Loaded<'r> {
    /// Reads the fullest copy. Returns `None` if there is no copy, or its bytes are damaged in the archive.
    pub(super) fn of(
        side: &'r CompareSide,
        id: MessageId,
        copies: &[Copy],
    ) -> Result<Option<Self>, ArchiveError> {
        let Some(copy) = copies.first() else { return Ok(None) };
        match side.reader.stored_version(id, Some(copy.version.id)) {
            Ok(stored) => {
                let message = parse_stored(&stored);
                Ok(Some(Self { stored, message, damaged: copy.damaged }))
            }
            Err(StoreError::Damaged { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    fn framing(&self) -> Framing {
        self.stored.framing
    }

    /// Returns the fingerprint, made in the same way as during an import. `None` if the message is too large, or its
    /// bytes are damaged in the archive.
    pub(super) fn fingerprint(&self) -> Option<Fingerprint> {
        let unparsed: Vec<Digest> = self.stored.with(|skeleton| {
            let cuts = skeleton.cuts.iter().filter(|cut| cut.layout.is_verbatim());
            cuts.map(|cut| cut.digest).collect()
        });
        let input = FingerprintInput {
            message: &self.message,
            framing: self.framing(),
            is_whole: !self.damaged,
            unparsed: &unparsed,
        };
        let open = || {
            if self.stored.size > MAX_IN_MEMORY {
                return Err(io::Error::from(io::ErrorKind::FileTooLarge));
            }
            let mut bytes = Vec::new();
            self.stored.write(&mut bytes)?;
            Ok(Cursor::new(bytes))
        };
        Fingerprint::of(&input, open).ok()
    }
}
