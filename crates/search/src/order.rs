//! Columns of all messages in memory, used to sort, group and count hits. Messages are sorted newest first. A
//! message needs about 24 bytes.
//!
//! The rank of a message is its position in this order. A result is a set of ranks, so it is already sorted by
//! date.

use std::collections::HashMap;

use tantivy::columnar::Column;
use tantivy::{Searcher, SegmentReader};

use crate::error::SearchError;

/// All messages, newest first. Messages without a date are last.
#[derive(Debug, Default)]
pub(crate) struct Order {
    pub ids: Vec<u32>,
    pub threads: Vec<u32>,
    /// The highest id of a thread.
    pub last_thread: u32,
    /// Seconds since 1970, or [`NO_DATE`].
    pub dates: Vec<i64>,
    /// Positions in `people`.
    pub senders: Vec<u32>,
    /// Positions in `tag_sets`.
    pub tags: Vec<u32>,
    /// Keys of senders. The first entry is empty and is used for messages without a sender.
    pub people: Vec<String>,
    /// Positions in `tag_names`.
    pub tag_sets: Vec<Vec<u32>>,
    pub tag_names: Vec<String>,
    /// The freshness of each block of [`BLOCK`] consecutive ranks.
    weights: Vec<f32>,
    /// Ranks by segment and document, or [`NONE`] for a deleted document.
    ranks: Vec<Vec<u32>>,
}

pub(crate) const NO_DATE: i64 = i64::MIN;
pub(crate) const NONE: u32 = u32::MAX;

/// The increase of the score of a message from today, compared with a very old message.
const RECENCY: f32 = 0.2;
/// The age at which the increase is halved, in seconds (two years).
const HALF_AGE: f32 = 63_000_000.0;
/// The number of consecutive messages that share one freshness value.
const BLOCK: usize = 16;

/// A message before its rank is known.
struct UnrankedMessage {
    date: i64,
    id: u32,
    thread: u32,
    sender: u32,
    tags: u32,
    segment: u32,
    doc: u32,
}

impl Order {
    pub(crate) fn load(searcher: &Searcher) -> Result<Self, SearchError> {
        let mut order = Self { people: vec![String::new()], ..Self::default() };
        let mut names = Names::default();
        let mut entries: Vec<UnrankedMessage> =
            Vec::with_capacity(usize::try_from(searcher.num_docs()).unwrap_or(0));
        for (segment, reader) in (0..).zip(searcher.segment_readers()) {
            order.read(segment, reader, &mut names, &mut entries)?;
            order.ranks.push(vec![NONE; usize::try_from(reader.max_doc()).unwrap_or(0)]);
        }
        entries.sort_unstable_by(|a, b| b.date.cmp(&a.date).then(b.id.cmp(&a.id)));
        for (rank, entry) in (0..).zip(&entries) {
            order.ids.push(entry.id);
            order.threads.push(entry.thread);
            order.last_thread = order.last_thread.max(entry.thread);
            order.dates.push(entry.date);
            order.senders.push(entry.sender);
            order.tags.push(entry.tags);
            let segment = usize::try_from(entry.segment).unwrap_or(usize::MAX);
            let doc = usize::try_from(entry.doc).unwrap_or(usize::MAX);
            if let Some(slot) = order.ranks.get_mut(segment).and_then(|ranks| ranks.get_mut(doc)) {
                *slot = rank;
            }
        }
        order.weigh();
        Ok(order)
    }

