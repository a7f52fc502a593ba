//! `cargo xtask bench search`: compares searches with notmuch and mu. Foundmail runs all queries in one process
//! after a warm-up. notmuch and mu run one process for each query, which is their usual use.

mod others;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::tool::{self, Profile};
use crate::{paths, sh};

/// The largest number of messages that the other programs index too, because they need minutes for this number.
const OTHERS_AT_MOST: u64 = 100_000;

/// Runs `cargo xtask bench search`.
pub fn main(words: &[&str]) -> Result<ExitCode> {
    let counts = parse(words)?;
    let program = tool::build("searching", Profile::Release)?;
    for messages in counts {
        let dir = paths::target().join("bench-search").join(messages.to_string());
        fs::create_dir_all(&dir)?;
        let report = ours(&program, messages, &dir)?;
        print(&report);
        if messages <= OTHERS_AT_MOST {
            others::time(&program, messages, &dir, &report)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn parse(words: &[&str]) -> Result<Vec<u64>> {
    let mut counts = Vec::new();
    let mut words = words.iter();
    while let Some(&word) = words.next() {
        match word {
            "--messages" => counts.push(words.next().context("--messages needs a number")?.parse()?),
            other => bail!("unknown option `{other}`; see `cargo xtask bench --help`"),
        }
    }
    Ok(if counts.is_empty() { vec![10_000, 100_000] } else { counts })
}

/// Generates the mail and the archive if they are missing, and runs the queries.
fn ours(program: &Path, messages: u64, dir: &Path) -> Result<Value> {
    let mail = dir.join("mail.mbox");
    if !mail.exists() {
        let part = dir.join("part.mbox");
        sh::run(sh::command(program).arg("make").arg(messages.to_string()).arg(&part))?;
        fs::rename(part, &mail)?;
    }
    let archive: PathBuf = dir.join("archive");
    let json = sh::output(sh::command(program).arg("run").arg(&mail).arg(&archive))?;
    Ok(serde_json::from_str(&json)?)
}

fn print(report: &Value) {
    let number = |name: &str| report[name].as_f64().unwrap_or_default();
    let megabytes = |name: &str| number(name) / 1e6;
    println!(
        "\n{} messages, {:.1} MB; index {:.1} MB ({:.1} %), packs {:.1} MB, catalogue {:.1} MB",
        number("messages"),
        megabytes("source_bytes"),
        megabytes("index_bytes"),
        100.0 * number("index_bytes") / number("source_bytes").max(1.0),
        megabytes("pack_bytes"),
        megabytes("catalogue_bytes"),
    );
    if let Some(seconds) = report["import_s"].as_f64() {
        println!(
            "imported in {seconds:.1} s, {:.0} messages per second",
            number("messages") / seconds.max(1e-3)
        );
    }
    println!("first query {:.1} ms, first completion {:.1} ms", number("first_ms"), number("completion_ms"));
    let rows: Vec<&Value> = report["rows"].as_array().into_iter().flatten().collect();
    for sort in ["date", "relevance"] {
        let rows = rows.iter().filter(|row| row["sort"] == sort);
        let (mut times, mut processors) = (Vec::new(), Vec::new());
        println!(
            "  by {sort}: ms for a page of 50 with snippets and count + ms for all facets; processor ms for both; hits; query"
        );
        for row in rows {
            let (list, facets) = (row["list_ms"].as_f64(), row["facets_ms"].as_f64());
            let (list, facets) = (list.unwrap_or_default(), facets.unwrap_or_default());
            times.push(list + facets);
            let query = row["query"].as_str().unwrap_or_default();
            let processor = row["processor_ms"].as_f64().unwrap_or_default();
            processors.push(processor);
            println!(
                "  {list:>8.2} + {facets:>6.2} {processor:>8.2} {:>8}  {query}",
                row["total"].to_string()
            );
        }
        println!("  elapsed {}; processor {}", summary(times), summary(processors));
    }
}

/// Returns the median, the 90th percentile and the maximum as text.
fn summary(mut times: Vec<f64>) -> String {
    times.sort_by(f64::total_cmp);
    let at = |share: usize| times.get((times.len() * share / 100).min(times.len().saturating_sub(1)));
    let [median, p90, worst] = [50, 90, 100].map(|share| at(share).copied().unwrap_or_default());
    format!("median {median:.2} · p90 {p90:.2} · worst {worst:.2} ms")
}

#[cfg(test)]
mod tests {
    use super::{parse, summary};

    #[test]
    fn times_are_summed_up() {
        assert_eq!(summary((1..=10).map(f64::from).collect()), "median 6.00 · p90 10.00 · worst 10.00 ms");
        assert_eq!(summary(Vec::new()), "median 0.00 · p90 0.00 · worst 0.00 ms");
    }

    #[test]
    fn counts_are_read() {
        assert_eq!(parse(&["--messages", "5"]).unwrap(), [5]);
        assert_eq!(parse(&[]).unwrap(), [10_000, 100_000]);
        assert!(parse(&["--fast"]).is_err() && parse(&["--messages"]).is_err());
    }
}
