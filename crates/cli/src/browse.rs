//! The commands `foundmail info`, `list`, `search`, `show` and `thread`.

use std::io::{IsTerminal as _, Write as _};

use anyhow::Result;
use foundmail_archive::{Archive, Row, SearchPage, ShowAs, view};

use crate::args::{Form, List, Search, Sort};
use crate::{Ended, out};

/// The maximum number of characters that are shown of a part of a query that was not understood.
const PART: usize = 60;
/// The maximum number of characters that are shown of a snippet.
const SNIPPET: usize = 110;

pub fn info(archive: &Archive, json: bool) -> Result<Ended> {
    let info = archive.info()?;
    if json {
        out::json(&info)?;
        return Ok(Ended::Well);
    }
    out::line(&format!(
        "{}: {} in {}, {} bytes",
        info.path,
        out::count(info.messages, "message", "messages"),
        out::count(info.conversations, "conversation", "conversations"),
        info.bytes
    ))?;
    if info.damaged > 0 {
        let messages = out::count(info.damaged_messages, "message", "messages");
        let kinds = [
            (info.damaged_shown, format!("partly readable ({messages}, search for is:damaged)")),
            (info.damaged_copies, "with an undamaged copy".to_owned()),
            (info.lost, "unreadable".to_owned()),
        ];
        let kinds =
            kinds.iter().filter(|(count, _)| *count > 0).map(|(count, kind)| format!("{count} {kind}"));
        let items = out::count(info.damaged, "item is damaged", "items are damaged");
        out::line(&format!("{items}: {}", kinds.collect::<Vec<_>>().join(", ")))?;
    }
    if info.sources.len() > 1 {
        out::line("A message in several mailboxes or folders is counted in each of them:")?;
    }
    for source in &info.sources {
        out::line(&format!("{} ({})  {}", source.path, source.format, source.count))?;
        match (&source.missing, &source.replaced_by) {
            (Some(_), Some(other)) => {
                out::line(&format!("  ! Incomplete, but the archive also has a better copy: {other}"))?;
            }
            (Some(missing), None) => out::line(&format!("  ! {missing}"))?,
            (None, _) => {}
        }
        for folder in &source.folders {
            out::line(&format!("  {}  {}", folder.path.join(" / "), folder.count))?;
        }
    }
    Ok(Ended::Well)
}

pub fn list(archive: &Archive, list: &List) -> Result<Ended> {
    rows(&archive.messages(list.folder.as_deref(), list.offset, list.limit)?, list.json)
}

pub fn thread(archive: &Archive, id: u32, json: bool) -> Result<Ended> {
    rows(&archive.thread_of(id)?, json)
}

pub fn search(archive: &Archive, search: &Search) -> Result<Ended> {
    let sort = match search.sort {
        Sort::Date => view::Sort::Date,
        Sort::Oldest => view::Sort::Oldest,
        Sort::Relevance => view::Sort::Relevance,
    };
    let page = SearchPage { sort, offset: search.offset, limit: search.limit, facets: search.facets };
    // The shell splits a query at spaces, so that the query needs no quotation marks.
    let query = search.query.join(" ");
    let found = archive.search(&query, &page)?;
    if search.json {
        out::json(&found)?;
        return Ok(Ended::Well);
    }
    for hit in &found.hits {
        row(hit)?;
        if let Some(snippet) = hit.snippet.as_deref().map(str::trim).filter(|snippet| !snippet.is_empty()) {
            out::line(&format!("{:>21}{}", "", out::short(snippet, SNIPPET)))?;
        }
    }
    if let Some(facets) = &found.facets {
        counts(facets)?;
    }
    if let Some(nothing) = &found.nothing {
        help(nothing);
    }
    match found.total {
        0 => eprintln!("No messages were found."),
        total => eprintln!("{} of {}", found.hits.len(), out::count(total, "message", "messages")),
    }
    // Problems are printed last, so that they stay visible below the results.
    problems(&found.problems);
    Ok(Ended::Well)
}

