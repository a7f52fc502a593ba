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
    /// The reason why it could not be saved.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

pub fn run(archive: &Archive, id: u32, save: Option<&Path>, json: bool) -> Result<Ended> {
    let mut all = Vec::new();
    let (mut failed, mut first_error) = (0_usize, None);
    for attachment in archive.attachments(id)? {
        // A damaged attachment does not prevent the others from being saved.
        let saved = save.map(|dir| archive.save_attachment(id, attachment.index, dir)).transpose();
        let (saved, error) = match saved {
            Ok(saved) => (saved, None),
            Err(error) => {
                let sentence = error.to_string();
                failed = failed.saturating_add(1);
                first_error.get_or_insert(error);
                (None, Some(sentence))
            }
        };
        all.push(AttachmentJson {
            index: attachment.index,
            name: attachment.name,
            media_type: attachment.media_type,
            size: attachment.size,
            inline: attachment.inline,
            saved,
            error,
        });
    }
    // If none can be saved, the reason is usually the folder or the disk.
    if let Some(error) = first_error.take_if(|_| failed == all.len()) {
        return Err(error.into());
    }
    let ended = if failed > 0 { Ended::Damaged } else { Ended::Well };
    ended.after(if json { out::json(&all) } else { print(&all) })
}

fn print(all: &[AttachmentJson]) -> Result<()> {
    for file in all {
        let AttachmentJson { index, name, media_type, size, saved, error, .. } = file;
        if let Some(error) = error {
            out::line(&format!("! {index}  {media_type}  {size} bytes  {name} was not saved: {error}"))?;
            continue;
        }
        let name = saved.as_ref().map_or(name.clone(), |path| path.display().to_string());
        out::line(&format!("{index}  {media_type}  {size} bytes  {name}"))?;
    }
    if all.is_empty() {
        eprintln!("This message has no attachments.");
    }
    Ok(())
}
