//! Finds messages to which other messages refer, but that no source has.

use std::collections::{BTreeMap, HashMap};

use foundmail_mail::{digest_of, header_ids};
use foundmail_store::{MessageId, SourceId, StoreError, StoreReader};

use super::calendar::{day_of, month_of};
use super::days::{Days, Stretch};
use super::report::NamedMonth;
use crate::ArchiveError;
use crate::dates::month_name;

/// A message that others name. The id is a hash, so that a million of them fit into memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Named {
    id: u64,
    /// The day of the message that names it.
    day: i32,
    source: SourceId,
}

/// The number of names after which those that are not needed are removed.
const TIDY: usize = 1 << 20;

/// The ids that messages have and name.
#[derive(Debug, Default)]
pub(super) struct NamedIds {
    own: Vec<u64>,
    named: Vec<Named>,
    tidy_at: usize,
}

impl NamedIds {
    /// Reads the headers of all messages of an archive. `progress` is called with the number of messages that were
    /// read, and the number of all messages.
    pub(super) fn read(
        reader: &StoreReader,
        progress: &mut dyn FnMut(u32, u32),
    ) -> Result<Self, ArchiveError> {
        let messages = reader.messages_in(None)?;
        let all = crate::numbers::count(messages.len());
        let mut ids = Self { tidy_at: TIDY, ..Self::default() };
        for (done, message) in (1..).zip(messages) {
            ids.add_message(reader, message)?;
            progress(done, all);
        }
        ids.tidy();
        Ok(ids)
    }

    fn add_message(&mut self, reader: &StoreReader, message: MessageId) -> Result<(), ArchiveError> {
        let stored = match reader.stored(message) {
            Ok(stored) => stored,
            // A damaged message names nothing. `verify` reports it.
            Err(StoreError::Damaged { .. }) => return Ok(()),
            Err(error) => return Err(error.into()),
        };
        let ids = stored.with(|skeleton| header_ids(skeleton.bytes));
        self.own.extend(ids.own.as_deref().map(short));
        let Some(day) = ids.date.and_then(day_of).filter(|_| !ids.named.is_empty()) else { return Ok(()) };
        let Some(source) = reader.sources_of(message)?.first().copied() else { return Ok(()) };
        self.add(ids.named.iter().map(|id| short(id)), day, source);
        Ok(())
    }

    fn add(&mut self, ids: impl Iterator<Item = u64>, day: i32, source: SourceId) {
        self.named.extend(ids.map(|id| Named { id, day, source }));
        if self.named.len() >= self.tidy_at {
            self.tidy();
            self.tidy_at = self.named.len().saturating_add(TIDY);
        }
    }

    /// Keeps one entry for each id: that of the oldest message that names it. Removes the ids of known messages.
    fn tidy(&mut self) {
        self.own.sort_unstable();
        self.own.dedup();
        self.named.sort_unstable();
        self.named.dedup_by_key(|named| named.id);
        let own = &self.own;
        self.named.retain(|named| own.binary_search(&named.id).is_err());
    }

    /// Returns, for each source, the days on which messages that no source has are named first.
    pub(super) fn days(&self) -> HashMap<SourceId, Days> {
        let mut days: HashMap<SourceId, Vec<i32>> = HashMap::new();
        for named in &self.named {
            days.entry(named.source).or_default().push(named.day);
        }
        days.into_iter().map(|(source, days)| (source, Days::of(days))).collect()
    }
}

fn short(id: &str) -> u64 {
    u64::from_le_bytes(digest_of(id.as_bytes()).first_chunk().copied().unwrap_or_default())
}

/// Returns the numbers of messages by month, oldest first.
pub(super) fn by_month(days: &Days) -> Vec<NamedMonth> {
    let mut months: BTreeMap<i32, u32> = BTreeMap::new();
    for (day, count) in days.counts() {
        if let Some(month) = month_of(day) {
            let messages = months.entry(month).or_default();
            *messages = messages.saturating_add(count);
        }
    }
    months.into_iter().map(|(month, messages)| NamedMonth { month: month_name(month), messages }).collect()
}

/// Returns the number of messages that were probably written in a stretch. Most messages are answered within two
/// weeks.
pub(super) fn written_in(days: &Days, stretch: Stretch) -> u32 {
    days.count(Stretch { from: stretch.from.saturating_add(1), to: stretch.to.saturating_add(14) })
}

#[cfg(test)]
mod tests {
    use super::{NamedIds, SourceId, short};

    #[test]
    fn only_unknown_ids_are_kept_with_their_oldest_day() {
        let mut ids = NamedIds { tidy_at: 4, ..NamedIds::default() };
        ids.own = vec![short("here")];
        for (day, names) in [(9, ["gone", "here"]), (5, ["gone", "other"]), (7, ["other", "gone"])] {
            ids.add(names.into_iter().map(short), day, SourceId(1));
        }
        ids.tidy();
        let days = &ids.days()[&SourceId(1)];
        assert_eq!(days.counts().collect::<Vec<_>>(), [(5, 2)]);
    }
}
