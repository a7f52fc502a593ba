//! Counts how many messages a search would find after a click on a condition. The window shows this number beside
//! the condition.

use std::cell::OnceCell;
use std::sync::Arc;

use foundmail_search::Members;
use foundmail_search::query::{Parsed, Query, parse};

use crate::dates::now;
use crate::numbers::count;
use crate::search::answer::{SearchAnswer, SearchRequest};
use crate::{Archive, ArchiveError};

/// Counts the results of a search with an additional condition.
pub(crate) struct Clicks<'a> {
    archive: &'a Archive,
    ranked: &'a SearchAnswer,
    /// The messages that the search finds without the additional condition. `None` means all messages.
    found: OnceCell<Option<Members>>,
}

impl<'a> Clicks<'a> {
    pub(crate) fn on(archive: &'a Archive, ranked: &'a SearchAnswer) -> Self {
        Self { archive, ranked, found: OnceCell::new() }
    }

    /// Returns the number of messages that match both the search and a condition.
    pub(crate) fn count(&self, condition: &Query) -> Result<u32, ArchiveError> {
        let ranked = self.ranked;
        let found = self.found.get_or_init(|| {
            let all = ranked.parsed.query == Query::All && ranked.within.is_none();
            (!all).then(|| ranked.results.ids().collect())
        });
        let sets = self.archive.sets_of(&ranked.known, condition)?;
        let found = self.archive.index().count_of(condition, found.as_ref(), &|set| sets.get(set))?;
        Ok(count(found))
    }
}

/// Counts the results of a query in which a completion replaces one word.
pub(crate) struct Replacing<'a> {
    archive: &'a Archive,
    /// The query without the replaced word.
    wanted: SearchRequest,
    ranked: Arc<SearchAnswer>,
    /// The text of the query before and after the word.
    around: [&'a str; 2],
}

impl<'a> Replacing<'a> {
    /// Returns a counter for the query `wanted`, which has the replaced word left out. `around` is the text before
    /// and after that word.
    pub(crate) fn new(
        archive: &'a Archive,
        wanted: &SearchRequest,
        around: [&'a str; 2],
    ) -> Result<Self, ArchiveError> {
        let wanted = SearchRequest { query: around.concat(), ..wanted.clone() };
        Ok(Self { archive, ranked: archive.answer(&wanted)?, wanted, around })
    }

    /// Returns the number of messages that the query finds if the replaced word becomes this condition.
    pub(crate) fn count(&self, condition: &str) -> Result<u32, ArchiveError> {
        let [before, behind] = self.around;
        let query = format!("{before}{condition} {}", behind.strip_prefix(' ').unwrap_or(behind));
        let wanted = SearchRequest { query, ..self.wanted.clone() };
        let (whole, one) = (wanted.parsed(), parse(condition, now()));
        if is_both(&whole, &self.ranked.parsed, &one) {
            return Clicks::on(self.archive, &self.ranked).count(&one.query);
        }
        // The word is in parentheses, excluded, or joined with `OR`, so the result of the rest cannot be used. The
        // whole query is run.
        let sets = self.archive.sets_of(&self.ranked.known, &whole.query)?;
        let within = self.ranked.within.as_ref();
        let found = self.archive.index().count_of(&whole.query, within, &|set| sets.get(set))?;
        Ok(count(found))
    }
}

/// Returns true if the conditions of `whole` are exactly those of `one` and `other` together.
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
