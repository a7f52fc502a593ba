//! Help where a search finds nothing: queries that may have been meant, and the parts that keep all messages away.

use foundmail_search::query::{Query, Set};

use crate::search::list::count;
use crate::search::ranking::{Ranked, Wanted};
use crate::view::{ListRequest, NothingFound, PartCount, Suggested};
use crate::{Archive, ArchiveError};

/// Other queries that are offered.
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
        if let Some(longer) = with_longer_words(&ranked.parsed.query) {
            let found = index.count_of(&longer, within, &sets)?;
            let suggested = Suggested { query: longer.to_string(), count: count(found) };
            help.suggestions.extend((found > 0).then_some(suggested));
        }
        for suggestion in index.did_you_mean(&ranked.parsed.query, within, &sets, MOST)? {
            help.suggestions
                .push(Suggested { query: suggestion.query.to_string(), count: count(suggestion.count) });
        }
        help.suggestions.truncate(MOST);
        let parts: Vec<&Query> = ranked.parsed.parts();
        if (2..=MOST_PARTS).contains(&parts.len()) {
            for (at, part) in parts.iter().enumerate() {
                let others = parts.iter().enumerate().filter(|(other, _)| *other != at);
                let others = Query::And(others.map(|(_, part)| (*part).clone()).collect());
                help.parts.push(PartCount {
                    part: part.to_string(),
                    alone: count(index.count_of(part, within, &sets)?),
                    without: count(index.count_of(&others, within, &sets)?),
                });
            }
        }
        Ok(help)
    }
}

/// The query with each word that is asked for also found as the beginning of longer words: `roo*` for `roo`. `None` if
/// that is the query itself.
fn with_longer_words(query: &Query) -> Option<Query> {
    let longer = match query {
        Query::And(all) => Query::And(all.iter().map(longer_or_same).collect()),
        Query::Or(any) => Query::Or(any.iter().map(longer_or_same).collect()),
        Query::Words { place, text, prefix: false } if text.chars().all(char::is_alphanumeric) => {
            Query::Words { place: *place, text: text.clone(), prefix: true }
        }
        _ => return None,
    };
    (longer != *query).then_some(longer)
}

fn longer_or_same(query: &Query) -> Query {
    with_longer_words(query).unwrap_or_else(|| query.clone())
}

#[cfg(test)]
mod tests {
    use foundmail_search::query::parse;

    use super::with_longer_words;

    #[test]
    fn words_may_be_the_beginnings_of_longer_ones() {
        for (query, expected) in [
            ("roo", "roo*"),
            ("roo ceil", "roo* ceil*"),
            ("from:rut roo*", "from:rut* roo*"),
            ("roo -gut", "roo* -gut"),
            ("roo OR ceil", "roo* OR ceil*"),
            ("roo \"roof cla\"", "roo* \"roof cla\""),
            ("roo is:damaged", "roo* is:damaged"),
            ("roo*", ""),
            ("-roo", ""),
            ("is:damaged", ""),
            ("ruth@example.org", ""),
        ] {
            let longer = with_longer_words(&parse(query, 0).query);
            assert_eq!(longer.map(|query| query.to_string()).unwrap_or_default(), expected, "{query}");
        }
    }
}
