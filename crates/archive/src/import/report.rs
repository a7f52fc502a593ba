//! Builds the report of an import.

use std::path::Path;

use foundmail_defect::{Effect, Shortfall};
use foundmail_import::{DELETED_ITEMS, ImportError, Source};
use foundmail_store::{
    DefectRow, ImportCounts, ImportStart, SourceId, SourceProgress, SourceRow, SourceState, StoreReader,
    StoreWriter,
};

use super::completeness;
use super::path_text::path_text;
use super::pipeline::Besides;
use super::storing::Losses;
use super::summary::{Deleted, is_damaged_single, summary};
use crate::ArchiveError;
use crate::dates::rfc3339;
use crate::view::{AttachmentCounts, Completeness, DefectView, KindCounts, SourceReport, Totals};

/// Maximum number of defects that a report lists. A hostile file can cause any number of them, and the report is kept
/// in memory, stored, and sent to the window.
const MOST_DEFECTS: u32 = 1000;

/// Returns the report of a source, and stores its state. If the source has no items, it is removed, because an
/// empty mailbox in the window would be useless.
pub(super) fn of_import(
    writer: &mut StoreWriter,
    reader: &StoreReader,
    source: &Source,
    start: ImportStart,
    besides: Besides,
) -> Result<SourceReport, ArchiveError> {
    let counts = writer.counts(start.import)?;
    let (defects, defects_left_out) = writer.import_defects(start.import, MOST_DEFECTS)?;
    let defects = defects.iter().map(|row| defect_view(reader, row)).collect::<Result<_, _>>()?;
    let (texts_read, texts_failed) = writer.texts_of(start.import)?;
    let mut report = SourceReport {
        path: path_text(&source.path),
        format: source.format.name.to_owned(),
        found: counts.ready + counts.copies + counts.damaged,
        ready: counts.ready,
        copies: counts.copies,
        damaged: counts.damaged,
        recovered: counts.recovered,
        by_kind: kinds(&counts),
        attachments: AttachmentCounts { found: counts.attachments, unreadable: counts.unreadable },
        defects,
        defects_left_out,
        looked_for_deleted: source.recover,
        attachment_texts: besides.texts.view(texts_read, texts_failed),
        not_mail: besides.others.view(),
        ..SourceReport::default()
    };
    let known_damaged = besides.losses.known_damaged;
    let state = if besides.is_read {
        end(writer, source, start, &report, besides.before, besides.losses)?
    } else {
        reader.source_states()?.remove(&start.source).unwrap_or_else(|| unread(source))
    };
    let facts = completeness::Source {
        format: &report.format,
        size: source.size,
        items: report.found,
        mail: report.by_kind.mail,
    };
    report.missing = completeness::missing(&source.name, facts, &state);
    report.state = completeness::completeness(state.progress);
    let deleted = source.recover.then(|| writer.recovered_as(start.import, &DELETED_ITEMS)).transpose()?;
    let deleted = deleted.map(|(found, new)| Deleted { found, new });
    report.summary = if besides.is_read {
        summary(&report, known_damaged, deleted)
    } else {
        report.looked_for_deleted = false;
        report.missing.clone().unwrap_or_else(|| STOPPED_AGAIN.to_owned())
    };
    if besides.is_read && !writer.has_items(start.source)? {
        writer.remove_source(start.source)?;
    }
    Ok(report)
}

/// The summary of an import that was stopped while it read a whole source again.
const STOPPED_AGAIN: &str =
    "This import was stopped. The messages of earlier imports are still in the archive.";

/// Stores and returns the state of a source that was read to its end. If this import continued an interrupted one,
/// `before` is the state of that import. The shortfalls in `before` are kept, because the items of that import are
/// not read again.
fn end(
    writer: &mut StoreWriter,
    source: &Source,
    start: ImportStart,
    report: &SourceReport,
    before: Option<SourceState>,
    losses: Losses,
) -> Result<SourceState, ArchiveError> {
    let mut shortfalls = losses.shortfalls;
    let mut texts_left = losses.texts_left;
    if let Some(before) = before {
        let known = before.shortfalls.into_iter().filter(|known| !shortfalls.contains(known));
        let known: Vec<Shortfall> = known.collect();
        shortfalls.extend(known);
        texts_left = texts_left.saturating_add(before.texts_left);
    }
    let progress = match () {
        () if is_damaged_single(report) => SourceProgress::Incomplete,
        () if shortfalls.is_empty() => SourceProgress::Whole,
        // Messages of an earlier import are still in the archive, so the source is not unreadable.
        () if report.found == 0 && !writer.has_items(start.source)? => SourceProgress::Unreadable,
        () => SourceProgress::Incomplete,
    };
    let state = SourceState { progress, shortfalls, bytes_read: source.size, texts_left, replaced_by: None };
    writer.end_source(start.source, &state)?;
    Ok(state)
}

