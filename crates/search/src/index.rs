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
use crate::merging::SmallOnes;
use crate::order::Order;
use crate::people::People;
use crate::tokenizer::{NAMES, WORDS, WordTokenizer};

/// Changes with every change of fields or words; an index of another format is built anew.
pub(crate) const FORMAT: u32 = 2;

/// Memory for documents that are not yet written, in bytes, over all threads.
const WRITER_MEMORY: usize = 128 * 1024 * 1024;
const WRITER_THREADS: usize = 1;

/// The full-text index of an archive.
pub struct Index {
    pub(crate) tantivy: tantivy::Index,
    pub(crate) reader: IndexReader,
    pub(crate) fields: Fields,
    dir: PathBuf,
    /// Letters from which on words that most of them have don't rank them.
    pub(crate) many: u64,
    /// What was read of the state of the index with this number.
    order: Mutex<Option<(u64, Arc<Order>)>>,
    people: Mutex<Option<(u64, Arc<People>)>>,
}

/// Letters from which on it takes time to tell how well each of them fits.
const MANY: u64 = 50_000;

/// The one who adds to the index.
pub struct IndexWriter {
    writer: tantivy::IndexWriter,
    fields: Fields,
    /// Highest id that was ever added: a higher one replaces nothing.
    highest: Option<u32>,
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

    /// The same, in which it is from so many letters on that words which most of them have, and beginnings of a letter or
    /// two, don't rank them.
    #[must_use]
    pub fn with_many(self, many: u64) -> Self {
        Self { many, ..self }
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
        let writer: tantivy::IndexWriter =
            self.tantivy.writer_with_num_threads(WRITER_THREADS, WRITER_MEMORY)?;
        writer.set_merge_policy(Box::new(SmallOnes::new(self.dir.clone())));
        self.refresh()?;
        let highest = guarded(|| self.highest())?;
        Ok(IndexWriter { writer, fields: self.fields.clone(), highest })
    }

    /// The highest id of a message in the index.
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

    /// What is known of every message of the state that `searcher` sees.
    pub(crate) fn order(&self, searcher: &Searcher) -> Result<Arc<Order>, SearchError> {
        kept(&self.order, searcher, || Order::load(searcher))
    }

    /// Everybody who is named.
    pub fn people(&self) -> Result<Arc<People>, SearchError> {
        let searcher = self.searcher();
        kept(&self.people, &searcher, || People::load(&searcher, &self.fields))
    }
}

/// What was loaded for the same state of the index before, else what `load` gives.
fn kept<T>(
    place: &Mutex<Option<(u64, Arc<T>)>>,
    searcher: &Searcher,
    load: impl FnOnce() -> Result<T, SearchError>,
) -> Result<Arc<T>, SearchError> {
    let state = searcher.generation().generation_id();
    let mut kept = place.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((of, value)) = kept.as_ref()
        && *of == state
    {
        return Ok(Arc::clone(value));
    }
    let value = Arc::new(guarded(load)?);
    *kept = Some((state, Arc::clone(&value)));
    Ok(value)
}

impl IndexWriter {
    /// Adds a message, or replaces what is known of it.
    pub fn put(&mut self, document: &Document<'_>) -> Result<(), SearchError> {
        if self.highest.is_some_and(|highest| document.id <= highest) {
            self.writer.delete_term(Term::from_field_u64(self.fields.id, document.id.into()));
        }
        self.highest = self.highest.max(Some(document.id));
        self.writer.add_document(document.to_tantivy(&self.fields))?;
        Ok(())
    }

    /// Takes a message out.
    pub fn delete(&mut self, id: u32) {
        self.writer.delete_term(Term::from_field_u64(self.fields.id, id.into()));
    }

    /// Writes the parts anew, one after the other, in which messages were taken out: what these said is on the disk until
    /// then. To be called after a commit. What cannot be written anew, as on a full disk, stays as it is: it is not found
    /// any more, and goes when most of its part is gone.
    pub fn leave_nothing_behind(&mut self) {
        let parts = self.writer.index().searchable_segment_metas().unwrap_or_default();
        for part in parts.iter().filter(|part| part.num_deleted_docs() > 0) {
            // A part that is being merged at this moment can't be merged here too, and need not.
            let _ = guarded(|| Ok(self.writer.merge(&[part.id()]).wait()?));
        }
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

#[cfg(test)]
mod tests {
    use foundmail_mail::{ItemKind, Message};

    use super::Index;
    use crate::Document;

    /// Messages that were taken out and still take room, part by part.
    fn left(index: &Index) -> Vec<u32> {
        let searcher = index.searcher();
        searcher.segment_readers().iter().map(tantivy::SegmentReader::num_deleted_docs).collect()
    }

    #[test]
    fn nothing_is_left_of_what_was_taken_out() {
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
        assert_eq!(left(&index).iter().sum::<u32>(), 3);
        writer.leave_nothing_behind();
        writer.finish().unwrap();
        index.refresh().unwrap();
        assert_eq!((left(&index), index.count(), index.sequence()), (vec![0; 3], 27, 31));
    }
}
