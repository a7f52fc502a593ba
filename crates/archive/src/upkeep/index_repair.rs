//! Rebuilds a damaged index when a request finds the damage.

use foundmail_store::StoreError;

use crate::{Archive, ArchiveError};

impl Archive {
    /// Returns the result of a request that needs the index. If the index is damaged, rebuilds it and repeats the request.
    ///
    /// While another program writes, only that program may rebuild the index. Then the error is returned.
    pub(crate) fn healing<T>(
        &self,
        ask: impl Fn(&Self) -> Result<T, ArchiveError>,
    ) -> Result<T, ArchiveError> {
        let mut answer = ask(self);
        // Another program may have removed the message after this index was opened.
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

/// Returns true if the error shows a damaged index, or if the index contains a message that the archive does not have.
fn shows_damage(error: &ArchiveError) -> bool {
    match error {
        ArchiveError::Search(error) => error.is_damage(),
        ArchiveError::Store(StoreError::NoMessage { .. }) => true,
        _ => false,
    }
}
