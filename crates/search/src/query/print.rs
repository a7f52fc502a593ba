//! A [`Query`] as somebody could type it.

use std::fmt::{Display, Formatter, Result, Write};

use chrono::{DateTime, NaiveDate};

use super::lex::MINUS;
use super::written::comes_apart;
use super::{Parsed, Place, Query, Set};

/// [`parse`](super::parse) of what is written gives the same query.
impl Display for Query {
    fn fmt(&self, out: &mut Formatter<'_>) -> Result {
        match self {
            Self::And(all) => list(out, all, " "),
            Self::Or(any) => list(out, any, " OR "),
            query => one(out, query),
        }
    }
}

impl Parsed {
    /// The conditions that must all hold, each as it could be typed alone.
    pub fn parts(&self) -> Vec<&Query> {
        match &self.query {
            Query::All => Vec::new(),
            Query::And(all) => all.iter().collect(),
            query => vec![query],
        }
    }
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
        Query::Words { place, text, prefix } => words(out, *place, text, *prefix),
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
            Set::Thread(thread) => write!(out, "thread:{thread}"),
        },
        Query::Id(id) => write!(out, "id:{id}"),
    }
}

fn grouped(out: &mut Formatter<'_>, queries: &[Query], between: &str) -> Result {
    out.write_char('(')?;
    list(out, queries, between)?;
    // The word before the bracket is not the last one.
    out.write_char(')')
}

fn words(out: &mut Formatter<'_>, place: Place, text: &str, prefix: bool) -> Result {
    match Place::NAMED.iter().find(|(known, _)| *known == place) {
        // Which words it is about stands behind it.
        Some((Place::Attachment, name)) => write!(out, "{name}:attachment ")?,
        Some((_, name)) => write!(out, "{name}:")?,
        None => {}
    }
    if prefix {
        let quotes = if needs_quotes(text, is_bare(place)) { "\"" } else { "" };
        return write!(out, "{quotes}{text}*{quotes}");
    }
    value(out, text, is_bare(place))
}

/// True where no operator stands right before the words.
fn is_bare(place: Place) -> bool {
    matches!(place, Place::Anywhere | Place::Attachment)
}

fn named(out: &mut Formatter<'_>, name: &str, text: &str) -> Result {
    write!(out, "{name}:")?;
    value(out, text, false)
}

/// A value, in quotes where it would otherwise mean something else.
fn value(out: &mut Formatter<'_>, text: &str, bare: bool) -> Result {
    if needs_quotes(text, bare) { write!(out, "\"{text}\"") } else { out.write_str(text) }
}

fn needs_quotes(text: &str, bare: bool) -> bool {
    let looks_like_more = bare
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

/// `2019`, `2019-05`, `2019-05-17`, `2019-05-17..2019-06-01`.
fn span(first: NaiveDate, last: NaiveDate) -> String {
    use chrono::Datelike as _;
    let behind = last.succ_opt().unwrap_or(last);
    let begins_month = first.day() == 1 && behind.day() == 1;
    if begins_month
        && first.month() == 1
        && behind.month() == 1
        && behind.year() == first.year().saturating_add(1)
    {
        first.year().to_string()
    } else if begins_month && first.checked_add_months(chrono::Months::new(1)) == Some(behind) {
        first.format("%Y-%m").to_string()
    } else if first == last {
        first.to_string()
    } else {
        format!("{first}..{last}")
    }
}
