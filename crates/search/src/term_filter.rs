//! Searches terms in several fields without scores. It sets a bit for each matching document, which is several
//! times as fast as merging the sorted lists of the fields.

use std::io;

use tantivy::postings::BlockSegmentPostings;
use tantivy::query::{BitSetDocSet, ConstScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{BitSet, DocId, DocSet, InvertedIndexReader, Score, SegmentReader, TantivyError, Term};

/// Terms of which a document must contain at least one.
#[derive(Debug, Clone)]
pub(crate) struct TermGroup {
    pub terms: Vec<(Field, String)>,
    /// True if longer terms that begin with one of these terms match too.
    pub prefix: bool,
}

/// Matches documents with at least one term of each group.
#[derive(Debug, Clone)]
pub(crate) struct TermFilter {
    pub groups: Vec<TermGroup>,
    /// The score that each matching document gets.
    pub score: Score,
}

impl Query for TermFilter {
    fn weight(&self, _: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(self.clone()))
    }
}

impl Weight for TermFilter {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let mut found: Option<BitSet> = None;
        for group in &self.groups {
            let with_group = group.documents(reader)?;
            found = Some(match found {
                Some(found) => both(&found, &with_group, reader.max_doc()),
                None => with_group,
            });
        }
        let found = found.unwrap_or_else(|| BitSet::with_max_value(reader.max_doc()));
        Ok(Box::new(ConstScorer::new(BitSetDocSet::from(found), boost * self.score)))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let mut scorer = self.scorer(reader, 1.0)?;
        if scorer.seek(doc) == doc {
            return Ok(Explanation::new("TermFilter", self.score));
        }
        Err(TantivyError::InvalidArgument(format!("document {doc} does not match")))
    }
}

impl TermGroup {
    fn documents(&self, reader: &SegmentReader) -> tantivy::Result<BitSet> {
        let mut found = BitSet::with_max_value(reader.max_doc());
        for (field, text) in &self.terms {
            let index = reader.inverted_index(*field)?;
            if self.prefix {
                add_beginnings(&index, text, reader.max_doc(), &mut found)?;
            } else if let Some(info) = index.get_term_info(&Term::from_field_text(*field, text))? {
                add(index.read_block_postings_from_terminfo(&info, IndexRecordOption::Basic), &mut found)?;
            }
        }
        Ok(found)
    }
}

fn both(one: &BitSet, other: &BitSet, documents: u32) -> BitSet {
    let mut both = BitSet::with_max_value(documents);
    for bucket in 0..documents.div_ceil(64) {
        let mut left = one.tinyset(bucket).intersect(other.tinyset(bucket));
        while let Some(bit) = left.pop_lowest() {
            both.insert(bucket.saturating_mul(64).saturating_add(bit));
        }
    }
    both
}

fn add_beginnings(
    index: &InvertedIndexReader,
    start: &str,
    documents: u32,
    found: &mut BitSet,
) -> io::Result<()> {
    // No term contains this character, so it sorts after all terms with this prefix.
    let end = format!("{start}\u{10FFFF}");
    let mut terms = index.terms().range().ge(start).lt(&end).into_stream()?;
    while terms.advance() {
        let option = IndexRecordOption::Basic;
        add(index.read_block_postings_from_terminfo(terms.value(), option), found)?;
        // Stop when all documents match.
        if found.len() >= usize::try_from(documents).unwrap_or(usize::MAX) {
            break;
        }
    }
    Ok(())
}

fn add(postings: io::Result<BlockSegmentPostings>, found: &mut BitSet) -> io::Result<()> {
    let mut postings = postings?;
    while !postings.docs().is_empty() {
        for &doc in postings.docs() {
            found.insert(doc);
        }
        postings.advance();
    }
    Ok(())
}
