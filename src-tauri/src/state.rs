//! What the window's commands share.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError};
use std::time::{Duration, Instant};

use foundmail_archive::view::ImportView;
use foundmail_archive::{Archive, ArchiveError, Control, default_dir};

/// The window's state.
pub struct State {
    /// The archive.
    pub archive: Arc<Archive>,
    /// The import that runs now.
    running: Mutex<Option<Running>>,
    /// Whose turn it is to change the archive: an import, or who takes a source out.
    turn: Mutex<()>,
    /// Messages that the locked frame may show: those of the conversation that is open.
    shown: Mutex<HashSet<u32>>,
    /// Paths of the mailboxes that were found last on this computer.
    found: Mutex<Vec<PathBuf>>,
    /// Where the owner last chose to have exports saved.
    target: Mutex<Option<PathBuf>>,
    /// When the window was last asked to close while an import ran.
    asked_to_close: Mutex<Option<Instant>>,
}

/// A second wish to close within this time means it: a page that hangs could never ask.
const SECOND_WISH: Duration = Duration::from_secs(10);

/// An import that runs now.
#[derive(Clone)]
pub struct Running {
    /// How to end it.
    pub control: Arc<Control>,
    /// How far it is, once it has begun.
    pub view: Option<ImportView>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // What lies in these locks is whole after every statement.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl State {
    /// Opens the archive, without bringing its index up to date yet: the window comes first.
    pub fn open(archive: Option<&Path>) -> Result<Self, Box<dyn std::error::Error>> {
        let dir = archive.map(Path::to_owned).or_else(default_dir).ok_or("no home folder was found")?;
        Ok(Self {
            archive: Arc::new(Archive::open_as_it_is(&dir)?),
            running: Mutex::default(),
            turn: Mutex::default(),
            shown: Mutex::default(),
            found: Mutex::default(),
            target: Mutex::default(),
            asked_to_close: Mutex::default(),
        })
    }

    /// Waits for the turn to change the archive, and holds it as long as what is given back lives.
    pub fn turn(&self) -> MutexGuard<'_, ()> {
        lock(&self.turn)
    }

    /// The turn to change the archive, unless somebody else has it.
    pub fn turn_if_free(&self) -> Option<MutexGuard<'_, ()>> {
        match self.turn.try_lock() {
            Ok(turn) => Some(turn),
            Err(TryLockError::Poisoned(turn)) => Some(turn.into_inner()),
            Err(TryLockError::WouldBlock) => None,
        }
    }

    /// The import that runs now.
    pub fn running(&self) -> Option<Running> {
        lock(&self.running).clone()
    }

    /// Notes that an import runs, how far it is, or that none does.
    pub fn set_running(&self, running: Option<Running>) {
        if running.is_none() {
            *lock(&self.asked_to_close) = None;
        }
        *lock(&self.running) = running;
    }

    /// Notes a wish to close the window. True if it is the second one in a short time.
    pub fn wishes_again_to_close(&self) -> bool {
        let before = lock(&self.asked_to_close).replace(Instant::now());
        before.is_some_and(|before| before.elapsed() < SECOND_WISH)
    }

    /// Notes the mailboxes that were found on this computer.
    pub fn set_found(&self, found: Vec<PathBuf>) {
        *lock(&self.found) = found;
    }

    /// The mailboxes at these places of the list that was found last, each once.
    pub fn found(&self, places: &[u32]) -> Vec<PathBuf> {
        let found = lock(&self.found);
        let chosen: std::collections::BTreeSet<u32> = places.iter().copied().collect();
        let path = |place: u32| found.get(usize::try_from(place).ok()?).cloned();
        chosen.into_iter().filter_map(path).collect()
    }

    /// True if the locked frame may show this message.
    pub fn may_show(&self, message: u32) -> bool {
        lock(&self.shown).contains(&message)
    }

    /// Notes which messages the locked frame may show from now on.
    pub fn set_shown(&self, messages: impl IntoIterator<Item = u32>) {
        *lock(&self.shown) = messages.into_iter().collect();
    }

    /// Where the owner last chose to have exports saved.
    pub fn target(&self) -> Option<PathBuf> {
        lock(&self.target).clone()
    }

    /// Notes where the owner wants exports saved.
    pub fn set_target(&self, target: PathBuf) {
        *lock(&self.target) = Some(target);
    }

    /// Imports that have ended and the one that runs, newest first.
    pub fn imports(&self) -> Result<Vec<ImportView>, ArchiveError> {
        let running = self.running().and_then(|running| running.view);
        let ended = self.archive.imports()?;
        let id = running.as_ref().map(|view| view.id);
        Ok(running.into_iter().chain(ended.into_iter().filter(|view| Some(view.id) != id)).collect())
    }
}
