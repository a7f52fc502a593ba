//! The index on disk.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use tantivy::directory::MmapDirectory;
use tantivy::tokenizer::TextAnalyzer;
use tantivy::{IndexReader, IndexSettings, ReloadPolicy, Searcher, Term};

use crate::document::Document;
use crate::error::SearchError;
use crate::fields::Fields;
use crate::guard::guarded;
use crate::merge_policy::MergeSmallSegments;
use crate::order::Order;
use crate::people::People;
use crate::tokenizer::{NAMES, WORDS, WordTokenizer};

/// The version of the fields and of the splitting into words. An index with another version is rebuilt.
pub(crate) const FORMAT: u32 = 2;

/// The memory of all writer threads for documents that are not written yet, in bytes.
const WRITER_MEMORY: usize = 128 * 1024 * 1024;
const WRITER_THREADS: usize = 1;

/// The full-text index of an archive.
pub struct Index {
    pub(crate) tantivy: tantivy::Index,
    pub(crate) reader: IndexReader,
    pub(crate) fields: Fields,
    dir: PathBuf,
    /// The number of messages at which frequent words stop influencing the order of results.
    pub(crate) many: u64,
    /// The columns of all messages. The number identifies the state of the index from which they were loaded.
    order: Mutex<Option<(u64, Arc<Order>)>>,
    people: Mutex<Option<(u64, Arc<People>)>>,
}

/// The number of messages at which computing scores for frequent words takes too long.
const MANY: u64 = 50_000;

/// Adds messages to the index.
pub struct IndexWriter {
    writer: tantivy::IndexWriter,
    fields: Fields,
    /// The highest id in the index. A message with a higher id is new, so it does not replace an older version.
    highest: Option<u32>,
}

impl Index {
    /// Opens the index in `dir`. Returns `None` if the index is missing, damaged or of another format. The program
    /// that has the archive open for writing can then [`create`](Self::create) a new index.
    pub fn open(dir: &Path) -> Option<Self> {
        let index = guarded(|| Self::open_existing(dir)).ok()?;
        let (format, _) = index.payload()?;
        (format == FORMAT).then_some(index)
    }

    /// Replaces the index in `dir` by an empty one. Only the program that has the archive open for writing may
    /// call this, because another program may be writing the index.
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
        let index = Self::with(index, dir)?;
        index.writer()?.commit(0)?;
        index.refresh()?;
        Ok(index)
    }

    pub(crate) fn open_existing(dir: &Path) -> Result<Self, SearchError> {
        let directory = MmapDirectory::open(dir).map_err(tantivy::TantivyError::from)?;
        Self::with(tantivy::Index::open(directory)?, dir)
    }

    fn with(index: tantivy::Index, dir: &Path) -> Result<Self, SearchError> {
        index.tokenizers().register(WORDS, TextAnalyzer::from(WordTokenizer::new(false)));
        index.tokenizers().register(NAMES, TextAnalyzer::from(WordTokenizer::new(true)));
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        let (order, people) = (Mutex::default(), Mutex::default());
        let dir = dir.to_owned();
        Ok(Self { tantivy: index, reader, fields: Fields::new(), dir, many: MANY, order, people })
    }

    /// Sets the number of messages at which frequent words and short prefixes stop influencing the order of
    /// results.
    #[must_use]
    pub fn with_many(self, many: u64) -> Self {
        Self { many, ..self }
    }

    pub(crate) fn payload(&self) -> Option<(u32, u64)> {
        let payload = self.tantivy.load_metas().ok()?.payload?;
        let (format, sequence) = payload.split_once(' ')?;
        Some((format.parse().ok()?, sequence.parse().ok()?))
    }

    /// Returns the number of the last change of the archive that the index contains. Returns 0 for an empty index.
    pub fn sequence(&self) -> u64 {
        self.payload().map_or(0, |(_, sequence)| sequence)
    }

    /// Returns the number of messages in the index.
    pub fn count(&self) -> u64 {
        self.reader.searcher().num_docs()
    }

    /// Makes new commits visible, including those of other programs.
    pub fn refresh(&self) -> Result<(), SearchError> {
        guarded(|| Ok(self.reader.reload()?))
    }

    /// Returns the writer. Only one writer can exist at a time, across all programs.
    pub fn writer(&self) -> Result<IndexWriter, SearchError> {
        let writer: tantivy::IndexWriter =
            self.tantivy.writer_with_num_threads(WRITER_THREADS, WRITER_MEMORY)?;
        writer.set_merge_policy(Box::new(MergeSmallSegments::new(self.dir.clone())));
        self.refresh()?;
        let highest = guarded(|| self.highest())?;
        Ok(IndexWriter { writer, fields: self.fields.clone(), highest })
    }

    /// Returns the highest id of a message in the index.
    fn highest(&self) -> Result<Option<u32>, SearchError> {
        let mut highest = None;
        for segment in self.searcher().segment_readers() {
            let most = segment.fast_fields().u64("id")?.max_value();
            highest = highest.max(u32::try_from(most).ok());
        }
        Ok(highest)
    }

    pub(crate) fn searcher(&self) -> Searcher {
        self.reader.searcher()
    }

    /// Returns the columns of all messages in the state of the index that `searcher` reads.
    pub(crate) fn order(&self, searcher: &Searcher) -> Result<Arc<Order>, SearchError> {
        cached(&self.order, searcher, || Order::load(searcher))
    }

    /// Returns all senders and recipients.
    pub fn people(&self) -> Result<Arc<People>, SearchError> {
        let searcher = self.searcher();
        cached(&self.people, &searcher, || People::load(&searcher, &self.fields))
    }
}

