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
use crate::marks::snapshot::MarkSnapshot;
use crate::numbers::fraction;
use crate::read::opened::OpenedMessages;
use crate::read::{Children, NestedLinks, OpenedAttachments};
use crate::search::answer::KeptAnswer;
use crate::search::catalogue_snapshot::CatalogueSnapshot;
use crate::thread_alias::end_of_chain;
use crate::view::{Completeness, FolderView, Overview, SourceView};

/// Time for which a program waits while another program creates the index.
const MAKING: Duration = Duration::from_millis(800);

/// An open archive: the imported mail and its search index. Any number of threads can use it at the same time.
pub struct Archive {
    pub(crate) dir: PathBuf,
    pub(crate) store: Store,
    reader: Mutex<StoreReader>,
    /// A second reader, which reads half of the rows of a long page. It is opened when it is first needed.
    second_reader: Mutex<Option<StoreReader>>,
    pub(crate) index: RwLock<Index>,
    /// A counter that grows when the results of searches may have changed.
    generation: AtomicU64,
    /// The last answers, so that the next page of a list does not need another search.
    pub(crate) kept_answers: Mutex<Vec<KeptAnswer>>,
    /// A copy of parts of the catalogue. It is kept until the archive changes.
    pub(crate) catalogue_snapshot: Mutex<Option<Arc<CatalogueSnapshot>>>,
    /// A copy of the owner's marks. It is kept until a mark changes.
    pub(crate) mark_snapshot: Mutex<Arc<MarkSnapshot>>,
    /// Held while the file of the saved searches is read or written.
    pub(crate) searches: Mutex<()>,
    /// The messages that were opened last.
    pub(crate) opened_messages: OpenedMessages,
    /// The attachments that were opened last.
    pub(crate) opened_attachments: OpenedAttachments,
    /// The child processes that read attachments for the window.
    pub(crate) children: Children,
    /// The numbers of links in attached documents.
    pub(crate) nested_links: NestedLinks,
}

impl Archive {
    /// Opens the archive in `dir`, or creates an empty one. Then indexes the stored messages that are missing from
    /// the index. While another program is writing, it does not, because that program updates the index.
    pub fn open(dir: &Path) -> Result<Self, ArchiveError> {
        let archive = Self::open_without_index_update(dir)?;
        archive.catch_up()?;
        Ok(archive)
    }

    /// Opens the archive without updating its index. The update can take minutes for a large archive.
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
            mark_snapshot: Mutex::default(),
            searches: Mutex::default(),
            opened_messages: OpenedMessages::default(),
            opened_attachments: OpenedAttachments::default(),
            children: Children::default(),
            nested_links: NestedLinks::default(),
        })
    }

    /// Returns the folder of the archive.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Locks the shared reader of the catalogue. A caller must hold it for one request only.
    pub(crate) fn reader(&self) -> MutexGuard<'_, StoreReader> {
        // After a panic of another thread, the reader is still usable, because it does not change anything.
        self.reader.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Calls `ask` with a second reader, so that the first reader can be used at the same time.
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

    /// Makes messages visible that this or another program has indexed since the last refresh.
    pub fn refresh(&self) -> Result<(), ArchiveError> {
        self.index().refresh()?;
        self.generation.fetch_add(1, Ordering::AcqRel);
        Ok(())
    }

    /// Returns the content of the left pane.
    pub fn overview(&self) -> Result<Overview, ArchiveError> {
        // These lock the reader, so they must be called before the reader is locked below.
        let known = self.catalogue_snapshot()?;
        let marks = self.marks()?;
        let totals = known.totals();
        let reader = self.reader();
        let ArchiveTotals { messages, conversations, damaged_messages, damaged_items: damaged } =
            reader.totals()?;
        let folders = reader.folders()?;
        let total = |folder: FolderId| known.position(folder).and_then(|at| totals.get(at)).copied();
        let states = reader.source_states()?;
        let is_read = states.values().any(|state| state.progress == SourceProgress::Reading);
        // A program also writes when it completes the index after a crash. Then no job is running.
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
                // The top folder is not listed, because the source itself represents it.
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
        Ok(Overview {
            sources,
            messages,
            conversations,
            damaged,
            damaged_messages,
            starred: marks.starred_count(),
            tags: marks.tag_views(),
            indexed,
            texts_left,
        })
    }
}

/// Returns the sentences about a source that is not whole. `is_written` is true while this or another program
/// imports.
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

/// Opens the index. Creates an empty index if there is none, or if it cannot be used.
fn open_index(store: &Store, path: &Path) -> Result<Index, ArchiveError> {
    let started = Instant::now();
    loop {
        if let Some(index) = Index::open(path) {
            return Ok(index);
        }
        // The writer's lock ensures that another program is not creating the index at this moment.
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

/// Returns the thread that now contains the messages of a thread. A joined thread has become part of another
/// thread.
pub(crate) fn thread_now(thread: ThreadId, reader: &StoreReader) -> Result<ThreadId, ArchiveError> {
    Ok(end_of_chain(thread, &reader.thread_aliases()?))
}

/// Returns the folders, each after its parent. Folders without messages in them or below are left out, because
/// Outlook creates dozens of them. `total` returns the number of messages in a folder and below it.
fn tree(
    folders: &[&foundmail_store::FolderRow],
    top: Option<FolderId>,
    total: &dyn Fn(FolderId) -> Option<u32>,
) -> Vec<FolderView> {
    let mut views = Vec::new();
    below(folders, top, None, 0, &mut views);
    for view in &mut views {
        // Messages that were added after the totals were counted are only in `count`, so the larger of both
        // numbers is used.
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
    // Without this limit, damaged rows in which a folder is below its own child would cause an endless recursion.
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
