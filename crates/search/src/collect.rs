//! Collects the ranks of matching documents.

use std::sync::Arc;

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::{DocId, Score, SegmentOrdinal, SegmentReader};

use crate::best::Best;
use crate::bits::Bits;
use crate::narrowing::Narrowing;
use crate::order::Order;

/// Collects all matches. If `scored` is true, also finds the matches with the highest scores.
pub(crate) struct Matches {
    pub order: Arc<Order>,
    pub scored: bool,
    pub narrowing: Arc<Narrowing>,
}

/// The ranks of all matches, and the ranks of the matches with the highest scores, highest score first.
pub(crate) type Matched = (Bits, Vec<u32>);

pub(crate) struct SegmentMatches {
    order: Arc<Order>,
    narrowing: Arc<Narrowing>,
    segment: u32,
    bits: Bits,
    best: Option<Best>,
}

impl Collector for Matches {
    type Fruit = Matched;
    type Child = SegmentMatches;

    fn for_segment(&self, segment: SegmentOrdinal, _: &SegmentReader) -> tantivy::Result<SegmentMatches> {
        Ok(SegmentMatches {
            order: Arc::clone(&self.order),
            narrowing: Arc::clone(&self.narrowing),
            segment,
            bits: Bits::none(self.order.len()),
            best: self.scored.then(Best::default),
        })
    }

    fn requires_scoring(&self) -> bool {
        self.scored
    }

    fn merge_fruits(&self, segments: Vec<(Bits, Option<Best>)>) -> tantivy::Result<Matched> {
        let mut all = Bits::none(self.order.len());
        let mut best = Best::default();
        for (bits, more) in segments {
            all.add(&bits);
            best.extend(more);
        }
        self.narrowing.apply(&self.order, &mut all);
        Ok((all, best.ranks()))
    }
}

impl SegmentCollector for SegmentMatches {
    type Fruit = (Bits, Option<Best>);

    fn collect(&mut self, doc: DocId, score: Score) {
        let doc = usize::try_from(doc).unwrap_or(usize::MAX);
        let Some(&rank) = self.order.ranks_of(self.segment).get(doc) else { return };
        self.bits.insert(rank);
        if let Some(best) = &mut self.best {
            let at = usize::try_from(rank).unwrap_or(usize::MAX);
            let score = score * self.order.freshness(at);
            if best.accepts(score) && self.narrowing.matches(&self.order, at) {
                best.insert(score, rank);
            }
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

    fn harvest(self) -> Self::Fruit {
        (self.bits, self.best)
    }
}
