//! `foundmail info`, `list`, `search`, `show` and `thread`

use std::io::{IsTerminal as _, Write as _};

use anyhow::Result;
use foundmail_archive::{Archive, Row, SearchPage, ShowAs, view};

use crate::args::{Form, List, Search, Sort};
use crate::{Ended, out};

/// Characters that are shown of a part of a query that was not understood.
const PART: usize = 60;

pub fn info(archive: &Archive, json: bool) -> Result<Ended> {
    let info = archive.info()?;
    if json {
        out::json(&info)?;
        return Ok(Ended::Well);
    }
    out::line(&format!(
        "{}: {} messages in {} conversations, {} bytes",
        info.path, info.messages, info.conversations, info.bytes
    ))?;
    if info.damaged > 0 {
        out::line(&format!("{} items are not whole", info.damaged))?;
    }
    for source in &info.sources {
        out::line(&format!("{} ({})  {}", source.path, source.format, source.count))?;
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
        Sort::Relevance => view::Sort::Relevance,
    };
    let page = SearchPage { sort, offset: search.offset, limit: search.limit, facets: search.facets };
    let found = archive.search(&search.query, &page)?;
    if search.json {
        out::json(&found)?;
        return Ok(Ended::Well);
    }
    for problem in &found.problems {
        eprintln!("{}: {}", out::short(&problem.part, PART), problem.why);
    }
    rows(&found.hits, false)?;
    if let Some(facets) = &found.facets {
        counts(facets)?;
    }
    if let Some(nothing) = &found.nothing {
        help(nothing);
    }
    eprintln!("{} of {} messages", found.hits.len(), found.total);
    Ok(Ended::Well)
}

/// Values that are listed of each kind; the JSON document has more.
const SHOWN: usize = 8;

fn counts(facets: &view::Facets) -> Result<()> {
    let kinds = [
        ("people", &facets.people),
        ("folders", &facets.folders),
        ("months", &facets.months),
        ("types", &facets.types),
        ("kinds", &facets.kinds),
        ("sources", &facets.sources),
    ];
    for (name, values) in kinds {
        let values = values
            .iter()
            .take(SHOWN)
            .map(|value| format!("{} ({})", out::one_line(&value.label), value.count));
        out::line(&format!("{name:8} {}", values.collect::<Vec<_>>().join(" · ")))?;
    }
    Ok(())
}

fn help(nothing: &view::NothingFound) {
    for suggestion in &nothing.suggestions {
        eprintln!("did you mean  {}  ({})", out::one_line(suggestion.query.trim_end()), suggestion.count);
    }
    for part in &nothing.parts {
        let name = out::one_line(&part.part);
        eprintln!("{name}  alone {}, without it {}", part.alone, part.without);
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
    // To a terminal goes what cannot command it.
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
    for row in rows {
        let date = row.date.as_deref().and_then(|date| date.get(..10)).unwrap_or("no date");
        let from = row.from.as_ref().map_or("", |from| from.shown());
        let from: String = from.chars().take(24).collect();
        let files = if row.attachments.is_empty() { "" } else { "  [+]" };
        out::line(&format!("{:>7}  {date:10}  {from:24}  {}{files}", row.id, row.subject))?;
    }
    Ok(Ended::Well)
}
