//! Runs all programs in each of several rounds, so that other load on the machine affects all programs equally.

use std::ffi::OsStr;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use super::contestant::{Contestant, Setting, environment};
use super::mail::Mail;
use crate::bench::measure::{Cost, run_with};

/// The figures of one program.
pub struct Figures {
    pub name: &'static str,
    /// True if the program is Foundmail.
    pub ours: bool,
    costs: Vec<Cost>,
    /// The bytes that the program wrote to the disk.
    pub written: u64,
    /// The bytes of the index. For other programs than Foundmail, the same as `written`.
    pub index: u64,
    /// The number of messages that the program has after the run.
    pub count: u64,
    /// For each word in [`Mail::words`], the number of messages that the program finds.
    pub hits: Vec<Option<u64>>,
    pub remark: Option<String>,
}

impl Figures {
    pub fn processor(&self) -> f64 {
        self.median(|cost| cost.processor).as_secs_f64()
    }

    pub fn wall(&self) -> f64 {
        self.median(|cost| cost.wall).as_secs_f64()
    }

    /// Returns the peak memory of the largest process, in KiB.
    pub fn memory(&self) -> u64 {
        self.median(|cost| cost.memory)
    }

    /// Returns the peak memory of all processes together, in KiB.
    pub fn tree(&self) -> u64 {
        self.median(|cost| cost.tree)
    }

    /// Returns the lowest and highest processor time of all rounds, in seconds.
    pub fn spread(&self) -> (f64, f64) {
        let times = self.costs.iter().map(|cost| cost.processor);
        (times.clone().min().unwrap_or_default().as_secs_f64(), times.max().unwrap_or_default().as_secs_f64())
    }

    fn median<T: Ord + Copy + Default>(&self, of: impl Fn(&Cost) -> T) -> T {
        let mut values: Vec<T> = self.costs.iter().map(of).collect();
        values.sort_unstable();
        values.get(values.len() / 2).copied().unwrap_or_default()
    }

    #[cfg(test)]
    pub fn of(name: &'static str, seconds: f64, wall: f64, memory: u64) -> Self {
        use std::time::Duration;
        let cost = Cost {
            processor: Duration::from_secs_f64(seconds),
            wall: Duration::from_secs_f64(wall),
            memory,
            tree: memory,
        };
        let ours = name.starts_with("foundmail");
        Self {
            name,
            ours,
            costs: vec![cost],
            written: 400,
            index: 40,
            count: 10_000,
            hits: Vec::new(),
            remark: None,
        }
    }
}

/// Runs every program `rounds` times, each time in an empty folder and with the mail in the page cache.
pub fn run(all: &[&dyn Contestant], mail: &Mail, scratch: &Path, rounds: usize) -> Result<Vec<Figures>> {
    let mut figures: Vec<Figures> = Vec::new();
    for round in 0..rounds {
        for (number, one) in all.iter().enumerate() {
            let _ = fs::remove_dir_all(scratch);
            fs::create_dir_all(scratch)?;
            let setting = Setting { mail, home: scratch };
            let cost = measure(*one, setting).with_context(|| one.name().to_owned())?;
            eprintln!(
                "  {:>7} messages, round {} of {rounds}: {:<14} {:>7.2} CPU-s {:>7.2} s",
                mail.messages,
                round + 1,
                one.name(),
                cost.processor.as_secs_f64(),
                cost.wall.as_secs_f64()
            );
            match figures.get_mut(number) {
                Some(figures) => figures.costs.push(cost),
                None => figures.push(first(*one, setting, cost)?),
            }
        }
    }
    let _ = fs::remove_dir_all(scratch);
    Ok(figures)
}

fn measure(one: &dyn Contestant, setting: Setting<'_>) -> Result<Cost> {
    one.prepare(setting)?;
    setting.mail.warm(one.is_ours())?;
    let environment = environment(setting.home);
    let environment: Vec<(&str, &OsStr)> =
        environment.iter().map(|(name, path)| (*name, path.as_os_str())).collect();
    let mut all: Option<Cost> = None;
    for command in one.commands(setting) {
        let words: Vec<&str> = command.iter().map(String::as_str).collect();
        let cost = run_with(&words, &environment)?;
        all = Some(all.map_or(cost, |before| before.and_then(cost)));
    }
    all.context("the program has no commands to run")
}

/// Returns the figures after the first run of a program, which include its counts.
fn first(one: &dyn Contestant, setting: Setting<'_>, cost: Cost) -> Result<Figures> {
    let written = one.written(setting);
    let size = |path: &Path| size(path);
    let all = written.iter().map(|path| size(path)).sum::<Result<u64>>()?;
    let index = if one.is_ours() { size(&setting.home.join("archive/index"))? } else { all };
    let hits = setting.mail.words.iter().map(|word| one.hits(setting, word)).collect::<Result<_>>()?;
    Ok(Figures {
        name: one.name(),
        ours: one.is_ours(),
        costs: vec![cost],
        written: all,
        index,
        count: one.count(setting)?,
        hits,
        remark: one.remark(setting),
    })
}

/// Returns the number of bytes that a file or folder uses on the disk.
fn size(path: &Path) -> Result<u64> {
    let metadata = fs::symlink_metadata(path).with_context(|| path.display().to_string())?;
    if !metadata.is_dir() {
        return Ok(on_disk(&metadata));
    }
    fs::read_dir(path)?.map(|entry| size(&entry?.path())).sum()
}

#[cfg(unix)]
fn on_disk(metadata: &fs::Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::blocks(metadata) * 512
}

#[cfg(not(unix))]
fn on_disk(metadata: &fs::Metadata) -> u64 {
    metadata.len()
}
