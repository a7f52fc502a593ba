//! Reading and changing the owner's marks.

use std::sync::{Arc, PoisonError};

use foundmail_store::{MessageId, StoreError};

use super::names::{name_of, refused};
use super::snapshot::MarkSnapshot;
use crate::view::Selection;
use crate::{Archive, ArchiveError};

impl Archive {
    /// Returns the current marks.
    pub(crate) fn marks(&self) -> Result<Arc<MarkSnapshot>, ArchiveError> {
        let mut kept = self.mark_snapshot.lock().unwrap_or_else(PoisonError::into_inner);
        let reader = self.reader();
        let sequence = reader.mark_sequence()?;
        if kept.sequence() != sequence {
            *kept = Arc::new(MarkSnapshot::load(&reader)?);
        }
        Ok(Arc::clone(&kept))
    }

    /// Sets or removes the star of messages, all or none. Returns the number of changed messages.
    pub fn set_star(&self, selection: &Selection, on: bool) -> Result<u32, ArchiveError> {
        let messages = self.marked_messages(selection)?;
        self.store.mark_writer()?.set_star(&messages, on).map_err(in_words)
    }

    /// Adds a tag to messages or removes it from them, all or none. Returns the number of changed messages. A tag
    /// exists from its first message to its last one.
    ///
    /// # Errors
    /// Returns an error if the name cannot be used, or if the archive or a message would have too many tags.
    pub fn set_tag(&self, selection: &Selection, tag: &str, on: bool) -> Result<u32, ArchiveError> {
        let name = name_of(tag)?;
        let name = self.marks()?.tag_named(&name).map_or(name, |known| known.name.clone());
        let messages = self.marked_messages(selection)?;
        self.store.mark_writer()?.set_tag(&messages, &name, on).map_err(in_words)
    }

    /// Changes the name of a tag. If another tag has the new name, both become one. Returns the number of changed
    /// messages.
    pub fn rename_tag(&self, from: &str, to: &str) -> Result<u32, ArchiveError> {
        let to = name_of(to)?;
        let gone = || ArchiveError::NotFound { what: format!("There is no tag {from} in the archive.") };
        let marks = self.marks()?;
        let from = marks.tag_named(from).ok_or_else(gone)?.name.clone();
        let other = marks.tag_named(&to).filter(|other| other.name != from);
        let to = other.map_or(to, |other| other.name.clone());
        self.store.mark_writer()?.rename_tag(&from, &to).map_err(in_words)?.ok_or_else(gone)
    }

    fn marked_messages(&self, selection: &Selection) -> Result<Vec<MessageId>, ArchiveError> {
        Ok(self.selected(selection)?.into_iter().map(MessageId).collect())
    }
}

/// Returns an error with a sentence for the window.
fn in_words(error: StoreError) -> ArchiveError {
    match error {
        StoreError::TooManyTags { limit } => refused(&format!(
            "The archive already has {limit} tags, which is the most. Use one of them, or remove one first."
        )),
        StoreError::TooManyTagsOfMessage { limit, .. } => refused(&format!(
            "One of these messages already has {limit} tags, which is the most. Nothing was changed."
        )),
        error => error.into(),
    }
}
