//! What is said where a search finds nothing: what may have been meant, and which of its parts keeps all away.

use foundmail_search::query::{Query, Set};

use crate::list::count;
use crate::ranking::{Ranked, Wanted};
use crate::view::{ListRequest, NothingFound, PartCount, Suggested};
use crate::{Archive, ArchiveError};

/// Other spellings that are offered.
const MOST: usize = 3;
/// Parts that are counted; nobody types more.
const MOST_PARTS: usize = 12;

impl Archive {
    /// Help for a list that is empty. Empty itself if the list is not.
    pub fn nothing_found(&self, request: &ListRequest) -> Result<NothingFound, ArchiveError> {
        self.healing(|archive| archive.nothing_of(archive.rank(&Wanted::of(request))?.as_ref()))
    }

    pub(crate) fn nothing_of(&self, ranked: &Ranked) -> Result<NothingFound, ArchiveError> {
        let mut help = NothingFound::default();
        if ranked.results.count() > 0 || ranked.parsed.query == Query::All {
            return Ok(help);
        }
        let sets = |set: &Set| ranked.sets.get(set);
        let within = ranked.within.as_ref();
        let index = self.index();
        for suggestion in index.did_you_mean(&ranked.parsed.query, within, &sets, MOST)? {
            help.suggestions
                .push(Suggested { query: suggestion.query.to_string(), count: count(suggestion.count) });
        }
        let parts: Vec<&Query> = ranked.parsed.parts();
        if (2..=MOST_PARTS).contains(&parts.len()) {
            for (at, part) in parts.iter().enumerate() {
                let others = parts.iter().enumerate().filter(|(other, _)| *other != at);
                let others = Query::And(others.map(|(_, part)| (*part).clone()).collect());
                help.parts.push(PartCount {
                    part: part.to_string().trim_end().to_owned(),
                    alone: count(index.count_of(part, within, &sets)?),
                    without: count(index.count_of(&others, within, &sets)?),
                });
            }
        }
        Ok(help)
    }
}
