//! Removes a source from the archive.

use foundmail_store::SourceId;

use crate::view::RemovedView;
use crate::{Archive, ArchiveError};

impl Archive {
    /// Removes a source with its folders, and all messages that are in no other source. Then frees their space in
    /// the packs. The imported file or folder is not changed.
    pub fn remove_source(&self, source: u32) -> Result<RemovedView, ArchiveError> {
        let mut writer = self.store.writer()?;
        self.catch_up_as(&writer)?;
        let row = self.reader().sources()?.into_iter().find(|row| row.id.0 == source);
        let row = row.ok_or_else(|| ArchiveError::NotFound {
            what: "This mailbox is not in the archive. It may have been removed before.".to_owned(),
        })?;
        let name = row.name;
        let gone = writer.remove_source(SourceId(source))?;
        writer.forget_in_jobs(&row.path)?;
        let mut index = self.index().writer()?;
        for message in &gone {
            index.delete(message.0);
        }
        // The index keeps its sequence number. Remaining messages that the removal has changed have higher
        // numbers. They are indexed again below.
        index.commit(self.index().sequence())?;
        index.purge_deleted();
        index.finish()?;
        self.refresh()?;
        self.catch_up_as(&writer)?;
        let freed = writer.compact()?;
        Ok(RemovedView { name, messages: crate::numbers::count(gone.len()), freed })
    }
}
