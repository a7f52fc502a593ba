//! The conditions of a query as they were typed.

use std::ops::Range;

use super::lex::{QueryToken, QueryTokenKind, tokens};
use super::operator::Operator;

/// One condition of a query. Terms joined by `OR` are one condition. So are a bracket, and an operator with the
/// term that it applies to.
#[derive(Debug, Clone)]
pub struct QueryTerm {
    /// The byte range of the condition in the query.
    pub range: Range<usize>,
    /// The operator of the condition. `None` for words, and for an operator without a value.
    pub operator: Option<&'static Operator>,
    /// The text after the operator and the minus, without quotes.
    pub value: String,
    /// True if messages that match are excluded.
    pub excluded: bool,
}

impl PartialEq for QueryTerm {
    fn eq(&self, other: &Self) -> bool {
        let name = |term: &Self| term.operator.map(|operator| operator.name);
        (&self.range, name(self), &self.value, self.excluded)
            == (&other.range, name(other), &other.value, other.excluded)
    }
}

impl Eq for QueryTerm {}

impl QueryTerm {
    /// Reads the condition in a range of a query.
    pub(super) fn read(query: &str, range: Range<usize>) -> Self {
        let text = query.get(range.clone()).unwrap_or_default();
        let mut tokens = tokens(text).into_iter().peekable();
        let mut excluded = false;
        while tokens.next_if(|token| token.kind == QueryTokenKind::Not).is_some() {
            excluded = !excluded;
        }
        let first = tokens.next();
        let is_single = tokens.peek().is_none();
        let words = first.as_ref().map_or("", |first| text.get(first.range.start..).unwrap_or_default());
        let of_operator = first.as_ref().and_then(|first| operator_and_value(first, words, is_single));
        if let Some((operator, value)) = of_operator {
            let minus = value.strip_prefix(super::lex::MINUS).filter(|rest| !rest.is_empty());
            let minus = minus.filter(|_| operator.accepts_minus());
            excluded ^= minus.is_some();
            let value = minus.unwrap_or(&value).to_owned();
            return Self { range, operator: Some(operator), value, excluded };
        }
        Self { range, operator: None, value: words.to_owned(), excluded }
    }
}

/// Returns the operator of a condition and the text after the operator. `text` begins with the token `first`.
fn operator_and_value(
    first: &QueryToken,
    text: &str,
    is_single: bool,
) -> Option<(&'static Operator, String)> {
    let field = match &first.kind {
        QueryTokenKind::Word(term) => term.field.as_deref(),
        QueryTokenKind::Open(field) => field.as_deref(),
        _ => None,
    };
    let operator = Operator::find(field?)?;
    let value = match &first.kind {
        QueryTokenKind::Word(term) if is_single => term.value.clone(),
        // The name of an operator is ASCII, so it has the same length in lower case.
        _ => text.get(field?.len().saturating_add(1)..)?.trim().to_owned(),
    };
    (!value.is_empty()).then_some((operator, value))
}

#[cfg(test)]
mod tests {
    use super::super::parse;

    #[test]
    fn conditions_have_their_ranges() {
        for (query, expected) in [
            ("roof insurance", "roof|insurance"),
            (
                "from:\"Ruth A\" roof -has:attachment \"open end",
                "from:\"Ruth A\"|roof|-has:attachment|\"open end",
            ),
            ("from:(ruth OR karl) roof", "from:(ruth OR karl)|roof"),
            ("(roof ruth) OR ceiling x", "(roof ruth) OR ceiling|x"),
            ("roof | gutter NOT ruth", "roof | gutter|NOT ruth"),
            ("text-in:attachment total a AND b", "text-in:attachment total|a|b"),
            ("in:\"Sent Items\" (a \"b) c", "in:\"Sent Items\"|(a \"b) c"),
            ("from: ruth roof", "from: ruth|roof"),
            ("a ) b", "a|b"),
            ("OR OR ((", "(("),
            ("roof OR", "roof OR"),
            ("", ""),
        ] {
            let terms = parse(query, 0).terms;
            let shown: Vec<&str> = terms.iter().map(|term| &query[term.range.clone()]).collect();
            assert_eq!(shown.join("|"), expected, "{query}");
        }
    }

    #[test]
    fn conditions_have_operator_and_value() {
        for (query, expected) in [
            ("roof", "- roof"),
            ("-draft", "not - draft"),
            ("NOT draft", "not - draft"),
            ("from:ruth", "from ruth"),
            ("Sender:Ruth", "from Ruth"),
            ("-in:\"Sent Items\"", "not in Sent Items"),
            ("from:-ruth", "not from ruth"),
            ("from: ruth", "from ruth"),
            ("from:", "- from:"),
            ("since:2019", "after 2019"),
            ("from:(ruth OR karl)", "from (ruth OR karl)"),
            ("text-in:attachment total", "text-in attachment total"),
            ("http://x.example", "- http://x.example"),
            ("12:30", "- 12:30"),
            ("\"last page\"", "- \"last page\""),
        ] {
            let terms = parse(query, 0).terms;
            let [term] = terms.as_slice() else { panic!("{query}: {terms:?}") };
            let not = if term.excluded { "not " } else { "" };
            let name = term.operator.map_or("-", |operator| operator.name);
            assert_eq!(format!("{not}{name} {}", term.value), expected, "{query}");
        }
    }
}
