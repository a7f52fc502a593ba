use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use foundmail_search::query::{OPERATORS, Operator, Values};
use serde::{Deserialize, Serialize};

use super::{edit_query_at, read_query_at};
use crate::view::{EditedQuery, QueryEdit, QueryTermView};

/// The current time for the tests: 15 May 2020 at noon.
const NOW: i64 = 1_589_544_000;

#[test]
fn ranges_are_counted_in_utf16() {
    let terms = read_query_at("🏠 from:größe ü", NOW);
    let shown: Vec<_> = terms.iter().map(|term| (term.start, term.end, term.operator.as_deref())).collect();
    assert_eq!(shown, [(0, 2, None), (3, 13, Some("from")), (14, 15, None)]);
}

#[test]
fn an_edit_says_whether_the_end_is_the_same() {
    let toggle = QueryEdit::Toggle { condition: "from:ruth".to_owned(), replaced: vec!["from".to_owned()] };
    for (query, expected, same_end) in [
        ("from:karl roo", "from:ruth roo", true),
        ("from:ruth roo", "roo", true),
        ("from:karl", "from:ruth", false),
    ] {
        let edited = edit_query_at(query, &toggle, NOW);
        assert_eq!(edited, EditedQuery { query: expected.to_owned(), same_end });
    }
}

/// Recorded answers of this crate. The tests of the window use them, because they run without this crate.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Recorded {
    read: BTreeMap<String, Vec<QueryTermView>>,
    edit: Vec<RecordedEdit>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct RecordedEdit {
    query: String,
    edit: QueryEdit,
    answer: EditedQuery,
}

/// Checks that the recorded answers are the current answers of this crate. The window's backend for tests returns
/// the recorded ones. If `FOUNDMAIL_RECORD=1` is set, the file is written again, with the answers to the requests
/// in `queries.asked.json`.
#[test]
fn recorded_answers_are_those_of_the_program() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui/src/lib/backend/madeup");
    let path = folder.join("queries.json");
    if std::env::var_os("FOUNDMAIL_RECORD").is_some() {
        let asked = fs::read_to_string(folder.join("queries.asked.json")).unwrap();
        let Asked { read, edit } = serde_json::from_str(&asked).unwrap();
        fs::write(&path, lines(&answers(read, edit))).unwrap();
    }
    let recorded: Recorded = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
    let edits = recorded.edit.iter().map(|edit| (edit.query.clone(), edit.edit.clone())).collect();
    let answers = answers(recorded.read.keys().cloned().collect(), edits);
    assert!(recorded == answers, "record the answers again, as ui/tests/setup.ts describes");
}

fn answers(mut queries: Vec<String>, mut edits: Vec<(String, QueryEdit)>) -> Recorded {
    edits.sort_by_key(json);
    edits.dedup();
    let answer = |(query, edit): (String, QueryEdit)| {
        let answer = edit_query_at(&query, &edit, NOW);
        RecordedEdit { query, edit, answer }
    };
    let edit: Vec<RecordedEdit> = edits.into_iter().map(answer).collect();
    // The window also reads each query that results from an edit.
    queries.extend(edit.iter().map(|edit| edit.answer.query.clone()));
    Recorded {
        read: queries.into_iter().map(|query| (query.clone(), read_query_at(&query, NOW))).collect(),
        edit,
    }
}

#[derive(Deserialize)]
struct Asked {
    read: Vec<String>,
    edit: Vec<(String, QueryEdit)>,
}

/// Returns the JSON with one answer per line, so that changes can be reviewed.
fn lines(recorded: &Recorded) -> String {
    let list = |lines: Vec<String>| lines.join(",\n");
    let read = recorded.read.iter().map(|(query, terms)| format!("    {}: {}", json(query), json(terms)));
    let edit = recorded.edit.iter().map(|edit| format!("    {}", json(edit)));
    let (read, edit) = (list(read.collect()), list(edit.collect()));
    format!("{{\n  \"read\": {{\n{read}\n  }},\n  \"edit\": [\n{edit}\n  ]\n}}\n")
}

fn json<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap()
}

/// Writes the table of operators for the window into the folder of the types that ts-rs generates.
/// `cargo xtask bindings` runs every test whose name begins with `export_bindings`.
#[test]
fn export_bindings_operators() {
    let folder =
        std::env::var_os("TS_RS_EXPORT_DIR").map_or_else(|| PathBuf::from("bindings"), PathBuf::from);
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("operators.ts"), operators()).unwrap();
}

fn operators() -> String {
    let mut text = String::from(
        "// This file was generated from the table of operators (crates/search/src/query/operator.rs). Do not edit it.\n\n\
         export interface Operator {\n  name: string;\n  aliases: string[];\n  label: string;\n  values: string;\n  \
         known: string[];\n  example: string;\n  help: string;\n}\n\nexport const OPERATORS: readonly Operator[] = [\n",
    );
    for Operator { name, aliases, label, values, example, help, .. } in OPERATORS {
        let known = if let Values::Of(known) = values { known } else { &[][..] };
        let row = serde_json::json!({
            "name": name, "aliases": aliases, "label": label, "values": values.word(), "known": known,
            "example": example, "help": help,
        });
        writeln!(text, "  {row},").unwrap();
    }
    text.push_str("];\n");
    text
}
