//! Prints a [`Query`] as text that can be typed.

use std::fmt::{Display, Formatter, Result, Write};

use chrono::{DateTime, NaiveDate};

use super::ast::{Query, Set};
use super::lex::MINUS;
use super::operator::Operator;
use super::scope::Scope;
use super::value::Meaning;
use super::word::comes_apart;

/// Prints the query so that [`parse`](super::parse) of the text returns the same query.
impl Display for Query {
    fn fmt(&self, out: &mut Formatter<'_>) -> Result {
        match self {
            Self::And(all) => list(out, all, " "),
            Self::Or(any) => list(out, any, " OR "),
            query => one(out, query),
        }
    }
}

/// Returns the condition `operator:value`, with quotation marks if the value needs them. Quotation marks in the
/// value are replaced by spaces, because a quoted value cannot contain them.
pub fn condition(operator: &str, value: &str) -> String {
    let value = value.replace('"', " ");
    let value = value.trim();
    if needs_quotes(value, false) { format!("{operator}:\"{value}\"") } else { format!("{operator}:{value}") }
}

fn list(out: &mut Formatter<'_>, queries: &[Query], between: &str) -> Result {
    for (at, query) in queries.iter().enumerate() {
        if at > 0 {
            out.write_str(between)?;
        }
        one(out, query)?;
    }
    Ok(())
}

fn one(out: &mut Formatter<'_>, query: &Query) -> Result {
    match query {
        Query::All => Ok(()),
        Query::And(all) => grouped(out, all, " "),
        Query::Or(any) => grouped(out, any, " OR "),
        Query::Not(not) => {
            out.write_char('-')?;
            one(out, not)
        }
        Query::Words { scope, text, prefix } => words(out, *scope, text, *prefix),
        Query::Date { from, to } => dates(out, *from, *to),
        Query::Size { min, max } => {
            let sizes = [("larger", min), ("smaller", max)];
            let mut sizes = sizes.iter().filter_map(|(name, size)| size.map(|size| (name, size)));
            sizes.try_for_each(|(name, size)| write!(out, "{name}:{size}"))
        }
        Query::Tag(tag) => {
            let (name, value) = tag.split_once(':').unwrap_or((tag, ""));
            named(out, name, value)
        }
        Query::Set(set) => match set {
            Set::Folder(name) => named(out, "in", name),
            Set::Source(name) => named(out, "source", name),
            Set::Sent => out.write_str("is:sent"),
            Set::Received => out.write_str("is:received"),
            Set::Recovered => out.write_str("is:recovered"),
            Set::Starred => out.write_str("is:starred"),
            Set::Tagged(name) => named(out, "tag", name),
            Set::Thread(thread) => write!(out, "thread:{thread}"),
        },
        Query::Id(id) => write!(out, "id:{id}"),
    }
}

fn grouped(out: &mut Formatter<'_>, queries: &[Query], between: &str) -> Result {
    out.write_char('(')?;
    list(out, queries, between)?;
    // The bracket ends the query, so the preceding word no longer counts as a word that is being typed.
    out.write_char(')')
}

fn words(out: &mut Formatter<'_>, scope: Scope, text: &str, prefix: bool) -> Result {
    let operator = Operator::of_scope(scope);
    let applies_to_next = operator.is_some_and(|operator| matches!(operator.meaning, Meaning::NextTerm));
    match operator.map(|operator| operator.name) {
        Some(name) if applies_to_next => write!(out, "{name}:attachment ")?,
        Some(name) => write!(out, "{name}:")?,
        None => {}
    }
    let is_bare = operator.is_none() || applies_to_next;
    if prefix {
        let quotes = if needs_quotes(text, is_bare) { "\"" } else { "" };
        return write!(out, "{quotes}{text}*{quotes}");
    }
    value(out, text, is_bare)
}

fn named(out: &mut Formatter<'_>, name: &str, text: &str) -> Result {
    write!(out, "{name}:")?;
    value(out, text, false)
}

/// Prints a value, in quotation marks if it would have another meaning without them. `is_bare` is true if no
/// operator directly precedes the value.
fn value(out: &mut Formatter<'_>, text: &str, is_bare: bool) -> Result {
    if needs_quotes(text, is_bare) { write!(out, "\"{text}\"") } else { out.write_str(text) }
}

fn needs_quotes(text: &str, is_bare: bool) -> bool {
    let looks_like_more = is_bare
        && (matches!(text, "OR" | "AND" | "NOT")
            || text.split_once(':').is_some_and(|(name, _)| name.chars().all(|c| !c.is_ascii_digit())));
    text.is_empty()
        || looks_like_more
        || text.starts_with('"')
        || text.starts_with(MINUS)
        || comes_apart(text)
        || text.ends_with('*')
        || ["me", "anywhere"].iter().any(|word| text.eq_ignore_ascii_case(word))
        || text.contains(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '|'))
}

fn dates(out: &mut Formatter<'_>, from: Option<i64>, to: Option<i64>) -> Result {
    let day = |seconds: i64| DateTime::from_timestamp(seconds, 0).unwrap_or_default().date_naive();
    match (from, to) {
        (Some(from), None) => write!(out, "after:{}", day(from)),
        (None, Some(to)) => write!(out, "before:{}", day(to)),
        (Some(from), Some(to)) => {
            let last = day(to).pred_opt().unwrap_or(NaiveDate::MIN);
            write!(out, "during:{}", span(day(from), last))
        }
        (None, None) => Ok(()),
    }
}

/// Returns the days from `first` to `last` as a value of `during:`.
fn span(first: NaiveDate, last: NaiveDate) -> String {
    use chrono::Datelike as _;
    let end = last.succ_opt().unwrap_or(last);
    let begins_month = first.day() == 1 && end.day() == 1;
    if begins_month && first.month() == 1 && end.month() == 1 && end.year() == first.year().saturating_add(1)
    {
        first.year().to_string()
    } else if begins_month && first.checked_add_months(chrono::Months::new(1)) == Some(end) {
        first.format("%Y-%m").to_string()
    } else if first == last {
        first.to_string()
    } else {
        format!("{first}..{last}")
    }
}
