//! Combines conditions into a query.

use super::ast::Query;
use super::date::span;
use super::scope::Scope;

/// Joins conditions that must all be true. Conditions that match all messages are left out.
pub(super) fn and(queries: Vec<Query>) -> Query {
    let mut some: Vec<Query> = Vec::new();
    for query in queries {
        match query {
            Query::All => {}
            Query::And(all) => some.extend(all),
            query => some.push(query),
        }
    }
    match some.len() {
        0 => Query::All,
        1 => some.pop().unwrap_or(Query::All),
        _ => Query::And(some),
    }
}

/// Joins two conditions of which at least one must be true.
pub(super) fn or(before: Query, next: Query) -> Query {
    let mut any = match before {
        Query::Or(any) => any,
        before => vec![before],
    };
    match next {
        Query::Or(more) => any.extend(more),
        next => any.push(next),
    }
    Query::Or(any)
}

/// Excludes a condition.
pub(super) fn not(query: Query) -> Query {
    match query {
        Query::Not(inner) => *inner,
        query => Query::Not(Box::new(query)),
    }
}

/// The numbers that are read as years.
const YEARS: std::ops::RangeInclusive<i32> = 1971..=2099;

/// Makes a year also find the messages of that year, because few messages contain their own year as text. A year
/// alone is treated in the same way. Otherwise `2016 roof` could find more messages than `2016`.
pub(super) fn with_years(query: Query) -> Query {
    match query {
        Query::And(all) => Query::And(all.into_iter().map(with_year).collect()),
        query => with_year(query),
    }
}

fn with_year(query: Query) -> Query {
    match year_of(&query) {
        Some(span) => Query::Or(vec![query, span]),
        None => query,
    }
}

fn year_of(query: &Query) -> Option<Query> {
    let Query::Words { scope: Scope::ANYWHERE, text, .. } = query else { return None };
    let is_year = text.len() == 4 && text.parse().is_ok_and(|year: i32| YEARS.contains(&year));
    let (from, to) = is_year.then(|| span(text, 0)).flatten()?;
    Some(Query::Date { from: Some(from), to: Some(to) })
}
