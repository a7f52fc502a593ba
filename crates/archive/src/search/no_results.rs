//! Helps with a search without results: suggests other queries, and names the conditions that exclude all
//! messages.

use foundmail_search::query::{Parsed, Query, QueryTerm, Set, condition_key, end_alike, without};

use crate::dates::now;
use crate::numbers::count;
use crate::search::answer::{SearchAnswer, SearchRequest};
use crate::view::{ListRequest, NothingFound, PartCount, Suggested};
use crate::{Archive, ArchiveError};

/// Maximum number of suggested queries.
const MOST: usize = 3;
/// Maximum number of conditions for which results are counted. Queries that a user types have fewer.
const MOST_PARTS: usize = 12;

impl Archive {
    /// Returns suggestions for a list without results. If the list has results, returns no suggestions.
    pub fn nothing_found(&self, request: &ListRequest) -> Result<NothingFound, ArchiveError> {
        self.healing(|archive| {
            let wanted = SearchRequest::of(request);
            archive.nothing_of(&wanted, archive.answer(&wanted)?.as_ref())
        })
    }

    pub(crate) fn nothing_of(
        &self,
        wanted: &SearchRequest,
        ranked: &SearchAnswer,
    ) -> Result<NothingFound, ArchiveError> {
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
            let ways = ways_out(&wanted.query, &ranked.parsed);
            for ((at, part), way) in parts.iter().enumerate().zip(ways) {
                let others = parts.iter().enumerate().filter(|(other, _)| *other != at);
                let others = Query::And(others.map(|(_, part)| (*part).clone()).collect());
                help.parts.push(PartCount {
                    typing: wanted.typing && way.typed && end_alike(&wanted.query, &way.query, now()),
                    part: way.part,
                    query: way.query,
                    alone: count(index.count_of(part, within, &sets)?),
                    without: count(index.count_of(&others, within, &sets)?),
                });
            }
        }
        Ok(help)
    }
}

/// A query without one of its conditions.
#[derive(Debug, PartialEq, Eq)]
struct WayOut {
    part: String,
    query: String,
    /// True if the query was cut out of the typed text.
    typed: bool,
}

/// Returns for each condition the query without it, in the order of [`Parsed::parts`]. If the condition is a
/// separate part of the typed text, this part is cut out. Otherwise the remaining conditions are printed as a new
/// query.
fn ways_out(text: &str, parsed: &Parsed) -> Vec<WayOut> {
    let now = now();
    let key = |text: &str| condition_key(text, now).trim_end_matches('*').to_owned();
    let typed = |term: &QueryTerm| text.get(term.range.clone()).unwrap_or_default().to_owned();
    let (parts, terms) = (parsed.parts(), &parsed.terms);
    let way = |(at, part): (usize, &&Query)| {
        let printed = part.to_string();
        let same_position = terms.get(at).filter(|_| terms.len() == parts.len());
        let term = terms.iter().find(|term| key(&typed(term)) == key(&printed)).or(same_position);
        if let Some(term) = term {
            let query = without(text, now, |other| other.range == term.range);
            return WayOut { part: typed(term), query, typed: true };
        }
        let others = parts.iter().enumerate().filter(|(other, _)| *other != at);
        let others = Query::And(others.map(|(_, part)| (*part).clone()).collect());
        WayOut { part: printed, query: others.to_string(), typed: false }
    };
    parts.iter().enumerate().map(way).collect()
}

/// Returns the query with a `*` after each word, so that it also matches longer words: `roo*` for `roo`. Returns
/// `None` if this changes nothing.
fn with_longer_words(query: &Query) -> Option<Query> {
    let longer = match query {
        Query::And(all) => Query::And(all.iter().map(longer_or_same).collect()),
        Query::Or(any) => Query::Or(any.iter().map(longer_or_same).collect()),
        Query::Words { scope, text, prefix: false } if text.chars().all(char::is_alphanumeric) => {
            Query::Words { scope: *scope, text: text.clone(), prefix: true }
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
    use foundmail_search::query::{parse, parse_unfinished};

    use super::{ways_out, with_longer_words};

    #[test]
    fn conditions_are_left_out_as_they_were_typed() {
        for (query, expected) in [
            ("roof FROM:Ruth", "roof -> FROM:Ruth | FROM:Ruth -> roof"),
            ("2016 since:2012", "2016 -> since:2012 | since:2012 -> 2016"),
            ("x subject:(a b)", "x -> subject:(a b) | subject:a -> x subject:b | subject:b -> x subject:a"),
        ] {
            let ways = ways_out(query, &parse_unfinished(query, 0));
            let shown: Vec<String> =
                ways.iter().map(|way| format!("{} -> {}", way.part, way.query)).collect();
            assert_eq!(shown.join(" | "), expected);
        }
    }

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
