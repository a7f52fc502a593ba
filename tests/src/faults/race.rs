//! Runs two imports into one archive at the same time, while a third program reads the archive.

use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use foundmail_testkit::Rng;

use super::{Foundmail, Plan, Ran, State, Verdict, material};

/// The time within which the second program must report that the archive is busy.
const AT_ONCE: Duration = Duration::from_secs(1);

pub fn run(plan: &Plan) -> Result<Verdict> {
    let dir = plan.fresh("source")?;
    let sources = vec![dir.join("only.mbox")];
    // The import must be long enough for the second program to start while the first one writes.
    material::without_copies(&sources[0], 5_000)?;
    let archive = plan.fresh("undisturbed")?;
    plan.foundmail.import(&archive, &sources)?;
    let expected = plan.foundmail.state(&archive)?;
    let mut verdict = Verdict::default();
    let mut slowest = Duration::ZERO;
    for number in 0..plan.times {
        let result = one(plan, &sources, &mut Rng::for_item(plan.seed, number), &expected);
        if let Ok(time) = &result {
            slowest = slowest.max(*time);
        }
        verdict.add(&format!("race {number}"), result.map(drop));
    }
    verdict.figures.push(format!("the second program gave up within {} ms", slowest.as_millis()));
    Ok(verdict)
}

/// Returns the time until the second program gave up.
fn one(plan: &Plan, sources: &[std::path::PathBuf], rng: &mut Rng, expected: &State) -> Result<Duration> {
    let archive = plan.fresh("shared")?;
    let words = Foundmail::import_words(sources);
    // The lock file that a crashed program left must have no effect.
    std::fs::write(archive.join("writer.lock"), b"")?;
    let mut start = || -> Result<_> {
        let started = Instant::now();
        let child =
            plan.foundmail.command(&archive, &words).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
        thread::sleep(Duration::from_millis(rng.below_u64(60)));
        Ok(thread::spawn(move || (child.wait_with_output(), started.elapsed())))
    };
    let runs = [start()?, start()?];
    // The catalogue may not exist yet. If it exists, a reader must not have to wait.
    let reader = if archive.join("catalogue.sqlite").exists() {
        Some(plan.foundmail.run(&archive, &["info", "--json"])?)
    } else {
        None
    };
    let mut ended = Vec::new();
    for run in runs {
        let (output, time) = run.join().ok().context("a thread panicked")?;
        ended.push((Ran::of(&output?), time));
    }
    if let Some(ran) = reader {
        ensure!(ran.is_done(), "a reader was refused: {}", ran.err);
    }
    let (won, lost): (Vec<_>, Vec<_>) = ended.into_iter().partition(|(ran, _)| ran.is_done());
    ensure!(won.len() == 1 && lost.len() == 1, "{} programs wrote: {lost:?}", won.len());
    let mut slowest = Duration::ZERO;
    for (ran, time) in lost {
        ensure!(
            ran.code == Some(1) && ran.err.contains("in use by another"),
            "the message does not say that the archive is in use: {}",
            ran.err
        );
        ensure!(time <= AT_ONCE, "the second program needed {} ms to give up", time.as_millis());
        slowest = time;
    }
    plan.foundmail.ensure_whole(&archive)?;
    match plan.foundmail.state(&archive)?.difference(expected) {
        Some(difference) => anyhow::bail!("{difference}"),
        None => Ok(slowest),
    }
}
