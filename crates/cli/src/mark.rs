//! The commands `foundmail mark` and `rename-tag`.

use anyhow::Result;
use foundmail_archive::view::Selection;
use foundmail_archive::{Archive, problems_of};
use serde::Serialize;

use crate::args::Mark;
use crate::{Ended, browse, out};

/// The result of a change of marks.
#[derive(Serialize)]
struct Changed {
    /// Number of messages that match the query.
    chosen: usize,
    /// Number of messages whose marks are different now.
    changed: u32,
}

pub fn run(archive: &Archive, wanted: &Mark) -> Result<Ended> {
    // The shell splits a query at spaces, so that the query needs no quotation marks.
    let query = wanted.query.join(" ");
    let problems = problems_of(&query);
    // A part that was not understood would be left out, and other messages would be marked.
    if query.trim().is_empty() || !problems.is_empty() {
        browse::problems(&problems);
        eprintln!("foundmail: Nothing was marked. Correct the query, or use in:anywhere for all messages.");
        return Ok(Ended::Refused);
    }
    let ids = archive.selected(&Selection::Search { query, typing: false, folder: None, source: None })?;
    let chosen = ids.len();
    let messages = Selection::Messages { ids };
    let changed = match (&wanted.tag, &wanted.untag) {
        (Some(tag), _) => archive.set_tag(&messages, tag, true)?,
        (None, Some(tag)) => archive.set_tag(&messages, tag, false)?,
        (None, None) => archive.set_star(&messages, wanted.star)?,
    };
    if wanted.json {
        out::json(&Changed { chosen, changed })?;
    } else {
        let messages =
            out::count(u32::try_from(chosen).unwrap_or(u32::MAX), "message matches", "messages match");
        out::line(&format!("{messages}, {changed} changed."))?;
    }
    Ok(Ended::Well)
}

pub fn rename(archive: &Archive, from: &str, to: &str, json: bool) -> Result<Ended> {
    let changed = archive.rename_tag(from, to)?;
    if json {
        out::json(&serde_json::json!({ "changed": changed }))?;
    } else {
        out::line(&format!("{} changed.", out::count(changed, "message", "messages")))?;
    }
    Ok(Ended::Well)
}
