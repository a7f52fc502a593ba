//! The index on disk.

use std::fs;
use std::path::Path;

use tantivy::collector::{Collector, Count};
use tantivy::directory::MmapDirectory;
use tantivy::query::Query as TantivyQuery;
use tantivy::schema::Value;
use tantivy::tokenizer::TextAnalyzer;
use tantivy::{DocAddress, IndexReader, IndexSettings, ReloadPolicy, Searcher, TantivyDocument, Term};

use crate::collect::{Hit, Hits};
use crate::compile::Compiler;
use crate::document::Document;
use crate::error::SearchError;
use crate::fields::Fields;
use crate::members::Members;
use crate::query::Query;
use crate::tokenizer::{WORDS, WordTokenizer};
use crate::verify::guarded;

/// Changes with every change of fields or words; an index of another format is built anew.
pub(crate) const FORMAT: u32 = 1;

/// Memory for documents that are not yet written, in bytes, over all threads.
const WRITER_MEMORY: usize = 64 * 1024 * 1024;
const WRITER_THREADS: usize = 1;

/// The full-text index of an archive.
pub struct Index {
    pub(crate) tantivy: tantivy::Index,
    pub(crate) reader: IndexReader,
    pub(crate) fields: Fields,
}

/// The one who adds to the index.
pub struct IndexWriter {
    writer: tantivy::IndexWriter,
    fields: Fields,
}

/// What a search found.
pub struct Results {
    /// All messages that match, in no order.
    pub hits: Vec<Hit>,
    searcher: Searcher,
    fields: Fields,
}

impl Index {
    /// Opens the index in `dir`. `None` if it is missing, damaged or of another format: whoever holds the archive for
    /// writing may then [`create`](Self::create) it.
    pub fn open(dir: &Path) -> Option<Self> {
        let index = guarded(|| Self::open_existing(dir)).ok()?;
        let (format, _) = index.payload()?;
        (format == FORMAT).then_some(index)
    }

    /// Replaces the index in `dir` by an empty one. Only for the one who holds the archive for writing: another program
    /// may be filling this one.
    pub fn create(dir: &Path) -> Result<Self, SearchError> {
        let folder = |source| SearchError::Folder { path: dir.to_owned(), source };
        if dir.exists() {
            fs::remove_dir_all(dir).map_err(folder)?;
        }
        fs::create_dir_all(dir).map_err(folder)?;
        #[cfg(unix)]
        fs::set_permissions(dir, std::os::unix::fs::PermissionsExt::from_mode(0o700)).map_err(folder)?;
        let directory = MmapDirectory::open(dir).map_err(tantivy::TantivyError::from)?;
        let index = tantivy::Index::create(directory, Fields::new().schema, IndexSettings::default())?;
        let index = Self::with(index)?;
        index.writer()?.commit(0)?;
        index.refresh()?;
        Ok(index)
    }

    pub(crate) fn open_existing(dir: &Path) -> Result<Self, SearchError> {
        let directory = MmapDirectory::open(dir).map_err(tantivy::TantivyError::from)?;
        Self::with(tantivy::Index::open(directory)?)
    }

    fn with(index: tantivy::Index) -> Result<Self, SearchError> {
        index.tokenizers().register(WORDS, TextAnalyzer::from(WordTokenizer));
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        Ok(Self { tantivy: index, reader, fields: Fields::new() })
    }

    pub(crate) fn payload(&self) -> Option<(u32, u64)> {
        let payload = self.tantivy.load_metas().ok()?.payload?;
        let (format, sequence) = payload.split_once(' ')?;
        Some((format.parse().ok()?, sequence.parse().ok()?))
    }

    /// Number of the last change of the archive that the index has followed; 0 for an empty one.
    pub fn sequence(&self) -> u64 {
        self.payload().map_or(0, |(_, sequence)| sequence)
    }

    /// Messages in the index.
    pub fn count(&self) -> u64 {
        self.reader.searcher().num_docs()
    }

    /// Sees what was committed since, by whomever.
    pub fn refresh(&self) -> Result<(), SearchError> {
        guarded(|| Ok(self.reader.reload()?))
    }

    /// The writer. There is one at a time, over all programs.
    pub fn writer(&self) -> Result<IndexWriter, SearchError> {
        let writer = self.tantivy.writer_with_num_threads(WRITER_THREADS, WRITER_MEMORY)?;
        Ok(IndexWriter { writer, fields: self.fields.clone() })
    }

    /// All messages that match. `folder` and `source` say which messages were seen in folders or sources of a name;
    /// `within` narrows the search to a set.
    pub fn search(
        &self,
        query: &Query,
        within: Option<&Members>,
        scored: bool,
        folder: &dyn Fn(&str) -> Members,
        source: &dyn Fn(&str) -> Members,
    ) -> Result<Results, SearchError> {
        let searcher = self.reader.searcher();
        let query = Compiler { fields: &self.fields, folder, source }.compile(query);
        let mut hits = guarded(|| run(&searcher, query.as_ref(), &Hits { scored }))?;
        if let Some(within) = within {
            hits.retain(|hit| within.contains(hit.id.into()));
        }
        Ok(Results { hits, searcher, fields: self.fields.clone() })
    }

    /// How many messages match in the whole archive.
    pub fn count_of(&self, query: &Query) -> Result<usize, SearchError> {
        let none = |_: &str| Members::default();
        let query = Compiler { fields: &self.fields, folder: &none, source: &none }.compile(query);
        guarded(|| run(&self.reader.searcher(), query.as_ref(), &Count))
    }
}

fn run<C: Collector>(
    searcher: &Searcher,
    query: &dyn TantivyQuery,
    collector: &C,
) -> Result<C::Fruit, SearchError> {
    Ok(searcher.search(query, collector)?)
}

impl IndexWriter {
    /// Adds a message, or replaces what is known of it.
    pub fn put(&mut self, document: &Document<'_>) -> Result<(), SearchError> {
        self.writer.delete_term(Term::from_field_u64(self.fields.id, document.id.into()));
        self.writer.add_document(document.to_tantivy(&self.fields))?;
        Ok(())
    }

    /// Takes a message out.
    pub fn delete(&mut self, id: u32) {
        self.writer.delete_term(Term::from_field_u64(self.fields.id, id.into()));
    }

    /// Makes everything that was added durable. `sequence` is the number of the archive's change up to which the
    /// index is now complete.
    pub fn commit(&mut self, sequence: u64) -> Result<(), SearchError> {
        let mut commit = self.writer.prepare_commit()?;
        commit.set_payload(&format!("{FORMAT} {sequence}"));
        commit.commit()?;
        Ok(())
    }

    /// Waits until the index's parts are merged, and ends.
    pub fn finish(self) -> Result<(), SearchError> {
        Ok(self.writer.wait_merging_threads()?)
    }
}

impl Results {
    /// The stored text of a hit.
    pub fn text(&self, hit: &Hit) -> Result<String, SearchError> {
        let (segment, doc) = hit.address;
        let document: TantivyDocument = guarded(|| Ok(self.searcher.doc(DocAddress::new(segment, doc))?))?;
        let text = document.get_first(self.fields.body).and_then(|value| value.as_str().map(str::to_owned));
        Ok(text.unwrap_or_default())
    }
}
