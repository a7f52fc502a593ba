//! `foundmail attachments`

use std::path::{Path, PathBuf};

use anyhow::Result;
use foundmail_archive::Archive;
use serde::Serialize;

use crate::{Ended, out};

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

pub fn run(archive: &Archive, id: u32, save: Option<&Path>, json: bool) -> Result<Ended> {
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