/// Returns the state of a source for which the archive has no state.
fn unread(source: &Source) -> SourceState {
    SourceState {
        progress: SourceProgress::Reading,
        shortfalls: Vec::new(),
        bytes_read: source.size,
        texts_left: 0,
        replaced_by: None,
    }
}

/// Returns the report of a source that could not be opened.
pub(super) fn of_failure(path: &Path, error: &ImportError) -> SourceReport {
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    let state = SourceState {
        progress: SourceProgress::Unreadable,
        shortfalls: vec![Shortfall::of(error.reason())],
        bytes_read: 0,
        texts_left: 0,
        replaced_by: None,
    };
    let facts = completeness::Source { format: "unknown", size: 0, items: 0, mail: 0 };
    let missing = completeness::missing(&name, facts, &state);
    SourceReport {
        path: path_text(path),
        format: "unknown".to_owned(),
        state: Completeness::Unreadable,
        summary: missing.clone().unwrap_or_default(),
        missing,
        defects: vec![DefectView {
            offset: None,
            folder: String::new(),
            structure: "file".to_owned(),
            what: error.to_string(),
            plain: error.to_string(),
            item: None,
            effect: Effect::RestUnreadable.sentence().to_owned(),
            costs: true,
            date: None,
            from: None,
            subject: None,
            message: None,
        }],
        ..SourceReport::default()
    }
}

/// Adds a sentence to the report of each source that is a better copy. The sentence names the incomplete source.
/// `found` contains pairs of an incomplete source and its better copy.
pub(super) fn name_better_copies(
    reports: &mut [SourceReport],
    sources: &[SourceRow],
    found: &[(SourceId, SourceId)],
) {
    let row = |id: SourceId| sources.iter().find(|source| source.id == id);
    for (incomplete, better) in found.iter().filter_map(|(one, other)| Some((row(*one)?, row(*other)?))) {
        for report in reports.iter_mut().filter(|report| report.path == better.path) {
            report.summary = format!("{} This is a better copy of {}.", report.summary, incomplete.name);
        }
    }
}

pub(super) fn sum(sources: &[SourceReport]) -> Totals {
    sources.iter().fold(Totals::default(), |sum, source| Totals {
        found: sum.found + source.found,
        ready: sum.ready + source.ready,
        copies: sum.copies + source.copies,
        damaged: sum.damaged + source.damaged,
        recovered: sum.recovered + source.recovered,
    })
}

fn kinds(counts: &ImportCounts) -> KindCounts {
    let of = |word: &str| counts.by_kind.iter().find(|(kind, _)| kind == word).map_or(0, |(_, count)| *count);
    KindCounts {
        mail: of("mail"),
        appointment: of("appointment"),
        contact: of("contact"),
        task: of("task"),
        note: of("note"),
        other: of("other"),
    }
}

/// Structures for which the descriptions of defects are in plain language.
const PLAIN: [&str; 5] = ["file", "entry", "message", "attachment", "header"];

fn defect_view(reader: &StoreReader, row: &DefectRow) -> Result<DefectView, ArchiveError> {
    let folder = match row.folder {
        Some(folder) => reader.folder_path(folder)?.join(" / "),
        None => String::new(),
    };
    let text = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
    Ok(DefectView {
        offset: row.offset,
        folder,
        structure: row.structure.clone(),
        what: row.what.clone(),
        plain: if PLAIN.contains(&row.structure.as_str()) { row.what.clone() } else { String::new() },
        item: row.occurrence.map(|occurrence| occurrence.0),
        effect: row.effect.sentence().to_owned(),
        costs: row.effect.loses_data(),
        date: row.hint.date.and_then(rfc3339),
        from: text(&row.hint.from),
        subject: text(&row.hint.subject),
        message: row.message.map(|message| message.0),
    })
}
