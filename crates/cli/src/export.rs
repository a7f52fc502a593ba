//! `foundmail export` and `verify-export`

use std::io::IsTerminal as _;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::Result;
use foundmail_archive::view::{ExportPlan, Problem, Selection};
use foundmail_archive::{
    Archive, AttachmentFolders, AttachmentPlace, Copies, ExportFormat, ExportOptions, ExportRequest,
    ExportSummary, ListOptions, Order, Paper, PdfChoices, Preset, VcardVersion, VerifiedExport,
    export_format, problems_of, verify_export,
};
use indicatif::{ProgressBar, ProgressStyle};

use crate::args::{
    AttachmentChoice, CopyChoice, Export, ExportWhat, FolderChoice, OrderChoice, PaperChoice, PdfArgs,
    PresetChoice, VcfVersion,
};
use crate::format_options::ignored;
use crate::{Ended, browse, out};

pub fn run(archive: &Archive, export: &Export) -> Result<Ended> {
    if let Some(sentence) = ignored(export) {
        eprintln!("foundmail: {sentence}");
        return Ok(Ended::Refused);
    }
    if let Some(query) = &export.what.query {
        let found = problems_of(query);
        if query.trim().is_empty() || !found.is_empty() {
            return refused(export, &found);
        }
    }
    let messages = selected(archive, &export.what)?;
    let format = format(export);
    if export.dry_run {
        let plan = archive.plan(&messages, format, &options(export), &export.to)?;
        return dry_run(export, &plan);
    }
    let request = ExportRequest {
        messages: &messages,
        format,
        target: &export.to,
        options: options(export),
        source_digests: !export.no_source_digests,
        // The command line runs without a display.
        printer: None,
    };
    let bar = if std::io::stderr().is_terminal() { ProgressBar::new(0) } else { ProgressBar::hidden() };
    bar.set_style(ProgressStyle::with_template("{bar:32} {pos}/{len} messages  {eta} left")?);
    let stopped = stop_signal();
    let exported = archive.export_with(&request, &mut |done, all| {
        bar.set_length(all.into());
        bar.set_position(done.into());
        !stopped.load(Ordering::Acquire)
    })?;
    bar.finish_and_clear();
    if let Some(problem) = &exported.log_problem {
        eprintln!("foundmail: {problem}");
    }
    let summary = &exported.summary;
    let printed = if export.json { out::json(summary) } else { print(summary, &exported.path) };
    if summary.is_complete() { Ended::Well } else { Ended::Damaged }.after(printed)
}

/// Returns a flag that Ctrl-C and the end of the session set. The export then deletes its files. A second signal ends the
/// program at once.
fn stop_signal() -> Arc<AtomicBool> {
    let stopped = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&stopped);
    // Without the handler, a signal ends the program at once and leaves a folder of unfinished files.
    let _ = ctrlc::set_handler(move || {
        if flag.swap(true, Ordering::AcqRel) {
            std::process::exit(130);
        }
    });
    stopped
}

/// Returns the format. MBOX has a file for each folder if the path is not that of an MBOX file, and VCF has a variant with the
/// people in messages.
fn format(export: &Export) -> &'static ExportFormat {
    let is_file = export.to.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("mbox"));
    match export.format.name {
        "pdf" if export.pdf.per_conversation => export_format("pdf-conversations").unwrap_or(export.format),
        "mbox" if !is_file => export_format("mbox-folders").unwrap_or(export.format),
        "vcf" if export.of_format.people => export_format("vcf-people").unwrap_or(export.format),
        _ => export.format,
    }
}

fn pdf_choices(pdf: &PdfArgs) -> PdfChoices {
    PdfChoices {
        attachments: match pdf.attachments {
            Some(AttachmentChoice::Embed) | None => AttachmentPlace::Embed,
            Some(AttachmentChoice::Append) => AttachmentPlace::Append,
            Some(AttachmentChoice::Beside) => AttachmentPlace::Beside,
        },
        bates: pdf.bates.clone(),
        paper: match pdf.paper {
            Some(PaperChoice::A4) | None => Paper::A4,
            Some(PaperChoice::Letter) => Paper::Letter,
        },
        sources: !pdf.no_sources,
        front: !pdf.no_cover,
        ea_pdf: pdf.ea_pdf,
    }
}

fn options(export: &Export) -> ExportOptions {
    let ExportWhat { all, folder, source, .. } = &export.what;
    let is_tree = format(export).has_folders && (*all || folder.is_some() || source.is_some());
    let order = match export.order {
        Some(OrderChoice::Folder) => Order::Folder,
        None if is_tree => Order::Folder,
        Some(OrderChoice::Date) | None => Order::Date,
    };
    ExportOptions {
        selection: words(&export.what),
        copies: if export.copies == CopyChoice::Once { Copies::Once } else { Copies::Everywhere },
        order,
        time_zone: export.time_zone,
        vcard: match export.of_format.vcf_version {
            Some(VcfVersion::V3) | None => VcardVersion::V3,
            Some(VcfVersion::V4) => VcardVersion::V4,
        },
        list: ListOptions { with_messages: export.of_format.with_messages },
        attachment_folders: match export.of_format.by {
            Some(FolderChoice::Conversation) => AttachmentFolders::Conversation,
            Some(FolderChoice::Sender) | None => AttachmentFolders::Sender,
        },
        max_file: export.of_format.split,
        preset: export.of_format.preset.map(|PresetChoice::Microsoft365| Preset::Microsoft365),
        pdf: pdf_choices(&export.pdf),
        ..ExportOptions::default()
    }
}

