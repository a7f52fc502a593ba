//! Imports one source in four stages: reading, preparing, storing and indexing. Reading and preparing have their
//! own threads, which are connected by channels with a limited capacity.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64};
use std::thread::{self, Scope};
use std::time::Instant;

use crossbeam_channel::{Receiver, Sender, bounded};
use foundmail_defect::{Defect, Effect};
use foundmail_import::{ImportError, Source, read};
use foundmail_search::IndexWriter;
use foundmail_store::{ImportStart, JobId, SourceState, StoreWriter};

use super::Running;
use super::budget::{Budget, Share};
use super::others::Others;
use super::outlet::{OnItsWay, Outlet};
use super::pace::Pace;
use super::path_text::path_text;
use super::polite::step_back;
use super::prepare::{Prepared, Preparing};
use super::storing::{Losses, Ready, Storing};
use super::texts::{self, Asked, Extraction, TextCount};
use crate::{Archive, ArchiveError};

/// Capacity of each channel to or from a preparing thread.
const BETWEEN: usize = 64;
/// Maximum number of preparing threads. More threads would not be faster, because indexing would then limit the
/// speed.
const MOST_PREPARING: usize = 4;
/// Stack size in bytes of the threads that parse messages. Dropping deeply nested messages needs much stack.
const STACK: usize = 32 * 1024 * 1024;

/// A prepared finding, with the requested texts of its attachments.
type InWaiting = (Prepared, Vec<Asked>, Share);

/// The results of an import except its items.
#[derive(Default)]
pub(super) struct Besides {
    pub others: Others,
    pub texts: TextCount,
    pub losses: Losses,
    /// The state of the source before this import. Set only if this import continues an interrupted one.
    pub before: Option<SourceState>,
    /// True if the source was read to its end.
    pub is_read: bool,
}

impl Archive {
    /// Imports one source. `file` is the index of the source in the user's list.
    #[expect(clippy::too_many_arguments, reason = "the stages of one import, joined here only")]
    pub(super) fn import_source(
        &self,
        job: JobId,
        source: &Source,
        file: usize,
        writer: &mut StoreWriter,
        index: &mut IndexWriter,
        pace: &mut Pace,
        running: &mut Running<'_>,
    ) -> Result<(ImportStart, Besides), ArchiveError> {
        let path = path_text(&source.path);
        let start = writer.begin_import(
            job,
            &path,
            &source.name,
            source.format.name,
            source.size,
            source.modified,
        )?;
        // A continued import skips items that are already stored, with two exceptions. The files of a folder are
        // read again because each of them may have changed. Items are also read again if the text of their
        // attachments was skipped. Storing recognises these items.
        let skips = start.resumed && !start.lacks_texts && !source.format.is_folder();
        let mut besides = Besides::default();
        let kept = self.reader().source_states()?.remove(&start.source);
        besides.before = kept.filter(|_| start.resumed && !start.lacks_texts);
        let before = if skips { self.bytes_read(start, writer, file, running)? } else { 0 };
        let bytes = AtomicU64::new(before);
        let was_stopped = AtomicBool::new(false);
        let control = running.control;
        let seen = if skips { Some(self.store.reader()?) } else { None };
        let result = thread::scope(|scope| -> Result<Result<(), ImportError>, ArchiveError> {
            let (out, mut ready) = self.preparing(scope, &running.extraction)?;
            let budget = Arc::new(Budget::default());
            let was_stopped = &was_stopped;
            let mut outlet =
                Outlet { out, next: 0, budget, bytes: &bytes, control, seen, start, was_stopped };
            let reading = thread::Builder::new()
                .name("read".to_owned())
                .stack_size(STACK)
                .spawn_scoped(scope, move || {
                    step_back();
                    read(source, &mut outlet)
                })
                .map_err(ArchiveError::Thread)?;
            let folders = HashMap::new();
            let mut storing = Storing {
                archive: self,
                index,
                pace,
                start,
                folders,
                file,
                told: Instant::now(),
                others: &mut besides.others,
                texts: &mut besides.texts,
                losses: &mut besides.losses,
                leaves_texts: matches!(running.extraction, Extraction::Skipped),
            };
            storing.run(writer, &mut ready, &bytes, running)?;
            drop(ready);
            reading.join().map_err(|_| ArchiveError::Broken { what: format!("reading {}", source.name) })
        })?;
        let broken = result.err().map(|error| {
            Defect::new("file", error.to_string(), Effect::RestUnreadable).because(error.reason())
        });
        for defect in broken.into_iter().chain(source.changed()) {
            besides.losses.add(&defect);
            let mut batch = writer.batch(start)?;
            batch.put_defect(None, &defect)?;
            batch.commit()?;
        }
        besides.is_read = !was_stopped.into_inner();
        if besides.is_read {
            writer.end_import(start.import)?;
        }
        Ok((start, besides))
    }

    /// Returns the number of bytes that the interrupted import of the source has read, and adds its bytes and
    /// items to the progress.
    fn bytes_read(
        &self,
        start: ImportStart,
        writer: &StoreWriter,
        file: usize,
        running: &mut Running<'_>,
    ) -> Result<u64, ArchiveError> {
        let states = self.reader().source_states()?;
        let bytes = states.get(&start.source).map_or(0, |state| state.bytes_read);
        let counts = writer.counts(start.import)?;
        if let Some(progress) = running.view.files.get_mut(file) {
            progress.bytes = bytes.min(progress.total);
            progress.found = counts.ready + counts.copies + counts.damaged;
            progress.kept = progress.found;
        }
        Ok(bytes)
    }

    /// Starts the preparing threads. Each thread has its own channels. Findings are sent and received in the same
    /// round-robin order, so they stay in sequence.
    fn preparing<'s>(
        &self,
        scope: &'s Scope<'s, '_>,
        extraction: &Extraction,
    ) -> Result<(Vec<Sender<OnItsWay>>, Ready), ArchiveError> {
        let cores = thread::available_parallelism().map_or(2, usize::from);
        let mut out = Vec::new();
        let mut from = Vec::new();
        for _ in 0..cores.saturating_sub(1).clamp(1, MOST_PREPARING) {
            let (found_in, found_out) = bounded(BETWEEN);
            let (asked_in, asked_out) = bounded(BETWEEN);
            let (ready_in, ready_out) = bounded(BETWEEN);
            let preparing = Preparing::new(self.store.reader()?, extraction.clone());
            thread::Builder::new()
                .name("prepare".to_owned())
                .stack_size(STACK)
                .spawn_scoped(scope, move || prepare_all(preparing, &found_out, &asked_in))
                .map_err(ArchiveError::Thread)?;
            thread::Builder::new()
                .name("texts".to_owned())
                .spawn_scoped(scope, move || wait_for_texts(&asked_out, &ready_in))
                .map_err(ArchiveError::Thread)?;
            out.push(found_in);
            from.push(ready_out);
        }
        Ok((out, Ready { from, next: 0 }))
    }
}

fn prepare_all(mut preparing: Preparing, found: &Receiver<OnItsWay>, asked: &Sender<InWaiting>) {
    step_back();
    for (found, share) in found {
        let (prepared, texts) = preparing.prepare(found);
        if asked.send((prepared, texts, share)).is_err() {
            return;
        }
    }
}

fn wait_for_texts(asked: &Receiver<InWaiting>, ready: &Sender<(Prepared, Share)>) {
    for (mut prepared, asked, share) in asked {
        if let Prepared::Item(item) = &mut prepared {
            item.texts = texts::wait(asked);
        }
        if ready.send((prepared, share)).is_err() {
            return;
        }
    }
}
