//! The state that all commands share.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError};
use std::time::{Duration, Instant};

use foundmail_archive::view::{ImportView, SavedFile};
use foundmail_archive::{Archive, ArchiveError, Control, default_dir};

/// The state of the window.
pub struct State {
    /// The archive.
    pub archive: Arc<Archive>,
    /// The running import, if there is one.
    running: Mutex<Option<Running>>,
    /// The lock for changes of the archive. An import or the removal of a source holds it.
    turn: Mutex<()>,
    /// The paths of the mailboxes in the last result of `find_mailboxes`.
    found: Mutex<Vec<PathBuf>>,
    /// The folder that the owner chose for exports.
    target: Mutex<Option<PathBuf>>,
    /// The flag that cancels the running export.
    export: Mutex<Option<Arc<AtomicBool>>>,
    /// The path of the last finished export.
    exported: Mutex<Option<PathBuf>>,
    /// The path of the last saved message or attachment.
    saved: Mutex<Option<PathBuf>>,
    /// The lock for the web view that prints pages. An export, its preview and printing use it in turn.
    printing: Mutex<()>,
    /// The time at which the owner last tried to close the window during an import or an export.
    asked_to_close: Mutex<Option<Instant>>,
}

/// A second attempt to close within this time closes the window at once. Otherwise a page that hangs would keep it
/// open.
const SECOND_TRY: Duration = Duration::from_secs(10);

/// A running import.
#[derive(Clone)]
pub struct Running {
    /// Pauses or stops the import.
    pub control: Arc<Control>,
    /// The progress of the import. `None` until the import has reported progress.
    pub view: Option<ImportView>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // The locked values are always consistent, so a panic in another thread does no harm.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl State {
    /// Opens the archive without updating its index, so that the window appears sooner.
    pub fn open(archive: Option<&Path>) -> Result<Self, Box<dyn std::error::Error>> {
        let dir = archive.map(Path::to_owned).or_else(default_dir).ok_or("your home folder was not found")?;
        Ok(Self {
            archive: Arc::new(Archive::open_without_index_update(&dir)?),
            running: Mutex::default(),
            turn: Mutex::default(),
            found: Mutex::default(),
            target: Mutex::default(),
            export: Mutex::default(),
            exported: Mutex::default(),
            saved: Mutex::default(),
            printing: Mutex::default(),
            asked_to_close: Mutex::default(),
        })
    }

    /// Waits for the lock for changes of the archive. Dropping the guard releases the lock.
    pub fn turn(&self) -> MutexGuard<'_, ()> {
        lock(&self.turn)
    }

    /// Returns the lock for changes of the archive, or `None` if it is already held.
    pub fn turn_if_free(&self) -> Option<MutexGuard<'_, ()>> {
        match self.turn.try_lock() {
            Ok(turn) => Some(turn),
            Err(TryLockError::Poisoned(turn)) => Some(turn.into_inner()),
            Err(TryLockError::WouldBlock) => None,
        }
    }

    /// Returns the running import.
    pub fn running(&self) -> Option<Running> {
        lock(&self.running).clone()
    }

    /// Stores the running import with its progress. `None` means that no import is running.
    pub fn set_running(&self, running: Option<Running>) {
        if running.is_none() {
            *lock(&self.asked_to_close) = None;
        }
        *lock(&self.running) = running;
    }

    /// Records that the owner tried to close the window. Returns true for a second attempt within [`SECOND_TRY`].
    pub fn is_second_try_to_close(&self) -> bool {
        let before = lock(&self.asked_to_close).replace(Instant::now());
        before.is_some_and(|before| before.elapsed() < SECOND_TRY)
    }

    /// Stores the mailboxes that were found on this computer, for [`found`](Self::found).
    pub fn set_found(&self, found: Vec<PathBuf>) {
        *lock(&self.found) = found;
    }

    /// Returns mailboxes of the last result of `find_mailboxes` by their indexes, without duplicates.
    pub fn found(&self, indexes: &[u32]) -> Vec<PathBuf> {
        let found = lock(&self.found);
        let chosen: std::collections::BTreeSet<u32> = indexes.iter().copied().collect();
        let path = |index: u32| found.get(usize::try_from(index).ok()?).cloned();
        chosen.into_iter().filter_map(path).collect()
    }

    /// Returns the folder that the owner chose for exports.
    pub fn target(&self) -> Option<PathBuf> {
        lock(&self.target).clone()
    }

    /// Stores the folder that the owner chose for exports.
    pub fn set_target(&self, target: PathBuf) {
        *lock(&self.target) = Some(target);
    }

    /// Records that an export begins. Returns its flag, or `None` if another export is running.
    pub fn begin_export(&self) -> Option<Arc<AtomicBool>> {
        let mut running = lock(&self.export);
        if running.is_some() {
            return None;
        }
        Some(Arc::clone(running.insert(Arc::default())))
    }

    /// Records that the export has ended. `path` is the path of its file or folder, if it was written.
    pub fn end_export(&self, path: Option<PathBuf>) {
        *lock(&self.export) = None;
        if path.is_some() {
            *lock(&self.exported) = path;
        }
    }

    /// Returns true while an export is running.
    pub fn is_exporting(&self) -> bool {
        lock(&self.export).is_some()
    }

    /// Cancels the running export.
    pub fn cancel_export(&self) {
        if let Some(cancelled) = &*lock(&self.export) {
            cancelled.store(true, Ordering::Release);
        }
    }

    /// Waits for the web view that prints pages. Dropping the guard frees it for the next caller.
    pub fn printing(&self) -> MutexGuard<'_, ()> {
        lock(&self.printing)
    }

    /// Returns the web view that prints pages if nobody else uses it. Dropping the guard frees it for the next caller.
    pub fn try_printing(&self) -> Option<MutexGuard<'_, ()>> {
        match self.printing.try_lock() {
            Ok(guard) => Some(guard),
            Err(TryLockError::Poisoned(guard)) => Some(guard.into_inner()),
            Err(TryLockError::WouldBlock) => None,
        }
    }

    /// Returns the path of the last finished export.
    pub fn exported(&self) -> Option<PathBuf> {
        lock(&self.exported).clone()
    }

    /// Records the path of a saved file or folder, and returns its view.
    pub fn saved(&self, path: PathBuf) -> SavedFile {
        let view = SavedFile { path: path.display().to_string() };
        *lock(&self.saved) = Some(path);
        view
    }

    /// Returns the path of the file or folder that was saved last.
    pub fn last_saved(&self) -> Option<PathBuf> {
        lock(&self.saved).clone()
    }

    /// Returns the running import and all earlier ones, newest first.
    pub fn imports(&self) -> Result<Vec<ImportView>, ArchiveError> {
        let running = self.running().and_then(|running| running.view);
        let ended = self.archive.imports()?;
        let id = running.as_ref().map(|view| view.id);
        Ok(running.into_iter().chain(ended.into_iter().filter(|view| Some(view.id) != id)).collect())
    }
}
