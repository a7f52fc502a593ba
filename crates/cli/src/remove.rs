//! The command `foundmail remove`.

use anyhow::{Result, ensure};
use foundmail_archive::Archive;

use crate::{Ended, out};

pub fn run(archive: &Archive, wanted: &str, json: bool) -> Result<Ended> {
    let sources = archive.info()?.sources;
    let mut found: Vec<_> = sources.iter().filter(|source| source.path == wanted).collect();
    if found.is_empty() {
        let is_meant = |id: u32, name: &str| name == wanted || id.to_string() == wanted;
        found = sources.iter().filter(|source| is_meant(source.id, &source.name)).collect();
    }
    ensure!(!found.is_empty(), "no imported mailbox matches {wanted}; see `foundmail info`");
    ensure!(found.len() == 1, "several mailboxes match {wanted}; use the full path of one");
    let Some(source) = found.first() else { return Ok(Ended::Well) };
    let removed = archive.remove_source(source.id)?;
    if json {
        out::json(&removed)?;
    } else {
        out::line(&format!(
            "{} was removed, with {} messages that no other mailbox contains. This freed {} bytes.",
            removed.name, removed.messages, removed.freed
        ))?;
    }
    Ok(Ended::Well)
}
