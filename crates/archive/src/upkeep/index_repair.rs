//! Rebuilds a damaged index when a request finds the damage.

use foundmail_store::StoreError;

use crate::{Archive, ArchiveError};

impl Archive {
    /// Returns the result of a request that uses the index. If the index is damaged, rebuilds the index and
    /// repeats the request.
    ///
    /// While another program writes, only that program may rebuild the index. Then this returns the error.
    pub(crate) fn healing<T>(
        &self,
        ask: impl Fn(&Self) -> Result<T, ArchiveError>,
    ) -> Result<T, ArchiveError> {
        let mut answer = ask(self);
        // Another program may have removed the message after this program opened the index.
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

/// Returns true if the error shows that the index is damaged. That includes a message in the index that is not in
/// the archive.
fn shows_damage(error: &ArchiveError) -> bool {
    match error {
        ArchiveError::Search(error) => error.is_damage(),
        ArchiveError::Store(StoreError::NoMessage { .. }) => true,
        _ => false,
    }
}
