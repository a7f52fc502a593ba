//! Which documents match, by rank.

use std::sync::Arc;

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::{DocId, Score, SegmentOrdinal, SegmentReader};

use crate::bits::Bits;
use crate::order::Order;

/// All that match, with their scores if they are asked for.
pub(crate) struct Matches {
    pub order: Arc<Order>,
    pub scored: bool,
}

/// What matched: ranks, and the scores of some.
pub(crate) type Matched = (Bits, Vec<(f32, u32)>);

pub(crate) struct SegmentMatches {
    order: Arc<Order>,
    segment: u32,
    scored: bool,
    bits: Bits,
    scores: Vec<(f32, u32)>,
}

impl Collector for Matches {
    type Fruit = Matched;
    type Child = SegmentMatches;

    fn for_segment(&self, segment: SegmentOrdinal, _: &SegmentReader) -> tantivy::Result<SegmentMatches> {
        let bits = Bits::none(self.order.len());
        let order = Arc::clone(&self.order);
        Ok(SegmentMatches { order, segment, scored: self.scored, bits, scores: Vec::new() })
    }

    fn requires_scoring(&self) -> bool {
        self.scored
    }

    fn merge_fruits(&self, segments: Vec<Matched>) -> tantivy::Result<Matched> {
        let mut all = Bits::none(self.order.len());
        let mut scores = Vec::new();
        for (bits, more) in segments {
            all.add(&bits);
            scores.extend(more);
        }
        Ok((all, scores))
    }
}

impl SegmentCollector for SegmentMatches {
    type Fruit = Matched;

    fn collect(&mut self, doc: DocId, score: Score) {
        let doc = usize::try_from(doc).unwrap_or(usize::MAX);
        let Some(&rank) = self.order.ranks_of(self.segment).get(doc) else { return };
        self.bits.insert(rank);
        if self.scored {
            self.scores.push((score, rank));
        }
    }

    fn collect_block(&mut self, docs: &[DocId]) {
        let ranks = self.order.ranks_of(self.segment);
        for &doc in docs {
            if let Some(&rank) = usize::try_from(doc).ok().and_then(|doc| ranks.get(doc)) {
                self.bits.insert(rank);
            }
        }
    }

    fn harvest(self) -> Matched {
        (self.bits, self.scores)
    }
}
