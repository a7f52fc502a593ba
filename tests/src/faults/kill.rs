//! Kills imports with `kill -9` at random times. After a continued import, the archive must equal one that was
//! never interrupted.

use std::fs::File;
use std::io::Read;
use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use foundmail_testkit::Rng;

use super::cli::stored;
use super::{Foundmail, Plan, State, Verdict, material};

/// The maximum number of items that may be read again after an interruption.
const MOST_AGAIN: u64 = 1_000;

pub fn run(plan: &Plan) -> Result<Verdict> {
    let sources = material::mailbox(&plan.fresh("source")?, material::LARGE)?;
    let started = Instant::now();
    let archive = plan.fresh("undisturbed")?;
    let all = plan.foundmail.import(&archive, &sources)?.stored();
    let whole = started.elapsed();
    let expected = plan.foundmail.state(&archive)?;
    let mut verdict = Verdict::default();
    let mut most_again = 0;
    let mut broken = 0;
    for number in 0..plan.times {
        let mut rng = Rng::for_item(plan.seed, number);
        // The import is interrupted one to three times before it may finish.
        let breaks: Vec<Duration> = (0..rng.between(1, 3))
            .map(|_| whole * u32::try_from(rng.below(1_000)).unwrap_or(0) / 1_000)
            .collect();
        let result = one(plan, &sources, &breaks, all, &expected);
        if let Ok((again, kills)) = &result {
            most_again = most_again.max(*again);
            broken += kills;
        }
        verdict.add(&format!("{number}: killed after {breaks:?}"), result.map(drop));
    }
    verdict.figures.push(format!("{} messages, {broken} imports killed", expected.messages()));
    verdict.figures.push(format!("at most {most_again} items were read again"));
    Ok(verdict)
}

/// Returns the largest number of items that were read again, and the number of kills before the import finished.
fn one(
    plan: &Plan,
    sources: &[std::path::PathBuf],
    breaks: &[Duration],
    all: u64,
    expected: &State,
) -> Result<(u64, u64)> {
    let archive = plan.fresh("killed")?;
    let words = Foundmail::import_words(sources);
    let mut told = 0;
    let mut kills = 0;
    for wait in breaks {
        let log = plan.dir.join("progress");
        let mut child = plan
            .foundmail
            .command(&archive, &words)
            .stdout(Stdio::null())
            .stderr(File::create(&log)?)
            .spawn()
            .context("foundmail could not be started")?;
        thread::sleep(*wait);
        // A program cannot react to SIGKILL.
        child.kill()?;
        let has_exited = child.wait()?.code().is_some();
        kills += u64::from(!has_exited);
        // If the import finished before the kill, it is not repeated, because another import would find only
        // copies.
        if has_exited || plan.foundmail.has_imported(&archive)? {
            break;
        }
        let mut progress = String::new();
        File::open(&log)?.read_to_string(&mut progress)?;
        let now = stored(&progress);
        told += now;
    }
    if let Some(ran) = plan.foundmail.go_on(&archive, sources)? {
        told += ran.stored();
    }
    // The sum of the stored items of all runs exceeds the total by the number of items that were read twice.
    let most_again = told.saturating_sub(all);
    ensure!(most_again <= MOST_AGAIN, "{most_again} items were read again");
    plan.foundmail.ensure_whole(&archive)?;
    let state = plan.foundmail.state(&archive)?;
    if let Some(difference) = state.difference(expected) {
        anyhow::bail!("{difference}");
    }
    Ok((most_again, kills))
}
