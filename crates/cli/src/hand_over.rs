//! `foundmail export` and `attachments`

use std::path::Path;

use anyhow::Result;
use foundmail_archive::Archive;
use foundmail_archive::view::{ExportFormat, Selection};

use crate::args::{Export, Format, What};
use crate::{Ended, out};

pub fn export(archive: &Archive, export: &Export) -> Result<Ended> {
    let messages = selected(archive, &export.what)?;
    let handed = match export.format {
        Format::Eml => archive.export(&messages, ExportFormat::Eml, &export.to)?,
        Format::Mbox => archive.export(&messages, ExportFormat::Mbox, &export.to)?,
        Format::Json => archive.export_documents(&messages, &export.to)?,
    };
    if export.json {
        out::json(&handed.manifest)?;
    } else {
        let done = &handed.done;
        out::line(&format!(
            "{} messages with {} attachments: {}",
            done.messages, done.attachments, done.path
        ))?;
        if done.damaged > 0 {
            out::line(&format!("{} of them are not whole; the manifest says what is missing", done.damaged))?;
        }
    }
    Ok(if handed.done.damaged > 0 { Ended::Damaged } else { Ended::Well })
}

fn selected(archive: &Archive, what: &What) -> Result<Vec<u32>> {
    let search = |query: String| archive.selected(&Selection::Search { query, folder: None, source: None });
    Ok(match what {
        What { all: true, .. } => search(String::new())?,
        What { query: Some(query), .. } => search(format!("{query} "))?,
        What { folder: Some(folder), .. } => search(format!("in:\"{}\"", folder.replace('"', " ")))?,
        What { thread, .. } if !thread.is_empty() => {
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
        What { id, .. } => id.clone(),
    })
}

pub fn attachments(archive: &Archive, id: u32, save: Option<&Path>) -> Result<Ended> {
    for attachment in archive.attachments(id)? {
        let about = format!("{}  {}  {} bytes", attachment.index, attachment.media_type, attachment.size);
        match save {
            Some(dir) => {
                let path = archive.save_attachment(id, attachment.index, dir)?;
                out::line(&format!("{about}  {}", path.display()))?;
            }
            None => out::line(&format!("{about}  {}", attachment.name))?,
        }
    }
    Ok(Ended::Well)
}
