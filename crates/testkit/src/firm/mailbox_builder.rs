//! Collects the messages of a mailbox.

use super::people::is_own;
use crate::{Draft, Mailbox, MailboxMessage};

/// A mailbox under construction.
#[derive(Default)]
pub(super) struct MailboxBuilder {
    messages: Vec<MailboxMessage>,
}

impl MailboxBuilder {
    /// Returns the number of messages.
    pub fn len(&self) -> usize {
        self.messages.len()
    }

    /// Adds `draft` to `folder`, or to `Sent` if the owner wrote it.
    pub fn file(&mut self, draft: Draft, folder: &[&str]) {
        let folder = if is_own(&draft.from) { &["Sent"] } else { folder };
        self.messages.push(draft.into_message(folder));
    }

    /// Adds `draft` to `folder`, even if the owner wrote it. Used for exact copies.
    pub fn copy(&mut self, draft: Draft, folder: &[&str]) {
        self.messages.push(draft.into_message(folder));
    }

    /// Returns the mailbox, oldest message first.
    pub fn into_mailbox(mut self) -> Mailbox {
        self.messages.sort_by_key(|message| message.date);
        Mailbox { messages: self.messages }
    }
}
