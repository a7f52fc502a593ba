//! Generated messages with their folders.

use chrono::{DateTime, FixedOffset};

/// A message with its folder and envelope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailboxMessage {
    /// Folder names from the root down, such as `["Clients", "North Pier"]`.
    pub folder: Vec<String>,
    /// The message (RFC 5322). Each line ends in CRLF.
    pub raw: Vec<u8>,
    /// The envelope sender, which an mbox contains after `From `.
    pub envelope_from: String,
    /// The date of sending, which is also the date after `From ` in an mbox.
    pub date: DateTime<FixedOffset>,
}

/// All messages of one person.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Mailbox {
    /// The messages, oldest first.
    pub messages: Vec<MailboxMessage>,
}

impl Mailbox {
    /// Returns every folder that contains a message, sorted by name.
    pub fn folders(&self) -> Vec<&[String]> {
        let mut folders: Vec<_> = self.messages.iter().map(|message| message.folder.as_slice()).collect();
        folders.sort_unstable();
        folders.dedup();
        folders
    }

    /// Returns the messages of one folder, oldest first.
    pub fn in_folder(&self, folder: &[String]) -> impl Iterator<Item = &MailboxMessage> {
        self.messages.iter().filter(move |message| message.folder == folder)
    }
}
