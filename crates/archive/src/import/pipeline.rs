//! Reading, preparing, storing and indexing one source, each on a thread of its own, joined by bounded channels.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};
use foundmail_import::{Found, ImportError, Sink, Source, read};
use foundmail_search::{Document, IndexWriter};
use foundmail_store::{FolderId, ImportId, ImportStart, JobId, NewItem, Reader, SourceId, Writer};

use super::Running;
use super::others::Others;
use super::prepare::{Prepared, PreparedItem, prepare};
use crate::archive::fraction;
use crate::{Archive, ArchiveError};

/// Items between two stages. Each may be large, so there are few.
const BETWEEN: usize = 16;
/// Items of one batch.
const BATCH_ITEMS: usize = 500;
/// Bytes of one batch.
const BATCH_BYTES: usize = 8 * 1024 * 1024;
/// How long a batch may wait for more.
const BATCH_TIME: Duration = Duration::from_millis(400);
/// How often the owner is told.
const TELL: Duration = Duration::from_millis(120);
/// Stack of the thread that parses: nested messages cost some of it when they are let go.
const STACK: usize = 32 * 1024 * 1024;

/// When the index is made durable and visible: soon at first, so that there is something to read, then ever less
/// often, since each time costs.
pub(super) struct Pace {
    last: Instant,
    wait: Duration,
    /// Number of the last change that can be found.
    indexed: u64,
    /// Number of the last change that is stored.
    stored: u64,
}

impl Pace {
    /// `at` is the number of the last change so far.
    pub(super) fn new(at: u64) -> Self {
        Self { last: Instant::now(), wait: Duration::ZERO, indexed: at, stored: at }
    }

    fn is_due(&self) -> bool {
        self.last.elapsed() >= self.wait
    }

    fn done(&mut self) {
        self.last = Instant::now();
        self.wait = (self.wait * 2).clamp(Duration::from_secs(1), Duration::from_secs(15));
    }
}

impl Archive {
    /// Reads one source into the archive. `file` is its position in the owner's list.
    #[expect(clippy::too_many_arguments, reason = "the stages of one import, joined here only")]
    pub(super) fn import_source(
        &self,
        job: JobId,
        source: &Source,
        file: usize,
        writer: &mut Writer,
        index: &mut IndexWriter,
        pace: &mut Pace,
        running: &mut Running<'_>,
    ) -> Result<(ImportId, Others), ArchiveError> {
        let path = source.path.to_string_lossy();
        let start = writer.begin_import(
            job,
            &path,
            &source.name,
            source.format.word(),
            source.size,
            source.modified,
        )?;
        let bytes = AtomicU64::new(0);
        let control = running.control;
        // Files of a folder may have changed one by one: they are read again, and recognised when they are stored.
        let skips = start.resumed && !source.format.is_folder();
        let seen = if skips { Some(self.store.reader()?) } else { None };
        let mut others = Others::default();
        let result = thread::scope(|scope| -> Result<Result<(), ImportError>, ArchiveError> {
            let (found_in, found_out) = bounded(BETWEEN);
            let (ready_in, ready_out) = bounded(BETWEEN);
            let reading = thread::Builder::new()
                .name("read".to_owned())
                .stack_size(STACK)
                .spawn_scoped(scope, || {
                    let mut sink = Outlet { out: found_in, bytes: &bytes, control, seen, start };
                    read(source, &mut sink)
                })
                .map_err(ArchiveError::Thread)?;
            thread::Builder::new()
                .name("prepare".to_owned())
                .stack_size(STACK)
                .spawn_scoped(scope, move || prepare_all(&found_out, &ready_in))
                .map_err(ArchiveError::Thread)?;
            let mut storing = Storing {
                archive: self,
                writer,
                index,
                pace,
                start,
                folders: HashMap::new(),
                file,
                batch: Vec::new(),
                others: &mut others,
            };
            storing.run(&ready_out, &bytes, running)?;
            drop(ready_out);
            reading.join().map_err(|_| ArchiveError::Broken { what: format!("reading {}", source.name) })
        })?;
        if let Err(error) = result {
            let defect = foundmail_defect::Defect::new(
                "file",
                error.to_string(),
                foundmail_defect::Effect::RestUnreadable,
            );
            writer.put_defect(start, None, &defect)?;
        }
        if !running.control.is_cancelled() {
            writer.end_import(start.import)?;
        }
        Ok((start.import, others))
    }
}

fn prepare_all(found: &Receiver<Found>, ready: &Sender<Prepared>) {
    for found in found {
        if ready.send(prepare(found)).is_err() {
            return;
        }
    }
}

/// The reader's end of the pipeline.
struct Outlet<'o> {
    out: Sender<Found>,
    bytes: &'o AtomicU64,
    control: &'o super::Control,
    /// Only a resumed import has anything to skip.
    seen: Option<Reader>,
    start: ImportStart,
}

