//! An open archive.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard};
use std::thread;
use std::time::{Duration, Instant};

use foundmail_search::Index;
use foundmail_search::query::condition;
use foundmail_store::{
    ArchiveTotals, FolderId, SourceProgress, SourceRow, SourceState, Store, StoreError, StoreReader, ThreadId,
};

use crate::ArchiveError;
use crate::import::completeness::{self, completeness};
use crate::numbers::fraction;
use crate::read::opened::OpenedMessages;
use crate::search::answer::KeptAnswer;
use crate::search::catalogue_snapshot::CatalogueSnapshot;
use crate::view::{Completeness, FolderView, Overview, SourceView};

/// How long one program waits for another that is just making the index.
const MAKING: Duration = Duration::from_millis(800);

/// An archive: what was imported, and the index by which it is found. Any number of threads may ask at once.
pub struct Archive {
    pub(crate) dir: PathBuf,
    pub(crate) store: Store,
    reader: Mutex<StoreReader>,
    /// Another view, for half of a long page; opened when the first one is asked for.
    second_reader: Mutex<Option<StoreReader>>,
    pub(crate) index: RwLock<Index>,
    /// Grows whenever what can be found has changed.
    generation: AtomicU64,
    /// The last answers, so that a list's next page need not be searched again.
    pub(crate) kept_answers: Mutex<Vec<KeptAnswer>>,
    /// What the catalogue says of all messages, kept while nothing has changed.
    pub(crate) catalogue_snapshot: Mutex<Option<Arc<CatalogueSnapshot>>>,
    /// Whose turn it is to write what searches are kept.
    pub(crate) searches: Mutex<()>,
    /// The messages that were opened last.
    pub(crate) opened_messages: OpenedMessages,
}

impl Archive {
    /// Opens the archive in `dir`, or creates an empty one. Messages that the index lacks are indexed now, unless another program
    /// is writing.
    pub fn open(dir: &Path) -> Result<Self, ArchiveError> {
        let archive = Self::open_without_index_update(dir)?;
        archive.catch_up()?;
        Ok(archive)
    }

    /// Opens the archive without updating its index, which may take minutes for a large archive.
    pub fn open_without_index_update(dir: &Path) -> Result<Self, ArchiveError> {
        let store = Store::open(dir)?;
        let reader = store.reader()?;
        let index = open_index(&store, &dir.join("index"))?;
        Ok(Self {
            dir: dir.to_owned(),
            store,
            reader: Mutex::new(reader),
            second_reader: Mutex::default(),
            index: RwLock::new(index),
            generation: AtomicU64::new(0),
            kept_answers: Mutex::default(),
            catalogue_snapshot: Mutex::new(None),
            searches: Mutex::default(),
            opened_messages: OpenedMessages::default(),
        })
    }

    /// The folder in which the archive lies.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The shared view of the catalogue. Held for one request at a time.
    pub(crate) fn reader(&self) -> MutexGuard<'_, StoreReader> {
        // A panic elsewhere leaves a view of the catalogue as good as before.
        self.reader.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Asks another view of the catalogue, while the first one is asked elsewhere.
    pub(crate) fn with_second_reader<T>(
        &self,
        ask: impl FnOnce(&StoreReader) -> Result<T, ArchiveError>,
    ) -> Result<T, ArchiveError> {
        let mut kept = self.second_reader.lock().unwrap_or_else(PoisonError::into_inner);
        let reader = match kept.take() {
            Some(reader) => reader,
            None => self.store.reader()?,
        };
        let answer = ask(&reader);
        *kept = Some(reader);
        answer
    }

    pub(crate) fn index(&self) -> RwLockReadGuard<'_, Index> {
        self.index.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn generation(&self) -> u64 {
        self.generation.load(Ordering::Acquire)
    }

    /// Sees what was indexed since, here or by another program.
    pub fn refresh(&self) -> Result<(), ArchiveError> {
        self.index().refresh()?;
        self.generation.fetch_add(1, Ordering::AcqRel);
        Ok(())
    }

