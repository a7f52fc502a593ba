//! Words as they are written in a query.

use super::lex::Term;
use super::{Place, Query};

/// True for an operator whose value is a name out of a few: what stands behind a minus there is not wanted.
pub(super) fn takes_names(field: &str) -> bool {
    matches!(field, "in" | "folder" | "label" | "source" | "has" | "type" | "kind" | "is")
}

/// `*.pdf`: files that end so.
pub(super) fn ending(place: Place, term: &Term) -> Option<&str> {
    let ending = term.value.strip_prefix("*.").filter(|_| !term.quoted)?;
    let of_files = matches!(place, Place::Anywhere | Place::Filename);
    (of_files && !ending.is_empty() && ending.chars().all(char::is_alphanumeric)).then_some(ending)
}

/// True for `ro*f` and `*oof`.
pub(super) fn has_star_inside(term: &Term) -> bool {
    let word = term.value.trim_end_matches('*');
    !term.quoted && word.contains('*') && word.contains(char::is_alphanumeric)
}

/// What a word or phrase asks for; nothing if it has no letter and no digit.
pub(super) fn words(place: Place, term: &Term) -> Option<Query> {
    let starred = term.value.ends_with('*');
    let prefix = starred || term.unclosed || (term.last && !term.quoted);
    let text = term.value.trim_end_matches('*').replace('*', " ");
    let parts = if term.quoted { vec![text.as_str()] } else { apart(&text) };
    let last = parts.len().saturating_sub(1);
    let mut all: Vec<Query> = parts
        .into_iter()
        .enumerate()
        .filter(|(_, part)| part.contains(char::is_alphanumeric))
        .map(|(at, part)| Query::Words { place, text: part.to_owned(), prefix: prefix && at == last })
        .collect();
    match all.len() {
        0 => None,
        1 => all.pop(),
        _ => Some(Query::And(all)),
    }
}

/// True for what would be several words if it stood without quotes.
pub(super) fn comes_apart(text: &str) -> bool {
    apart(text).len() > 1
}

/// `roof,insurance`: words between which somebody forgot the blank. Numbers, addresses and codes stay whole.
fn apart(text: &str) -> Vec<&str> {
    if text.contains(['@', ':', '/']) {
        return vec![text];
    }
    let (mut parts, mut start) = (Vec::new(), 0);
    let letter = |c: Option<char>| c.is_some_and(char::is_alphabetic);
    for (at, sign) in text.match_indices([',', ';', '+']) {
        let (before, behind) = (text.get(start..at).unwrap_or_default(), at.saturating_add(sign.len()));
        if letter(before.chars().next_back()) && letter(text.get(behind..).unwrap_or_default().chars().next())
        {
            parts.push(before);
            start = behind;
        }
    }
    parts.push(text.get(start..).unwrap_or_default());
    parts
}
