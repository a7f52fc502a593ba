//! From what was typed to a [`Query`].

use super::date::{back, span};
use super::lex::{Piece, Term, pieces};
use super::{Parsed, Place, Problem, Query};

/// Nesting of brackets that is followed.
const DEEPEST: usize = 20;

/// Parses a query at `now` (seconds since 1970). Never refuses.
pub fn parse(text: &str, now: i64) -> Parsed {
    let pieces = pieces(text);
    let mut parser = Parser { pieces: pieces.into_iter().peekable(), now, problems: Vec::new() };
    let mut all = Vec::new();
    loop {
        all.push(parser.any_of(0));
        if parser.pieces.next().is_none() {
            break;
        }
        parser.problem(")", "This bracket closes nothing.");
    }
    Parsed { query: and(all), problems: parser.problems }
}

struct Parser {
    pieces: std::iter::Peekable<std::vec::IntoIter<Piece>>,
    now: i64,
    problems: Vec<Problem>,
}

/// Joins conditions: what asks for nothing is left out.
fn and(queries: Vec<Query>) -> Query {
    let mut some: Vec<Query> = queries.into_iter().filter(|query| *query != Query::All).collect();
    match some.len() {
        0 => Query::All,
        1 => some.pop().unwrap_or(Query::All),
        _ => Query::And(some),
    }
}

impl Parser {
    fn problem(&mut self, part: impl Into<String>, why: &str) {
        self.problems.push(Problem { part: part.into(), why: why.to_owned() });
    }

    /// `a b OR c d`: as in Gmail, `OR` joins only its two neighbours.
    fn any_of(&mut self, depth: usize) -> Query {
        let mut all: Vec<Query> = Vec::new();
        let mut joins = false;
        while let Some(piece) = self.pieces.next_if(|piece| *piece != Piece::Close) {
            if piece == Piece::Or {
                joins = !all.is_empty();
                continue;
            }
            let Some(next) = self.one(piece, depth) else { continue };
            match all.pop() {
                Some(Query::Or(mut any)) if joins => {
                    any.push(next);
                    all.push(Query::Or(any));
                }
                Some(before) if joins => all.push(Query::Or(vec![before, next])),
                before => {
                    all.extend(before);
                    all.push(next);
                }
            }
            joins = false;
        }
        and(all)
    }

    fn one(&mut self, piece: Piece, depth: usize) -> Option<Query> {
        match piece {
            Piece::Term(term) => self.term(&term),
            Piece::Not => {
                let next = self.pieces.next_if(|next| !matches!(next, Piece::Close | Piece::Or))?;
                self.one(next, depth).map(|query| Query::Not(Box::new(query)))
            }
            Piece::Open if depth >= DEEPEST => {
                self.problem("(", "The brackets are nested too deeply.");
                None
            }
            Piece::Open => {
                let query = self.any_of(depth.saturating_add(1));
                self.pieces.next_if_eq(&Piece::Close);
                (query != Query::All).then_some(query)
            }
            Piece::Close | Piece::Or => None,
        }
    }

    fn term(&mut self, term: &Term) -> Option<Query> {
        let Some(field) = term.field.as_deref() else { return words(Place::Anywhere, term) };
        let place = match field {
            "from" => Place::From,
            "to" => Place::To,
            "cc" => Place::Cc,
            "bcc" => Place::Bcc,
            "with" => Place::With,
            "subject" => Place::Subject,
            "body" | "text" => Place::Body,
            "filename" | "file" => Place::Filename,
            _ => return self.operator(field, term),
        };
        words(place, term)
    }

    fn operator(&mut self, field: &str, term: &Term) -> Option<Query> {
        let value = term.value.to_lowercase();
        // An operator that is still being typed asks for nothing yet.
        if value.is_empty() && term.last {
            return None;
        }
        let query = match field {
            "in" | "folder" => Some(Query::Folder(term.value.clone())),
            "source" => Some(Query::Source(term.value.clone())),
            "has" => has(&value),
            "type" => Some(Query::Tag(format!("type:{}", value.trim_start_matches('.')))),
            "kind" => Some(Query::Tag(format!("kind:{value}"))),
            "is" => (value == "damaged").then(|| Query::Tag("is:damaged".to_owned())),
            "before" => span(&value, self.now).map(|(from, _)| Query::Date { from: None, to: Some(from) }),
            "after" => span(&value, self.now).map(|(_, to)| Query::Date { from: Some(to), to: None }),
            "during" | "date" => {
                span(&value, self.now).map(|(from, to)| Query::Date { from: Some(from), to: Some(to) })
            }
            "older_than" => back(&value, self.now).map(|to| Query::Date { from: None, to: Some(to) }),
            "newer_than" => back(&value, self.now).map(|from| Query::Date { from: Some(from), to: None }),
            "larger" => bytes(&value).map(|min| Query::Size { min: Some(min), max: None }),
            "smaller" => bytes(&value).map(|max| Query::Size { min: None, max: Some(max) }),
            "id" => value.parse().ok().map(Query::Id),
            // `http://…`, `12:30`: no operator, just words.
            _ => {
                let text = format!("{field}:{}", term.value);
                return words(Place::Anywhere, &Term { field: None, value: text, ..term.clone() });
            }
        };
        if query.is_none() {
            let why = match field {
                "before" | "after" | "during" | "date" => "This is no date. Try 2019, 2019-05 or last-year.",
                "older_than" | "newer_than" => "This is no length of time. Try 5y, 3m, 2w or 10d.",
                "larger" | "smaller" => "This is no size. Try 500k or 10m.",
                _ => "This is not known here.",
            };
            self.problem(format!("{field}:{}", term.value), why);
        }
        query
    }
}

