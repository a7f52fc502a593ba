//! notmuch and mu on the same letters.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use anyhow::{Result, ensure};

use super::summary;
use crate::sh;

/// Queries that all three understand, in the words of notmuch and of mu.
const QUERIES: [(&str, &str); 10] = [
    ("copper hammer", "copper hammer"),
    ("insurance", "insurance"),
    ("roof insurance", "roof insurance"),
    ("the", "the"),
    ("\"of the\"", "\"of the\""),
    ("\"insurance claim\"", "\"insurance claim\""),
    ("insur*", "insur*"),
    ("from:clara roof", "from:clara roof"),
    ("date:2006-02..2006-05 invoice", "date:20060201..20060531 invoice"),
    ("zyxwvutsrq", "zyxwvutsrq"),
];

/// Times that each is asked.
const RUNS: usize = 5;

/// Indexes the letters where that is not done yet, and asks.
pub fn time(program: &Path, messages: u64, dir: &Path) -> Result<()> {
    let mail = dir.join("maildir");
    if !mail.exists() {
        sh::run(sh::command(program).arg("maildir").arg(messages.to_string()).arg(&mail))?;
    }
    if let Err(error) = notmuch(dir, &mail) {
        println!("  notmuch: {error:#}");
    }
    if let Err(error) = mu(dir, &mail) {
        println!("  mu: {error:#}");
    }
    Ok(())
}

fn notmuch(dir: &Path, mail: &Path) -> Result<()> {
    let config = dir.join("notmuch-config");
    let path = mail.display();
    fs::write(
        &config,
        format!("[database]\npath={path}\n[user]\nname=x\nprimary_email=x@x.example\n[new]\ntags=\n"),
    )?;
    let command = || {
        let mut command = Command::new("notmuch");
        command.env("NOTMUCH_CONFIG", &config);
        command
    };
    if !mail.join(".notmuch").exists() {
        timed("notmuch indexed in", command().args(["new", "--quiet"]))?;
    }
    let times = QUERIES.map(|(query, _)| {
        ask(|| {
            let mut command = command();
            command.args(["search", "--limit=50", "--sort=newest-first", query]);
            command
        })
    });
    println!("  notmuch, a process each: {}", summary(times.into_iter().collect::<Result<_>>()?));
    Ok(())
}

fn mu(dir: &Path, mail: &Path) -> Result<()> {
    let home = dir.join("mu");
    let command = |what: &str| {
        let mut command = Command::new("mu");
        command.arg(what).arg(format!("--muhome={}", home.display()));
        command
    };
    if !home.exists() {
        fs::create_dir_all(&home)?;
        sh::run(command("init").arg(format!("--maildir={}", mail.display())).arg("--quiet"))?;
        timed("mu indexed in", command("index").arg("--quiet"))?;
    }
    let times = QUERIES.map(|(_, query)| {
        ask(|| {
            let mut command = command("find");
            command.args(["-n", "50", "--sortfield=date", "--reverse", query]);
            command
        })
    });
    println!("  mu, a process each: {}", summary(times.into_iter().collect::<Result<_>>()?));
    Ok(())
}

fn timed(what: &str, command: &mut Command) -> Result<()> {
    let started = Instant::now();
    sh::run(command)?;
    println!("  {what} {:.1} s", started.elapsed().as_secs_f64());
    Ok(())
}

/// The median of some runs, in milliseconds.
fn ask(command: impl Fn() -> Command) -> Result<f64> {
    let mut times = Vec::new();
    for _ in 0..RUNS {
        let started = Instant::now();
        let output = command().output()?;
        // Both say by their exit code that nothing was found.
        ensure!(output.status.code().is_some(), "it was killed");
        times.push(started.elapsed().as_secs_f64() * 1e3);
    }
    times.sort_by(f64::total_cmp);
    Ok(times.get(RUNS / 2).copied().unwrap_or_default())
}
