//! Reads damaged copies (mutants) of mailboxes: `torture [--mutants N] [--first NUMBER] [--workers N] [--out FILE]
//! FILE…`. Reports the number of each mutant that breaks the reader. `--mutants 1 --first NUMBER --out FILE`
//! writes a mutant to a file. `cargo xtask torture pst` builds this program and runs it on real mailboxes.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Mutex;
use std::time::Instant;

use anyhow::{Context, Result, bail};
use foundmail_tests::torture::{self, End, Plan, Verdict};

const USAGE: &str = "usage: torture [--mutants N] [--first NUMBER] [--workers N] [--out FILE] FILE…";

#[derive(Debug)]
struct Options {
    mutants: u64,
    first: u64,
    workers: usize,
    out: Option<PathBuf>,
    files: Vec<PathBuf>,
}

fn main() -> Result<ExitCode> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    if let [worker, file] = &words[..]
        && worker == "--worker"
    {
        torture::work(Path::new(file))?;
        return Ok(ExitCode::SUCCESS);
    }
    let options = parse(&words)?;
    if let Some(out) = &options.out {
        let [file] = &options.files[..] else { bail!("--out takes one file") };
        std::fs::write(out, torture::mutant(options.first, &std::fs::read(file)?))?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut bad = 0;
    for file in &options.files {
        bad += torture_file(file, &options)?;
    }
    println!("{bad} mutants broke the reader");
    Ok(if bad == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn parse(words: &[String]) -> Result<Options> {
    let mut options = Options { mutants: 1000, first: 0, workers: 2, out: None, files: Vec::new() };
    let mut words = words.iter();
    while let Some(word) = words.next() {
        let mut value = || words.next().with_context(|| format!("{word} needs a value\n{USAGE}"));
        match word.as_str() {
            "--mutants" => options.mutants = value()?.parse()?,
            "--first" => options.first = value()?.parse()?,
            "--workers" => options.workers = value()?.parse::<usize>()?.clamp(1, 2),
            "--out" => options.out = Some(value()?.into()),
            option if option.starts_with('-') => bail!("can't understand {option}\n{USAGE}"),
            file => options.files.push(file.into()),
        }
    }
    if options.files.is_empty() {
        bail!("{USAGE}");
    }
    Ok(options)
}

/// The results of all mutants of a file.
#[derive(Default)]
struct Sum {
    read: u64,
    refused: u64,
    items: u64,
    defects: u64,
    bad: u64,
    slowest: (u64, u64),
    largest: (u64, u64),
}

/// Returns the number of mutants that broke the reader.
fn torture_file(file: &Path, options: &Options) -> Result<u64> {
    let plan = Plan {
        program: std::env::current_exe()?,
        file: file.to_owned(),
        numbers: options.first..options.first.saturating_add(options.mutants),
        workers: options.workers,
        most_time: torture::MOST_TIME,
    };
    let start = Instant::now();
    let sum = Mutex::new(Sum::default());
    torture::run(&plan, &|verdict| {
        if let Ok(mut sum) = sum.lock() {
            sum.add(&verdict);
        }
    })?;
    let sum = sum.into_inner().unwrap_or_default();
    println!(
        "{}: {} mutants in {:.0} s: {} read, {} refused; {} items, {} defects; slowest {} ms (mutant {}), most \
         memory {} MiB (mutant {})",
        file.display(),
        options.mutants,
        start.elapsed().as_secs_f32(),
        sum.read,
        sum.refused,
        sum.items,
        sum.defects,
        sum.slowest.0,
        sum.slowest.1,
        sum.largest.0 / 1024,
        sum.largest.1,
    );
    Ok(sum.bad)
}

impl Sum {
    fn add(&mut self, verdict: &Verdict) {
        if let End::Read { opened, items, defects } = verdict.end {
            self.read += u64::from(opened);
            self.refused += u64::from(!opened);
            self.items += items;
            self.defects += defects;
        }
        self.slowest = self.slowest.max((verdict.millis, verdict.number));
        self.largest = self.largest.max((verdict.memory, verdict.number));
        if !verdict.is_well() {
            self.bad += 1;
            println!(
                "mutant {}: {:?} after {} ms, {} KiB",
                verdict.number, verdict.end, verdict.millis, verdict.memory
            );
        }
    }
}
