//! The command `foundmail inspect`.

use std::path::Path;

use anyhow::Result;
use foundmail_archive::{Inspected, InspectedRecovery, inspect};

use crate::{Ended, out};

pub fn run(file: &Path, json: bool) -> Result<Ended> {
    let found = inspect(file)?;
    let ended = if found.defects.is_empty() { Ended::Well } else { Ended::Damaged };
    ended.after(if json { out::json(&found) } else { print(&found) })
}

fn print(found: &Inspected) -> Result<()> {
    out::line(&format!("{}: {}, {} bytes, {} items", found.path, found.format, found.size, found.items))?;
    if let (Some(layout), Some(encryption)) = (&found.layout, &found.encryption) {
        let password = if found.password == Some(true) { ", with a password (not needed here)" } else { "" };
        out::line(&format!("layout {layout}, encryption {encryption}{password}"))?;
    }
    for folder in &found.folders {
        let name = if folder.name.is_empty() { "(top)" } else { &folder.name };
        let deleted =
            if folder.deleted > 0 { format!("  (+{} deleted)", folder.deleted) } else { String::new() };
        out::line(&format!("{}{name}  {}{deleted}", "  ".repeat(folder.depth), folder.items))?;
    }
    if let Some(recovery) = &found.recovery {
        recovered(recovery)?;
    }
    for defect in &found.defects {
        out::line(&format!("! {defect}"))?;
    }
    Ok(())
}

fn recovered(recovery: &InspectedRecovery) -> Result<()> {
    let InspectedRecovery { lost, deleted, older_versions } = *recovery;
    if lost > 0 {
        out::line(&format!("items that Outlook does not show: {lost} (an import recovers them)"))?;
    }
    if deleted > 0 {
        out::line(&format!("deleted items: {deleted} (`foundmail import --recover` recovers them)"))?;
    }
    if older_versions > 0 {
        out::line(&format!(
            "older versions of existing items: {older_versions} (an import leaves them out)"
        ))?;
    }
    Ok(())
}
