//! A copy of all marks in memory. It is read again when a mark has changed, in this or another program. It needs
//! about 8 bytes for each tag of a message. Lists, searches and counts use it, so marks are not in the index, and a
//! change is seen at once.

use foundmail_search::Members;
use foundmail_store::{MessageId, StoreReader, TagId};

use super::names::key;
use crate::error::ArchiveError;
use crate::numbers::count;
use crate::view::TagView;

/// The stars and tags of all messages.
#[derive(Debug, Default)]
pub(crate) struct MarkSnapshot {
    /// The number of the last change of a mark.
    sequence: u64,
    starred: Members,
    starred_count: u32,
    /// The tags, sorted by name.
    tags: Vec<KnownTag>,
    /// Pairs of the id of a message and a position in `tags`, sorted.
    tagged: Vec<(u32, u32)>,
    /// The messages with a star or a tag.
    marked: Members,
}

/// A tag.
#[derive(Debug)]
pub(crate) struct KnownTag {
    pub name: String,
    key: String,
    /// Number of messages in the archive that have the tag.
    pub count: u32,
}

impl MarkSnapshot {
    pub(super) fn load(reader: &StoreReader) -> Result<Self, ArchiveError> {
        let _snapshot = reader.snapshot()?;
        let sequence = reader.mark_sequence()?;
        let marks = reader.marks()?;
        let mut named = marks.tags;
        named.sort_by_cached_key(|(id, name)| (key(name), *id));
        let mut tags: Vec<KnownTag> = Vec::with_capacity(named.len());
        let mut positions = std::collections::HashMap::new();
        for (at, (id, name)) in (0..).zip(named) {
            positions.insert(id, at);
            tags.push(KnownTag { key: key(&name), name, count: 0 });
        }
        let place = |(message, tag): (MessageId, TagId)| Some((message.0, *positions.get(&tag)?));
        let mut tagged: Vec<(u32, u32)> = marks.tagged.into_iter().filter_map(place).collect();
        tagged.sort_unstable();
        for &(_, at) in &tagged {
            let tag = usize::try_from(at).ok().and_then(|at| tags.get_mut(at));
            if let Some(tag) = tag {
                tag.count = tag.count.saturating_add(1);
            }
        }
        let starred = || marks.starred.iter().map(|message| message.0);
        Ok(Self {
            sequence,
            starred: starred().collect(),
            starred_count: count(marks.starred.len()),
            marked: starred().chain(tagged.iter().map(|&(message, _)| message)).collect(),
            tags,
            tagged,
        })
    }

    /// Returns the number of the last change of a mark.
    pub(crate) fn sequence(&self) -> u64 {
        self.sequence
    }

    /// Returns the messages with a star.
    pub(crate) fn starred(&self) -> &Members {
        &self.starred
    }

    /// Returns the number of messages with a star.
    pub(crate) fn starred_count(&self) -> u32 {
        self.starred_count
    }

    /// Returns true if a message has a star.
    pub(crate) fn is_starred(&self, message: u32) -> bool {
        self.starred.contains(message.into())
    }

    /// Returns the messages with the tag of this name.
    pub(crate) fn tagged(&self, name: &str) -> Members {
        let wanted = key(name);
        let is_wanted: Vec<bool> = self.tags.iter().map(|tag| tag.key == wanted).collect();
        let is_in = |at: u32| usize::try_from(at).is_ok_and(|at| is_wanted.get(at) == Some(&true));
        self.tagged.iter().filter(|&&(_, at)| is_in(at)).map(|&(message, _)| message).collect()
    }

    /// Returns the names of the tags of messages, sorted. Each name occurs once.
    pub(crate) fn tags_of(&self, messages: impl Iterator<Item = u32>) -> Vec<String> {
        let mut found: Vec<u32> = Vec::new();
        for message in messages.filter(|&message| self.marked.contains(message.into())) {
            let start = self.tagged.partition_point(|&(other, _)| other < message);
            let own = self.tagged.iter().skip(start).take_while(|&&(other, _)| other == message);
            found.extend(own.map(|&(_, at)| at));
        }
        found.sort_unstable();
        found.dedup();
        let name = |at: &u32| self.tags.get(usize::try_from(*at).ok()?).map(|tag| tag.name.clone());
        found.iter().filter_map(name).collect()
    }

    /// Returns the tag with this name, also if no message in the archive has it.
    pub(super) fn tag_named(&self, name: &str) -> Option<&KnownTag> {
        let wanted = key(name);
        self.tags
            .iter()
            .find(|tag| tag.name == name)
            .or_else(|| self.tags.iter().find(|tag| tag.key == wanted))
    }

    /// Returns the tags that messages in the archive have, sorted by name.
    pub(crate) fn used_tags(&self) -> impl Iterator<Item = &KnownTag> {
        self.tags.iter().filter(|tag| tag.count > 0)
    }

    /// Returns the tags for the left pane.
    pub(crate) fn tag_views(&self) -> Vec<TagView> {
        self.used_tags().map(|tag| TagView { name: tag.name.clone(), count: tag.count }).collect()
    }

    /// Counts how many of these messages have a star, and how many have each tag. The tags are in the order of their names.
    pub(crate) fn counts(&self, messages: impl Iterator<Item = u32>) -> (u32, Vec<(&KnownTag, u32)>) {
        let mut counts = vec![0_u32; self.tags.len()];
        let mut starred: u32 = 0;
        if self.starred_count == 0 && self.tagged.is_empty() {
            return (0, Vec::new());
        }
        for message in messages.filter(|&message| self.marked.contains(message.into())) {
            starred = starred.saturating_add(u32::from(self.is_starred(message)));
            let start = self.tagged.partition_point(|&(other, _)| other < message);
            for &(_, at) in self.tagged.iter().skip(start).take_while(|&&(other, _)| other == message) {
                let count = usize::try_from(at).ok().and_then(|at| counts.get_mut(at));
                if let Some(count) = count {
                    *count = count.saturating_add(1);
                }
            }
        }
        let counted = self.tags.iter().zip(counts).filter(|(_, count)| *count > 0);
        (starred, counted.collect())
    }
}
