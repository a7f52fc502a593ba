//! Changes the conditions of a query for the buttons and chips of the window.

use super::parse::parse;
use super::print::condition;
use super::term::QueryTerm;

/// Returns a key that is equal for two conditions with the same meaning. Case is ignored. `now` is in seconds
/// since 1970.
pub fn condition_key(text: &str, now: i64) -> String {
    let understood = parse(text, now).query.to_string();
    let key = if understood.is_empty() { text.trim() } else { &understood };
    key.to_lowercase()
}

/// Removes the conditions for which `gone` returns true. The text between the other conditions stays unchanged.
pub fn without(query: &str, now: i64, gone: impl Fn(&QueryTerm) -> bool) -> String {
    let mut left = query.to_owned();
    let terms = parse(query, now).terms;
    let gone: Vec<&QueryTerm> = terms.iter().filter(|term| gone(term)).collect();
    for term in gone.iter().rev() {
        left = cut(&left, term);
    }
    if gone.is_empty() { left } else { left.trim_start().to_owned() }
}

fn cut(query: &str, term: &QueryTerm) -> String {
    let before = query.get(..term.range.start).unwrap_or_default().trim_end();
    let after = query.get(term.range.end..).unwrap_or_default().trim_start();
    let between = if before.is_empty() || after.is_empty() { "" } else { " " };
    format!("{before}{between}{after}")
}

/// Removes the conditions with these operators. Excluded conditions stay.
pub fn without_operators(query: &str, operators: &[&str], now: i64) -> String {
    let is_named = |term: &QueryTerm| term.operator.is_some_and(|named| operators.contains(&named.name));
    without(query, now, |term| is_named(term) && !term.excluded)
}

/// Removes each condition that means the same as `removed`.
pub fn remove(query: &str, removed: &str, now: i64) -> String {
    let key = condition_key(removed, now);
    without(query, now, |term| has_key(query, term, &key, now))
}

/// Adds conditions before the first words of the query. The last word stays at the end, because a word that is
/// being typed also finds longer words.
pub fn add(query: &str, conditions: &str, now: i64) -> String {
    let terms = parse(query, now).terms;
    let words = terms.iter().find(|term| term.operator.is_none() && !term.excluded);
    let at = words.map_or(query.len(), |term| term.range.start);
    let (before, after) = query.split_at_checked(at).unwrap_or((query, ""));
    let parts = [before.trim(), conditions, after];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Removes a condition if the query contains it. Otherwise adds the condition, and removes the conditions with the
/// operators in `replaced`.
pub fn toggle(query: &str, toggled: &str, replaced: &[&str], now: i64) -> String {
    let key = condition_key(toggled, now);
    if parse(query, now).terms.iter().any(|term| has_key(query, term, &key, now)) {
        return without(query, now, |term| has_key(query, term, &key, now));
    }
    add(&without_operators(query, replaced, now), toggled, now)
}

/// Adds the condition `operator:value`, and removes the conditions with the operators in `replaced`.
pub fn set(query: &str, operator: &str, value: &str, replaced: &[&str], now: i64) -> String {
    add(&without_operators(query, replaced, now), &condition(operator, value), now)
}

/// Returns true if two queries end in the same condition. A word that is still being typed at the end of one query
/// is then still being typed at the end of the other.
pub fn end_alike(one: &str, other: &str, now: i64) -> bool {
    let end = |query: &str| {
        let start = parse(query, now).terms.last()?.range.start;
        query.get(start..).map(str::to_owned)
    };
    end(one) == end(other)
}

fn has_key(query: &str, term: &QueryTerm, key: &str, now: i64) -> bool {
    condition_key(query.get(term.range.clone()).unwrap_or_default(), now) == key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_condition_is_toggled() {
        for (query, toggled, expected) in [
            ("", "from:ruth", "from:ruth"),
            ("roof", "from:ruth", "from:ruth roof"),
            ("roo", "is:sent", "is:sent roo"),
            ("in:Inbox roof", "from:ruth", "in:Inbox from:ruth roof"),
            ("roof from:ruth", "from:ruth", "roof"),
            ("From:Ruth roof", "from:ruth", "roof"),
            ("sender:ruth roof", "from:ruth", "roof"),
            ("larger:1024k roof", "larger:1m", "roof"),
            ("in:\"Sent Items\" x", "in:\"Sent Items\"", "x"),
            ("IN:\"sent items\" x", "in:\"Sent Items\"", "x"),
            ("from:karl roof", "from:ruth", "from:ruth roof"),
            ("sender:karl roof", "from:ruth", "from:ruth roof"),
            ("-from:karl roof", "from:ruth", "-from:karl from:ruth roof"),
            ("type:pdf", "type:xlsx", "type:pdf type:xlsx"),
            ("größe in:Zürich ü", "in:Zürich", "größe ü"),
        ] {
            assert_eq!(toggle(query, toggled, &["from"], 0), expected, "{query:?} {toggled:?}");
        }
    }

    #[test]
    fn conditions_are_removed() {
        assert_eq!(remove("a  \"b c\" d", "\"b c\"", 0), "a d");
        assert_eq!(remove("  roof from:ruth ", "-draft", 0), "  roof from:ruth ");
        assert_eq!(remove("roof is:starred", "is:starred", 0), "roof");
        let dates = ["during", "before", "after"];
        assert_eq!(
            without_operators("since:2012 before:2016 roof -during:2013", &dates, 0),
            "roof -during:2013"
        );
    }

    #[test]
    fn a_typed_value_becomes_one_condition() {
        for (value, expected) in [
            (" Ruth Alder ", "from:\"Ruth Alder\" roof"),
            ("a\"b", "from:\"a b\" roof"),
            ("me", "from:\"me\" roof"),
        ] {
            assert_eq!(set("from:karl roof", "from", value, &["from"], 0), expected);
        }
    }

    #[test]
    fn queries_end_in_the_same_condition() {
        for (one, other, expected) in [
            ("roo", "from:ruth roo", true),
            ("roo", "roo ", false),
            ("roo", "roo from:ruth", false),
            ("subject:roo", "from:ruth subject:roo", true),
            ("", "from:ruth", false),
            ("", "", true),
        ] {
            assert_eq!(end_alike(one, other, 0), expected, "{one:?} {other:?}");
        }
    }
}
