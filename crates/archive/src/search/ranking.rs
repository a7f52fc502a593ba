//! Which messages match, in which order, and which conversations they make.

use std::sync::{Arc, OnceLock, PoisonError};

use foundmail_search::query::{Parsed, Query, Set, parse, parse_unfinished};
use foundmail_search::{Hit, Marks, Members, Results};

use crate::dates::{month_begins, now, year};
use crate::search::known::Known;
use crate::search::sets::KnownSets;
use crate::view::{Problem, Sort, YearCount};
use crate::{Archive, ArchiveError};

/// What is listed: a query, within a folder or a source if one is named.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Wanted {
    pub query: String,
    /// True while the query is being typed.
    pub typing: bool,
    pub folder: Option<u32>,
    pub source: Option<u32>,
    pub sort: Sort,
}

impl Wanted {
    /// The query as it is understood now.
    pub(crate) fn parsed(&self) -> Parsed {
        let read = if self.typing { parse_unfinished } else { parse };
        read(&self.query, now())
    }
}

/// Answers that are kept: the list, the same without its dates, what an open menu counts, the query around the word that is
/// being completed, and all mail.
const MOST_KEPT: usize = 5;

/// The answer to a [`Wanted`], kept for its next page.
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
    pub known: Arc<Known>,
    /// The folder or source that was chosen.
    pub within: Option<Members>,
    /// The sets that the query names.
    pub sets: KnownSets,
    conversations: OnceLock<Vec<Hit>>,
}

impl Archive {
    /// All that matches. The last answers are used again while nothing has changed: a list, its bars and its facets
    /// ask in turns.
    pub(crate) fn rank(&self, wanted: &Wanted) -> Result<Arc<Ranked>, ArchiveError> {
        let generation = self.generation();
        if let Some(ranked) = self.kept(wanted, generation) {
            return Ok(ranked);
        }
        let ranked = Arc::new(self.rank_anew(wanted)?);
        let ranking = Ranking { wanted: wanted.clone(), generation, ranked: Arc::clone(&ranked) };
        let mut kept = self.rankings.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|other| other.generation == generation && other.wanted != *wanted);
        kept.insert(0, ranking);
        kept.truncate(MOST_KEPT);
        Ok(ranked)
    }

    /// An answer that was given before; it becomes the last to be forgotten.
    fn kept(&self, wanted: &Wanted, generation: u64) -> Option<Arc<Ranked>> {
        let mut kept = self.rankings.lock().unwrap_or_else(PoisonError::into_inner);
        let at = kept.iter().position(|one| one.generation == generation && one.wanted == *wanted)?;
        let ranking = kept.remove(at);
        let ranked = Arc::clone(&ranking.ranked);
        kept.insert(0, ranking);
        Some(ranked)
    }

    fn rank_anew(&self, wanted: &Wanted) -> Result<Ranked, ArchiveError> {
        let parsed = wanted.parsed();
        let known = self.known()?;
        let within = within(&known, wanted);
        let scored = wanted.sort == Sort::Relevance && parsed.query != Query::All;
        let sets = self.sets_of(&known, &parsed.query);
        let of = |set: &Set| sets.get(set);
        let results = self.index().search(&parsed.query, within.as_ref(), scored, &of)?;
        let marks = Marks::of(&parsed.query);
        Ok(Ranked { marks, parsed, results, known, within, sets, conversations: OnceLock::new() })
    }
}

impl Ranked {
    /// The best message of each conversation, best conversation first.
    pub fn conversations(&self) -> &[Hit] {
        self.conversations.get_or_init(|| self.results.conversations(|thread| self.known.thread_now(thread)))
    }

    /// Matching messages by year, oldest first, without gaps.
    pub fn years(&self) -> Vec<YearCount> {
        years(&self.results)
    }

    /// What could not be understood. Places are counted in UTF-16, as the window counts.
    pub fn problems(&self, query: &str) -> Vec<Problem> {
        views(query, &self.parsed)
    }
}

/// Returns the parts of a finished query that cannot be understood. A query that asks for nothing is such a part itself.
pub fn problems_of(query: &str) -> Vec<Problem> {
    views(query, &parse(query, now()))
}

fn views(query: &str, parsed: &Parsed) -> Vec<Problem> {
    let problem = |problem: &foundmail_search::query::Problem| Problem {
        part: problem.part.clone(),
        start: utf16(query, problem.start),
        end: utf16(query, problem.end),
        why: problem.why.clone(),
    };
    parsed.problems.iter().map(problem).collect()
}

/// UTF-16 units before a byte.
pub(crate) fn utf16(text: &str, byte: usize) -> u32 {
    u32::try_from(text.get(..byte).unwrap_or(text).encode_utf16().count()).unwrap_or(u32::MAX)
}

/// Years that no mail comes from are a wrong clock's, and would make the row of bars useless.
pub(crate) const YEARS: std::ops::RangeInclusive<i32> = 1971..=2100;

pub(crate) fn years(results: &Results) -> Vec<YearCount> {
    let Some((oldest, newest)) = results.span() else { return Vec::new() };
    let bound = |seconds| year(seconds).unwrap_or(0).clamp(*YEARS.start(), *YEARS.end());
    let starts = |year: i32| year.checked_mul(12).and_then(month_begins).unwrap_or(i64::MAX);
    let (first, last) = (bound(oldest), bound(newest));
    let bounds: Vec<i64> = (first..=last + 1).map(starts).collect();
    let counts = results.between(&bounds).into_iter();
    let mut years: Vec<YearCount> = (first..)
        .zip(counts)
        .map(|(year, count)| YearCount { year, count: crate::search::list::count(count) })
        .collect();
    // The clocks of the first and the last may have been wrong.
    let end = years.iter().rposition(|year| year.count > 0).map_or(0, |last| last + 1);
    years.truncate(end);
    let start = years.iter().position(|year| year.count > 0).unwrap_or(0);
    years.split_off(start)
}

fn within(known: &Known, wanted: &Wanted) -> Option<Members> {
    match (wanted.folder, wanted.source) {
        (None, None) => None,
        (Some(chosen), _) => Some(known.members(known.folders_where(|folder, _| folder.id.0 == chosen))),
        (None, Some(chosen)) => {
            Some(known.members(known.folders_where(|folder, _| folder.source.0 == chosen)))
        }
    }
}
