//! Which messages match, in which order, and which conversations they make.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, PoisonError};

use foundmail_search::query::{Parsed, Query, parse};
use foundmail_search::{Hit, Marks, Members, Results};
use foundmail_store::{FolderId, FolderRow, Reader};

use crate::dates::{now, year};
use crate::view::{Sort, YearCount};
use crate::{Archive, ArchiveError};

/// What is listed: a query, within a folder or a source if one is named.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Wanted {
    pub query: String,
    pub folder: Option<u32>,
    pub source: Option<u32>,
    pub sort: Sort,
}

/// The answer to a [`Wanted`], kept for its next page.
#[derive(Clone)]
pub(crate) struct Ranking {
    wanted: Wanted,
    generation: u64,
    pub ranked: Arc<Ranked>,
}

/// Messages that match, best first, and their conversations.
pub(crate) struct Ranked {
    pub parsed: Parsed,
    pub marks: Marks,
    pub results: Results,
    /// Positions in the hits of the best message of each conversation, best conversation first.
    pub conversations: Vec<usize>,
    /// Matching messages by year.
    pub years: Vec<YearCount>,
}

impl Archive {
    /// All that matches. The last answer is used again while nothing has changed.
    pub(crate) fn rank(&self, wanted: &Wanted) -> Result<Arc<Ranked>, ArchiveError> {
        let generation = self.generation();
        let mut kept = self.ranking.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(ranking) = kept.as_ref()
            && ranking.generation == generation
            && ranking.wanted == *wanted
        {
            return Ok(Arc::clone(&ranking.ranked));
        }
        let ranked = Arc::new(self.rank_anew(wanted)?);
        *kept = Some(Ranking { wanted: wanted.clone(), generation, ranked: Arc::clone(&ranked) });
        Ok(ranked)
    }

    fn rank_anew(&self, wanted: &Wanted) -> Result<Ranked, ArchiveError> {
        let parsed = parse(&wanted.query, now());
        let reader = self.reader();
        let within = members_within(&reader, wanted)?;
        let scored = wanted.sort == Sort::Relevance && parsed.query != Query::All;
        let folder = |name: &str| members_of_folders(&reader, name);
        let source = |name: &str| members_of_sources(&reader, name);
        let mut results = self.index().search(&parsed.query, within.as_ref(), scored, &folder, &source)?;
        let aliases = reader.thread_aliases()?;
        for hit in &mut results.hits {
            while let Some(into) = aliases.get(&foundmail_store::ThreadId(hit.thread)) {
                hit.thread = into.0;
            }
        }
        sort(&mut results.hits, scored);
        let conversations = conversations(&results.hits);
        let years = years(&results.hits);
        Ok(Ranked { marks: Marks::of(&parsed.query), parsed, results, conversations, years })
    }
}

/// Newest first, or best first. Messages without a date come last.
fn sort(hits: &mut [Hit], scored: bool) {
    if scored {
        hits.sort_unstable_by(|a, b| {
            b.score.total_cmp(&a.score).then(b.date.cmp(&a.date)).then(b.id.cmp(&a.id))
        });
    } else {
        hits.sort_unstable_by(|a, b| b.date.cmp(&a.date).then(b.id.cmp(&a.id)));
    }
}

/// The first hit of each conversation, in order.
fn conversations(hits: &[Hit]) -> Vec<usize> {
    let mut seen: HashSet<u32> = HashSet::with_capacity(hits.len().min(1 << 20));
    let first = |(_, hit): &(usize, &Hit)| seen.insert(hit.thread);
    hits.iter().enumerate().filter(first).map(|(at, _)| at).collect()
}

/// Years that no mail comes from are a wrong clock's, and would make the row of bars useless.
const YEARS: std::ops::RangeInclusive<i32> = 1971..=2100;

fn years(hits: &[Hit]) -> Vec<YearCount> {
    let mut counts: HashMap<i32, u32> = HashMap::new();
    for year in hits.iter().filter_map(|hit| hit.date).filter_map(year).filter(|year| YEARS.contains(year)) {
        *counts.entry(year).or_default() += 1;
    }
    let (Some(&first), Some(&last)) = (counts.keys().min(), counts.keys().max()) else { return Vec::new() };
    (first..=last).map(|year| YearCount { year, count: counts.get(&year).copied().unwrap_or(0) }).collect()
}

fn members_within(reader: &Reader, wanted: &Wanted) -> Result<Option<Members>, ArchiveError> {
    if wanted.folder.is_none() && wanted.source.is_none() {
        return Ok(None);
    }
    let folders = reader.folder_tree()?;
    let chosen: Vec<FolderId> = match (wanted.folder, wanted.source) {
        (Some(folder), _) => with_folders_below(&folders, &[FolderId(folder)]),
        (None, source) => {
            folders.iter().filter(|folder| Some(folder.source.0) == source).map(|folder| folder.id).collect()
        }
    };
    members(reader, &chosen).map(Some)
}

fn members(reader: &Reader, folders: &[FolderId]) -> Result<Members, ArchiveError> {
    Ok(reader.messages_in_folders(folders)?.into_iter().map(|message| message.0).collect())
}

/// Messages in folders whose name, or whose path with `/`, holds the words; errors give an empty set, and show
/// themselves in the next request.
fn members_of_folders(reader: &Reader, name: &str) -> Members {
    let find = || -> Result<Members, ArchiveError> {
        let wanted = foundmail_search::fold(name);
        let folders = reader.folder_tree()?;
        let named: Vec<FolderId> = folders
            .iter()
            .filter(|folder| {
                let own = foundmail_search::fold(&folder.name);
                own.contains(&wanted) || path_of(&folders, folder).contains(&wanted)
            })
            .map(|folder| folder.id)
            .collect();
        members(reader, &with_folders_below(&folders, &named))
    };
    find().unwrap_or_default()
}

fn members_of_sources(reader: &Reader, name: &str) -> Members {
    let find = || -> Result<Members, ArchiveError> {
        let wanted = foundmail_search::fold(name);
        let sources: Vec<_> = reader
            .sources()?
            .into_iter()
            .filter(|source| foundmail_search::fold(&source.name).contains(&wanted))
            .map(|source| source.id)
            .collect();
        let folders = reader.folder_tree()?;
        let within: Vec<_> = folders
            .iter()
            .filter(|folder| sources.contains(&folder.source))
            .map(|folder| folder.id)
            .collect();
        members(reader, &within)
    };
    find().unwrap_or_default()
}

/// Folders are met before those that lie in them, so one pass over them in that order finds all.
pub(crate) fn with_folders_below(folders: &[FolderRow], chosen: &[FolderId]) -> Vec<FolderId> {
    let mut all: HashSet<FolderId> = chosen.iter().copied().collect();
    let mut grew = true;
    // A reading that met them in another order needs another pass.
    while grew {
        let before = all.len();
        for folder in folders {
            if folder.parent.is_some_and(|parent| all.contains(&parent)) {
                all.insert(folder.id);
            }
        }
        grew = all.len() > before;
    }
    all.into_iter().collect()
}

fn path_of(folders: &[FolderRow], folder: &FolderRow) -> String {
    let mut names = vec![foundmail_search::fold(&folder.name)];
    let mut parent = folder.parent;
    while let Some(above) =
        folders.iter().find(|folder| Some(folder.id) == parent).filter(|_| names.len() < 100)
    {
        names.push(foundmail_search::fold(&above.name));
        parent = above.parent;
    }
    names.reverse();
    names.join("/")
}