/// Returns the cached value for the state of the index that `searcher` reads. Loads the value if it is not cached.
fn cached<T>(
    cache: &Mutex<Option<(u64, Arc<T>)>>,
    searcher: &Searcher,
    load: impl FnOnce() -> Result<T, SearchError>,
) -> Result<Arc<T>, SearchError> {
    let state = searcher.generation().generation_id();
    let mut cached = cache.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((of, value)) = cached.as_ref()
        && *of == state
    {
        return Ok(Arc::clone(value));
    }
    let value = Arc::new(guarded(load)?);
    *cached = Some((state, Arc::clone(&value)));
    Ok(value)
}

impl IndexWriter {
    /// Adds a message, or replaces the message with the same id.
    pub fn put(&mut self, document: &Document<'_>) -> Result<(), SearchError> {
        if self.highest.is_some_and(|highest| document.id <= highest) {
            self.writer.delete_term(Term::from_field_u64(self.fields.id, document.id.into()));
        }
        self.highest = self.highest.max(Some(document.id));
        self.writer.add_document(document.to_tantivy(&self.fields))?;
        Ok(())
    }

    /// Deletes a message. Its words stay on disk until the index library rewrites the segment.
    pub fn delete(&mut self, id: u32) {
        self.writer.delete_term(Term::from_field_u64(self.fields.id, id.into()));
    }

    /// Rewrites each segment with deleted messages, so that their words are removed from disk. Must be called
    /// after a commit. A segment stays unchanged if it cannot be rewritten, for example on a full disk. Search
    /// does not find its deleted messages. They are removed later, when most messages of the segment are deleted.
    pub fn purge_deleted(&mut self) {
        let segments = self.writer.index().searchable_segment_metas().unwrap_or_default();
        for segment in segments.iter().filter(|segment| segment.num_deleted_docs() > 0) {
            // A segment that is already being merged causes an error here. That merge removes the deleted
            // messages.
            let _ = guarded(|| Ok(self.writer.merge(&[segment.id()]).wait()?));
        }
    }

    /// Writes all changes to disk. `sequence` is the number of the last change of the archive that the index now
    /// contains.
    pub fn commit(&mut self, sequence: u64) -> Result<(), SearchError> {
        let mut commit = self.writer.prepare_commit()?;
        commit.set_payload(&format!("{FORMAT} {sequence}"));
        commit.commit()?;
        Ok(())
    }

    /// Waits until running merges have ended, and closes the writer.
    pub fn finish(self) -> Result<(), SearchError> {
        Ok(self.writer.wait_merging_threads()?)
    }
}

#[cfg(test)]
mod tests {
    use foundmail_mail::{ItemKind, Message};

    use super::Index;
    use crate::Document;

    /// Returns the number of deleted messages that are still on the disk, by segment.
    fn deleted(index: &Index) -> Vec<u32> {
        let searcher = index.searcher();
        searcher.segment_readers().iter().map(tantivy::SegmentReader::num_deleted_docs).collect()
    }

    #[test]
    fn deleted_messages_are_purged() {
        let dir = tempfile::tempdir().unwrap();
        let index = Index::create(&dir.path().join("index")).unwrap();
        let mut writer = index.writer().unwrap();
        for id in 1..=30 {
            let message = Message { text: format!("word{id}"), ..Message::default() };
            let kind = ItemKind::Mail;
            let document = Document {
                id,
                thread: id,
                message: &message,
                kind,
                size: 1,
                damaged: false,
                attachment_texts: &[],
            };
            writer.put(&document).unwrap();
            if id % 10 == 0 {
                writer.commit(id.into()).unwrap();
            }
        }
        for id in [1, 2, 11] {
            writer.delete(id);
        }
        writer.commit(31).unwrap();
        index.refresh().unwrap();
        assert_eq!(deleted(&index).iter().sum::<u32>(), 3);
        writer.purge_deleted();
        writer.finish().unwrap();
        index.refresh().unwrap();
        assert_eq!((deleted(&index), index.count(), index.sequence()), (vec![0; 3], 27, 31));
    }
}
