//! A copy of the catalogue's folders, sources, occurrences and threads in memory. It is read again when the
//! archive has changed. It needs about 8 bytes for each message.

use std::collections::HashSet;
use std::sync::{Arc, OnceLock};

use foundmail_search::{Members, fold};
use foundmail_store::{FolderId, FolderRow, SourceRow, StoreReader};

use crate::error::ArchiveError;
use crate::search::owners::Owners;
use crate::thread_alias::end_of_chain;

/// A copy of the folders, the sources, the folders of each message, and the joined threads.
pub(crate) struct CatalogueSnapshot {
    pub(super) generation: u64,
    /// All folders, in the order in which they were imported.
    pub folders: Vec<FolderRow>,
    /// The folded path of each folder, with `/` between levels, in the order of `folders`.
    pub paths: Vec<String>,
    pub sources: Vec<SourceRow>,
    /// The position in `folders` of each folder. The index is the id of the folder.
    positions: Vec<u32>,
    /// The position in `seen` at which the folders of each message begin. The index is the id of the message.
    starts: Vec<u32>,
    /// The folders of all messages, one message after the other. Each number is a position in `folders`.
    seen: Vec<u32>,
    /// For each thread, the thread that now contains its messages. The index is the id of the thread. A thread
    /// beyond the end was not joined.
    threads: Vec<u32>,
    pub sent: OnceLock<Members>,
    pub recovered: OnceLock<Members>,
    pub owners: OnceLock<Arc<Owners>>,
}

impl CatalogueSnapshot {
    /// Reads the catalogue.
    pub(super) fn load(generation: u64, reader: &StoreReader) -> Result<Self, ArchiveError> {
        let folders = reader.folder_tree()?;
        let mut positions = Vec::new();
        for (at, folder) in (0..).zip(&folders) {
            put(&mut positions, folder.id.0, at);
        }
        let paths = paths(&folders, &positions);
        let (starts, seen) = seen(reader, &positions)?;
        Ok(Self {
            generation,
            paths,
            folders,
            sources: reader.sources()?,
            positions,
            starts,
            seen,
            threads: threads(reader)?,
            sent: OnceLock::new(),
            recovered: OnceLock::new(),
            owners: OnceLock::new(),
        })
    }

    /// Returns the thread that now contains the messages of a thread. A joined thread has become part of another
    /// thread.
    pub fn thread_now(&self, thread: u32) -> u32 {
        get(&self.threads, thread).unwrap_or(thread)
    }

    /// Returns the positions of the folders in which a message was found.
    pub fn folders_of(&self, message: u32) -> &[u32] {
        let at = usize::try_from(message).unwrap_or(usize::MAX);
        let bound = |at: usize| self.starts.get(at).and_then(|&start| usize::try_from(start).ok());
        bound(at)
            .zip(bound(at.saturating_add(1)))
            .and_then(|(from, to)| self.seen.get(from..to))
            .unwrap_or_default()
    }

    /// Returns the name of the first folder in which a message was found. Empty if it is not known.
    pub fn folder_name(&self, message: u32) -> &str {
        let at = self.folders_of(message).first().and_then(|&at| usize::try_from(at).ok());
        at.and_then(|at| self.folders.get(at)).map_or("", |folder| &folder.name)
    }

    /// Returns the messages in the folders at these positions and in their subfolders.
    pub fn members(&self, chosen: impl IntoIterator<Item = usize>) -> Members {
        let within = self.with_folders_below(chosen.into_iter().collect());
        let is_in =
            |folder: &u32| usize::try_from(*folder).is_ok_and(|folder| within.get(folder) == Some(&true));
        (0..self.messages()).filter(|&message| self.folders_of(message).iter().any(is_in)).collect()
    }

    /// Returns the number of messages in each folder and its subfolders, in the order of `folders`. Each message
    /// counts once per folder.
    pub fn totals(&self) -> Vec<u32> {
        let above: Vec<Vec<usize>> = (0..self.folders.len()).map(|at| self.line_of(at)).collect();
        let mut totals = vec![0_u32; self.folders.len()];
        // For each folder, the id of the message that was counted last, plus one.
        let mut last = vec![0_u32; self.folders.len()];
        for message in 0..self.messages() {
            let folders =
                self.folders_of(message).iter().filter_map(|&at| above.get(usize::try_from(at).ok()?));
            for &at in folders.flatten() {
                let (Some(last), Some(total)) = (last.get_mut(at), totals.get_mut(at)) else { continue };
                if *last <= message {
                    *last = message.saturating_add(1);
                    *total = total.saturating_add(1);
                }
            }
        }
        totals
    }

    /// Returns the positions of a folder and of all folders above it.
    fn line_of(&self, at: usize) -> Vec<usize> {
        let mut line = vec![at];
        // If the parents form a cycle in damaged rows, the loop must end.
        while let Some(above) = line
            .last()
            .and_then(|&at| self.folders.get(at)?.parent)
            .and_then(|parent| self.position(parent))
            .filter(|above| line.len() < DEEPEST && !line.contains(above))
        {
            line.push(above);
        }
        line
    }

