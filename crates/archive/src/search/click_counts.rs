//! How many messages a click on a condition finds: the number that is shown beside it.

use std::cell::OnceCell;
use std::sync::Arc;

use foundmail_search::Members;
use foundmail_search::query::{Parsed, Query, parse};

use crate::dates::now;
use crate::numbers::count;
use crate::search::answer::{SearchAnswer, SearchRequest};
use crate::{Archive, ArchiveError};

/// Counts conditions that a click adds to a search.
pub(crate) struct Clicks<'a> {
    archive: &'a Archive,
    ranked: &'a SearchAnswer,
    /// The messages that the search finds; `None` where those are all.
    found: OnceCell<Option<Members>>,
}

impl<'a> Clicks<'a> {
    pub(crate) fn on(archive: &'a Archive, ranked: &'a SearchAnswer) -> Self {
        Self { archive, ranked, found: OnceCell::new() }
    }

    /// Counts the messages of the search for which a condition holds too.
    pub(crate) fn count(&self, condition: &Query) -> Result<u32, ArchiveError> {
        let ranked = self.ranked;
        let found = self.found.get_or_init(|| {
            let all = ranked.parsed.query == Query::All && ranked.within.is_none();
            (!all).then(|| ranked.results.ids().collect())
        });
        let sets = self.archive.sets_of(&ranked.known, condition);
        let found = self.archive.index().count_of(condition, found.as_ref(), &|set| sets.get(set))?;
        Ok(count(found))
    }
}

/// A query in which one word is replaced by what a click puts there.
pub(crate) struct Replacing<'a> {
    archive: &'a Archive,
    /// The query with nothing in the word's place.
    wanted: SearchRequest,
    ranked: Arc<SearchAnswer>,
    /// The query before the word, and behind it.
    around: [&'a str; 2],
}

impl<'a> Replacing<'a> {
    /// `wanted` is the query with the word, which lies between the parts in `around`.
    pub(crate) fn new(
        archive: &'a Archive,
        wanted: &SearchRequest,
        around: [&'a str; 2],
    ) -> Result<Self, ArchiveError> {
        let wanted = SearchRequest { query: around.concat(), ..wanted.clone() };
        Ok(Self { archive, ranked: archive.answer(&wanted)?, wanted, around })
    }

    /// Counts the messages that the query finds with this condition in the word's place.
    pub(crate) fn count(&self, condition: &str) -> Result<u32, ArchiveError> {
        let [before, behind] = self.around;
        let query = format!("{before}{condition} {}", behind.strip_prefix(' ').unwrap_or(behind));
        let wanted = SearchRequest { query, ..self.wanted.clone() };
        let (whole, one) = (wanted.parsed(), parse(condition, now()));
        if is_both(&whole, &self.ranked.parsed, &one) {
            return Clicks::on(self.archive, &self.ranked).count(&one.query);
        }
        // The word is part of a bracket, or not wanted, or joined by `OR`.
        let sets = self.archive.sets_of(&self.ranked.known, &whole.query);
        let within = self.ranked.within.as_ref();
        let found = self.archive.index().count_of(&whole.query, within, &|set| sets.get(set))?;
        Ok(count(found))
    }
}

/// True if one query has just the conditions of two others.
fn is_both(whole: &Parsed, one: &Parsed, other: &Parsed) -> bool {
    let mut rest = whole.parts();
    let mut takes = |part: &Query| {
        let at = rest.iter().position(|known| *known == part);
        at.map(|at| rest.swap_remove(at)).is_some()
    };
    let takes_all = one.parts().into_iter().chain(other.parts()).all(&mut takes);
    takes_all && rest.is_empty()
}

#[cfg(test)]
mod tests {
    use foundmail_search::query::parse;

    use super::is_both;

    #[test]
    fn conditions_that_stand_side_by_side_are_known() {
        for (whole, one, other, expected) in [
            ("from:ann roof", "roof", "from:ann", true),
            ("roof from:ann ruth", "roof ruth", "from:ann", true),
            ("from:ann", "", "from:ann", true),
            ("from:ann 2016", "2016", "from:ann", true),
            ("roof roof", "roof", "roof", true),
            ("roof OR from:ann", "roof", "from:ann", false),
            ("-from:ann roof", "roof", "from:ann", false),
            ("(roof OR from:ann) ruth", "roof ruth", "from:ann", false),
            ("from:ann roof ruth", "roof", "from:ann", false),
            ("roof", "roof", "from:ann", false),
            ("type:word roof", "roof", "type:word", true),
        ] {
            let read = |text: &str| parse(text, 0);
            assert_eq!(is_both(&read(whole), &read(one), &read(other)), expected, "{whole}");
        }
    }
}
