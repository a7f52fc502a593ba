//! The mail that every program of the benchmark imports.

use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::Value;

use crate::steps::step;
use crate::{paths, sh};

/// The programs that are built for the benchmark.
pub struct Programs {
    /// The command line program `foundmail`, built in the release profile.
    pub foundmail: PathBuf,
    testkit: PathBuf,
}

/// A generated mailbox on the disk, as MBOX and as Maildir.
pub struct Mail {
    dir: PathBuf,
    /// The number of messages, including copies.
    pub messages: u64,
    /// The number of different `Message-ID`s.
    pub different: u64,
    /// The size of the MBOX in bytes.
    pub bytes: u64,
    /// Words that some of the messages contain.
    pub words: Vec<String>,
}

/// Builds the command line program and the mail generator in the release profile.
pub fn build() -> Result<Programs> {
    step("Building the command line program and the mail generator (release)", || {
        let packages = ["--package", "foundmail-cli", "--package", "foundmail-testkit"];
        sh::run(sh::cargo().args(["build", "--quiet", "--release", "--bins"]).args(packages))
    })?;
    let program =
        |name: &str| paths::target().join("release").join(format!("{name}{}", env::consts::EXE_SUFFIX));
    Ok(Programs { foundmail: program("foundmail"), testkit: program("testkit") })
}

impl Mail {
    /// Generates the mailbox below `scratch`. Uses the mailbox of an earlier run if it exists.
    pub fn generate(programs: &Programs, scratch: &Path, messages: u64, maildir: bool) -> Result<Self> {
        let dir = scratch.join(format!("office-{messages}"));
        let facts = dir.join("facts.json");
        let usable = facts.is_file() && (!maildir || dir.join("maildir").is_dir());
        if !usable {
            step(&format!("Generating {messages} messages"), || {
                let mut testkit = sh::command(&programs.testkit);
                testkit.args(["office", "--messages", &messages.to_string()]).arg(&dir);
                sh::run(testkit.args((!maildir).then_some("--no-maildir")))
            })?;
        }
        let facts: Value = serde_json::from_str(&fs::read_to_string(facts)?)?;
        let number = |name: &str| facts[name].as_u64().with_context(|| format!("facts.json has no {name}"));
        let words = facts["words"].as_array().context("facts.json has no words")?;
        Ok(Self {
            messages: number("messages")?,
            different: number("different")?,
            bytes: fs::metadata(dir.join("office.mbox"))?.len(),
            words: words.iter().filter_map(|word| word.as_str().map(str::to_owned)).collect(),
            dir,
        })
    }

    pub fn mbox(&self) -> PathBuf {
        self.dir.join("office.mbox")
    }

    pub fn maildir(&self) -> PathBuf {
        self.dir.join("maildir")
    }

    /// Reads the files of the next run, so that they are in the page cache for every program.
    pub fn warm(&self, mbox: bool) -> Result<()> {
        if mbox {
            return read(&self.mbox());
        }
        for entry in fs::read_dir(self.maildir().join("cur"))? {
            read(&entry?.path())?;
        }
        Ok(())
    }

    pub fn remove(&self) -> Result<()> {
        fs::remove_dir_all(&self.dir).with_context(|| format!("could not remove {}", self.dir.display()))
    }
}

#[cfg(test)]
impl Mail {
    pub fn of(messages: u64, bytes: u64) -> Self {
        Self { dir: PathBuf::new(), messages, different: messages, bytes, words: Vec::new() }
    }
}

fn read(path: &Path) -> Result<()> {
    io::copy(&mut fs::File::open(path)?, &mut io::sink())?;
    Ok(())
}
