//! Words of a query without an operator, or with an operator that searches words.

use super::ast::Query;
use super::lex::TypedWord;
use super::scope::Scope;

/// Returns the extension of a term such as `*.pdf`, which finds files with this extension.
pub(super) fn extension(scope: Scope, term: &TypedWord) -> Option<&str> {
    let extension = term.value.strip_prefix("*.").filter(|_| !term.quoted)?;
    let of_files = scope == Scope::ANYWHERE || scope == Scope::FILENAME;
    (of_files && !extension.is_empty() && extension.chars().all(char::is_alphanumeric)).then_some(extension)
}

/// Returns true if a word has a star that is not at its end: `ro*f` and `*oof`.
pub(super) fn has_star_inside(term: &TypedWord) -> bool {
    let word = term.value.trim_end_matches('*');
    !term.quoted && word.contains('*') && word.contains(char::is_alphanumeric)
}

/// Returns the query for a word or phrase. Returns `None` if it has no letter and no digit.
pub(super) fn words(scope: Scope, term: &TypedWord) -> Option<Query> {
    let starred = term.value.ends_with('*');
    let prefix = starred || term.unclosed || (term.last && !term.quoted);
    let text = term.value.trim_end_matches('*').replace('*', " ");
    let parts = if term.quoted { vec![text.as_str()] } else { apart(&text) };
    let last = parts.len().saturating_sub(1);
    let mut all: Vec<Query> = parts
        .into_iter()
        .enumerate()
        .filter(|(_, part)| part.contains(char::is_alphanumeric))
        .map(|(at, part)| Query::Words { scope, text: part.to_owned(), prefix: prefix && at == last })
        .collect();
    match all.len() {
        0 => None,
        1 => all.pop(),
        _ => Some(Query::And(all)),
    }
}

/// Returns true if a text without quotation marks is read as several words.
pub(super) fn comes_apart(text: &str) -> bool {
    apart(text).len() > 1
}

/// Splits `roof,insurance`, where a space is missing, into two words. Numbers, addresses and codes are not split.
fn apart(text: &str) -> Vec<&str> {
    if text.contains(['@', ':', '/']) {
        return vec![text];
    }
    let (mut parts, mut start) = (Vec::new(), 0);
    let letter = |c: Option<char>| c.is_some_and(char::is_alphabetic);
    for (at, sign) in text.match_indices([',', ';', '+']) {
        let (before, after) = (text.get(start..at).unwrap_or_default(), at.saturating_add(sign.len()));
        if letter(before.chars().next_back()) && letter(text.get(after..).unwrap_or_default().chars().next())
        {
            parts.push(before);
            start = after;
        }
    }
    parts.push(text.get(start..).unwrap_or_default());
    parts
}