fn words(place: Place, term: &Term) -> Option<Query> {
    let starred = !term.quoted && term.value.ends_with('*');
    let text = term.value.trim_end_matches('*').to_owned();
    let has_word = text.chars().any(char::is_alphanumeric);
    has_word.then_some(Query::Words { place, text, prefix: starred || (term.last && !term.quoted) })
}

fn has(value: &str) -> Option<Query> {
    match value {
        "attachment" | "attachments" | "file" => Some(Query::Tag("has:attachment".to_owned())),
        "image" | "picture" => Some(Query::Tag("has:image".to_owned())),
        "pdf" => Some(Query::Tag("type:pdf".to_owned())),
        _ => None,
    }
}

fn bytes(value: &str) -> Option<u64> {
    let digits = value.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let number: u64 = digits.parse().ok()?;
    let unit: u64 = match value.strip_prefix(digits)? {
        "" | "b" => 1,
        "k" | "kb" => 1 << 10,
        "m" | "mb" => 1 << 20,
        "g" | "gb" => 1 << 30,
        _ => return None,
    };
    number.checked_mul(unit)
}

#[cfg(test)]
mod tests {
    use super::parse;

    /// A query in one line, as the tables below write it.
    fn show(query: &super::Query) -> String {
        use super::Query as Q;
        let list = |queries: &[Q]| queries.iter().map(show).collect::<Vec<_>>().join(" ");
        match query {
            Q::All => "*".to_owned(),
            Q::And(all) => format!("(and {})", list(all)),
            Q::Or(any) => format!("(or {})", list(any)),
            Q::Not(not) => format!("(not {})", show(not)),
            Q::Words { place, text, prefix } => {
                format!("{place:?}:{text}{}", if *prefix { "*" } else { "" }).replace("Anywhere:", "")
            }
            Q::Date { from, to } => format!("date({from:?},{to:?})").replace("Some", "").replace("None", ""),
            Q::Size { min, max } => format!("size({min:?},{max:?})").replace("Some", "").replace("None", ""),
            Q::Tag(tag) => tag.clone(),
            Q::Folder(name) => format!("in:{name}"),
            Q::Source(name) => format!("source:{name}"),
            Q::Id(id) => format!("id:{id}"),
        }
    }

    #[test]
    fn queries_as_typed() {
        for (text, expected, problems) in [
            ("", "*", 0),
            ("roof", "roof*", 0),
            ("roof ", "roof", 0),
            ("roof insurance", "(and roof insurance*)", 0),
            ("\"roof claim\"", "roof claim", 0),
            ("roof -gutter ", "(and roof (not gutter))", 0),
            ("a OR b c ", "(and (or a b) c)", 0),
            ("(a b) OR c ", "(or (and a b) c)", 0),
            ("from:ruth to:\"karl heinz\"", "(and From:ruth To:karl heinz)", 0),
            ("subject:roo* ", "Subject:roo*", 0),
            ("has:attachment type:.PDF ", "(and has:attachment type:pdf)", 0),
            ("larger:2m smaller:10m", "(and size((2097152),) size(,(10485760)))", 0),
            ("in:\"Sent Items\"", "in:Sent Items", 0),
            ("during:2019", "date((1546300800),(1577836800))", 0),
            ("before:nonsense roof ", "roof", 1),
            ("a)b ", "(and a b)", 1),
            ("((", "*", 0),
            ("from:", "*", 0),
            ("has:", "*", 0),
            ("http://x.example/a ", "http://x.example/a", 0),
            ("- OR ) -", "*", 1),
            ("-(a b) ", "(not (and a b))", 0),
            ("id:17", "id:17", 0),
        ] {
            let parsed = parse(text, 1_589_544_000);
            assert_eq!(show(&parsed.query), expected, "{text:?}");
            assert_eq!(parsed.problems.len(), problems, "{text:?}: {:?}", parsed.problems);
        }
    }

    #[test]
    fn deep_brackets_end() {
        let parsed = parse(&"(".repeat(4000), 0);
        assert_eq!(show(&parsed.query), "*");
    }
}
