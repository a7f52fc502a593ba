//! The command `foundmail find`.

use std::path::PathBuf;

use anyhow::{Context as _, Result};
use foundmail_archive::view::FoundMailbox;

use crate::{Ended, out};

pub fn run(paths: &[PathBuf], json: bool) -> Result<Ended> {
    for path in paths {
        path.metadata().with_context(|| path.display().to_string())?;
    }
    let found = foundmail_archive::find(paths);
    if json {
        out::json(&found)?;
        return Ok(Ended::Well);
    }
    if found.is_empty() {
        eprintln!("No mailboxes were found.");
    }
    for mailbox in &found {
        out::line(&line(mailbox))?;
    }
    Ok(Ended::Well)
}

fn line(mailbox: &FoundMailbox) -> String {
    let FoundMailbox { path, format, program, size, modified, may_be_partial } = mailbox;
    let day = modified.as_deref().and_then(|date| date.get(..10)).unwrap_or("no date   ");
    let program = if program.is_empty() { String::new() } else { format!(" ({program})") };
    let hint = if *may_be_partial { "  (may contain only the last 12 months)" } else { "" };
    format!("{size:>14}  {day}  {format}{program}  {path}{hint}")
}