    /// Everything that the left pane shows.
    pub fn overview(&self) -> Result<Overview, ArchiveError> {
        // Before the reader is taken, which this needs too.
        let known = self.catalogue_snapshot()?;
        let totals = known.totals();
        let reader = self.reader();
        let ArchiveTotals { messages, conversations, damaged_messages, damaged_items: damaged } =
            reader.totals()?;
        let folders = reader.folders()?;
        let total = |folder: FolderId| known.position(folder).and_then(|at| totals.get(at)).copied();
        let states = reader.source_states()?;
        let is_read = states.values().any(|state| state.progress == SourceProgress::Reading);
        // After a crash the archive is written to as well, to complete the index: then no job runs.
        let is_written = is_read && reader.has_running_job()? && self.store.is_being_written();
        let rows = reader.sources()?;
        let texts_left = states.values().map(|state| state.texts_left).fold(0, u32::saturating_add);
        let mut sources = Vec::new();
        for source in rows {
            let state = states.get(&source.id);
            let missing = state.map_or(Ok(None), |state| missing_of(&reader, &source, state, is_written))?;
            let replaced_by = state.and_then(|state| state.replaced_by).map(|other| other.0);
            sources.push({
                let own: Vec<_> = folders.iter().filter(|folder| folder.source == source.id).collect();
                // The top folder stands for the source itself.
                let top = own.iter().find(|folder| folder.parent.is_none()).map(|folder| folder.id);
                SourceView {
                    id: source.id.0,
                    query: condition("source", &source.name),
                    name: source.name,
                    path: source.path,
                    format: source.format,
                    count: source.count,
                    state: state.map_or(Completeness::Whole, |state| completeness(state.progress)),
                    missing,
                    unfinished: state.is_some_and(|state| state.progress == SourceProgress::Reading),
                    replaced_by,
                    folders: tree(&own, top, &total),
                }
            });
        }
        let indexed = fraction(self.index().count(), messages.into());
        Ok(Overview { sources, messages, conversations, damaged, damaged_messages, indexed, texts_left })
    }
}

/// The sentences about a source that is not whole. `is_written` is true while an import runs, here or in another program.
pub(crate) fn missing_of(
    reader: &StoreReader,
    source: &SourceRow,
    state: &SourceState,
    is_written: bool,
) -> Result<Option<String>, ArchiveError> {
    if state.progress == SourceProgress::Whole {
        return Ok(None);
    }
    let (items, mail) = reader.items_of(source.id)?;
    let facts = completeness::Source { format: &source.format, size: source.size, items, mail };
    if state.progress == SourceProgress::Reading && is_written {
        return Ok(Some(completeness::being_read(&source.name, facts)));
    }
    Ok(completeness::missing(&source.name, facts, state))
}

/// The index; an empty one is made if there is none that can be used.
fn open_index(store: &Store, path: &Path) -> Result<Index, ArchiveError> {
    let started = Instant::now();
    loop {
        if let Some(index) = Index::open(path) {
            return Ok(index);
        }
        // The lock keeps this from taking away what another program is just making.
        match store.writer() {
            Ok(_writer) => {
                return match Index::open(path) {
                    Some(index) => Ok(index),
                    None => Ok(Index::create(path)?),
                };
            }
            Err(StoreError::Busy) if started.elapsed() < MAKING => thread::sleep(MAKING / 20),
            Err(error) => return Err(error.into()),
        }
    }
}

/// The conversation that this one is now part of.
pub(crate) fn thread_now(thread: ThreadId, reader: &StoreReader) -> Result<ThreadId, ArchiveError> {
    let aliases = reader.thread_aliases()?;
    let mut thread = thread;
    while let Some(&into) = aliases.get(&thread) {
        thread = into;
    }
    Ok(thread)
}

/// Folders, each after its parent. Those with nothing in them or below are left out: Outlook keeps dozens.
/// `total` gives the messages in a folder and below it.
fn tree(
    folders: &[&foundmail_store::FolderRow],
    top: Option<FolderId>,
    total: &dyn Fn(FolderId) -> Option<u32>,
) -> Vec<FolderView> {
    let mut views = Vec::new();
    below(folders, top, None, 0, &mut views);
    for view in &mut views {
        // What came in since the totals were counted is in a folder already.
        view.total = total(FolderId(view.id)).unwrap_or(0).max(view.count);
    }
    views
}

fn below(
    folders: &[&foundmail_store::FolderRow],
    parent: Option<FolderId>,
    shown_parent: Option<u32>,
    depth: u32,
    views: &mut Vec<FolderView>,
) {
    // A parent that lies below its own child would otherwise never end.
    if depth > 100 {
        return;
    }
    for folder in folders.iter().filter(|folder| folder.parent == parent && Some(folder.id) != parent) {
        let at = views.len();
        views.push(FolderView {
            id: folder.id.0,
            parent: shown_parent,
            name: folder.name.clone(),
            query: condition("in", &folder.name),
            depth,
            count: folder.count,
            total: folder.count,
        });
        below(folders, Some(folder.id), Some(folder.id.0), depth + 1, views);
        if folder.count == 0 && views.len() == at + 1 {
            views.pop();
        }
    }
}
