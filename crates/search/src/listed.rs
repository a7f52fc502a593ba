//! A term, or every term that begins alike, in several fields at once, where all documents match equally well. Setting
//! a bit for each document is several times as fast as merging what the fields have in order.

use std::io;

use tantivy::postings::BlockSegmentPostings;
use tantivy::query::{BitSetDocSet, ConstScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{BitSet, DocId, DocSet, InvertedIndexReader, Score, SegmentReader, TantivyError, Term};

/// Documents that have a term in one of some fields.
#[derive(Debug, Clone)]
pub(crate) struct Listed {
    pub fields: Vec<Field>,
    pub text: String,
    /// True for every term that begins so.
    pub prefix: bool,
    /// What each of them adds to a score.
    pub score: Score,
}

impl Query for Listed {
    fn weight(&self, _: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(self.clone()))
    }
}

impl Weight for Listed {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let mut found = BitSet::with_max_value(reader.max_doc());
        for &field in &self.fields {
            let index = reader.inverted_index(field)?;
            if self.prefix {
                self.add_beginnings(&index, reader.max_doc(), &mut found)?;
            } else if let Some(info) = index.get_term_info(&Term::from_field_text(field, &self.text))? {
                add(index.read_block_postings_from_terminfo(&info, IndexRecordOption::Basic), &mut found)?;
            }
        }
        Ok(Box::new(ConstScorer::new(BitSetDocSet::from(found), boost * self.score)))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let mut scorer = self.scorer(reader, 1.0)?;
        if scorer.seek(doc) == doc {
            return Ok(Explanation::new("Listed", self.score));
        }
        Err(TantivyError::InvalidArgument(format!("document {doc} does not match")))
    }
}

impl Listed {
    fn add_beginnings(
        &self,
        index: &InvertedIndexReader,
        documents: u32,
        found: &mut BitSet,
    ) -> io::Result<()> {
        // No term holds this character: it sorts behind all that begin alike.
        let end = format!("{}\u{10FFFF}", self.text);
        let mut terms = index.terms().range().ge(&self.text).lt(&end).into_stream()?;
        while terms.advance() {
            let option = IndexRecordOption::Basic;
            add(index.read_block_postings_from_terminfo(terms.value(), option), found)?;
            // Nothing can be added any more.
            if found.len() >= usize::try_from(documents).unwrap_or(usize::MAX) {
                break;
            }
        }
        Ok(())
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
