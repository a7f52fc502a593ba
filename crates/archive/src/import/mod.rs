//! Imports files and folders into the archive and its index.

mod budget;
pub(crate) mod completeness;
mod content;
mod control;
mod find;
mod giant;
mod history;
mod others;
mod outlet;
mod pace;
mod path_text;
mod pipeline;
mod polite;
mod prepare;
mod report;
mod storing;
mod summary;
mod texts;

#[cfg(all(test, unix))]
mod tests;

use std::panic::resume_unwind;
use std::path::PathBuf;
use std::thread;
use std::time::{Duration, Instant};

use foundmail_import::{ImportError, Source, source_of};
use foundmail_search::IndexWriter;
use foundmail_store::{JobState, StoreWriter};

use crate::dates::{milliseconds, now};
use crate::numbers::fraction;
use crate::view::{FileProgress, ImportReport, ImportState, ImportView, SourceReport};
use crate::{Archive, ArchiveError};
pub use control::Control;
pub use find::find;
use pace::Pace;
pub use path_text::path_of_text;
use texts::Extraction;

/// The options of an import.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ImportOptions {
    /// True to look for deleted items in files that may still contain some. Items that are lost because of damage
    /// are recovered even if this is false.
    pub recover: bool,
    /// True to skip the text of attachments. The import is then faster, but a search does not find the text of
    /// attachments.
    pub no_attachment_text: bool,
}

/// The state of a running import.
pub(crate) struct Running<'r> {
    pub view: ImportView,
    /// Working time without pauses, until `looked`.
    worked: Duration,
    looked: Instant,
    pub control: &'r Control,
    pub extraction: Extraction,
    pub progress: &'r mut dyn FnMut(&ImportView),
}

impl Running<'_> {
    pub(crate) fn tell(&mut self) {
        let seconds = self.seconds();
        self.view.seconds = seconds;
        self.view.state = match self.view.state {
            ImportState::Reading if self.control.is_halted() => ImportState::Paused,
            ImportState::Paused if !self.control.is_halted() => ImportState::Reading,
            state => state,
        };
        (self.progress)(&self.view);
    }

    /// Updates the searchable share of all files. `of_stored` is the searchable share of the stored items, which
    /// becomes smaller when a batch is stored. The updated share never decreases, so the progress bar never moves
    /// backward.
    pub(crate) fn note_indexed(&mut self, of_stored: f64) {
        let total: u64 = self.view.files.iter().map(|file| file.total).sum();
        let bytes: u64 = self.view.files.iter().map(|file| file.bytes.min(file.total)).sum();
        self.view.indexed = self.view.indexed.max(of_stored * fraction(bytes, total));
    }

    /// Returns the working time of the import in seconds, without pauses.
    fn seconds(&mut self) -> f64 {
        let now = Instant::now();
        if self.view.state != ImportState::Paused {
            self.worked = self.worked.saturating_add(now.saturating_duration_since(self.looked));
        }
        self.looked = now;
        self.worked.as_secs_f64()
    }
}

impl Archive {
    /// Imports files and folders, one after the other, and returns the finished import with its report.
    ///
    /// `control` pauses or ends the import from another thread. `progress` is called whenever the state changes.
    /// It is also called about eight times a second while sources are read, even during a pause. The import waits
    /// for `progress`, so the function must return quickly. It cannot end the import.
    ///
    /// # Errors
    /// Returns an error of the archive itself. Items that were already stored are kept. An error of a single
    /// source is not returned: it is part of the report, and the import continues with the next source.
    pub fn import(
        &self,
        paths: &[PathBuf],
        options: ImportOptions,
        control: &Control,
        progress: &mut (dyn FnMut(&ImportView) + Send),
    ) -> Result<ImportView, ArchiveError> {
        // The import runs in a separate thread, so that a lower priority does not slow down the caller. Threads
        // that are started by this thread inherit its priority.
        let importing = || {
            polite::step_back();
            let extraction = if options.no_attachment_text { Extraction::Skipped } else { Extraction::new() };
            self.import_here(paths, options, extraction, control, progress)
        };
        thread::scope(|scope| {
            match thread::Builder::new().name("import".to_owned()).spawn_scoped(scope, importing) {
                Ok(running) => running.join().unwrap_or_else(|panic| resume_unwind(panic)),
                Err(error) => Err(ArchiveError::Thread(error)),
            }
        })
    }

