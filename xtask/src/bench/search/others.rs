//! Runs notmuch and mu on the same messages, with the same queries and the same number of results.

use std::ffi::OsStr;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context as _, Result};
use serde_json::Value;

use super::super::measure;
use crate::sh;

/// Queries that all three programs support. Each entry contains the beginning and end of the query in Foundmail's
/// report, the query for notmuch, and the query for mu. If the end is empty, the beginning is the whole query.
/// `PERSON` is replaced by the address in Foundmail's query.
const QUERIES: [(&str, &str, &str, &str); 11] = [
    ("copper hammer ", "", "copper hammer", "copper hammer"),
    ("insurance ", "", "insurance", "insurance"),
    ("roof insurance ", "", "roof insurance", "roof insurance"),
    ("storm roof claim ", "", "storm roof claim", "storm roof claim"),
    ("the ", "", "the", "the"),
    ("\"of the\" ", "", "\"of the\"", "\"of the\""),
    ("\"insurance claim\" ", "", "\"insurance claim\"", "\"insurance claim\""),
    ("insur*", "", "insur*", "insur*"),
    ("from:", " roof ", "from:PERSON roof", "from:PERSON roof"),
    (
        "during:2006-02..2006-05 invoice ",
        "",
        "date:2006-02..2006-05 invoice",
        "date:20060201..20060531 invoice",
    ),
    ("zyxwvutsrq ", "", "zyxwvutsrq", "zyxwvutsrq"),
];

/// The number of runs of each query. One run is too short, because the system counts processor time in steps of
/// some milliseconds.
const RUNS: u32 = 20;
/// The largest permitted ratio of Foundmail's processor time to that of the other program.
const SHARE: f64 = 0.25;

/// The duration of a query, in milliseconds.
#[derive(Clone, Copy)]
struct Took {
    processor: f64,
    wall: f64,
}

/// Indexes the messages unless an earlier run did, runs the queries, and prints the times together with those of
/// Foundmail.
pub fn time(program: &Path, messages: u64, dir: &Path, report: &Value) -> Result<()> {
    let mail = dir.join("maildir");
    if !mail.exists() {
        let part = dir.join("part");
        sh::run(sh::command(program).arg("maildir").arg(messages.to_string()).arg(&part))?;
        fs::rename(part, &mail)?;
    }
    println!(
        "  the same queries in other programs, one process for each, newest 50 results; processor time and elapsed time in ms"
    );
    for (name, answers) in [("notmuch", notmuch(dir, &mail, report)), ("mu", mu(dir, &mail, report))] {
        match answers {
            Ok(answers) => print(name, &answers, report)?,
            Err(error) => println!("  {name}: {error:#}"),
        }
    }
    Ok(())
}

fn print(name: &str, answers: &[Took], report: &Value) -> Result<()> {
    let mut shares = Vec::new();
    for (query, took) in QUERIES.iter().zip(answers) {
        let row =
            row(report, query.0, query.1).with_context(|| format!("the report has no query {query:?}"))?;
        let ours = row["processor_ms"].as_f64().context("no processor time was measured")?;
        let share = ours / took.processor.max(1e-3);
        shares.push(share);
        println!(
            "  {name:<8} {:>8.2} {:>8.2}   Foundmail {ours:>6.2}, ratio {share:.2}   {}",
            took.processor,
            took.wall,
            row["query"].as_str().unwrap_or_default()
        );
    }
    shares.sort_by(f64::total_cmp);
    let median = shares.get(shares.len() / 2).copied().context("no query was compared")?;
    let worst = shares.last().copied().context("no query was compared")?;
    let holds = if worst <= SHARE { "holds" } else { "**does not hold**" };
    println!(
        "  ratio of Foundmail to {name}: median {median:.2}, largest {worst:.2}; limit {SHARE}: {holds}"
    );
    Ok(())
}

/// Returns the row of the report for the query with this beginning and end, sorted by date.
fn row<'r>(report: &'r Value, begins: &str, ends: &str) -> Option<&'r Value> {
    let rows = report["rows"].as_array()?.iter().filter(|row| row["sort"] == "date");
    let mut rows = rows.filter(|row| {
        let query = row["query"].as_str().unwrap_or_default();
        if ends.is_empty() { query == begins } else { query.starts_with(begins) && query.ends_with(ends) }
    });
    rows.next()
}

/// Returns a query in which `PERSON` is replaced by the address in the report.
fn with_person(query: &str, report: &Value) -> String {
    let ours = row(report, "from:", " roof ").and_then(|row| row["query"].as_str()).unwrap_or_default();
    let person = ours.trim_start_matches("from:").split(' ').next().unwrap_or_default();
    query.replace("PERSON", person)
}

fn notmuch(dir: &Path, mail: &Path, report: &Value) -> Result<Vec<Took>> {
    let config = dir.join("notmuch-config");
    let path = mail.display();
    fs::write(
        &config,
        format!("[database]\npath={path}\n[user]\nname=x\nprimary_email=x@x.example\n[new]\ntags=\n"),
    )?;
    let environment = [("NOTMUCH_CONFIG", config.as_os_str())];
    if !mail.join(".notmuch").exists() {
        timed("notmuch indexed in", Command::new("notmuch").envs(environment).args(["new", "--quiet"]))?;
    }
    let queries = QUERIES.map(|(.., query, _)| with_person(query, report));
    let ask = |query: &String| {
        ask(&["notmuch", "search", "--limit=50", "--sort=newest-first", query], &environment)
    };
    queries.iter().map(ask).collect()
}

fn mu(dir: &Path, mail: &Path, report: &Value) -> Result<Vec<Took>> {
    let home = dir.join("mu");
    let at = format!("--muhome={}", home.display());
    if !home.exists() {
        fs::create_dir_all(&home)?;
        let maildir = format!("--maildir={}", mail.display());
        sh::run(Command::new("mu").args(["init", &at, &maildir, "--quiet"]))?;
        timed("mu indexed in", Command::new("mu").args(["index", &at, "--quiet"]))?;
    }
    let queries = QUERIES.map(|(.., query)| with_person(query, report));
    let ask =
        |query: &String| ask(&["mu", "find", &at, "-n", "50", "--sortfield=date", "--reverse", query], &[]);
    queries.iter().map(ask).collect()
}

fn timed(what: &str, command: &mut Command) -> Result<()> {
    let started = Instant::now();
    sh::run(command)?;
    println!("  {what} {:.1} s", started.elapsed().as_secs_f64());
    Ok(())
}

/// Returns the mean time of several runs. Ignores the exit code, because both programs fail if a query has no
/// results.
fn ask(words: &[&str], environment: &[(&str, &OsStr)]) -> Result<Took> {
    let script = format!("i=0; while [ $i -lt {RUNS} ]; do \"$@\" >/dev/null 2>&1; i=$((i+1)); done");
    let shell = ["sh", "-c", &script, "sh"];
    let cost = measure::run_with(&[&shell, words].concat(), environment)?;
    let of_one = |all: std::time::Duration| all.as_secs_f64() * 1e3 / f64::from(RUNS);
    Ok(Took { processor: of_one(cost.processor), wall: of_one(cost.wall) })
}
