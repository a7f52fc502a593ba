//! Runs each trial of `cargo xtask torture import` with few repetitions.

use foundmail_tests::faults::{Foundmail, Plan, TRIALS};

use crate::program::built;

#[track_caller]
fn check(name: &str, times: u64) {
    let trial = TRIALS.iter().find(|trial| trial.name == name).unwrap();
    let dir = tempfile::tempdir().unwrap();
    let foundmail = Foundmail { program: built("FOUNDMAIL_CLI", "foundmail") };
    let plan = Plan { foundmail, times, seed: 7, dir: dir.path().canonicalize().unwrap() };
    let verdict = (trial.run)(&plan).unwrap();
    if let Some(reason) = verdict.skipped {
        println!("skipped: {name}: {reason}");
        return;
    }
    assert!(verdict.failures.is_empty(), "{:#?}", verdict.failures);
    assert!(verdict.done > 0, "the trial did nothing");
}

#[test]
fn killed_imports_can_be_continued() {
    check("kill", 2);
}

#[test]
#[cfg(target_os = "linux")]
fn power_cuts_take_nothing_that_was_reported() {
    check("power", 8);
}

#[test]
#[cfg(target_os = "linux")]
fn errors_of_the_system_are_told_and_lose_nothing() {
    check("errors", 97);
}

#[test]
#[cfg(target_os = "linux")]
fn full_disks_stop_an_import_cleanly() {
    check("full", 3);
}

#[test]
fn sources_that_change_are_named() {
    check("source", 2);
}

#[test]
#[cfg(target_os = "linux")]
fn sources_are_never_touched() {
    check("readonly", 1);
}

#[test]
fn one_program_writes_at_a_time() {
    check("race", 1);
}

#[test]
fn turned_bits_are_found() {
    check("flips", 20);
}

#[test]
fn odd_charsets_and_dates_are_kept() {
    check("odd", 1);
}
