//! The messages that were opened last.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use foundmail_render::CleanBody;
use foundmail_store::{MessageRow, StoredMessage};

use super::stored::{StoredHtml, left_out, parse_stored};

/// Maximum number of messages that are kept. The window requests the text of each message of a conversation, and then its
/// HTML.
const KEPT: usize = 32;
/// Maximum size of the messages that are kept, in bytes. The message that was opened last is always kept.
const MAX_KEPT_SIZE: usize = 64 * 1024 * 1024;

/// A message that was parsed and cleaned.
pub(crate) struct OpenedMessage {
    /// The body as plain text.
    pub text: String,
    /// The cleaned HTML body.
    pub html: Option<CleanBody>,
    /// A sentence for each part of the body that the cleaned HTML does not contain.
    pub left_out: Vec<String>,
}

impl OpenedMessage {
    fn of(stored: &StoredMessage<'_>) -> Self {
        let mut message = parse_stored(stored);
        let cleaned = StoredHtml::take(&mut message).map(|html| html.cleaned(stored));
        let left_out = cleaned.as_ref().map_or_else(Vec::new, |(body, lost)| left_out(body, *lost));
        Self { text: message.text, html: cleaned.map(|(body, _)| body), left_out }
    }

    fn size(&self) -> usize {
        self.text.len().saturating_add(self.html.as_ref().map_or(0, CleanBody::size))
    }
}

/// Keeps the messages that were opened last. So a message is parsed and cleaned only once for its text and its HTML, even if
/// both are requested at the same time.
#[derive(Default)]
pub(crate) struct OpenedMessages {
    kept: Mutex<Vec<Arc<KeptMessage>>>,
}

struct KeptMessage {
    id: u32,
    /// [`MessageRow::sequence`] when the message was read. If it differs, the message has changed in the archive.
    sequence: u64,
    /// `None` until the message was read. The first request holds the lock while it reads, and others wait.
    opened: Mutex<Option<Arc<OpenedMessage>>>,
    size: AtomicUsize,
}

impl OpenedMessages {
    /// Returns the message of a row. If the message is not kept, `read` reads it from the archive.
    pub(crate) fn get<'r, E>(
        &self,
        row: &MessageRow,
        read: impl FnOnce() -> Result<StoredMessage<'r>, E>,
    ) -> Result<Arc<OpenedMessage>, E> {
        let kept = self.kept(row);
        let mut slot = kept.opened.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(opened) = &*slot {
            return Ok(Arc::clone(opened));
        }
        let opened = Arc::new(OpenedMessage::of(&read()?));
        kept.size.store(opened.size(), Ordering::Relaxed);
        *slot = Some(Arc::clone(&opened));
        drop(slot);
        self.remove_oldest();
        Ok(opened)
    }

    /// Returns the entry of a row, and makes it the newest.
    fn kept(&self, row: &MessageRow) -> Arc<KeptMessage> {
        let mut kept = self.lock();
        let at = kept.iter().position(|kept| kept.id == row.id.0);
        let known = at.map(|at| kept.remove(at)).filter(|kept| kept.sequence == row.sequence);
        let entry = known.unwrap_or_else(|| {
            Arc::new(KeptMessage {
                id: row.id.0,
                sequence: row.sequence,
                opened: Mutex::default(),
                size: AtomicUsize::new(0),
            })
        });
        kept.push(Arc::clone(&entry));
        entry
    }

    fn remove_oldest(&self) {
        let mut kept = self.lock();
        let mut size: usize = 0;
        let fitting = kept
            .iter()
            .rev()
            .take(KEPT)
            .take_while(|kept| {
                size = size.saturating_add(kept.size.load(Ordering::Relaxed));
                size <= MAX_KEPT_SIZE
            })
            .count()
            .max(1);
        let removed = kept.len().saturating_sub(fitting);
        kept.drain(..removed);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Arc<KeptMessage>>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
