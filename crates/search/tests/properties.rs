//! Properties that every query must have.

use foundmail_mail::{ItemKind, Message, Person};
use foundmail_search::query::{Query, Scope, parse, parse_unfinished};
use foundmail_search::{AttachmentText, Document, Index, Marks, Members};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{Config, TestRunner};

const NOW: i64 = 1_589_544_000;

/// Generates queries: random sequences of typical pieces.
fn typed() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "roof",
        "Größe",
        "\"roof claim\"",
        "OR",
        "|",
        "AND",
        "NOT ",
        "-",
        "(",
        ")",
        "\"",
        "*",
        "from:",
        "to:me",
        "from:me",
        "subject:(",
        "text-in:attachment",
        "text-in:x",
        "in:",
        "in:Sent",
        "in:\"\"",
        "type:",
        "type:.",
        "type:jpeg",
        "type:word",
        "has:link",
        "kind:mail",
        "is:sent",
        "is:starred",
        "tag:\"a b\"",
        "tag:-x",
        "before:2019",
        "after:2019-05",
        "during:5y",
        "during:2019-01-01..2019-03-01",
        "older_than:9999y",
        "larger:3k",
        "smaller:99999999999g",
        "id:7",
        "thread:9",
        "http://x",
        "12:30",
        "foo:bar",
        "-x",
        "\"-x\"",
        "屋顶",
        "a*b",
        "a*",
        "\u{0}",
        "'",
        "ü:",
        "roof:",
        "\"me\"",
        "from:\"me\"",
    ]);
    let blank = prop::sample::select(vec!["", " ", " ", "  "]);
    prop::collection::vec((piece, blank), 0..12)
        .prop_map(|pieces| pieces.into_iter().flat_map(|(piece, blank)| [piece, blank]).collect())
}

#[test]
fn a_printed_query_means_the_same() {
    let mut runner =
        TestRunner::new(Config { cases: 20_000, failure_persistence: None, ..Config::default() });
    runner
        .run(&prop_oneof![3 => typed(), 1 => "\\PC{0,40}"], |text| {
            for parsed in [parse(&text, NOW), parse_unfinished(&text, NOW)] {
                let printed = parsed.query.to_string();
                let again = parse(&printed, NOW);
                prop_assert_eq!(&again.query, &parsed.query, "{:?} printed as {:?}", &text, &printed);
                prop_assert!(again.problems.is_empty(), "{:?}: {:?}", &printed, again.problems);
                for problem in parsed.problems {
                    prop_assert_eq!(&text[problem.start..problem.end], &problem.part);
                }
            }
            Ok(())
        })
        .unwrap();
}

const WORDS: [&str; 40] = [
    "the",
    "of",
    "and",
    "to",
    "in",
    "roof",
    "Roof's",
    "claim",
    "Müller",
    "Mueller",
    "Größe",
    "café",
    "AB-1234/7",
    "AB1234",
    "1.234,56",
    "ruth@example.org",
    "don't",
    "l'assurance",
    "屋顶报告",
    "屋顶",
    "지붕이",
    "หลังคา",
    "insurance",
    "letter",
    "2016-02-11",
    "a",
    "is",
    "it",
    "der",
    "und",
    "RoofReport",
    "x_y",
    "Москва",
    "ёлка",
    "ﬁne",
    "Ｆｕｌｌ",
    "o'clock",
    "roofs",
    "claims",
    "re",
];

fn text(words: usize) -> impl Strategy<Value = String> {
    let word = prop::sample::select(WORDS.to_vec());
    let between = prop::sample::select(vec![" ", " ", " ", ", ", ".\n", "\n> ", "\n"]);
    prop::collection::vec((word, between), 0..words)
        .prop_map(|words| words.into_iter().flat_map(|(word, between)| [word, between]).collect())
}

#[derive(Debug, Clone)]
struct Letter {
    message: Message,
    attached: String,
}

fn letter() -> impl Strategy<Value = Letter> {
    let date = prop::option::of(1_500_000_000..1_500_000_020_i64);
    (text(4), text(30), text(3), text(12), date).prop_map(|(subject, text, name, attached, date)| {
        // A query with an address searches only addresses, so names must not contain one.
        let name = name.replace('\n', " ").replace("@example.org", "");
        let from = vec![Person { name, address: String::new() }];
        Letter { message: Message { date, subject, text, from, ..Message::default() }, attached }
    })
}

fn question() -> impl Strategy<Value = String> {
    let place = prop::sample::select(vec!["", "", "", "body:", "subject:", "from:", "text-in:attachment "]);
    let one = (place, text(3), any::<bool>()).prop_filter_map("no word", |(place, text, prefix)| {
        let text = text.replace(['\n', '>'], " ");
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let word = text.split(' ').next().unwrap_or_default();
        let text = if prefix {
            format!("{}*", word.chars().take(3).collect::<String>())
        } else {
            format!("\"{text}\"")
        };
        (!word.is_empty()).then(|| format!("{place}{text}"))
    });
    prop::collection::vec((one, prop::sample::select(vec![" ", " ", " OR ", " -"])), 1..4)
        .prop_map(|parts| parts.into_iter().flat_map(|(part, between)| [part, between.to_owned()]).collect())
}

