//! Writes `index.html` and the further pages of the list.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::escape::{count, escape, field, grouped};
use super::files::write_file;
use super::list::{ConversationList, ListPage, year_heading};
use super::page::{Page, PageKind, Site};
use super::search_data::{Chunks, MAX_TEXT};
use crate::error::ExportError;
use crate::manifest::ExportSummary;
use crate::options::{ExportOptions, TimeZone};
use crate::output::Output;

/// Number of exceptions that the page names. The manifest has all of them.
const MAX_EXCEPTIONS: usize = 200;

/// Writes all pages of the list. `index.html` is the first one, and also has the search and the facts of the export.
pub(super) fn write(
    site: &Site,
    list: &mut ConversationList,
    chunks: &Chunks,
    options: &ExportOptions,
    summary: &ExportSummary,
    output: &mut Output,
) -> Result<(), ExportError> {
    let pages = list.pages(site)?;
    let years = years(&pages);
    for (index, page) in pages.iter().enumerate() {
        let kind = if index == 0 { PageKind::Index } else { PageKind::List };
        let described = Page { kind, title: &site.title };
        let mut html = site.begin(&described);
        let conversations = list.html(site, page, kind.root())?;
        if index == 0 {
            push_heading(site, list.len(), options, summary, &mut html);
            push_search(chunks, &mut html);
        } else {
            let _ = writeln!(
                html,
                "<nav class=\"top\"><a href=\"../index.html\">\u{2190} First page and search</a></nav>\n<main>\n<h1>{}</h1>\n\
                 <p class=\"lead\">All conversations, page {} of {}</p>",
                field(&site.title),
                index.saturating_add(1),
                pages.len()
            );
        }
        html.push_str("<div id=\"list\">\n");
        push_years(&years, index, kind, &mut html);
        html.push_str(&conversations);
        push_neighbours(index, pages.len(), kind, &mut html);
        html.push_str("</div>\n");
        if index == 0 {
            push_about(site, options, summary, &mut html);
        }
        html.push_str("</main>\n");
        html.push_str(&site.end(&described));
        if index == 1 {
            output.create_folder("list")?;
        }
        write_file(output, &path(index), &html)?;
    }
    Ok(())
}

/// Returns the path of a page of the list. The first one is `index.html`.
fn path(index: usize) -> String {
    if index == 0 { "index.html".to_owned() } else { format!("list/{:04}.html", index.saturating_add(1)) }
}

/// Returns the link from a page of one kind to another page of the list.
fn link(index: usize, kind: PageKind) -> String {
    format!("{}{}", kind.root(), path(index))
}

/// Returns each year, newest first, with the index of its first page. The part without a date is last.
fn years(pages: &[ListPage]) -> Vec<(Option<i32>, usize)> {
    let mut first = BTreeMap::new();
    for (index, page) in pages.iter().enumerate() {
        for &year in &page.years {
            first.entry(year).or_insert(index);
        }
    }
    first.into_iter().rev().collect()
}

fn push_heading(
    site: &Site,
    conversations: u32,
    options: &ExportOptions,
    summary: &ExportSummary,
    html: &mut String,
) {
    let _ = write!(html, "<main>\n<h1>{}</h1>\n<p class=\"lead\">", field(&site.title));
    if !options.selection.is_empty() && options.selection != site.title {
        let _ = write!(html, "{}. ", field(&options.selection));
    }
    let _ = write!(
        html,
        "{} in {}, with {}",
        count(summary.written, "message"),
        count(conversations, "conversation"),
        count(summary.attachments.written, "attachment")
    );
    if let Some((first, last)) = &summary.dates {
        let day = |date: &str| {
            let date = chrono::DateTime::parse_from_rfc3339(date).ok();
            let date = date.and_then(|date| site.at(Some(date.timestamp())));
            date.map(|date| date.format("%-d %B %Y").to_string()).unwrap_or_default()
        };
        let (first, last) = (day(first), day(last));
        let dates = if first == last { first } else { format!("{first} to {last}") };
        let _ = write!(html, ", {}", escape(&dates));
    }
    html.push_str(".</p>\n");
    let number = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
    let lost = [
        (number(summary.exceptions.len()), "message", "not exported"),
        (number(summary.attachments.exceptions.len()), "attachment", "not exported"),
        (summary.incomplete, "message", "incomplete"),
    ];
    let lost: Vec<String> = lost
        .iter()
        .filter(|(number, ..)| *number > 0)
        .map(|(number, noun, what)| {
            format!("{} {} {what}.", count(*number, noun), if *number == 1 { "is" } else { "are" })
        })
        .collect();
    if !lost.is_empty() {
        let _ = writeln!(html, "<p class=\"missing\">{} <a href=\"#about\">Details</a></p>", lost.join(" "));
    }
}

