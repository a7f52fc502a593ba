//! An index that turns out to be damaged is built anew, and asked again.

use foundmail_store::StoreError;

use crate::{Archive, ArchiveError};

impl Archive {
    /// Asks something that needs the index. Where the index is damaged, it is built anew, and asked once more. While
    /// another program writes, only that one may do so, and the error stands.
    pub(crate) fn healing<T>(
        &self,
        ask: impl Fn(&Self) -> Result<T, ArchiveError>,
    ) -> Result<T, ArchiveError> {
        let mut answer = ask(self);
        // Another program may have taken the message out since the index was looked at.
        if matches!(answer, Err(ArchiveError::Store(StoreError::NoMessage { .. }))) {
            self.refresh()?;
            answer = ask(self);
        }
        match answer {
            Err(error) if shows_damage(&error) => match self.store.writer() {
                Ok(writer) => {
                    self.replace_index()?;
                    self.catch_up_as(&writer)?;
                    ask(self)
                }
                Err(StoreError::Busy) => Err(error),
                Err(error) => Err(error.into()),
            },
            answer => answer,
        }
    }
}

/// True if the index itself says that it is damaged, or names a message that is not there.
fn shows_damage(error: &ArchiveError) -> bool {
    match error {
        ArchiveError::Search(error) => error.is_damage(),
        ArchiveError::Store(StoreError::NoMessage { .. }) => true,
        _ => false,
    }
}
