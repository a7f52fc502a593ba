//! The limit of memory for one item.

use crate::flaw::Flaw;
use crate::ndb::Ndb;

/// The memory that an item may still use. The limit is needed because in a hostile file, any number of properties
/// can refer to the same bytes.
#[derive(Debug)]
pub(crate) struct ItemLimits {
    bytes: u64,
    objects: u32,
}

impl ItemLimits {
    /// The size of the largest binary value in memory, in bytes. Larger values stay in the file until they are
    /// read.
    pub(crate) const INLINE: u64 = 1 << 20;
    /// The length of the longest text, in bytes. Texts are always in memory.
    pub(crate) const TEXT: u64 = 64 << 20;

    /// Returns the limits of one item with its recipients and attachments. The size of a text is counted twice,
    /// because UTF-8 can be longer than UTF-16.
    pub(crate) fn for_file(ndb: &Ndb) -> Self {
        Self { bytes: ndb.max_bytes().saturating_mul(3).clamp(1 << 20, 128 << 20), objects: 10_000 }
    }

    /// Counts the record of a property. Fails if the limit is reached.
    pub(crate) fn count_property(&mut self) -> Result<(), Flaw> {
        self.count_bytes(64)
    }

    /// Counts the defects of a property. Fails if the limit is reached.
    pub(crate) fn count_defect(&mut self) -> Result<(), Flaw> {
        self.count_bytes(512)
    }

    /// Counts the bytes of a value. Fails if the limit is reached.
    pub(crate) fn count_bytes(&mut self, bytes: u64) -> Result<(), Flaw> {
        self.bytes = self
            .bytes
            .checked_sub(bytes)
            .ok_or_else(|| Flaw::new("item", "the item is too large, so parts of it were not read"))?;
        Ok(())
    }

    /// Counts an attachment or embedded item. Fails if the limit is reached.
    pub(crate) fn count_object(&mut self) -> Result<(), Flaw> {
        self.objects = self
            .objects
            .checked_sub(1)
            .ok_or_else(|| Flaw::new("item", "the item has too many attachments, so some were not read"))?;
        Ok(())
    }
}