/// Returns true if the message matches the query. This checks the texts directly, without the index.
fn matches(query: &Query, letter: &Letter) -> bool {
    match query {
        Query::All => true,
        Query::And(all) => all.iter().all(|query| matches(query, letter)),
        Query::Or(any) => any.iter().any(|query| matches(query, letter)),
        Query::Not(not) => !matches(not, letter),
        query @ Query::Words { .. } => {
            let marks = Marks::of(query);
            let hit = |scope: Scope, text: &str| marks.within(scope).hit(text);
            let people = letter.message.from.iter().any(|person| hit(Scope::FROM, &person.name));
            hit(Scope::SUBJECT, &letter.message.subject)
                || hit_in_pieces(&marks.within(Scope::BODY), &letter.message.text)
                || people
                || hit(Scope::ATTACHMENT, &letter.attached)
        }
        _ => unreachable!("the generated queries contain only words"),
    }
}

/// Returns true if a phrase matches within own text or within quoted text. An empty line belongs to the preceding
/// text.
fn hit_in_pieces(marks: &Marks, text: &str) -> bool {
    let mut pieces: Vec<(bool, String)> = Vec::new();
    for line in text.split_inclusive('\n') {
        let quoted = line.trim_start().starts_with('>');
        match pieces.last_mut() {
            Some((last, piece)) if *last == quoted || line.trim().is_empty() => piece.push_str(line),
            _ => pieces.push((quoted, line.to_owned())),
        }
    }
    pieces.iter().any(|(_, piece)| marks.hit(piece))
}

/// Adds the messages to an index in several segments. Each message first has other content, and is then replaced.
fn fill(index: &Index, letters: &[Letter]) {
    let mut writer = index.writer().unwrap();
    let mut put = |id: u32, letter: &Letter| {
        let texts = [AttachmentText { name: "a.txt", text: &letter.attached }];
        let (message, kind) = (&letter.message, ItemKind::Mail);
        let document =
            Document { id, thread: id, message, kind, size: 1, damaged: false, attachment_texts: &texts };
        writer.put(&document).unwrap();
        if id.is_multiple_of(7) {
            writer.commit(u64::from(id)).unwrap();
        }
    };
    for (id, other) in (1..).zip(letters.iter().rev()) {
        put(id, other);
    }
    for (id, letter) in (1..).zip(letters) {
        put(id, letter);
    }
    writer.commit(1_000).unwrap();
    index.refresh().unwrap();
}

/// Sorts ids by date, newest first. Equal dates are sorted by descending id. Messages without a date are last.
fn newest_first(found: &[u32], letters: &[Letter]) -> Vec<u32> {
    let mut all = found.to_vec();
    all.sort_by_key(|&id| std::cmp::Reverse((letters[id as usize - 1].message.date, id)));
    all
}

#[test]
fn the_index_finds_what_reading_all_letters_finds() {
    let mut runner = TestRunner::deterministic();
    for many in [50_000, 50_000, 50_000, 50_000, 50_000, 10, 10, 10, 10, 10] {
        let letters = prop::collection::vec(letter(), 60).new_tree(&mut runner).unwrap().current();
        let questions = prop::collection::vec(question(), 100).new_tree(&mut runner).unwrap().current();
        let dir = tempfile::tempdir().unwrap();
        let index = Index::create(&dir.path().join("index")).unwrap().with_many(many);
        fill(&index, &letters);
        let sets = |_: &_| Members::default();
        for question in questions {
            let query = parse(&question, NOW).query;
            let mut found: Vec<u32> = index.search(&query, None, false, &sets).unwrap().ids().collect();
            assert_eq!(found, newest_first(&found, &letters), "order of {question:?}");
            let best = index.search(&query, None, true, &sets).unwrap();
            let mut best: Vec<u32> = best.hits().map(|hit| hit.id).collect();
            found.sort_unstable();
            best.sort_unstable();
            for (id, letter) in (1..).zip(&letters) {
                let wanted = matches(&query, letter);
                assert_eq!(found.contains(&id), wanted, "{question:?} in {letter:?}");
            }
            assert_eq!(best, found, "best match of {question:?}");
            assert_eq!(index.count_of(&query, None, &sets).unwrap(), found.len(), "count of {question:?}");
        }
    }
}

#[test]
fn words_in_any_order_find_the_same() {
    // Some words are prefixes of others. If a word were treated as a prefix, it would find too many messages.
    let plain = [
        "roof",
        "roofs",
        "claim",
        "claims",
        "let",
        "letter",
        "insurance",
        "2016",
        "AB1234",
        "Müller",
        "屋顶",
        "the",
    ];
    let words = prop::collection::vec(prop::sample::select(plain.to_vec()), 2..5);
    let order = words.prop_flat_map(|words| (Just(words.clone()), Just(words).prop_shuffle()));
    let mut runner = TestRunner::deterministic();
    let letters = prop::collection::vec(letter(), 200).new_tree(&mut runner).unwrap().current();
    let dir = tempfile::tempdir().unwrap();
    let index = Index::create(&dir.path().join("index")).unwrap();
    fill(&index, &letters);
    let found = |query: &str| -> Vec<u32> {
        index.search(&parse(query, NOW).query, None, false, &|_| Members::default()).unwrap().ids().collect()
    };
    let config = Config { cases: 500, failure_persistence: None, ..Config::default() };
    TestRunner::new(config)
        .run(&order, |(words, shuffled)| {
            prop_assert_eq!(found(&words.join(" ")), found(&shuffled.join(" ")), "{:?}", words);
            Ok(())
        })
        .unwrap();
}
