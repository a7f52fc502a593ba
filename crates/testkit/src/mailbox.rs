//! What the generators give: messages with the place they lie in.

use chrono::{DateTime, FixedOffset};

/// One message and where it lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Folder names from the root down, such as `["Clients", "North Pier"]`.
    pub folder: Vec<String>,
    /// The message per RFC 5322, every line ended by CRLF.
    pub raw: Vec<u8>,
    /// The envelope's sender, as an mbox names it after `From `.
    pub envelope_from: String,
    /// The date of sending, also the date after `From ` in an mbox.
    pub date: DateTime<FixedOffset>,
}

/// All messages of one person, in no particular order of folders.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Mailbox {
    /// The messages, oldest first.
    pub messages: Vec<Message>,
}

impl Mailbox {
    /// Every folder that holds a message, sorted by name.
    pub fn folders(&self) -> Vec<&[String]> {
        let mut folders: Vec<_> = self.messages.iter().map(|message| message.folder.as_slice()).collect();
        folders.sort_unstable();
        folders.dedup();
        folders
    }

    /// The messages of one folder, oldest first.
    pub fn in_folder(&self, folder: &[String]) -> impl Iterator<Item = &Message> {
        self.messages.iter().filter(move |message| message.folder == folder)
    }
}
