//! Lists the imports that have ended, with their results, and the sources and options of imports that can be
//! continued.

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;

use foundmail_import::{ImportError, Source};
use foundmail_store::{
    JobId, JobRequest, JobRow, JobState, SourceId, SourceProgress, SourceRow, SourceState, StoreError,
    StoreReader,
};

use super::ImportOptions;
use super::path_text::{path_of_text, path_text};
use crate::dates::milliseconds;
use crate::import::completeness::at_percent;
use crate::view::{Completeness, FileProgress, ImportReport, ImportState, ImportView};
use crate::{Archive, ArchiveError};

/// Returns the request of a job in the form in which the archive stores it.
pub(super) fn request(
    sources: &[(&PathBuf, Result<Source, ImportError>)],
    options: ImportOptions,
) -> JobRequest {
    let path = |(path, source): &(&PathBuf, Result<Source, ImportError>)| match source {
        Ok(source) => path_text(&source.path),
        Err(_) => path_text(std::path::absolute(path).as_deref().unwrap_or(path)),
    };
    JobRequest {
        paths: sources.iter().map(path).collect(),
        recover: options.recover,
        no_attachment_text: options.no_attachment_text,
    }
}

impl Archive {
    /// Returns all imports that have ended, newest first. An import that ended early is left out if a later import
    /// continued it by reading the same sources.
    pub fn imports(&self) -> Result<Vec<ImportView>, ArchiveError> {
        self.close_broken_imports()?;
        let reader = self.reader();
        let sources = reader.sources()?;
        let states = reader.source_states()?;
        let mut asked_later: HashSet<String> = HashSet::new();
        let mut views = Vec::new();
        for job in reader.jobs()? {
            let paths = job.request.as_ref().map(|request| request.paths.clone()).unwrap_or_default();
            let is_running = job.state == JobState::Running;
            let is_settled = job.state != JobState::Done
                && !paths.is_empty()
                && paths.iter().all(|path| asked_later.contains(path));
            let is_forgotten = job.request.is_some() && paths.is_empty() && job.state != JobState::Done;
            let view = view(&reader, &sources, &states, job)?;
            // A source also counts as unreadable if it could not be opened, for example because its disk was not
            // connected. Such a source still has to be read.
            let reports = view.report.iter().flat_map(|report| &report.sources);
            let unreadable: HashSet<&String> = reports
                .filter(|source| source.state == Completeness::Unreadable && source.found == 0)
                .map(|source| &source.path)
                .collect();
            asked_later.extend(paths.into_iter().filter(|path| !unreadable.contains(path)));
            if !is_running && !is_settled && !is_forgotten {
                views.push(view);
            }
        }
        Ok(views)
    }

    /// Returns the sources and options of an import that can be continued.
    pub fn import_request(&self, import: u32) -> Result<(Vec<PathBuf>, ImportOptions), ArchiveError> {
        let request = self.reader().job(JobId(import))?.and_then(|job| job.request);
        let what = "The archive no longer contains the list of files for this import. Add the files again.";
        let request = request.ok_or_else(|| ArchiveError::NotFound { what: what.to_owned() })?;
        let options =
            ImportOptions { recover: request.recover, no_attachment_text: request.no_attachment_text };
        Ok((request.paths.iter().map(|path| path_of_text(path)).collect(), options))
    }

