//! Restricts a search to a set of messages.

use std::sync::Arc;

use tantivy::query::AllScorer;
use tantivy::query::doc_predicate_query::{
    ConstOrVariableSegmentPredicate, DocPredicate, SegmentDocPredicate,
};
use tantivy::{DocId, SegmentReader, columnar::Column};

/// A set of message ids, such as the messages in a folder. The index does not contain folders. Otherwise a message
/// would have to be indexed again for each folder in which a copy is found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Members {
    bits: Arc<Vec<u64>>,
}

impl FromIterator<u32> for Members {
    fn from_iter<I: IntoIterator<Item = u32>>(ids: I) -> Self {
        let mut bits: Vec<u64> = Vec::new();
        for id in ids {
            let (word, bit) = word_and_bit(id.into());
            if bits.len() <= word {
                bits.resize(word.saturating_add(1), 0);
            }
            if let Some(word) = bits.get_mut(word) {
                *word |= bit;
            }
        }
        Self { bits: Arc::new(bits) }
    }
}

impl Members {
    /// Returns the ids that are not in the other set.
    #[must_use]
    pub fn without(&self, other: &Self) -> Self {
        let others = other.bits.iter().copied().chain(std::iter::repeat(0));
        let bits = self.bits.iter().zip(others).map(|(word, other)| word & !other).collect();
        Self { bits: Arc::new(bits) }
    }

    /// Returns true if the set contains an id.
    pub fn contains(&self, id: u64) -> bool {
        let (word, bit) = word_and_bit(id);
        self.bits.get(word).is_some_and(|word| word & bit != 0)
    }
}

fn word_and_bit(id: u64) -> (usize, u64) {
    (usize::try_from(id >> 6).unwrap_or(usize::MAX), 1_u64.wrapping_shl(u32::try_from(id & 63).unwrap_or(0)))
}

/// The condition for Tantivy that a message is in the set.
#[derive(Debug)]
pub(crate) struct InMembers(pub Members);

pub(crate) struct SegmentMembers {
    members: Members,
    ids: Column<u64>,
}

impl DocPredicate for InMembers {
    type SegmentDocPredicate = SegmentMembers;

    fn doc_predicate(
        &self,
        segment: &SegmentReader,
    ) -> tantivy::Result<ConstOrVariableSegmentPredicate<SegmentMembers>> {
        Ok(ConstOrVariableSegmentPredicate::Variable {
            predicate: SegmentMembers { members: self.0.clone(), ids: segment.fast_fields().u64("id")? },
            necessary_condition: Box::new(AllScorer::new(segment.max_doc())),
        })
    }
}

impl SegmentDocPredicate for SegmentMembers {
    fn eval(&mut self, doc: DocId) -> bool {
        self.ids.first(doc).is_some_and(|id| self.members.contains(id))
    }

    fn cost(&self) -> u64 {
        5
    }
}

#[cfg(test)]
mod tests {
    use super::Members;

    #[test]
    fn a_set_contains_its_ids() {
        let members: Members = [0, 1, 63, 64, 1000].into_iter().collect();
        for (id, is_in) in
            [(0, true), (2, false), (63, true), (64, true), (65, false), (1000, true), (u64::MAX, false)]
        {
            assert_eq!(members.contains(id), is_in, "{id}");
        }
        let some: Members = [1, 64].into_iter().collect();
        assert_eq!(members.without(&some), [0, 63, 1000].into_iter().collect());
        assert!(!some.without(&members).contains(64));
    }
}
