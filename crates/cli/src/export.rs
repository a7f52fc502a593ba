//! `foundmail export` and `attachments`

use std::path::{Path, PathBuf};

use anyhow::Result;
use foundmail_archive::view::{Problem, Selection};
use foundmail_archive::{Archive, problems_of};

use serde::Serialize;

use crate::args::{Export, ExportWhat};
use crate::{Ended, browse, out};

pub fn export(archive: &Archive, export: &Export) -> Result<Ended> {
    if let Some(query) = &export.what.query {
        let found = problems_of(query);
        if query.trim().is_empty() || !found.is_empty() {
            return refused(export, &found);
        }
    }
    let messages = selected(archive, &export.what)?;
    let exported = archive.export(&messages, export.format, &export.to)?;
    if export.json {
        out::json(&exported.manifest)?;
    } else {
        let done = &exported.done;
        out::line(&format!(
            "{} with {}: {}",
            out::count(done.messages, "message", "messages"),
            out::count(done.attachments, "attachment", "attachments"),
            done.path
        ))?;
        if done.damaged > 0 {
            out::line(&format!(
                "{} of them are damaged; the manifest lists the missing parts",
                done.damaged
            ))?;
        }
    }
    Ok(if exported.done.damaged > 0 { Ended::Damaged } else { Ended::Well })
}

/// Refuses an export, because a query that is only partly understood could export messages that nobody wanted to export.
fn refused(export: &Export, problems: &[Problem]) -> Result<Ended> {
    if export.json {
        out::json(&serde_json::json!({ "error": REFUSED, "problems": problems }))?;
    }
    eprintln!("foundmail: {REFUSED}");
    browse::problems(problems);
    Ok(Ended::Refused)
}

const REFUSED: &str = "nothing was exported: the query is empty, or part of it was not understood; \
                       --all exports all messages";

fn selected(archive: &Archive, what: &ExportWhat) -> Result<Vec<u32>> {
    let search = |query: String| archive.selected(&Selection::Search { query, folder: None, source: None });
    Ok(match what {
        ExportWhat { all: true, .. } => search(String::new())?,
        ExportWhat { query: Some(query), .. } => search(query.clone())?,
        ExportWhat { folder: Some(folder), .. } => archive.selected_in(folder)?,
        ExportWhat { thread, .. } if !thread.is_empty() => {
            let mut messages = Vec::new();
            for &id in thread {
                messages.extend(
                    archive
                        .thread_of(id)?
                        .into_iter()
                        .map(|row| row.id)
                        .filter(|id| !messages.contains(id))
                        .collect::<Vec<_>>(),
                );
            }
            messages
        }
        ExportWhat { id, .. } => id.clone(),
    })
}

/// An attachment of a message.
#[derive(Serialize)]
struct AttachmentJson {
    index: u32,
    name: String,
    #[serde(rename = "type")]
    media_type: String,
    size: u64,
    inline: bool,
    /// The path at which it was saved.
    #[serde(skip_serializing_if = "Option::is_none")]
    saved: Option<PathBuf>,
}

pub fn attachments(archive: &Archive, id: u32, save: Option<&Path>, json: bool) -> Result<Ended> {
    let mut all = Vec::new();
    for attachment in archive.attachments(id)? {
        let saved = save.map(|dir| archive.save_attachment(id, attachment.index, dir)).transpose()?;
        if !json {
            let name = saved.as_ref().map_or(attachment.name.clone(), |path| path.display().to_string());
            let (index, kind, size) = (attachment.index, &attachment.media_type, attachment.size);
            out::line(&format!("{index}  {kind}  {size} bytes  {name}"))?;
        }
        all.push(AttachmentJson {
            index: attachment.index,
            name: attachment.name,
            media_type: attachment.media_type,
            size: attachment.size,
            inline: attachment.inline,
            saved,
        });
    }
    if json {
        out::json(&all)?;
    } else if all.is_empty() {
        eprintln!("This message has no attachments.");
    }
    Ok(Ended::Well)
}