/// Prints the parts of a query that were not understood, each with the reason.
pub fn problems(problems: &[view::Problem]) {
    for problem in problems {
        eprintln!("{}: {}", out::short(&problem.part, PART), problem.why);
    }
}

/// The maximum number of values that are listed of each facet. The JSON document lists more.
const SHOWN: usize = 8;

fn counts(facets: &view::Facets) -> Result<()> {
    let kinds = [
        ("people", &facets.people),
        ("folders", &facets.folders),
        ("months", &facets.months),
        ("types", &facets.types),
        ("kinds", &facets.kinds),
        ("tags", &facets.tags),
        ("sources", &facets.sources),
    ];
    for (name, values) in kinds {
        // Months are in ascending order, so the last ones are the newest and most useful.
        let from = if name == "months" { values.len().saturating_sub(SHOWN) } else { 0 };
        let shown = values.iter().skip(from).take(SHOWN);
        let values = shown.map(|value| format!("{} ({})", out::one_line(&named(value)), value.count));
        out::line(&format!("{name:8} {}", values.collect::<Vec<_>>().join(" · ")))?;
    }
    Ok(())
}

/// Returns the name of a value. For a folder it includes the parent folders, because several folders may be called
/// Sent.
fn named(value: &view::Facet) -> String {
    let path = value.query.strip_prefix("in:").map(|path| path.trim_matches('"'));
    match path.and_then(|path| path.rsplit_once('/')) {
        Some((around, _)) => format!("{} in {around}", value.label),
        None => value.label.clone(),
    }
}

fn help(nothing: &view::NothingFound) {
    for suggestion in &nothing.suggestions {
        eprintln!("did you mean  {}  ({} results)", out::one_line(&suggestion.query), suggestion.count);
    }
    for part in &nothing.parts {
        let name = out::one_line(&part.part);
        eprintln!(
            "{name}: {} results for this part alone, {} results without this part",
            part.alone, part.without
        );
    }
}

pub fn show(archive: &Archive, id: u32, form: Form) -> Result<Ended> {
    let form = match form {
        Form::Text => ShowAs::Text,
        Form::Html => ShowAs::Html,
        Form::Headers => ShowAs::Headers,
        Form::Raw => ShowAs::Raw,
        Form::Json => ShowAs::Json,
    };
    // A terminal receives the message through `out::bytes`, which removes control characters.
    if form == ShowAs::Raw && !std::io::stdout().is_terminal() {
        let mut out = std::io::stdout().lock();
        archive.write_original(id, &mut out)??;
        out.flush()?;
        return Ok(Ended::Well);
    }
    out::bytes(&archive.show(id, form)?)?;
    Ok(Ended::Well)
}

fn rows(rows: &[Row], json: bool) -> Result<Ended> {
    if json {
        out::json(&rows)?;
        return Ok(Ended::Well);
    }
    rows.iter().try_for_each(row)?;
    Ok(Ended::Well)
}

fn row(row: &Row) -> Result<()> {
    let date = row.date.as_deref().and_then(|date| date.get(..10)).unwrap_or("no date");
    let from = row.from.as_ref().map_or("", |from| from.shown());
    let from: String = from.chars().take(24).collect();
    // The kind is shown for contacts, notes and similar items, because they have no sender.
    let kind = if row.kind == "mail" { String::new() } else { format!("({}) ", row.kind) };
    let subject = if row.subject.trim().is_empty() { "(no subject)" } else { &row.subject };
    let files = if row.attachments.is_empty() { "" } else { "  [+]" };
    let star = if row.starred { "  [*]" } else { "" };
    let tags: Vec<String> = row.tags.iter().map(|tag| format!("  #{}", out::one_line(tag))).collect();
    let tags = tags.concat();
    out::line(&format!("{:>7}  {date:10}  {from:24}  {kind}{subject}{files}{star}{tags}", row.id))
}
