//! Reads the dates, folders and senders of the mail in a source.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use foundmail_search::Members;
use foundmail_store::{DatedMail, FolderId, MessageId, SourceId, StoreReader};

use super::calendar::day_of;
use super::days::Days;
use super::people::Written;
use crate::ArchiveError;

/// The mail of one source. A message with several copies counts once.
#[derive(Debug, Default)]
pub(super) struct SourceMail {
    pub received: Days,
    pub sent: Days,
    /// Received and sent messages.
    pub all: Days,
    pub undated: u32,
    /// Times of the oldest and the newest message, in seconds since 1970.
    pub first: Option<i64>,
    pub last: Option<i64>,
    pub folders: HashMap<FolderId, Days>,
    /// The senders of the received messages.
    pub written: Vec<Written>,
}

/// The days on which messages of a source were sent or received, collected while the source is read. Each message adds
/// one entry.
#[derive(Default)]
struct Collected {
    received: Vec<i32>,
    sent: Vec<i32>,
    folders: HashMap<FolderId, Vec<i32>>,
    written: Vec<Written>,
    undated: u32,
    first: Option<i64>,
    last: Option<i64>,
    previous: Option<MessageId>,
}

impl Collected {
    fn add(&mut self, mail: &DatedMail, sent: &Members) {
        let is_next = self.previous.replace(mail.message) != Some(mail.message);
        let dated = mail.date.and_then(|date| Some((date, day_of(date)?)));
        let Some((date, day)) = dated else {
            self.undated = self.undated.saturating_add(u32::from(is_next));
            return;
        };
        self.folders.entry(mail.folder).or_default().push(day);
        if !is_next {
            return;
        }
        self.first = Some(self.first.map_or(date, |first| first.min(date)));
        self.last = Some(self.last.map_or(date, |last| last.max(date)));
        if sent.contains(mail.message.0.into()) {
            self.sent.push(day);
            return;
        }
        self.received.push(day);
        if !mail.sender.is_empty() {
            let mut hasher = DefaultHasher::new();
            mail.sender.hash(&mut hasher);
            self.written.push(Written { sender: hasher.finish(), day, message: mail.message.0 });
        }
    }
}

/// Reads the mail of a source. `sent` contains the messages that the owner wrote.
pub(super) fn read(
    reader: &StoreReader,
    source: SourceId,
    sent: &Members,
) -> Result<SourceMail, ArchiveError> {
    let mut collected = Collected::default();
    reader.each_mail_in(source, &mut |mail| collected.add(&mail, sent))?;
    let all = collected.received.iter().chain(&collected.sent).copied().collect();
    Ok(SourceMail {
        received: Days::of(collected.received),
        sent: Days::of(collected.sent),
        all: Days::of(all),
        undated: collected.undated,
        first: collected.first,
        last: collected.last,
        folders: collected.folders.into_iter().map(|(folder, days)| (folder, Days::of(days))).collect(),
        written: collected.written,
    })
}
