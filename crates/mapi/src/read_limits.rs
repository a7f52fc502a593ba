//! Limits for reading one item. They are needed because a hostile file can refer to the same bytes any number of
//! times.

/// The remaining limits of an item, including its recipients and attachments.
#[derive(Debug)]
pub(crate) struct ReadLimits {
    bytes: u64,
    properties: u32,
    objects: u32,
}

/// The error for an item that exceeds a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct LimitExceeded(&'static str);

impl std::fmt::Display for LimitExceeded {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "the item has too many {}, so the rest was not read", self.0)
    }
}

impl ReadLimits {
    /// Returns the limits for an item in a source of `size` bytes.
    pub(crate) fn of_source(size: u64) -> Self {
        Self { bytes: size.saturating_mul(2).saturating_add(1 << 20), properties: 500_000, objects: 20_000 }
    }

    /// Counts the bytes of a value.
    pub(crate) fn take_bytes(&mut self, bytes: u64) -> Result<(), LimitExceeded> {
        self.bytes = self.bytes.checked_sub(bytes).ok_or(LimitExceeded("bytes"))?;
        Ok(())
    }

    /// Counts one property.
    pub(crate) fn take_property(&mut self) -> Result<(), LimitExceeded> {
        self.properties = self.properties.checked_sub(1).ok_or(LimitExceeded("properties"))?;
        Ok(())
    }

    /// Counts one recipient, attachment or attached item.
    pub(crate) fn take_object(&mut self) -> Result<(), LimitExceeded> {
        self.objects = self.objects.checked_sub(1).ok_or(LimitExceeded("recipients and attachments"))?;
        Ok(())
    }
}