/// Returns the selection in words, for the manifest.
fn words(what: &ExportWhat) -> String {
    let ids = |ids: &[u32]| ids.iter().map(u32::to_string).collect::<Vec<_>>().join(", ");
    match what {
        ExportWhat { all: true, .. } => "All mail".to_owned(),
        ExportWhat { query: Some(query), .. } => format!("Search for {query}"),
        ExportWhat { folder: Some(folder), .. } => format!("Folder {folder}"),
        ExportWhat { source: Some(source), .. } => format!("Mailbox {source}"),
        ExportWhat { person: Some(person), .. } => format!("Messages with {person}"),
        ExportWhat { thread, .. } if !thread.is_empty() => {
            format!("Conversations of the messages {}", ids(thread))
        }
        ExportWhat { id, .. } => format!("Messages {}", ids(id)),
    }
}

fn dry_run(export: &Export, plan: &ExportPlan) -> Result<Ended> {
    if export.json {
        out::json(plan)?;
        return Ok(Ended::Well);
    }
    out::line(&format!(
        "{} with {}, about {} bytes, would be written to {}",
        out::count(plan.messages, "message", "messages"),
        out::count(plan.attachments, "attachment", "attachments"),
        plan.bytes,
        plan.target
    ))?;
    if plan.damaged > 0 {
        out::line(&format!(
            "{}; their readable parts are exported",
            out::count(plan.damaged, "message is damaged", "messages are damaged")
        ))?;
    }
    other_kinds(plan.other_kinds)?;
    Ok(Ended::Well)
}

fn print(summary: &ExportSummary, path: &Path) -> Result<()> {
    out::line(&format!(
        "{} with {}: {}",
        out::count(summary.written, "message", "messages"),
        out::count(summary.attachments.written, "attachment", "attachments"),
        path.display()
    ))?;
    if summary.incomplete > 0 {
        out::line(&format!(
            "{}; the manifest names the missing parts",
            out::count(summary.incomplete, "message is incomplete", "messages are incomplete")
        ))?;
    }
    for exception in &summary.exceptions {
        out::line(&format!(
            "! message {} (\u{201c}{}\u{201d}) was not written: {}",
            exception.id, exception.subject, exception.why
        ))?;
    }
    for exception in &summary.attachments.exceptions {
        out::line(&format!(
            "! attachment {} of message {} was not written: {}",
            exception.name, exception.id, exception.why
        ))?;
    }
    for remark in &summary.remarks {
        out::line(&format!("! {remark}"))?;
    }
    other_kinds(summary.other_kinds)
}

fn other_kinds(count: u32) -> Result<()> {
    if count > 0 {
        out::line(&format!(
            "{} not exported, because this format can contain nothing of {}",
            out::count(count, "item is", "items are"),
            if count == 1 { "it" } else { "them" }
        ))?;
    }
    Ok(())
}

/// Refuses an export. If a query is only partly understood, it could export messages that the user did not mean.
fn refused(export: &Export, problems: &[Problem]) -> Result<Ended> {
    let error = serde_json::json!({ "error": REFUSED, "problems": problems });
    let printed = if export.json { out::json(&error) } else { Ok(()) };
    eprintln!("foundmail: {REFUSED}");
    browse::problems(problems);
    Ended::Refused.after(printed)
}

const REFUSED: &str = "nothing was exported, because the query is empty or part of it was not understood; \
                       use --all to export all messages";

fn selected(archive: &Archive, what: &ExportWhat) -> Result<Vec<u32>> {
    let search = |query: String| {
        archive.selected(&Selection::Search { query, typing: false, folder: None, source: None })
    };
    Ok(match what {
        ExportWhat { all: true, .. } => search(String::new())?,
        ExportWhat { query: Some(query), .. } => search(query.clone())?,
        ExportWhat { folder: Some(folder), .. } => archive.selected_in(folder)?,
        ExportWhat { source: Some(source), .. } => archive.selected_from(source)?,
        ExportWhat { person: Some(person), .. } => archive.selected_with(person)?,
        ExportWhat { thread, .. } if !thread.is_empty() => {
            let mut messages = Vec::new();
            for &id in thread {
                let ids: Vec<u32> = archive.thread_of(id)?.into_iter().map(|row| row.id).collect();
                messages.extend(ids);
            }
            messages
        }
        ExportWhat { id, .. } => id.clone(),
    })
}

/// Compares a finished export with its digests.
pub fn verify(path: &Path, json: bool) -> Result<Ended> {
    let verified = verify_export(path)?;
    let printed = if json { out::json(&verified) } else { differences(&verified) };
    if verified.problems.is_empty() { Ended::Well } else { Ended::Damaged }.after(printed)
}

fn differences(verified: &VerifiedExport) -> Result<()> {
    for problem in &verified.problems {
        out::line(&format!("! {}: {}", problem.path, problem.what))?;
    }
    let checked = verified.checked;
    out::line(&match verified.problems.len() {
        0 => format!("{checked} files and messages compared: the export has not changed"),
        problems => format!("{checked} files and messages compared: {problems} differences"),
    })
}