    /// Marks jobs without a running import as interrupted.
    fn close_broken_imports(&self) -> Result<(), ArchiveError> {
        let runs = self.reader().jobs()?.iter().any(|job| job.state == JobState::Running);
        if !runs {
            return Ok(());
        }
        // Opening the archive for writing marks these jobs. If another program is writing, its job may be running,
        // so nothing is marked.
        match self.store.writer() {
            Ok(_) | Err(StoreError::Busy) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}

type States = HashMap<SourceId, SourceState>;

fn view(
    reader: &StoreReader,
    sources: &[SourceRow],
    states: &States,
    job: JobRow,
) -> Result<ImportView, ArchiveError> {
    let report: Option<ImportReport> = serde_json::from_str(&job.report).ok();
    let report = report.map(|report| with_better_copies(sources, states, report));
    let state = match job.state {
        JobState::Done => ImportState::Done,
        JobState::Cancelled => ImportState::Cancelled,
        JobState::Stopped | JobState::Interrupted => ImportState::Stopped,
        JobState::Failed | JobState::Running => ImportState::Failed,
    };
    let paths = job.request.as_ref().map(|request| request.paths.as_slice()).unwrap_or_default();
    let early = state != ImportState::Done;
    let files = if early { files(reader, sources, states, paths)? } else { Vec::new() };
    let error = match state {
        ImportState::Done => None,
        ImportState::Failed if !job.error.is_empty() => Some(job.error),
        _ => Some(stopped_at(&files)),
    };
    Ok(ImportView {
        id: job.id.0,
        started: milliseconds(job.started).unwrap_or(0),
        state,
        can_continue: early && !paths.is_empty(),
        files,
        indexed: 1.0,
        seconds: job.seconds,
        report,
        error,
    })
}

/// Adds a sentence to the reports of sources that now have a better copy, and of sources that were removed.
fn with_better_copies(sources: &[SourceRow], states: &States, mut report: ImportReport) -> ImportReport {
    let named = |path: &str| sources.iter().find(|source| source.path == path);
    for source in report.sources.iter_mut().filter(|source| source.state != Completeness::Whole) {
        let better = named(&source.path).and_then(|row| states.get(&row.id)?.replaced_by);
        let better = better.and_then(|id| sources.iter().find(|source| source.id == id));
        if let Some(better) = better {
            source.summary =
                format!("This mailbox is incomplete, but Foundmail has a better copy: {}.", better.name);
        }
    }
    for source in report.sources.iter_mut().filter(|source| source.found > 0) {
        if named(&source.path).is_none() {
            source.summary = format!("{} This mailbox was later removed from Foundmail.", source.summary);
        }
    }
    report
}

/// Returns the progress of each source of a job.
fn files(
    reader: &StoreReader,
    sources: &[SourceRow],
    states: &States,
    paths: &[String],
) -> Result<Vec<FileProgress>, ArchiveError> {
    let mut files = Vec::new();
    // Sources are read one after the other. A source without messages is not in the archive. Such a source counts
    // as read if a later source of the job is in the archive.
    let last = paths.iter().rposition(|path| sources.iter().any(|source| source.path == *path));
    for (at, path) in paths.iter().enumerate() {
        let source = sources.iter().find(|source| source.path == *path);
        let state = source.and_then(|source| states.get(&source.id));
        let name = path_of_text(path).file_name().map(|name| name.to_string_lossy().into_owned());
        let (found, _) = source.map_or(Ok((0, 0)), |source| reader.items_of(source.id))?;
        files.push(FileProgress {
            name: name.unwrap_or_else(|| path.clone()),
            format: source.map(|source| source.format.clone()).unwrap_or_default(),
            bytes: state.map_or(0, |state| state.bytes_read),
            total: source.map_or(0, |source| source.size),
            found,
            kept: 0,
            done: match state {
                Some(state) => state.progress != SourceProgress::Reading,
                None => last.is_some_and(|last| at < last),
            },
        });
    }
    Ok(files)
}

/// Returns the sentences about an import that ended early, such as
/// `The import of office.pst stopped at 61 %. 2 more files were not read.`
pub(super) fn stopped_at(files: &[FileProgress]) -> String {
    let mut unread = files.iter().filter(|file| !file.done);
    let Some(first) = unread.next() else {
        return "The import stopped before its end.".to_owned();
    };
    let percent = if first.bytes > 0 { at_percent(first.bytes, first.total) } else { String::new() };
    let more = match unread.count() {
        0 => String::new(),
        1 => " One more file was not read.".to_owned(),
        many => format!(" {many} more files were not read."),
    };
    format!("The import of {} stopped{percent}.{more}", first.name)
}

#[cfg(test)]
mod tests {
    use super::stopped_at;
    use crate::view::FileProgress;

    #[test]
    fn the_file_that_stopped_is_named() {
        let file = |name: &str, bytes, done| FileProgress {
            name: name.to_owned(),
            format: "pst".to_owned(),
            bytes,
            total: 100,
            found: 0,
            kept: 0,
            done,
        };
        for (files, expected) in [
            (vec![file("office.pst", 61, false)], "The import of office.pst stopped at 61 %."),
            (
                vec![file("a.pst", 100, true), file("b.pst", 0, false), file("c.pst", 0, false)],
                "The import of b.pst stopped. One more file was not read.",
            ),
            (Vec::new(), "The import stopped before its end."),
        ] {
            assert_eq!(stopped_at(&files), expected);
        }
    }
}
