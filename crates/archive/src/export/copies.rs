//! Decides which copies of the chosen messages an export contains, and in which order.

use std::collections::{HashMap, HashSet};

use foundmail_export::{Copies, ExportFormat, ExportOptions, Order};
use foundmail_mail::ItemKind;
use foundmail_store::{FolderId, MessageId, SourceId, StoreReader};

use crate::ArchiveError;

/// One copy of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Copy {
    pub(super) message: MessageId,
    /// The folder of the copy.
    pub(super) folder: Option<FolderId>,
}

/// The folders of an archive.
pub(super) struct FolderPaths {
    by_id: HashMap<FolderId, FolderPath>,
}

/// A folder of a source.
struct FolderPath {
    source: SourceId,
    /// Names from the top. The first name is that of the source.
    levels: Vec<String>,
    /// The kind of most items in each of them. `None` for a folder without items.
    kinds: Vec<Option<ItemKind>>,
    /// The position of the folder among all folders, in the order of an export by folder.
    rank: usize,
}

impl FolderPaths {
    /// Reads the folders. Sources of equal name get a number.
    pub(super) fn read(reader: &StoreReader) -> Result<Self, ArchiveError> {
        let mut tops: HashMap<String, SourceId> = HashMap::new();
        let mut by_id = HashMap::new();
        let kinds = reader.folder_kinds()?;
        let parents: HashMap<FolderId, Option<FolderId>> =
            reader.folders()?.into_iter().map(|folder| (folder.id, folder.parent)).collect();
        for folder in reader.folders()? {
            let mut levels = reader.folder_path(folder.id)?;
            if let Some(top) = levels.first_mut() {
                let name = top.clone();
                for number in 2_u32.. {
                    if *tops.entry(top.to_lowercase()).or_insert(folder.source) == folder.source {
                        break;
                    }
                    *top = format!("{name} ({number})");
                }
            }
            let kinds = kinds_to(folder.id, levels.len(), &parents, &kinds);
            by_id.insert(folder.id, FolderPath { source: folder.source, levels, kinds, rank: 0 });
        }
        let mut order: Vec<FolderId> = by_id.keys().copied().collect();
        order.sort_by(|a, b| match (by_id.get(a), by_id.get(b)) {
            (Some(a), Some(b)) => a.source.cmp(&b.source).then_with(|| a.levels.cmp(&b.levels)),
            _ => a.cmp(b),
        });
        for (rank, id) in order.iter().enumerate() {
            if let Some(folder) = by_id.get_mut(id) {
                folder.rank = rank;
            }
        }
        Ok(Self { by_id })
    }

    /// Returns the names of a folder from the top. The first name is that of the source.
    pub(super) fn levels(&self, folder: FolderId) -> &[String] {
        self.by_id.get(&folder).map(|folder| folder.levels.as_slice()).unwrap_or_default()
    }

    /// Returns the kind of most items in each folder of [`levels`](Self::levels).
    pub(super) fn kinds(&self, folder: FolderId) -> &[Option<ItemKind>] {
        self.by_id.get(&folder).map(|folder| folder.kinds.as_slice()).unwrap_or_default()
    }

    /// Returns the source of a folder.
    pub(super) fn source(&self, folder: FolderId) -> Option<SourceId> {
        self.by_id.get(&folder).map(|folder| folder.source)
    }

    /// Returns the folders without items, in the order of an export by folder.
    pub(super) fn empty(&self) -> Vec<FolderId> {
        let without_items = |folder: &FolderPath| folder.kinds.last().copied().flatten().is_none();
        let mut empty: Vec<(usize, FolderId)> = self
            .by_id
            .iter()
            .filter(|(_, folder)| without_items(folder))
            .map(|(id, folder)| (folder.rank, *id))
            .collect();
        empty.sort_unstable();
        empty.into_iter().map(|(_, id)| id).collect()
    }

    fn rank(&self, folder: Option<FolderId>) -> usize {
        folder.and_then(|folder| self.by_id.get(&folder)).map_or(0, |folder| folder.rank)
    }
}

/// Returns the kind of most items in a folder and its parents, from the top.
fn kinds_to(
    folder: FolderId,
    levels: usize,
    parents: &HashMap<FolderId, Option<FolderId>>,
    kinds: &HashMap<FolderId, ItemKind>,
) -> Vec<Option<ItemKind>> {
    let path = std::iter::successors(Some(folder), |folder| parents.get(folder).copied().flatten());
    let mut path: Vec<Option<ItemKind>> =
        path.take(levels).map(|folder| kinds.get(&folder).copied()).collect();
    path.reverse();
    path
}

/// Returns the copies of the messages in the order of the export.
pub(super) fn copies(
    reader: &StoreReader,
    folders: &FolderPaths,
    messages: &[u32],
    format: &ExportFormat,
    options: &ExportOptions,
) -> Result<Vec<Copy>, ArchiveError> {
    let mut copies = Vec::with_capacity(messages.len());
    for &message in messages {
        let message = MessageId(message);
        let mut own: Vec<FolderId> = reader.occurrences(message)?.into_iter().map(|row| row.folder).collect();
        if options.copies == Copies::Once || !format.has_folders {
            own.truncate(1);
        }
        own.sort_unstable();
        own.dedup();
        if own.is_empty() {
            copies.push(Copy { message, folder: None });
        }
        copies.extend(own.into_iter().map(|folder| Copy { message, folder: Some(folder) }));
    }
    // A stable sort keeps the order of dates within a folder, a kind and a conversation.
    match format.order.unwrap_or(options.order) {
        Order::Date => {}
        Order::Folder => copies.sort_by_key(|copy| folders.rank(copy.folder)),
        Order::ContactsFirst => {
            let mut contacts = HashSet::new();
            for copy in &copies {
                if reader.message(copy.message)?.kind == ItemKind::Contact {
                    contacts.insert(copy.message);
                }
            }
            copies.sort_by_key(|copy| !contacts.contains(&copy.message));
        }
        Order::Conversation => sort_by_conversation(reader, &mut copies)?,
    }
    Ok(copies)
}

/// Sorts copies by the oldest copy of their conversation.
fn sort_by_conversation(reader: &StoreReader, copies: &mut [Copy]) -> Result<(), ArchiveError> {
    let (mut ranks, mut by_message) = (HashMap::new(), HashMap::new());
    for copy in &*copies {
        let thread = reader.message(copy.message)?.thread;
        let next = ranks.len();
        by_message.insert(copy.message, *ranks.entry(thread).or_insert(next));
    }
    copies.sort_by_key(|copy| by_message.get(&copy.message).copied());
    Ok(())
}
