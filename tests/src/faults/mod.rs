//! Tests accidents that can happen to an archive: killed programs, power cuts, full disks, disk errors and flipped
//! bits. Each trial causes one kind of accident many times, from outside the built command line. The resulting
//! archive must equal the archive of an undisturbed import.

mod cli;
mod disk;
mod errors;
mod flips;
mod full;
mod kill;
mod material;
mod odd;
mod power;
mod race;
mod sizes;
mod source;
mod state;
mod trace;

use std::path::{Path, PathBuf};

use anyhow::Result;

pub use cli::{Foundmail, Ran};
pub use state::State;

/// The input of a trial.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The command line that is tested.
    pub foundmail: Foundmail,
    /// The number of repetitions. Each trial defines what it repeats.
    pub times: u64,
    /// The seed of all random choices.
    pub seed: u64,
    /// An empty folder for temporary files.
    pub dir: PathBuf,
}

/// The result of a trial.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// The number of repetitions that were run.
    pub done: u64,
    /// The failures: data was lost, the program crashed, or damage was not reported.
    pub failures: Vec<String>,
    /// Figures to print, one per line.
    pub figures: Vec<String>,
    /// The reason why this machine cannot run the trial, if it cannot.
    pub skipped: Option<String>,
}

/// A kind of trial.
#[derive(Debug, Clone, Copy)]
pub struct Trial {
    /// The name on the command line.
    pub name: &'static str,
    /// A short description.
    pub about: &'static str,
    /// The default number of repetitions.
    pub times: u64,
    /// The function that runs the trial.
    pub run: fn(&Plan) -> Result<Verdict>,
}

/// All trials.
pub const TRIALS: &[Trial] = &[
    Trial { name: "kill", about: "kill -9 at random moments of an import", times: 200, run: kill::run },
    Trial { name: "power", about: "power cuts that lose unsynced data", times: 200, run: power::run },
    Trial { name: "errors", about: "an error at every N-th system call", times: 1, run: errors::run },
    Trial { name: "full", about: "disks of many sizes that become full", times: 50, run: full::run },
    Trial {
        name: "source",
        about: "a source that changes, shrinks or disappears while it is read",
        times: 9,
        run: source::run,
    },
    Trial {
        name: "readonly",
        about: "a source on a disk that cannot be written",
        times: 1,
        run: source::read_only,
    },
    Trial { name: "race", about: "two programs on one archive", times: 100, run: race::run },
    Trial { name: "flips", about: "flipped bits in the archive's files", times: 1000, run: flips::run },
    Trial { name: "odd", about: "wrong charsets, dates and clocks", times: 1, run: odd::run },
    Trial { name: "sizes", about: "messages of extreme size", times: 1, run: sizes::run },
];

impl Verdict {
    /// Records the result of a repetition.
    pub fn add(&mut self, what: &str, result: Result<()>) {
        self.done += 1;
        if let Err(error) = result {
            self.failures.push(format!("{what}: {error:#}"));
        }
    }

    /// Returns the result of a trial that this machine cannot run.
    pub fn skipped(reason: impl Into<String>) -> Self {
        Self { skipped: Some(reason.into()), ..Self::default() }
    }
}

impl Plan {
    /// Returns an empty folder for this trial. Deletes an earlier folder of the same name.
    fn fresh(&self, name: &str) -> Result<PathBuf> {
        let dir = self.dir.join(name);
        if dir.exists() {
            std::fs::remove_dir_all(&dir)?;
        }
        std::fs::create_dir_all(&dir)?;
        Ok(dir)
    }
}

/// Copies a folder with its contents.
fn copy_dir(from: &Path, to: &Path) -> Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_dir(&entry.path(), &target)?;
        } else {
            std::fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
