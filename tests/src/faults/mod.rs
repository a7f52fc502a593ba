//! What may happen to an archive while it is written, and afterwards: programs that are killed, power that fails, disks that
//! are full or answer with errors, bits that turn. Each is done to the built command line from outside, many times, and what is
//! left must be the archive that an undisturbed import makes.

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

/// What a trial is made of.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The command line under test.
    pub foundmail: Foundmail,
    /// How often it is done; each trial says what counts.
    pub times: u64,
    /// Fixes everything that is left to chance.
    pub seed: u64,
    /// An empty folder to work in.
    pub dir: PathBuf,
}

/// What came of a trial.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// How often it was done.
    pub done: u64,
    /// Each time that something was lost, broke off or was not said.
    pub failures: Vec<String>,
    /// Figures worth telling, a line each.
    pub figures: Vec<String>,
    /// Why it can't be done on this machine.
    pub skipped: Option<String>,
}

/// A kind of trial.
#[derive(Debug, Clone, Copy)]
pub struct Trial {
    /// Its name on the command line.
    pub name: &'static str,
    /// What is done.
    pub about: &'static str,
    /// How often, where nothing is said.
    pub times: u64,
    /// Does it.
    pub run: fn(&Plan) -> Result<Verdict>,
}

/// All of them.
pub const TRIALS: &[Trial] = &[
    Trial { name: "kill", about: "kill -9 at random moments of an import", times: 200, run: kill::run },
    Trial { name: "power", about: "power cuts that lose what was not synced", times: 200, run: power::run },
    Trial { name: "errors", about: "an error at every N-th call of the system", times: 1, run: errors::run },
    Trial { name: "full", about: "disks of many sizes that get full", times: 50, run: full::run },
    Trial {
        name: "source",
        about: "a source that changes, shrinks or goes while it is read",
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
    Trial { name: "flips", about: "bits that turn in the archive's files", times: 1000, run: flips::run },
    Trial { name: "odd", about: "charsets, dates and clocks that are none", times: 1, run: odd::run },
    Trial { name: "sizes", about: "messages that are monsters", times: 1, run: sizes::run },
];

impl Verdict {
    /// Takes down how one time ended.
    pub fn add(&mut self, what: &str, result: Result<()>) {
        self.done += 1;
        if let Err(error) = result {
            self.failures.push(format!("{what}: {error:#}"));
        }
    }

    /// A trial that this machine does not allow.
    pub fn skipped(reason: impl Into<String>) -> Self {
        Self { skipped: Some(reason.into()), ..Self::default() }
    }
}

impl Plan {
    /// A folder of its own, empty.
    fn fresh(&self, name: &str) -> Result<PathBuf> {
        let dir = self.dir.join(name);
        if dir.exists() {
            std::fs::remove_dir_all(&dir)?;
        }
        std::fs::create_dir_all(&dir)?;
        Ok(dir)
    }
}

/// Copies a folder with all that is in it.
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
