//! The report of an import, in numbers that add up.

use std::path::Path;

use foundmail_defect::Effect;
use foundmail_import::{ImportError, Source};
use foundmail_store::{DefectRow, ImportCounts, ImportId, Reader, Writer};

use super::pipeline::Besides;
use crate::ArchiveError;
use crate::dates::rfc3339;
use crate::view::{AttachmentCounts, AttachmentTexts, DefectView, KindCounts, NotMail, SourceReport, Totals};

pub(super) fn of_import(
    writer: &Writer,
    reader: &Reader,
    source: &Source,
    import: ImportId,
    besides: Besides,
) -> Result<SourceReport, ArchiveError> {
    let counts = writer.counts(import)?;
    let defects = writer.import_defects(import)?;
    let defects = defects.iter().map(|row| defect_view(reader, row)).collect::<Result<_, _>>()?;
    Ok(SourceReport {
        path: source.path.to_string_lossy().into_owned(),
        format: source.format.word().to_owned(),
        found: counts.ready + counts.copies + counts.damaged,
        ready: counts.ready,
        copies: counts.copies,
        damaged: counts.damaged,
        recovered: counts.recovered,
        by_kind: kinds(&counts),
        attachments: AttachmentCounts { found: counts.attachments, unreadable: counts.unreadable },
        defects,
        looked_for_deleted: source.recover,
        attachment_texts: besides.texts.view(),
        not_mail: besides.others.view(),
    })
}

/// The report of a source that could not even be opened.
pub(super) fn of_failure(path: &Path, error: &ImportError) -> SourceReport {
    SourceReport {
        path: path.to_string_lossy().into_owned(),
        format: "unknown".to_owned(),
        found: 0,
        ready: 0,
        copies: 0,
        damaged: 0,
        recovered: 0,
        by_kind: KindCounts::default(),
        attachments: AttachmentCounts::default(),
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
        looked_for_deleted: false,
        attachment_texts: AttachmentTexts::default(),
        not_mail: NotMail::default(),
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

/// Structures of which is said in plain words what is wrong with them.
const PLAIN: [&str; 5] = ["file", "entry", "message", "attachment", "header"];

fn defect_view(reader: &Reader, row: &DefectRow) -> Result<DefectView, ArchiveError> {
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
        item: row.place,
        effect: row.effect.sentence().to_owned(),
        costs: row.effect.costs(),
        date: row.hint.date.and_then(rfc3339),
        from: text(&row.hint.from),
        subject: text(&row.hint.subject),
        message: row.message.map(|message| message.0),
    })
}