    fn read(
        &mut self,
        segment: u32,
        reader: &SegmentReader,
        names: &mut Names,
        entries: &mut Vec<UnrankedMessage>,
    ) -> Result<(), SearchError> {
        let fast = reader.fast_fields();
        let (ids, threads, dates) = (fast.u64("id")?, fast.u64("thread")?, fast.i64("date")?);
        let (senders, tags) = (fast.str("sender")?, fast.str("tag")?);
        let numbers_of = |column: &Option<tantivy::columnar::StrColumn>| -> Result<Vec<String>, SearchError> {
            let Some(column) = column else { return Ok(Vec::new()) };
            let mut texts = Vec::new();
            for ord in 0..u64::try_from(column.num_terms()).unwrap_or(0) {
                let mut text = String::new();
                column.ord_to_str(ord, &mut text).map_err(tantivy::TantivyError::from)?;
                texts.push(text);
            }
            Ok(texts)
        };
        let sender_numbers: Vec<u32> =
            numbers_of(&senders)?.into_iter().map(|key| names.sender(key, &mut self.people)).collect();
        let tag_numbers: Vec<u32> =
            numbers_of(&tags)?.into_iter().map(|tag| names.tag(tag, &mut self.tag_names)).collect();
        let number =
            |column: &Column<u64>, doc| column.first(doc).and_then(|value| u32::try_from(value).ok());
        let mut set: Vec<u32> = Vec::new();
        for doc in 0..reader.max_doc() {
            if reader.is_deleted(doc) {
                continue;
            }
            let (Some(id), Some(thread)) = (number(&ids, doc), number(&threads, doc)) else { continue };
            let sender = senders.as_ref().and_then(|column| column.ords().first(doc));
            set.clear();
            if let Some(column) = &tags {
                set.extend(column.term_ords(doc).filter_map(|ord| at(&tag_numbers, ord)));
            }
            entries.push(UnrankedMessage {
                date: dates.first(doc).unwrap_or(NO_DATE),
                id,
                thread,
                sender: sender.and_then(|ord| at(&sender_numbers, ord)).unwrap_or(0),
                tags: names.tag_set(&set, &mut self.tag_sets),
                segment,
                doc,
            });
        }
        Ok(())
    }

    /// Computes the freshness of each block.
    fn weigh(&mut self) {
        let newest = self.dates.first().copied().unwrap_or(NO_DATE);
        let weight = |block: &[i64]| match block.first() {
            Some(&date) if date != NO_DATE => {
                #[expect(clippy::cast_precision_loss, reason = "an age, to a day or so")]
                let age = newest.saturating_sub(date).max(0) as f32;
                1.0 + RECENCY * HALF_AGE / (HALF_AGE + age)
            }
            _ => 1.0,
        };
        self.weights = self.dates.chunks(BLOCK).map(weight).collect();
    }

    /// Returns the factor for the score of a message, from 1.0 for a very old message to 1.2 for the newest
    /// message.
    pub(crate) fn freshness(&self, rank: usize) -> f32 {
        self.weights.get(rank / BLOCK).copied().unwrap_or(1.0)
    }

    /// Returns the number of messages.
    pub(crate) fn len(&self) -> usize {
        self.ids.len()
    }

    /// Returns the ranks of the documents of a segment, indexed by document number.
    pub(crate) fn ranks_of(&self, segment: u32) -> &[u32] {
        let segment = usize::try_from(segment).unwrap_or(usize::MAX);
        self.ranks.get(segment).map(Vec::as_slice).unwrap_or_default()
    }

    /// Returns the ranks of the messages dated at or after `from` and before `to`, both in seconds since 1970.
    pub(crate) fn dated(&self, from: Option<i64>, to: Option<i64>) -> std::ops::Range<usize> {
        let dated = self.dates.partition_point(|&date| date != NO_DATE);
        let first = to.map_or(0, |to| self.dates.partition_point(|&date| date >= to));
        let end =
            from.map_or(dated, |from| self.dates.partition_point(|&date| date >= from && date != NO_DATE));
        first.min(end)..end
    }
}

fn at(numbers: &[u32], ord: u64) -> Option<u32> {
    numbers.get(usize::try_from(ord).ok()?).copied()
}

/// The numbers that were assigned to senders, tags and sets of tags.
#[derive(Default)]
struct Names {
    senders: HashMap<String, u32>,
    tags: HashMap<String, u32>,
    tag_sets: HashMap<Vec<u32>, u32>,
}

impl Names {
    fn sender(&mut self, key: String, people: &mut Vec<String>) -> u32 {
        *self.senders.entry(key).or_insert_with_key(|key| add(people, key.clone()))
    }

    fn tag(&mut self, tag: String, names: &mut Vec<String>) -> u32 {
        *self.tags.entry(tag).or_insert_with_key(|tag| add(names, tag.clone()))
    }

    fn tag_set(&mut self, set: &[u32], sets: &mut Vec<Vec<u32>>) -> u32 {
        if let Some(&known) = self.tag_sets.get(set) {
            return known;
        }
        let number = add(sets, set.to_vec());
        self.tag_sets.insert(set.to_vec(), number);
        number
    }
}

fn add<T>(all: &mut Vec<T>, one: T) -> u32 {
    let number = u32::try_from(all.len()).unwrap_or(u32::MAX);
    all.push(one);
    number
}
