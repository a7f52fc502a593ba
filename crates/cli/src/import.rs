//! The command `foundmail import`.

use std::io::{IsTerminal, Write as _};

use anyhow::{Context as _, Result};
use foundmail_archive::view::{Completeness, ImportReport, ImportView, SourceReport};
use foundmail_archive::{Archive, Control, ImportOptions};
use indicatif::{ProgressBar, ProgressStyle};

use crate::args::Import;
use crate::{Ended, damage, out};

pub fn run(archive: &Archive, import: &Import) -> Result<Ended> {
    for path in &import.paths {
        path.metadata().with_context(|| {
            format!("nothing was imported, because this path cannot be opened: {}", path.display())
        })?;
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
    let costs = report.sources.iter().flat_map(|source| &source.defects).any(|defect| defect.costs);
    let is_whole = report.sources.iter().all(|source| source.state == Completeness::Whole);
    let is_damaged = costs || !is_whole || report.totals.damaged > 0;
    let printed = if import.json { out::json(&report) } else { print(&report) };
    if is_damaged { Ended::Damaged } else { Ended::Well }.after(printed)
}

/// Prints the progress as one line of JSON. The numbers include only data that is safely on disk, so a power cut
/// cannot lose any of it.
fn tell_progress(view: &ImportView) {
    let stored: u64 = view.files.iter().map(|file| u64::from(file.found)).sum();
    let kept: u64 = view.files.iter().map(|file| u64::from(file.kept)).sum();
    let bytes: u64 = view.files.iter().map(|file| file.bytes).sum();
    let total: u64 = view.files.iter().map(|file| file.total).sum();
    // The import continues if the program that reads stderr has ended.
    let line = serde_json::json!({ "stored": stored, "kept": kept, "bytes": bytes, "total": total });
    // A single write, because a failing disk could otherwise leave a partial line.
    let _ = std::io::stderr().write_all(format!("{line}\n").as_bytes());
}

fn bar() -> Result<ProgressBar> {
    let style = ProgressStyle::with_template("{bar:32} {bytes}/{total_bytes}  {msg}  {eta} left")?;
    Ok(ProgressBar::new(0).with_style(style))
}

fn print(report: &ImportReport) -> Result<()> {
    for source in &report.sources {
        out::line(&format!("{} ({})", source.path, source.format))?;
        out::line(&format!("  {}", source.summary))?;
        out::line(&format!("  {}", sum(source.found, source.ready, source.copies, source.damaged)))?;
        if source.recovered > 0 {
            out::line(&format!(
                "  {}",
                out::count(
                    source.recovered,
                    "recovered item that no folder listed",
                    "recovered items that no folder listed"
                )
            ))?;
        }
        if source.attachments.unreadable > 0 {
            let counts = source.attachments;
            let found = out::count(counts.found, "attachment", "attachments");
            out::line(&format!("  {} of {found} could not be read completely", counts.unreadable))?;
        }
        not_mail(source)?;
        damage::print(source)?;
    }
    if report.sources.len() > 1 {
        let totals = report.totals;
        out::line(&format!("Total: {}", sum(totals.found, totals.ready, totals.copies, totals.damaged)))?;
    }
    Ok(())
}

fn sum(found: u32, ready: u32, copies: u32, damaged: u32) -> String {
    let copies = out::count(copies, "copy", "copies");
    format!("{found} found = {ready} ready + {copies} + {damaged} damaged")
}

fn not_mail(source: &SourceReport) -> Result<()> {
    let others = &source.not_mail;
    if others.count > 0 {
        let kinds =
            others.by_kind.iter().map(|kind| format!("{} {}", kind.count, kind.kind.replace('_', " ")));
        let kinds = kinds.collect::<Vec<_>>().join(", ");
        let files = out::count(others.count, "other file that is not mail", "other files that are not mail");
        out::line(&format!("  {files}: {kinds}"))?;
        // Archives in formats that Foundmail cannot unpack may contain mail.
        let packed = others.by_kind.iter().find(|kind| kind.kind == "archives").map_or(0, |kind| kind.count);
        let named: Vec<_> = others.examples.iter().filter(|file| file.what.contains("unpack it")).collect();
        for file in &named {
            out::line(&format!("    {}: {}", file.path, file.what))?;
        }
        let more = usize::try_from(packed).unwrap_or(usize::MAX).saturating_sub(named.len());
        if more > 0 && !named.is_empty() {
            out::line(&format!("    and {more} more archives"))?;
        }
    }
    Ok(())
}
