//! The cover of a PDF.

use chrono::Utc;
use foundmail_pdf::{Layout, MessagePages};

use super::document::{Document, MAX_REMARKS};
use crate::manifest::ExportSummary;
use crate::options::ExportOptions;
use crate::pdf_choices::{AttachmentPlace, PdfChoices};

/// The labels and values of a cover.
pub(super) type Rows = Vec<(String, String)>;

/// Returns the cover of a document: selection, dates, counts, sources, and each message that is not complete. `summary` is
/// given for the only document of an export.
pub(super) fn cover(document: &Document, options: &ExportOptions, summary: Option<&ExportSummary>) -> Rows {
    let row = |label: &str, value: String| (label.to_owned(), value);
    let mut cover = Vec::new();
    if !options.selection.is_empty() {
        cover.push(row("Selection", options.selection.clone()));
    }
    let made = options.time_zone.at(Utc::now().timestamp());
    let made = made.map(|made| made.format("%-d %B %Y, %H:%M %:z").to_string());
    cover.push(row("Made on", made.unwrap_or_default()));
    cover.push(row("Messages", document.messages.to_string()));
    cover.push(row("Attachments", document.attachments.to_string()));
    if let Some((first, last)) = document.dates {
        let day = |date: i64| options.time_zone.at(date).map(|date| date.format("%Y-%m-%d").to_string());
        cover.push(row(
            "Dates",
            format!("{} to {}", day(first).unwrap_or_default(), day(last).unwrap_or_default()),
        ));
    }
    for source in &options.sources {
        let digest = source.sha256.as_ref().map(|digest| format!(", SHA-256 {digest}")).unwrap_or_default();
        let missing = source.missing.as_ref().map(|missing| format!(". {missing}")).unwrap_or_default();
        cover.push(row("Mailbox", format!("{} ({} bytes){digest}{missing}", source.name, source.size)));
    }
    if let Some(inside) = inside(&options.pdf) {
        cover.push(row("Inside this file", inside));
    }
    cover.push(row("Pages", pages(document.writer.placed())));
    for exception in summary.map(|summary| summary.exceptions.as_slice()).unwrap_or_default() {
        let value = format!("\u{201c}{}\u{201d}: {}", exception.subject, exception.why);
        cover.push(row("Not in this file", value));
    }
    for (subject, sentence) in &document.remarks {
        cover.push(row("Not complete", format!("\u{201c}{subject}\u{201d}: {sentence}")));
    }
    if document.remarks.len() >= MAX_REMARKS {
        let value = "The manifest beside this file lists all incomplete messages.";
        cover.push(row("Not complete", value.to_owned()));
    }
    cover
}

fn inside(choices: &PdfChoices) -> Option<String> {
    let message = "Each message as an EML file, as the archive keeps it";
    Some(match (choices.sources, choices.attachments) {
        (true, AttachmentPlace::Beside) => {
            format!("{message}. The attachments are in the folder beside this file.")
        }
        (true, _) => format!("{message}, and its attachments."),
        (false, AttachmentPlace::Beside) => return None,
        (false, _) => "The attachments of all messages.".to_owned(),
    })
}

/// Returns sentences about the layouts of the pages.
fn pages(messages: &[MessagePages]) -> String {
    let count = |layout| messages.iter().filter(|pages| pages.layout == layout).count();
    let (web, both) = (count(Layout::Web), count(Layout::WebAndText));
    if web == 0 && both == 0 {
        return "The pages show the text of the messages without its formatting.".to_owned();
    }
    let mut sentences =
        "The pages show each message as it looked; messages without formatting are shown as text. Pictures \
                         from the Internet are not loaded."
            .to_owned();
    if both > 0 {
        sentences.push_str(
            " Where a part of a text cannot be searched on these pages, pages with the whole text follow.",
        );
    }
    sentences
}
