//! Chooses the folders without items that an export contains.

use std::collections::{HashMap, HashSet};

use foundmail_store::{FolderId, MessageId, SourceId, StoreReader};

use super::copies::{Copy, FolderPaths};
use crate::ArchiveError;

/// A folder without items, and the format of its source.
pub(super) struct EmptyFolderOf {
    pub(super) folder: FolderId,
    pub(super) format: String,
}

/// Returns the folders without items of all sources that are exported completely, in the order of an export by folder. A
/// part of a source is a choice of messages, to which its other folders do not belong.
pub(super) fn empty_folders(
    reader: &StoreReader,
    folders: &FolderPaths,
    messages: &[u32],
    copies: &[Copy],
) -> Result<Vec<EmptyFolderOf>, ArchiveError> {
    let empty = folders.empty();
    if empty.is_empty() {
        return Ok(Vec::new());
    }
    let mut chosen: HashMap<SourceId, u32> = HashMap::new();
    for &message in messages {
        let occurrences = reader.occurrences(MessageId(message))?;
        let sources: HashSet<SourceId> =
            occurrences.iter().filter_map(|row| folders.source(row.folder)).collect();
        for source in sources {
            let chosen = chosen.entry(source).or_default();
            *chosen = chosen.saturating_add(1);
        }
    }
    // A source whose messages are all exported from other sources has no folder in the export.
    let written: HashSet<SourceId> = copies.iter().filter_map(|copy| folders.source(copy.folder?)).collect();
    let whole: HashMap<SourceId, String> = reader
        .sources()?
        .into_iter()
        .filter(|row| written.contains(&row.id) && chosen.get(&row.id) == Some(&row.count))
        .map(|row| (row.id, row.format))
        .collect();
    let of_whole = |folder: FolderId| {
        let format = whole.get(&folders.source(folder)?)?;
        Some(EmptyFolderOf { folder, format: format.clone() })
    };
    Ok(empty.into_iter().filter_map(of_whole).collect())
}
