//! The answer to a search: all matching messages in order, and their conversations.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use foundmail_search::query::{Parsed, Set, parse, parse_unfinished};
use foundmail_search::{Hit, Marks, Members, Results};

use super::catalogue_snapshot::CatalogueSnapshot;
use crate::dates::{month_begins, now, year};
use crate::numbers::count;
use crate::view::{Problem, Sort, YearCount};

/// A query, and the folder or source to which it is limited.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct SearchRequest {
    pub query: String,
    /// True while the query is being typed.
    pub typing: bool,
    pub folder: Option<u32>,
    pub source: Option<u32>,
    pub sort: Sort,
}

impl SearchRequest {
    /// Parses the query. Words such as `yesterday` depend on the present time.
    pub(crate) fn parsed(&self) -> Parsed {
        let read = if self.typing { parse_unfinished } else { parse };
        read(&self.query, now())
    }
}

/// An answer that is kept, so that the next page of a list does not need another search.
pub(crate) struct KeptAnswer {
    pub(super) wanted: SearchRequest,
    pub(super) generation: u64,
    /// The number of the last change of a mark, if the answer depends on marks.
    pub(super) marks: Option<u64>,
    pub ranked: Arc<SearchAnswer>,
}

/// The messages that match a request, best first, and their conversations.
pub(crate) struct SearchAnswer {
    pub parsed: Parsed,
    pub marks: Marks,
    pub results: Results,
    pub known: Arc<CatalogueSnapshot>,
    /// The messages in the folder or source to which the request is limited. `None` if it is not limited.
    pub within: Option<Members>,
    /// The sets of messages to which the query refers, such as folders.
    pub sets: ResolvedSets,
    pub(super) conversations: OnceLock<Vec<Hit>>,
}

/// The sets to which a query refers, each with its messages.
#[derive(Debug, Clone, Default)]
pub(crate) struct ResolvedSets(pub(super) HashMap<Set, Members>);

impl ResolvedSets {
    pub(crate) fn get(&self, set: &Set) -> Members {
        self.0.get(set).cloned().unwrap_or_default()
    }
}

impl SearchAnswer {
    /// Returns the best message of each conversation. The conversation with the best message is first.
    pub fn conversations(&self) -> &[Hit] {
        self.conversations.get_or_init(|| self.results.conversations(|thread| self.known.thread_now(thread)))
    }

    /// Returns the number of matching messages of each year, oldest first. Years without messages are included.
    pub fn years(&self) -> Vec<YearCount> {
        years(&self.results)
    }

    /// Returns the parts of the query that were not understood. Ranges are in UTF-16 units, as in the window.
    pub fn problems(&self, query: &str) -> Vec<Problem> {
        views(query, &self.parsed)
    }
}

/// Returns the parts of a complete query that cannot be understood. A query without any condition is itself such a
/// part.
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

/// Returns the number of UTF-16 units before a byte offset of a text.
pub(crate) fn utf16(text: &str, byte: usize) -> u32 {
    u32::try_from(text.get(..byte).unwrap_or(text).encode_utf16().count()).unwrap_or(u32::MAX)
}

/// The years that are shown. Other years come from computers with a wrong clock, and would make the bar chart
/// useless.
pub(crate) const YEARS: std::ops::RangeInclusive<i32> = 1971..=2100;

pub(crate) fn years(results: &Results) -> Vec<YearCount> {
    let Some((oldest, newest)) = results.span() else { return Vec::new() };
    let bound = |seconds| year(seconds).unwrap_or(0).clamp(*YEARS.start(), *YEARS.end());
    let starts = |year: i32| year.checked_mul(12).and_then(month_begins).unwrap_or(i64::MAX);
    let (first, last) = (bound(oldest), bound(newest));
    let bounds: Vec<i64> = (first..=last + 1).map(starts).collect();
    let counts = results.between(&bounds).into_iter();
    let mut years: Vec<YearCount> =
        (first..).zip(counts).map(|(year, matching)| YearCount { year, count: count(matching) }).collect();
    // Years without messages at both ends are removed: such a range comes from dates outside the shown years.
    let end = years.iter().rposition(|year| year.count > 0).map_or(0, |last| last + 1);
    years.truncate(end);
    let start = years.iter().position(|year| year.count > 0).unwrap_or(0);
    years.split_off(start)
}
