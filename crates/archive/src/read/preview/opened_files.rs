//! A file that was taken out of a message, and the files that were opened last.

use std::sync::{Arc, Mutex, PoisonError};

/// Maximum number and size of the attachments that are kept in memory.
const KEPT: usize = 4;
const MAX_KEPT_SIZE: usize = 64 << 20;

/// A file that was taken out of a message.
#[derive(Debug, Default)]
pub(crate) struct Attached {
    /// Name, safe to show and to save.
    pub name: String,
    /// Media type, or empty for a file in a ZIP file.
    pub media_type: String,
    pub bytes: Vec<u8>,
    /// True if the file is damaged inside a ZIP file.
    pub is_damaged: bool,
}

/// The attachments that were opened last. The pages of a document are requested one by one.
#[derive(Default)]
pub(crate) struct OpenedAttachments {
    kept: Mutex<Vec<Kept>>,
}

struct Kept {
    message: u32,
    /// `MessageRow::sequence` when the attachment was read.
    sequence: u64,
    at: Vec<u32>,
    attached: Arc<Attached>,
}

impl OpenedAttachments {
    pub(super) fn get(&self, message: u32, sequence: u64, at: &[u32]) -> Option<Arc<Attached>> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let is_wanted = |kept: &Kept| kept.message == message && kept.sequence == sequence && kept.at == at;
        let found = kept.iter().position(is_wanted)?;
        let found = kept.remove(found);
        let attached = Arc::clone(&found.attached);
        kept.push(found);
        Some(attached)
    }

    pub(super) fn keep(&self, message: u32, sequence: u64, at: &[u32], attached: &Arc<Attached>) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.push(Kept { message, sequence, at: at.to_vec(), attached: Arc::clone(attached) });
        let mut size: usize = 0;
        let fitting = kept.iter().rev().take(KEPT).take_while(|kept| {
            size = size.saturating_add(kept.attached.bytes.len());
            size <= MAX_KEPT_SIZE
        });
        // The newest one is always kept.
        let removed = kept.len().saturating_sub(fitting.count().max(1));
        kept.drain(..removed);
    }
}
