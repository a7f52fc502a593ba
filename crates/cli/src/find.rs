//! The command `foundmail find`.

use std::path::PathBuf;

use anyhow::{Context as _, Result};
use foundmail_archive::view::{FoundMailbox, FoundMailboxes};

use crate::{Ended, out};

pub fn run(paths: &[PathBuf], json: bool) -> Result<Ended> {
    for path in paths {
        path.metadata().with_context(|| path.display().to_string())?;
    }
    let FoundMailboxes { mailboxes, is_complete } = foundmail_archive::find(paths);
    let printed = if json { out::json(&mailboxes) } else { print(&mailboxes) };
    if !is_complete {
        eprintln!(
            "There may be more mailboxes: the search stopped before it had looked in all folders. Search single folders \
             with `foundmail find PATH`."
        );
    }
    if is_complete { Ended::Well } else { Ended::Damaged }.after(printed)
}

fn print(mailboxes: &[FoundMailbox]) -> Result<()> {
    if mailboxes.is_empty() {
        eprintln!("No mailboxes were found.");
    }
    mailboxes.iter().try_for_each(|mailbox| out::line(&line(mailbox)))
}

fn line(mailbox: &FoundMailbox) -> String {
    let FoundMailbox { path, format, program, size, modified, may_be_partial } = mailbox;
    let day = modified.as_deref().and_then(|date| date.get(..10)).unwrap_or("no date   ");
    let program = if program.is_empty() { String::new() } else { format!(" ({program})") };
    let hint = if *may_be_partial { "  (may contain only the last 12 months)" } else { "" };
    format!("{size:>14}  {day}  {format}{program}  {path}{hint}")
}
