//! Tests the built command line with accidents that can happen to an archive: `faults --foundmail PROGRAM [--times
//! N] [--seed N] [--dir DIR] [TRIAL…]`. `cargo xtask torture import` builds both programs and runs this one.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Context, Result, bail};
use foundmail_tests::faults::{Foundmail, Plan, TRIALS, Trial};

const USAGE: &str = "usage: faults --foundmail PROGRAM [--times N] [--seed N] [--dir DIR] [TRIAL…]";

/// The maximum number of failures that are printed per trial.
const SHOWN: usize = 20;

fn main() -> Result<ExitCode> {
    let mut program = None;
    let mut times = None;
    let mut seed = 1;
    let mut dir = None;
    let mut trials: Vec<&Trial> = Vec::new();
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let mut value = || words.next().with_context(|| format!("{word} needs a value\n{USAGE}"));
        match word.as_str() {
            "--foundmail" => program = Some(PathBuf::from(value()?)),
            "--times" => times = Some(value()?.parse()?),
            "--seed" => seed = value()?.parse()?,
            "--dir" => dir = Some(PathBuf::from(value()?)),
            name => match TRIALS.iter().find(|trial| trial.name == name) {
                Some(trial) => trials.push(trial),
                None => bail!("there is no trial {name}; the trials are {}\n{USAGE}", names()),
            },
        }
    }
    let program = program.context(USAGE)?.canonicalize()?;
    if trials.is_empty() {
        trials.extend(TRIALS);
    }
    let scratch = tempfile::tempdir()?;
    let dir = dir.unwrap_or_else(|| scratch.path().to_owned());
    let mut failures = 0;
    for trial in trials {
        let dir = dir.join(trial.name);
        std::fs::create_dir_all(&dir)?;
        println!("{}: {}", trial.name, trial.about);
        let started = Instant::now();
        let foundmail = Foundmail { program: program.clone() };
        let plan = Plan { foundmail, times: times.unwrap_or(trial.times), seed, dir: dir.canonicalize()? };
        let verdict = (trial.run)(&plan)?;
        if let Some(reason) = verdict.skipped {
            println!("  skipped: {reason}");
            continue;
        }
        for failure in verdict.failures.iter().take(SHOWN) {
            println!("  ! {failure}");
        }
        for figure in &verdict.figures {
            println!("  {figure}");
        }
        println!(
            "  {} times, {} failures, {:.0} s",
            verdict.done,
            verdict.failures.len(),
            started.elapsed().as_secs_f32()
        );
        failures += verdict.failures.len();
    }
    Ok(if failures == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn names() -> String {
    TRIALS.iter().map(|trial| trial.name).collect::<Vec<_>>().join(", ")
}