    fn import_here(
        &self,
        paths: &[PathBuf],
        options: ImportOptions,
        extraction: Extraction,
        control: &Control,
        progress: &mut dyn FnMut(&ImportView),
    ) -> Result<ImportView, ArchiveError> {
        let mut writer = self.store.writer()?;
        self.catch_up_as(&writer)?;
        let mut index = self.index().writer()?;
        let started = now();
        let source =
            |path: &PathBuf| source_of(path).map(|source| Source { recover: options.recover, ..source });
        let sources: Vec<_> = paths.iter().map(|path| (path, source(path))).collect();
        let job = writer.begin_job(started, &history::request(&sources, options))?;
        let view = ImportView {
            id: job.0,
            started: milliseconds(started).unwrap_or(0),
            state: ImportState::Reading,
            can_continue: false,
            files: sources.iter().map(|(path, source)| waiting(path, source)).collect(),
            indexed: 0.0,
            seconds: 0.0,
            report: None,
            error: None,
        };
        let (worked, looked) = (Duration::ZERO, Instant::now());
        let mut running = Running { view, worked, looked, control, extraction, progress };
        running.tell();
        let result = self.import_sources(job, sources, &mut writer, &mut index, &mut running);
        let (reports, is_read) = match result {
            Ok(ended) => ended,
            Err(error) => {
                running.view.state = ImportState::Failed;
                running.view.error = Some(error.view().message);
                // If the disk is full, this call fails too. The first error is the one that is reported.
                let message = error.view().message;
                let _ = writer.end_job(job, JobState::Failed, running.seconds(), "", &message);
                running.view.can_continue = true;
                running.tell();
                return Err(error);
            }
        };
        running.view.state = ImportState::Indexing;
        running.tell();
        let (last, _) = self.reader().sequence_and_count()?;
        index.commit(last)?;
        self.refresh()?;
        index.finish()?;
        self.refresh()?;
        running.view.indexed = 1.0;
        end(job, reports, is_read, &mut writer, running)
    }

    fn import_sources(
        &self,
        job: foundmail_store::JobId,
        sources: Vec<(&PathBuf, Result<Source, ImportError>)>,
        writer: &mut StoreWriter,
        index: &mut IndexWriter,
        running: &mut Running<'_>,
    ) -> Result<(Vec<SourceReport>, bool), ArchiveError> {
        let mut reports = Vec::new();
        let mut is_read = true;
        let mut pace = Pace::new(self.index().sequence());
        for (file, (path, source)) in sources.into_iter().enumerate() {
            if running.control.is_cancelled() {
                is_read = false;
                break;
            }
            let mut is_done = true;
            reports.push(match source {
                Ok(source) => {
                    let (start, besides) =
                        self.import_source(job, &source, file, writer, index, &mut pace, running)?;
                    is_done = besides.is_read;
                    report::of_import(writer, &self.reader(), &source, start, besides)?
                }
                Err(error) => report::of_failure(path, &error),
            });
            if let Some(progress) = running.view.files.get_mut(file) {
                progress.done = is_done;
                progress.bytes = if is_done { progress.total } else { progress.bytes };
            }
            is_read &= is_done;
            running.tell();
        }
        let found = writer.find_better_copies()?;
        report::name_better_copies(&mut reports, &self.reader().sources()?, &found);
        Ok((reports, is_read))
    }
}

fn end(
    job: foundmail_store::JobId,
    sources: Vec<SourceReport>,
    is_read: bool,
    writer: &mut StoreWriter,
    mut running: Running<'_>,
) -> Result<ImportView, ArchiveError> {
    let seconds = running.seconds();
    let bytes = running.view.files.iter().map(|file| file.bytes).sum();
    let report = ImportReport { totals: report::sum(&sources), sources, seconds, bytes };
    // If everything was already read when the import was cancelled, there is nothing to continue.
    let (state, job_state) = match (is_read, running.control.is_closing()) {
        (true, _) => (ImportState::Done, JobState::Done),
        (_, true) => (ImportState::Stopped, JobState::Stopped),
        _ => (ImportState::Cancelled, JobState::Cancelled),
    };
    running.view.state = state;
    running.view.can_continue = !is_read;
    running.view.error = (!is_read).then(|| history::stopped_at(&running.view.files));
    writer.end_job(job, job_state, seconds, &serde_json::to_string(&report)?, "")?;
    running.view.report = Some(report);
    running.tell();
    Ok(running.view)
}

fn waiting(path: &std::path::Path, source: &Result<Source, ImportError>) -> FileProgress {
    match source {
        Ok(source) => FileProgress {
            name: source.name.clone(),
            format: source.format.name.to_owned(),
            bytes: 0,
            total: source.size,
            found: 0,
            kept: 0,
            done: false,
        },
        Err(_) => FileProgress {
            name: path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned(),
            format: String::new(),
            bytes: 0,
            total: 0,
            found: 0,
            kept: 0,
            done: false,
        },
    }
}