    /// For each set of folders, returns how many of these messages are in it. A set has the value true at the
    /// positions of its folders.
    pub fn count_in(&self, messages: impl Iterator<Item = u32>, sets: &[Vec<bool>]) -> Vec<usize> {
        let mut counts = vec![0_usize; sets.len()];
        for message in messages {
            let folders = self.folders_of(message);
            for (set, count) in sets.iter().zip(&mut counts) {
                let is_in = |&at: &u32| usize::try_from(at).is_ok_and(|at| set.get(at) == Some(&true));
                *count += usize::from(folders.iter().any(is_in));
            }
        }
        counts
    }

    /// Returns the highest id of a message that is in a folder, plus one.
    fn messages(&self) -> u32 {
        u32::try_from(self.starts.len().saturating_sub(1)).unwrap_or(0)
    }

    /// Returns the position of a folder in `folders`.
    pub fn position(&self, folder: FolderId) -> Option<usize> {
        usize::try_from(get(&self.positions, folder.0)?).ok()
    }

    /// Returns the positions of the folders that meet a condition. The condition receives a folder and its path.
    pub fn folders_where<'k>(
        &'k self,
        fits: impl Fn(&FolderRow, &str) -> bool + 'k,
    ) -> impl Iterator<Item = usize> + 'k {
        let rows = self.folders.iter().zip(&self.paths).enumerate();
        rows.filter(move |(_, (folder, path))| fits(folder, path)).map(|(at, _)| at)
    }

    /// Returns for each position whether its folder is chosen or below a chosen folder. Parents usually come
    /// before their subfolders in `folders`, so one pass usually finds all.
    pub fn with_folders_below(&self, chosen: HashSet<usize>) -> Vec<bool> {
        let mut within = vec![false; self.folders.len()];
        chosen.into_iter().filter_map(|at| within.get_mut(at).map(|is| *is = true)).for_each(drop);
        loop {
            let mut grew = false;
            for (at, folder) in self.folders.iter().enumerate() {
                let parent = folder.parent.and_then(|parent| get(&self.positions, parent.0));
                let parent_is_in =
                    parent.and_then(|at| usize::try_from(at).ok()).and_then(|at| within.get(at));
                if parent_is_in == Some(&true) && within.get(at) == Some(&false) {
                    within.get_mut(at).into_iter().for_each(|is| *is = true);
                    grew = true;
                }
            }
            // If a subfolder comes before its parent in `folders`, another pass is needed.
            if !grew {
                return within;
            }
        }
    }
}

const NONE: u32 = u32::MAX;
/// Maximum number of parents that are followed.
const DEEPEST: usize = 100;

fn put(table: &mut Vec<u32>, at: u32, value: u32) {
    let at = usize::try_from(at).unwrap_or(0);
    if table.len() <= at {
        table.resize(at + 1, NONE);
    }
    table.get_mut(at).into_iter().for_each(|place| *place = value);
}

fn get(table: &[u32], at: u32) -> Option<u32> {
    table.get(usize::try_from(at).ok()?).copied().filter(|&value| value != NONE)
}

fn paths(folders: &[FolderRow], positions: &[u32]) -> Vec<String> {
    let path = |folder: &FolderRow| {
        let mut names = vec![fold(&folder.name)];
        let mut parent = folder.parent;
        // If the parents form a cycle in damaged rows, the loop must end.
        while let Some(above) = parent
            .filter(|_| names.len() < DEEPEST)
            .and_then(|parent| get(positions, parent.0))
            .and_then(|at| folders.get(usize::try_from(at).ok()?))
        {
            names.push(fold(&above.name));
            parent = above.parent;
        }
        names.retain(|name| !name.is_empty());
        names.reverse();
        names.join("/")
    };
    folders.iter().map(path).collect()
}

/// Returns `starts` and `seen` of the snapshot.
fn seen(reader: &StoreReader, positions: &[u32]) -> Result<(Vec<u32>, Vec<u32>), ArchiveError> {
    let mut pairs: Vec<(u32, u32)> = reader
        .messages_with_folders()?
        .into_iter()
        .filter_map(|(message, folder)| Some((message.0, get(positions, folder.0)?)))
        .collect();
    pairs.sort_unstable();
    pairs.dedup();
    let messages = pairs.last().map_or(0, |&(message, _)| usize::try_from(message).unwrap_or(0) + 1);
    let mut starts = Vec::with_capacity(messages + 1);
    let mut seen = Vec::with_capacity(pairs.len());
    for (message, folder) in pairs {
        let start = u32::try_from(seen.len()).unwrap_or(u32::MAX);
        starts.resize(usize::try_from(message).unwrap_or(0).max(starts.len().saturating_sub(1)) + 1, start);
        seen.push(folder);
    }
    starts.push(u32::try_from(seen.len()).unwrap_or(u32::MAX));
    Ok((starts, seen))
}

fn threads(reader: &StoreReader) -> Result<Vec<u32>, ArchiveError> {
    let aliases = reader.thread_aliases()?;
    let mut threads = Vec::new();
    for &thread in aliases.keys() {
        put(&mut threads, thread.0, end_of_chain(thread, &aliases).0);
    }
    Ok(threads)
}
