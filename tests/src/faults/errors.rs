//! Makes every N-th system call of a kind fail, for one kind of call at a time, until the program makes no more
//! such calls. The program must report each error and end by itself. The next run without errors must complete the
//! archive.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

use super::{Foundmail, Plan, Ran, State, Verdict, material, trace};

/// The system calls that are tested, and their errors.
const FAULTS: &[(&str, &str)] = &[
    ("pwrite64", "EIO"),
    ("write", "EIO"),
    ("fsync", "EIO"),
    ("fdatasync", "EIO"),
    ("rename", "EIO"),
    ("ftruncate", "EIO"),
    ("mkdir", "EACCES"),
    ("openat", "EMFILE"),
    ("pread64", "EIO"),
    ("unlink", "EIO"),
    ("pwrite64", "ENOSPC"),
    ("write", "ENOSPC"),
    ("fdatasync", "ENOSPC"),
];

/// The maximum number of calls that are tested in one run.
const MOST_CALLS: u64 = 5_000;

/// Runs the trial. `times` is the step: 1 makes each call fail once, 7 makes every seventh call fail.
pub fn run(plan: &Plan) -> Result<Verdict> {
    if let Err(reason) = trace::allowed() {
        return Ok(Verdict::skipped(reason));
    }
    let sources = material::mailbox(&plan.fresh("source")?, material::SMALL)?;
    let archive = plan.fresh("undisturbed")?;
    plan.foundmail.import(&archive, &sources)?;
    let expected = plan.foundmail.state(&archive)?;
    let mut verdict = Verdict::default();
    for (call, error) in FAULTS {
        let before = verdict.done;
        let mut failed = 0;
        for when in (1..MOST_CALLS).step_by(usize::try_from(plan.times)?) {
            let archive = plan.fresh("failing")?;
            let (ran, failed_call) = import_with(plan, &archive, &sources, call, error, when)?;
            let Some(failed_call) = failed_call else { break };
            failed += u64::from(!ran.is_done());
            let what = format!("{error} at {call} {when}");
            let result = ensure_said(&ran, error, &failed_call)
                .and_then(|()| goes_on(plan, &archive, &sources, &expected, &ran));
            verdict.add(&what, result);
        }
        verdict
            .figures
            .push(format!("{error} at {call}: {} runs, {failed} of them gave up", verdict.done - before));
    }
    Ok(verdict)
}

/// Runs the import, and returns the failed calls as strace prints them. Returns `None` if the import made fewer
/// calls.
fn import_with(
    plan: &Plan,
    archive: &Path,
    sources: &[PathBuf],
    call: &str,
    error: &str,
    when: u64,
) -> Result<(Ran, Option<String>)> {
    let log = plan.dir.join("trace");
    let foundmail = plan.foundmail.command(archive, &Foundmail::import_words(sources));
    let output = Command::new("strace")
        .args(["-f", "-qq", "-e", "signal=none", "-e", &format!("trace={call}")])
        .args(["-e", &format!("inject={call}:error={error}:when={when}"), "-o"])
        .arg(&log)
        .arg(foundmail.get_program())
        .args(foundmail.get_args())
        .stdin(Stdio::null())
        .output()
        .context("strace could not be started")?;
    let log = std::fs::read(&log)?;
    let log = String::from_utf8_lossy(&log);
    // strace counts the calls of each thread separately, so several calls may fail.
    let failed: Vec<&str> = log.lines().filter(|line| line.contains("(INJECTED)")).collect();
    Ok((Ran::of(&output), (!failed.is_empty()).then(|| failed.join("\n"))))
}

/// Checks that the program reported the error.
fn ensure_said(ran: &Ran, error: &str, failed_call: &str) -> Result<()> {
    // The program cannot report an error that occurs before `main`, or while it writes the report.
    let at_words = ["write(1, ", "write(2, "].iter().any(|call| failed_call.contains(call));
    let silent = at_words || ran.code == Some(127) || ran.err.is_empty() || ran.err.contains("shared librar");
    ensure!(!ran.err.contains("panicked"), "it panicked: {}", ran.err);
    if !silent {
        ran.ensure_clear()?;
    }
    if error == "ENOSPC" && ran.code == Some(1) && ran.err.contains("foundmail:") {
        ensure!(
            ran.err.contains("full") || ran.err.contains("No space"),
            "the message does not mention a full disk: {}",
            ran.err
        );
    }
    Ok(())
}

fn goes_on(plan: &Plan, archive: &Path, sources: &[PathBuf], expected: &State, ran: &Ran) -> Result<()> {
    if archive.join("catalogue.sqlite").exists() {
        plan.foundmail.ensure_whole(archive).context("directly after the error")?;
    }
    // If the import finished and its report names a file that could not be read, the owner would add the file
    // again.
    let again = ran.out.contains("(os error ");
    if again {
        plan.foundmail.import(archive, sources)?;
    } else {
        plan.foundmail.go_on(archive, sources)?;
    }
    let report = plan.foundmail.ensure_whole(archive)?;
    ensure!(report["index"] == "in step", "the index is {}", report["index"]);
    let state = plan.foundmail.state(archive)?;
    let difference = if again {
        state.without_outcomes().difference(&expected.clone().without_outcomes())
    } else {
        state.difference(expected)
    };
    match difference {
        Some(difference) => anyhow::bail!("{difference}"),
        None => Ok(()),
    }
}
