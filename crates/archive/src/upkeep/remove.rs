//! Taking a source out of the archive.

use foundmail_store::SourceId;

use crate::view::RemovedView;
use crate::{Archive, ArchiveError};

impl Archive {
    /// Takes a source out: its folders, and the messages that lie in no other source. The file or folder on the disk is
    /// not touched. The archive gets smaller by what only this source had.
    pub fn remove_source(&self, source: u32) -> Result<RemovedView, ArchiveError> {
        let mut writer = self.store.writer()?;
        self.catch_up_as(&writer)?;
        let row = self.reader().sources()?.into_iter().find(|row| row.id.0 == source);
        let row =
            row.ok_or_else(|| ArchiveError::NotFound { what: "There is no such source.".to_owned() })?;
        let name = row.name;
        let gone = writer.remove_source(SourceId(source))?;
        writer.forget_in_jobs(&row.path)?;
        let mut index = self.index().writer()?;
        for message in &gone {
            index.delete(message.0);
        }
        // Up to the change that it had followed; what is shown otherwise now has a higher number.
        index.commit(self.index().sequence())?;
        index.purge_deleted();
        index.finish()?;
        self.refresh()?;
        self.catch_up_as(&writer)?;
        let freed = writer.compact()?;
        Ok(RemovedView { name, messages: crate::numbers::count(gone.len()), freed })
    }
}
