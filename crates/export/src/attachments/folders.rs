//! The folders of exported attachments.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, FixedOffset};
use foundmail_mail::base_subject;

use crate::message::ExportMessage;
use crate::options::AttachmentFolders;
use crate::output::folder_name;

/// Chooses the folder of each message.
pub(super) enum FolderNames {
    /// A folder for each year, and in it one for each sender.
    Sender,
    /// A folder for each conversation.
    Conversation {
        /// The folder of each conversation, by the id of its thread.
        by_thread: HashMap<u32, String>,
        /// All folders in lower case, because Windows and macOS do not distinguish upper and lower case.
        taken: HashSet<String>,
    },
}

impl FolderNames {
    pub(super) fn new(by: AttachmentFolders) -> Self {
        match by {
            AttachmentFolders::Sender => Self::Sender,
            AttachmentFolders::Conversation => {
                Self::Conversation { by_thread: HashMap::new(), taken: HashSet::new() }
            }
        }
    }

    /// Returns the folder of a message with this date, from the top: `2016`, `Ruth Alder`, or `2016-03-14 Roof claim`.
    ///
    /// The date and the subject of a conversation are those of its first message in the export.
    pub(super) fn of(
        &mut self,
        message: &ExportMessage<'_>,
        date: Option<DateTime<FixedOffset>>,
    ) -> Vec<String> {
        match self {
            Self::Sender => {
                let year = date.map_or_else(|| "No date".to_owned(), |date| date.format("%Y").to_string());
                let sender = message.from.first().map_or("", |from| from.shown()).trim();
                let sender = if sender.is_empty() { "Unknown sender" } else { sender };
                vec![year, sender.to_owned()]
            }
            Self::Conversation { by_thread, taken } => {
                if let Some(folder) = by_thread.get(&message.thread) {
                    return vec![folder.clone()];
                }
                let folder = free(taken, &conversation_name(&message.subject, date));
                by_thread.insert(message.thread, folder.clone());
                vec![folder]
            }
        }
    }
}

fn conversation_name(subject: &str, date: Option<DateTime<FixedOffset>>) -> String {
    let date = date.map_or_else(|| "No date".to_owned(), |date| date.format("%Y-%m-%d").to_string());
    let (subject, _) = base_subject(subject);
    let subject = if subject.trim().is_empty() { "no subject" } else { subject.trim() };
    folder_name(&format!("{date} {subject}"))
}

/// Returns the name of a folder, with a number if another conversation has the name. The number replaces the end of a long
/// name, which would be cut off otherwise.
fn free(taken: &mut HashSet<String>, name: &str) -> String {
    let mut folder = name.to_owned();
    for number in 2_u32.. {
        if taken.insert(folder.to_lowercase()) {
            break;
        }
        let stem: String = name.chars().take(50).collect();
        folder = format!("{} ({number})", stem.trim_end());
    }
    folder
}
