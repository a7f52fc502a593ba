//! Reads and changes queries for the window. The window counts positions in UTF-16 units; the query parser counts
//! bytes.

use foundmail_search::query::{
    QueryTerm, add, condition_key, end_alike, parse, remove, set, toggle, without_operators,
};

use crate::dates::now;
use crate::search::answer::utf16;
use crate::view::{EditedQuery, QueryEdit, QueryTermView};

/// Returns the conditions of a query, in the order of the text.
pub fn read_query(query: &str) -> Vec<QueryTermView> {
    read_query_at(query, now())
}

fn read_query_at(query: &str, now: i64) -> Vec<QueryTermView> {
    let view = |term: QueryTerm| QueryTermView {
        start: utf16(query, term.range.start),
        end: utf16(query, term.range.end),
        operator: term.operator.map(|operator| operator.name.to_owned()),
        value: term.value,
        excluded: term.excluded,
        key: condition_key(query.get(term.range).unwrap_or_default(), now),
    };
    parse(query, now).terms.into_iter().map(view).collect()
}

/// Returns a query after a change of its conditions.
pub fn edit_query(query: &str, edit: &QueryEdit) -> EditedQuery {
    edit_query_at(query, edit, now())
}

fn edit_query_at(query: &str, edit: &QueryEdit, now: i64) -> EditedQuery {
    let edited = match edit {
        QueryEdit::Toggle { condition, replaced } => toggle(query, condition, &strs(replaced), now),
        QueryEdit::Set { operator, value, replaced } => set(query, operator, value, &strs(replaced), now),
        QueryEdit::Replace { replaced, conditions } => {
            add(&without_operators(query, &strs(replaced), now), conditions, now)
        }
        QueryEdit::Remove { condition } => remove(query, condition, now),
    };
    EditedQuery { same_end: end_alike(query, &edited, now), query: edited }
}

fn strs(names: &[String]) -> Vec<&str> {
    names.iter().map(String::as_str).collect()
}

#[cfg(test)]
mod tests;
