//! Answers searches, and keeps the last answers for further requests.

use std::sync::{Arc, OnceLock, PoisonError};

use foundmail_search::query::{Parsed, Query, Set};
use foundmail_search::{Marks, Members};

use super::answer::{KeptAnswer, SearchAnswer, SearchRequest};
use super::catalogue_snapshot::CatalogueSnapshot;
use crate::view::Sort;
use crate::{Archive, ArchiveError};

/// Number of answers that are kept. They are the answers for the list, for the list without its dates, for the
/// counts of an open menu, for the query around a word that is being completed, and for all mail.
const MAX_KEPT: usize = 5;

impl Archive {
    /// Returns the copy of the catalogue for the current state of the archive. Reads it if the kept copy is older.
    pub(crate) fn catalogue_snapshot(&self) -> Result<Arc<CatalogueSnapshot>, ArchiveError> {
        let generation = self.generation();
        let mut kept = self.catalogue_snapshot.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = kept.as_ref()
            && known.generation == generation
        {
            return Ok(Arc::clone(known));
        }
        let known = Arc::new(CatalogueSnapshot::load(generation, &self.reader())?);
        *kept = Some(Arc::clone(&known));
        Ok(known)
    }

    /// Returns all messages that match. The last answers are kept until the archive changes, because a list, its
    /// bar chart and its facets request the same answer one after the other.
    pub(crate) fn answer(&self, wanted: &SearchRequest) -> Result<Arc<SearchAnswer>, ArchiveError> {
        let generation = self.generation();
        let sequence = self.marks()?.sequence();
        if let Some(ranked) = self.kept(wanted, generation, sequence) {
            return Ok(ranked);
        }
        let ranked = Arc::new(self.compute_answer(wanted)?);
        let marks = depends_on_marks(&ranked.parsed).then_some(sequence);
        let ranking = KeptAnswer { wanted: wanted.clone(), generation, marks, ranked: Arc::clone(&ranked) };
        let mut kept = self.kept_answers.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|other| other.generation == generation && other.wanted != *wanted);
        kept.insert(0, ranking);
        kept.truncate(MAX_KEPT);
        Ok(ranked)
    }

    /// Returns a kept answer, and moves it to the front of the list. The last answer of the list is dropped first.
    fn kept(&self, wanted: &SearchRequest, generation: u64, marks: u64) -> Option<Arc<SearchAnswer>> {
        let mut kept = self.kept_answers.lock().unwrap_or_else(PoisonError::into_inner);
        let is_current = |one: &KeptAnswer| {
            one.generation == generation && one.marks.is_none_or(|sequence| sequence == marks)
        };
        let at = kept.iter().position(|one| is_current(one) && one.wanted == *wanted)?;
        let ranking = kept.remove(at);
        let ranked = Arc::clone(&ranking.ranked);
        kept.insert(0, ranking);
        Some(ranked)
    }

    fn compute_answer(&self, wanted: &SearchRequest) -> Result<SearchAnswer, ArchiveError> {
        let parsed = wanted.parsed();
        let known = self.catalogue_snapshot()?;
        let within = within(&known, wanted);
        let scored = wanted.sort == Sort::Relevance && parsed.query != Query::All;
        let sets = self.sets_of(&known, &parsed.query)?;
        let of = |set: &Set| sets.get(set);
        let results = self.index().search(&parsed.query, within.as_ref(), scored, &of)?;
        let results = if wanted.sort == Sort::Oldest { results.oldest_first() } else { results };
        let marks = Marks::of(&parsed.query);
        Ok(SearchAnswer { marks, parsed, results, known, within, sets, conversations: OnceLock::new() })
    }
}

/// Returns true if a change of a mark can change the results of a query.
fn depends_on_marks(parsed: &Parsed) -> bool {
    parsed.query.sets().iter().any(|set| matches!(set, Set::Starred | Set::Tagged(_)))
}

/// Returns the messages in the folder or source to which a request is limited. `None` if it is not limited.
fn within(known: &CatalogueSnapshot, wanted: &SearchRequest) -> Option<Members> {
    match (wanted.folder, wanted.source) {
        (None, None) => None,
        (Some(chosen), _) => Some(known.members(known.folders_where(|folder, _| folder.id.0 == chosen))),
        (None, Some(chosen)) => {
            Some(known.members(known.folders_where(|folder, _| folder.source.0 == chosen)))
        }
    }
}
