//! All messages that match, with what is needed to sort and group them.

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::Column;
use tantivy::{DocId, Score, SegmentOrdinal, SegmentReader};

/// A message that matches.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hit {
    /// The message.
    pub id: u32,
    /// Its conversation when it was indexed.
    pub thread: u32,
    /// Seconds since 1970; messages without a date come last.
    pub date: Option<i64>,
    /// How well it matches; 0 where that was not asked for.
    pub score: f32,
    /// Where its stored text lies: segment and document.
    pub(crate) address: (u32, u32),
}

pub(crate) struct Hits {
    pub scored: bool,
}

pub(crate) struct SegmentHits {
    segment: u32,
    ids: Column<u64>,
    threads: Column<u64>,
    dates: Column<i64>,
    hits: Vec<Hit>,
}

impl Collector for Hits {
    type Fruit = Vec<Hit>;
    type Child = SegmentHits;

    fn for_segment(&self, segment: SegmentOrdinal, reader: &SegmentReader) -> tantivy::Result<SegmentHits> {
        let fast = reader.fast_fields();
        Ok(SegmentHits {
            segment,
            ids: fast.u64("id")?,
            threads: fast.u64("thread")?,
            dates: fast.i64("date")?,
            hits: Vec::new(),
        })
    }

    fn requires_scoring(&self) -> bool {
        self.scored
    }

    fn merge_fruits(&self, segments: Vec<Vec<Hit>>) -> tantivy::Result<Vec<Hit>> {
        Ok(segments.into_iter().flatten().collect())
    }
}

impl SegmentCollector for SegmentHits {
    type Fruit = Vec<Hit>;

    fn collect(&mut self, doc: DocId, score: Score) {
        let number = |column: &Column<u64>| column.first(doc).and_then(|value| u32::try_from(value).ok());
        let (Some(id), Some(thread)) = (number(&self.ids), number(&self.threads)) else { return };
        let date = self.dates.first(doc);
        self.hits.push(Hit { id, thread, date, score, address: (self.segment, doc) });
    }

    fn harvest(self) -> Vec<Hit> {
        self.hits
    }
}
