//! Every term that begins alike, in several fields at once.

use std::io;

use tantivy::postings::BlockSegmentPostings;
use tantivy::query::{BitSetDocSet, ConstScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{BitSet, DocId, DocSet, Score, SegmentReader, TantivyError};

/// Documents that have a term beginning with `start` in one of `fields`. All of them match equally well.
#[derive(Debug, Clone)]
pub(crate) struct Starting {
    pub fields: Vec<Field>,
    pub start: String,
}

impl Query for Starting {
    fn weight(&self, _: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(self.clone()))
    }
}

impl Weight for Starting {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let mut found = BitSet::with_max_value(reader.max_doc());
        // No term holds this character: it sorts behind all that begin alike.
        let end = format!("{}\u{10FFFF}", self.start);
        for &field in &self.fields {
            let index = reader.inverted_index(field)?;
            let mut terms = index.terms().range().ge(&self.start).lt(&end).into_stream()?;
            while terms.advance() {
                let option = IndexRecordOption::Basic;
                add(index.read_block_postings_from_terminfo(terms.value(), option), &mut found)?;
                // Nothing can be added any more.
                if found.len() >= usize::try_from(reader.max_doc()).unwrap_or(usize::MAX) {
                    break;
                }
            }
        }
        Ok(Box::new(ConstScorer::new(BitSetDocSet::from(found), boost)))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let mut scorer = self.scorer(reader, 1.0)?;
        if scorer.seek(doc) == doc {
            return Ok(Explanation::new("Starting", 1.0));
        }
        Err(TantivyError::InvalidArgument(format!("document {doc} does not match")))
    }
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