/// Adds the search. It is hidden until its script runs.
fn push_search(chunks: &Chunks, html: &mut String) {
    let _ = writeln!(
        html,
        "<div id=\"search\" role=\"search\" data-list=\"{}\" data-texts=\"{}\" hidden>\n\
         <label for=\"query\">Search all messages</label>\n\
         <input type=\"search\" id=\"query\" autocomplete=\"off\" spellcheck=\"false\" aria-describedby=\"status\">\n\
         <p id=\"status\" class=\"hint\" role=\"status\"></p>\n\
         <ol id=\"results\" class=\"conversations\"></ol>\n\
         <button type=\"button\" id=\"more\" hidden>Show more</button>\n</div>",
        chunks.list, chunks.texts
    );
}

fn push_years(years: &[(Option<i32>, usize)], current: usize, kind: PageKind, html: &mut String) {
    if years.len() < 2 {
        return;
    }
    html.push_str("<nav class=\"years\" aria-label=\"Years\">");
    for &(year, index) in years {
        let (id, name) = year_heading(year);
        let page = if index == current { String::new() } else { link(index, kind) };
        let _ = write!(html, "<a href=\"{page}#{id}\">{name}</a> ");
    }
    html.push_str("</nav>\n");
}

fn push_neighbours(index: usize, pages: usize, kind: PageKind, html: &mut String) {
    if pages < 2 {
        return;
    }
    html.push_str("<nav class=\"pages\" aria-label=\"Pages\">");
    if let Some(newer) = index.checked_sub(1) {
        let _ = write!(html, "<a href=\"{}\" rel=\"prev\">\u{2190} Newer</a> ", link(newer, kind));
    }
    let older = index.saturating_add(1);
    if older < pages {
        let _ = write!(html, "<a href=\"{}\" rel=\"next\">Older \u{2192}</a>", link(older, kind));
    }
    html.push_str("</nav>\n");
}

/// Adds the facts of the export: time, mailboxes, and each message that is not in it or not complete.
fn push_about(site: &Site, options: &ExportOptions, summary: &ExportSummary, html: &mut String) {
    html.push_str("<section id=\"about\">\n<h2>About this export</h2>\n<dl>\n");
    let mut row = |label: &str, value: &str| {
        let _ = writeln!(html, "<dt>{label}</dt><dd>{value}</dd>");
    };
    row("Made on", &escape(&format!("{}, by Foundmail {}", site.made, env!("CARGO_PKG_VERSION"))));
    let zone = match site.time_zone {
        TimeZone::Local => "Local time of the computer that made this export".to_owned(),
        zone => zone.to_string(),
    };
    row("Times", &escape(&zone));
    for source in &options.sources {
        let mut value = format!("{} ({})", field(&source.name), super::attachments::size(source.size));
        if let Some(missing) = &source.missing {
            let _ = write!(value, "<br>{}", field(missing));
        }
        if let Some(digest) = &source.sha256 {
            let _ = write!(value, "<br><span class=\"digest\">SHA-256 {}</span>", escape(digest));
        }
        row("Mailbox", &value);
    }
    if summary.incomplete > 0 {
        let messages = count(summary.incomplete, "message");
        row(
            "Incomplete",
            &format!("{messages}, marked in the list. The page of each one names the missing parts."),
        );
    }
    for exception in summary.exceptions.iter().take(MAX_EXCEPTIONS) {
        row("Not exported", &format!("{}: {}", field(&exception.subject), field(&exception.why)));
    }
    for exception in summary.attachments.exceptions.iter().take(MAX_EXCEPTIONS) {
        row("Not exported", &format!("Attachment {}: {}", field(&exception.name), field(&exception.why)));
    }
    if summary.exceptions.len().max(summary.attachments.exceptions.len()) > MAX_EXCEPTIONS {
        row("Not exported", "More messages or attachments: manifest.json names all of them.");
    }
    let characters = grouped(u32::try_from(MAX_TEXT).unwrap_or(u32::MAX));
    row(
        "Search",
        &format!(
            "Reads the first {characters} characters of each message, and not the content of attachments."
        ),
    );
    row(
        "Check",
        "SHA256SUMS has the digest of each file. <code>foundmail verify-export</code> compares them.",
    );
    html.push_str("</dl>\n</section>\n");
}
