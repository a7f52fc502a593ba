//! Checks the tables of `docs/search.md` against the code.

use std::fmt::Write as _;

use foundmail_mail::{Attachment, ItemKind, Message};
use foundmail_search::query::{OPERATORS, parse, parse_unfinished};
use foundmail_search::{Document, Index, Members};

/// 15 May 2020, noon.
const NOW: i64 = 1_589_544_000;

const MANUAL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/search.md");

/// The lines before and after the table of operators.
const OPERATOR_LINES: [&str; 2] = ["<!-- operators -->\n", "<!-- end of operators -->"];

/// Compares the table of operators in the manual with the code. With `FOUNDMAIL_RECORD=1` the test rewrites the
/// table.
#[test]
fn the_manual_lists_each_operator() {
    let text = std::fs::read_to_string(MANUAL).unwrap().replace("\r\n", "\n");
    let [begin, end] = OPERATOR_LINES;
    let (before, rest) = text.split_once(begin).unwrap();
    let (written, after) = rest.split_once(end).unwrap();
    let mut table = "\n| operator | other names | finds messages | value |\n|---|---|---|---|\n".to_owned();
    for operator in OPERATORS {
        let others: Vec<String> = operator.aliases.iter().map(|alias| format!("`{alias}:`")).collect();
        let (name, others, values) = (operator.name, others.join(" "), operator.values.describe());
        writeln!(table, "| `{name}:` | {others} | {} | {values} |", operator.help).unwrap();
    }
    table.push('\n');
    if std::env::var_os("FOUNDMAIL_RECORD").is_some() {
        std::fs::write(MANUAL, format!("{before}{begin}{table}{end}{after}")).unwrap();
    } else {
        assert_eq!(written, table, "run this test with FOUNDMAIL_RECORD=1 to rewrite the table");
    }
}

/// Returns the rows of the table whose header line begins with `head`. A cell is the list of its texts in
/// backticks.
fn table(head: &str) -> Vec<Vec<Vec<String>>> {
    let text = std::fs::read_to_string(MANUAL).unwrap();
    let lines = text.lines().skip_while(|line| !line.starts_with(head)).skip(2);
    let rows: Vec<_> = lines
        .take_while(|line| line.starts_with('|'))
        .map(|line| {
            let cells = line.trim_matches('|').split(" | ");
            cells.map(|cell| cell.split('`').skip(1).step_by(2).map(str::to_owned).collect()).collect()
        })
        .collect();
    assert!(rows.len() > 10, "{head}");
    rows
}

#[test]
fn queries_are_understood_as_the_manual_says() {
    for row in table("| typed") {
        let [typed, expected, ..] = row.as_slice() else { panic!("{row:?}") };
        let parsed = parse(&typed[0], NOW);
        assert_eq!(parsed.query.to_string(), expected[0], "{:?}", typed[0]);
        let named = ["nonsense", "unread", "🏠", "form:", "ro*f", "!!!", "(("]
            .iter()
            .any(|part| typed[0].contains(part));
        assert_eq!(parsed.problems.len(), usize::from(named), "{:?}", parsed.problems);
        assert_eq!(parse(&expected[0], NOW).query, parsed.query, "{:?}", expected[0]);
    }
}

#[test]
fn queries_that_are_being_typed_are_understood_as_the_manual_says() {
    for row in table("| being typed") {
        let [typed, expected, ..] = row.as_slice() else { panic!("{row:?}") };
        let parsed = parse_unfinished(&typed[0], NOW);
        assert_eq!(parsed.query.to_string(), expected[0], "{:?}", typed[0]);
        assert_eq!(parsed.problems, [], "{:?}", typed[0]);
        assert_eq!(parse(&expected[0], NOW).query, parsed.query, "{:?}", expected[0]);
    }
}

fn index(messages: &[Message]) -> (tempfile::TempDir, Index) {
    let dir = tempfile::tempdir().unwrap();
    let index = Index::create(&dir.path().join("index")).unwrap();
    let mut writer = index.writer().unwrap();
    for (id, message) in (1..).zip(messages) {
        let kind = ItemKind::Mail;
        writer
            .put(&Document { id, thread: id, message, kind, size: 1, damaged: false, attachment_texts: &[] })
            .unwrap();
    }
    writer.commit(1).unwrap();
    index.refresh().unwrap();
    (dir, index)
}

fn finds(index: &Index, query: &str, id: u32) -> bool {
    let results = index.search(&parse(query, NOW).query, None, false, &|_| Members::default()).unwrap();
    results.ids().any(|found| found == id)
}

#[test]
fn texts_are_found_as_the_manual_says() {
    let rows = table("| text ");
    let messages: Vec<Message> =
        rows.iter().map(|row| Message { text: row[0][0].clone(), ..Message::default() }).collect();
    let (_dir, index) = index(&messages);
    for (id, row) in (1..).zip(&rows) {
        let [text, by, rest @ ..] = row.as_slice() else { panic!("{row:?}") };
        for query in by {
            assert!(finds(&index, query, id), "{query:?} does not find {:?}", text[0]);
        }
        for query in rest.first().into_iter().flatten() {
            assert!(!finds(&index, query, id), "{query:?} finds {:?}", text[0]);
        }
    }
}

#[test]
fn names_of_files_are_found_in_parts() {
    let attachment = Attachment {
        index: 0,
        name: "RoofReport2016.pdf".to_owned(),
        media_type: "application/pdf".to_owned(),
        size: 1,
        inline: false,
        content_id: None,
        digest: [0; 16],
        broken: false,
    };
    let (_dir, index) = index(&[Message { attachments: vec![attachment], ..Message::default() }]);
    for query in [
        "report",
        "2016",
        "roofreport2016",
        "pdf",
        "filename:\"roof report\"",
        "RoofReport2016.pdf",
        "type:pdf",
    ] {
        assert!(finds(&index, query, 1), "{query:?}");
    }
    assert!(!finds(&index, "filename:roofs", 1));
}
