//! The messages that were opened last.

use std::sync::{Arc, Mutex, PoisonError};

use foundmail_render::CleanBody;
use foundmail_store::{MessageRow, StoredMessage};

use super::stored::{StoredHtml, parse_stored};

/// Number of messages that are kept. The window requests the text of a message, and then its HTML. Between these
/// two requests, it can already request the next message.
const KEPT: usize = 2;

/// A message that was parsed and cleaned.
pub(crate) struct OpenedMessage {
    /// The body as plain text.
    pub text: String,
    /// The cleaned HTML body.
    pub html: Option<CleanBody>,
}

impl OpenedMessage {
    fn of(stored: &StoredMessage<'_>) -> Self {
        let mut message = parse_stored(stored);
        let html = StoredHtml::take(&mut message).map(|html| html.cleaned(stored).0);
        Self { text: message.text, html }
    }
}

/// Keeps the messages that were opened last. So a message is parsed only once for its text and its HTML.
#[derive(Default)]
pub(crate) struct OpenedMessages {
    kept: Mutex<Vec<KeptMessage>>,
}

struct KeptMessage {
    id: u32,
    /// [`MessageRow::sequence`] when the message was read. If it differs, the message has changed in the archive.
    sequence: u64,
    opened: Arc<OpenedMessage>,
}

impl OpenedMessages {
    /// Returns the message of a row. If the message is not kept, `read` reads it from the archive.
    pub(crate) fn get<'r, E>(
        &self,
        row: &MessageRow,
        read: impl FnOnce() -> Result<StoredMessage<'r>, E>,
    ) -> Result<Arc<OpenedMessage>, E> {
        let is_this = |kept: &&KeptMessage| kept.id == row.id.0 && kept.sequence == row.sequence;
        if let Some(kept) = self.lock().iter().find(is_this) {
            return Ok(Arc::clone(&kept.opened));
        }
        let opened = Arc::new(OpenedMessage::of(&read()?));
        let mut kept = self.lock();
        kept.retain(|kept| kept.id != row.id.0);
        if kept.len() >= KEPT {
            kept.remove(0);
        }
        kept.push(KeptMessage { id: row.id.0, sequence: row.sequence, opened: Arc::clone(&opened) });
        Ok(opened)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<KeptMessage>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
