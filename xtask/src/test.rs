//! `cargo xtask test`: runs every check in order.

mod count;
mod fast;
mod steps;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::steps::seconds;
use count::Count;
use steps::STEPS;

pub const USAGE: &str = "\
Usage: cargo xtask test [--only STEP]… [--keep-going] [--list]
       cargo xtask test --fast

Runs all steps in order and stops after the first step that fails. With --keep-going, runs the other steps too. At the end,
prints a table of the steps, the skipped checks with their reasons, and the number of tests that passed, failed and were
skipped. A step without tests counts as one test. --only runs only this step; --list prints the names of the steps.

With --fast, checks only the formatting, the rules of the tree, and the lints and unit tests of the changed crates.
";

/// One step of the checks.
struct Step {
    name: &'static str,
    about: &'static str,
    run: fn(&mut Findings) -> Result<()>,
}

/// Results of the steps that the summary and later steps need.
#[derive(Default)]
struct Findings {
    /// The number of tests of the current step.
    count: Count,
    /// Checks that could not run on this machine, each with the reason.
    skipped: Vec<String>,
    /// The path of a Python that has pypff, or the reason why it cannot be used. `None` before pypff was
    /// installed.
    pypff: Option<Result<PathBuf, String>>,
    /// The folder to which the tests wrote the TypeScript types.
    types: Option<PathBuf>,
}

struct Row {
    name: &'static str,
    time: Duration,
    count: Count,
}

/// Runs `cargo xtask test`.
pub fn main(arguments: &[String]) -> Result<ExitCode> {
    if arguments.iter().any(|word| word == "--fast") {
        if arguments.len() > 1 {
            bail!("--fast cannot be combined with other options; see `cargo xtask test --help`");
        }
        fast::run()?;
        return Ok(ExitCode::SUCCESS);
    }
    let Some(plan) = Plan::parse(arguments)? else {
        for step in STEPS {
            println!("{:<11} {}", step.name, step.about);
        }
        return Ok(ExitCode::SUCCESS);
    };
    let mut findings = Findings::default();
    let mut total = Count::default();
    let mut rows = Vec::new();
    let mut failed = false;
    for step in STEPS.iter().filter(|step| plan.wants(step.name)) {
        println!("\n━━ {} ━━ {}", step.name, step.about);
        let start = Instant::now();
        let reasons = findings.skipped.len();
        let result = (step.run)(&mut findings);
        let counted = std::mem::take(&mut findings.count);
        let count = counted.or_one(result.is_ok(), findings.skipped.len() > reasons);
        rows.push(Row { name: step.name, time: start.elapsed(), count });
        total.add(count);
        if let Err(error) = result {
            failed = true;
            println!("error: {error:#}");
            if !plan.keep_going {
                break;
            }
        }
    }
    print_summary(&rows, &findings.skipped);
    println!("{total}");
    Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn print_summary(rows: &[Row], skipped: &[String]) {
    println!("\n━━ summary ━━");
    for Row { name, time, count } in rows {
        let verdict = match count {
            Count { failed: 1.., .. } => "FAILED",
            Count { passed: 0, .. } => "skipped",
            _ => "ok",
        };
        let tests = if count.all() > 1 { count.to_string() } else { String::new() };
        println!("{name:<11} {verdict:<7} {:>12}   {tests}", seconds(*time));
    }
    for reason in skipped {
        println!("skipped: {reason}");
    }
    let left = STEPS.len() - rows.len();
    if left > 0 {
        println!("{left} more steps were not run");
    }
    println!();
}

/// The options of the command line, without `--fast` and `--list`.
#[derive(Debug, Default)]
struct Plan {
    only: Vec<String>,
    keep_going: bool,
}

impl Plan {
    /// Reads the arguments. Returns `None` for `--list`.
    fn parse(arguments: &[String]) -> Result<Option<Self>> {
        let mut plan = Self::default();
        let mut words = arguments.iter().map(String::as_str);
        while let Some(word) = words.next() {
            match (word, word.strip_prefix("--only=")) {
                ("--list", _) => return Ok(None),
                ("--keep-going", _) => plan.keep_going = true,
                ("--only", _) => plan.only.push(known(words.next().unwrap_or_default())?),
                (_, Some(name)) => plan.only.push(known(name)?),
                _ => bail!("unknown option `{word}`; see `cargo xtask test --help`"),
            }
        }
        Ok(Some(plan))
    }

    fn wants(&self, name: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|only| only == name)
    }
}

fn known(name: &str) -> Result<String> {
    let names: Vec<_> = STEPS.iter().map(|step| step.name).collect();
    if !names.contains(&name) {
        bail!("unknown step `{name}`; the steps are {}", names.join(", "));
    }
    Ok(name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Option<Plan>> {
        Plan::parse(&line.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn only_the_steps_named_are_wanted() {
        let plan = parse("--only tidy --only=fmt --keep-going").unwrap().unwrap();
        assert!(plan.wants("tidy") && plan.wants("fmt") && !plan.wants("clippy"));
        assert!(plan.keep_going);
        assert!(parse("").unwrap().unwrap().wants("clippy"));
        assert!(parse("--list").unwrap().is_none());
    }

    #[test]
    fn unknown_steps_are_refused() {
        assert!(parse("--only").is_err());
        assert!(parse("--only nothing").is_err());
        assert!(parse("--slow").is_err());
    }
}