impl Sink for Outlet<'_> {
    fn push(&mut self, found: Found) -> ControlFlow<()> {
        if self.control.is_cancelled() || self.out.send(found).is_err() {
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    }

    fn wants(&mut self, position: &str) -> bool {
        let seen = self.seen.as_ref().map(|reader| reader.has_place(self.start, position));
        // Whoever cannot tell reads it again: it is recognised when it is stored.
        !matches!(seen, Some(Ok(true)))
    }

    fn goes_on(&mut self) -> bool {
        !self.control.is_cancelled()
    }

    fn progress(&mut self, bytes: u64) {
        self.bytes.store(bytes, Ordering::Relaxed);
    }
}

struct Storing<'s> {
    archive: &'s Archive,
    writer: &'s mut Writer,
    index: &'s mut IndexWriter,
    pace: &'s mut Pace,
    start: ImportStart,
    folders: HashMap<String, FolderId>,
    file: usize,
    batch: Vec<PreparedItem>,
    others: &'s mut Others,
}

impl Storing<'_> {
    fn run(
        &mut self,
        ready: &Receiver<Prepared>,
        bytes: &AtomicU64,
        running: &mut Running<'_>,
    ) -> Result<(), ArchiveError> {
        let mut weight = 0;
        let mut since = Instant::now();
        let mut told = Instant::now();
        loop {
            match ready.recv_timeout(TELL) {
                Ok(prepared) => weight += self.take(prepared)?,
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
            if weight >= BATCH_BYTES || self.batch.len() >= BATCH_ITEMS || since.elapsed() >= BATCH_TIME {
                self.store(running)?;
                weight = 0;
                since = Instant::now();
            }
            if told.elapsed() >= TELL {
                if let Some(progress) = running.view.files.get_mut(self.file) {
                    progress.bytes = bytes.load(Ordering::Relaxed).min(progress.total);
                }
                running.tell();
                told = Instant::now();
            }
        }
        self.store(running)
    }

    /// Takes one thing, and gives the bytes that it holds in memory.
    fn take(&mut self, prepared: Prepared) -> Result<usize, ArchiveError> {
        match prepared {
            Prepared::Folder(folder) => {
                let parent = folder.parent.as_ref().and_then(|key| self.folders.get(key)).copied();
                let id = self.writer.folder(self.start.source, parent, &folder.key, &folder.name)?;
                self.folders.insert(folder.key, id);
                Ok(0)
            }
            Prepared::Defect { folder, defect } => {
                let folder = folder.and_then(|key| self.folders.get(&key).copied());
                self.writer.put_defect(self.start, folder, &defect)?;
                Ok(0)
            }
            Prepared::Other { path, other } => {
                self.others.add(path, other);
                Ok(0)
            }
            Prepared::Item(item) => {
                let weight = item.weight();
                self.batch.push(*item);
                Ok(weight)
            }
        }
    }

    fn store(&mut self, running: &mut Running<'_>) -> Result<(), ArchiveError> {
        if self.batch.is_empty() {
            return Ok(());
        }
        let mut items = Vec::with_capacity(self.batch.len());
        for prepared in self.batch.drain(..) {
            let folder = folder_of(&self.folders, self.writer, self.start.source, &prepared.item.folder)?;
            items.push(NewItem {
                folder,
                position: prepared.item.position,
                kind: prepared.item.kind,
                content: prepared.content,
                defects: prepared.item.defects,
                recovered: prepared.item.recovered,
                separator: prepared.item.separator,
                hint: prepared.hint,
            });
        }
        let put = self.writer.put(self.start, &items)?;
        let mut last = None;
        for (item, put) in items.iter().zip(&put) {
            let (Some(content), Some(message), Some((thread, sequence))) =
                (&item.content, put.message, put.changed)
            else {
                continue;
            };
            self.index.put(&Document {
                id: message.0,
                thread: thread.0,
                message: &content.message,
                kind: item.kind,
                size: content.blob.size(),
                damaged: item.defects.iter().any(|defect| defect.effect.costs()),
            })?;
            last = Some(sequence);
        }
        self.follow(last, items.len(), running)
    }

    /// Makes the index durable when it is time, and counts.
    fn follow(
        &mut self,
        last: Option<u64>,
        stored: usize,
        running: &mut Running<'_>,
    ) -> Result<(), ArchiveError> {
        let stored = u32::try_from(stored).unwrap_or(u32::MAX);
        if let Some(progress) = running.view.files.get_mut(self.file) {
            progress.found = progress.found.saturating_add(stored);
        }
        self.pace.stored = last.unwrap_or(self.pace.stored);
        if self.pace.stored > self.pace.indexed && self.pace.is_due() {
            self.index.commit(self.pace.stored)?;
            self.archive.refresh()?;
            self.pace.indexed = self.pace.stored;
            self.pace.done();
        }
        running.view.indexed = fraction(self.pace.indexed, self.pace.stored);
        Ok(())
    }
}

/// The id of the folder that the reader calls `key`. A reader that forgot to name a folder first still loses nothing.
fn folder_of(
    folders: &HashMap<String, FolderId>,
    writer: &mut Writer,
    source: SourceId,
    key: &str,
) -> Result<FolderId, ArchiveError> {
    match folders.get(key) {
        Some(&folder) => Ok(folder),
        None => Ok(writer.folder(source, None, key, key)?),
    }
}
