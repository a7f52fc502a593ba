//! `foundmail import`

use std::io::{IsTerminal, Write as _};

use anyhow::{Context as _, Result};
use foundmail_archive::view::{ImportReport, ImportView, SourceReport};
use foundmail_archive::{Archive, Control, ImportOptions};
use indicatif::{ProgressBar, ProgressStyle};

use crate::args::Import;
use crate::{Ended, out};

/// Defects that are named on a terminal; the JSON document has them all.
const SHOWN: usize = 20;

pub fn run(archive: &Archive, import: &Import) -> Result<Ended> {
    for path in &import.paths {
        path.metadata().with_context(|| path.display().to_string())?;
    }
    let bar = if std::io::stderr().is_terminal() { bar()? } else { ProgressBar::hidden() };
    let mut tell = |view: &ImportView| {
        if import.progress {
            tell_progress(view);
        }
        bar.set_length(view.files.iter().map(|file| file.total).sum());
        bar.set_position(view.files.iter().map(|file| file.bytes).sum());
        let found: u64 = view.files.iter().map(|file| u64::from(file.found)).sum();
        bar.set_message(format!("{found} messages"));
    };
    let options = ImportOptions { recover: import.recover, no_attachment_text: import.no_attachment_text };
    let view = archive.import(&import.paths, options, &Control::new(), &mut tell)?;
    bar.finish_and_clear();
    let report = view.report.unwrap_or_else(|| ImportReport {
        sources: Vec::new(),
        totals: foundmail_archive::view::Totals::default(),
        seconds: 0.0,
        bytes: 0,
    });
    if import.json {
        out::json(&report)?;
    } else {
        print(&report)?;
    }
    let costs = report.sources.iter().flat_map(|source| &source.defects).any(|defect| defect.costs);
    Ok(if costs || report.totals.damaged > 0 { Ended::Damaged } else { Ended::Well })
}

/// What is counted here was put on the disk before: a power cut does not take it away.
fn tell_progress(view: &ImportView) {
    let stored: u64 = view.files.iter().map(|file| u64::from(file.found)).sum();
    let bytes: u64 = view.files.iter().map(|file| file.bytes).sum();
    let total: u64 = view.files.iter().map(|file| file.total).sum();
    // Whoever reads it may have gone; the import goes on.
    let line = serde_json::json!({ "stored": stored, "bytes": bytes, "total": total });
    // In one piece: a disk that fails leaves no half of a line.
    let _ = std::io::stderr().write_all(format!("{line}\n").as_bytes());
}

fn bar() -> Result<ProgressBar> {
    let style = ProgressStyle::with_template("{bar:32} {bytes}/{total_bytes}  {msg}  {eta} left")?;
    Ok(ProgressBar::new(0).with_style(style))
}

fn print(report: &ImportReport) -> Result<()> {
    for source in &report.sources {
        out::line(&format!("{} ({})", source.path, source.format))?;
        out::line(&format!("  {}", sum(source.found, source.ready, source.copies, source.damaged)))?;
        if source.recovered > 0 {
            out::line(&format!("  {} brought back from where no folder lists them", source.recovered))?;
        }
        if source.attachments.unreadable > 0 {
            let counts = source.attachments;
            out::line(&format!(
                "  {} of {} attachments could not be read whole",
                counts.unreadable, counts.found
            ))?;
        }
        not_mail(source)?;
        defects(source)?;
    }
    if report.sources.len() > 1 {
        let totals = report.totals;
        out::line(&format!("In all: {}", sum(totals.found, totals.ready, totals.copies, totals.damaged)))?;
    }
    Ok(())
}

fn sum(found: u32, ready: u32, copies: u32, damaged: u32) -> String {
    format!("{found} found = {ready} ready + {copies} copies + {damaged} damaged")
}

fn not_mail(source: &SourceReport) -> Result<()> {
    let others = &source.not_mail;
    if others.count > 0 {
        let kinds =
            others.by_kind.iter().map(|kind| format!("{} {}", kind.count, kind.kind.replace('_', " ")));
        let kinds = kinds.collect::<Vec<_>>().join(", ");
        out::line(&format!("  {} other files that are no mail: {kinds}", others.count))?;
    }
    Ok(())
}

fn defects(source: &SourceReport) -> Result<()> {
    let costing = source.defects.iter().filter(|defect| defect.costs);
    for defect in costing.clone().take(SHOWN) {
        let item = [defect.date.as_deref(), defect.from.as_deref(), defect.subject.as_deref()];
        let item = item.into_iter().flatten().collect::<Vec<_>>().join(" · ");
        let item = if item.is_empty() { String::new() } else { format!("{item}: ") };
        out::line(&format!("  ! {item}{} {}", defect.effect, defect.what))?;
    }
    let more = costing.count().saturating_sub(SHOWN);
    if more > 0 {
        out::line(&format!("  and {more} more; --json lists them all"))?;
    }
    Ok(())
}
