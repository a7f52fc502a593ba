//! How much one item may take up in memory.

use crate::flaw::Flaw;
use crate::ndb::Ndb;

/// What an item may still take up. A hostile file can point at the same bytes from any number of properties.
#[derive(Debug)]
pub(crate) struct Budget {
    bytes: u64,
    objects: u32,
}

impl Budget {
    /// Larger binary values stay in the file until they are read.
    pub(crate) const INLINE: u64 = 1 << 20;
    /// The longest text: texts are always in memory.
    pub(crate) const TEXT: u64 = 64 << 20;

    /// The budget of one item with all that hangs on it. Texts count twice: UTF-8 can be longer than UTF-16.
    pub(crate) fn of_item(ndb: &Ndb) -> Self {
        Self { bytes: ndb.most_bytes().saturating_mul(3).clamp(1 << 20, 128 << 20), objects: 10_000 }
    }

    /// Takes up memory for one property, whatever it holds.
    pub(crate) fn take_property(&mut self) -> Result<(), Flaw> {
        self.take_bytes(64)
    }

    /// Takes up memory for what is to be said of a broken property.
    pub(crate) fn take_defect(&mut self) -> Result<(), Flaw> {
        self.take_bytes(512)
    }

    /// Takes up memory for a value.
    pub(crate) fn take_bytes(&mut self, bytes: u64) -> Result<(), Flaw> {
        self.bytes =
            self.bytes.checked_sub(bytes).ok_or_else(|| Flaw::new("item", "is larger than the limit"))?;
        Ok(())
    }

    /// Takes up one attachment or embedded item.
    pub(crate) fn take_object(&mut self) -> Result<(), Flaw> {
        self.objects = self
            .objects
            .checked_sub(1)
            .ok_or_else(|| Flaw::new("item", "has more attachments than the limit"))?;
        Ok(())
    }
}
