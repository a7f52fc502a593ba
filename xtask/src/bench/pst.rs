//! `cargo xtask bench pst`: compares the reading of PST and OST files with other programs.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use super::measure::{Cost, run};
use crate::tool::{self, Profile};
use crate::{paths, sh, torture};

/// The programs, and the options and work of each.
const WHAT: &str = "\
read       Foundmail: reads all properties of all items and all bytes of attachments; writes nothing
eml        Foundmail: as read, then composes a message from each item and writes it to a file
readpst    -e -D -b -j 0: writes each message, calendar entry and address card to a file
pffexport  -m items -f all: writes header, bodies and attachments of each item to separate files";

/// The programs, in the order in which they run.
const NAMES: [&str; 4] = ["read", "eml", "readpst", "pffexport"];

struct Row {
    name: &'static str,
    costs: Vec<Cost>,
}

/// Runs `cargo xtask bench pst`.
pub fn main(words: &[&str]) -> Result<ExitCode> {
    let (runs, mut files) = parse(words)?;
    if files.is_empty() {
        files = torture::mailboxes()?;
    }
    let extract = tool::build("extract", Profile::Release)?;
    println!("\n{WHAT}\n");
    for file in &files {
        let size = fs::metadata(file).with_context(|| file.display().to_string())?.len();
        let items = count(&extract, file)?;
        println!("{}: {items} items, {:.1} MB, medians of {runs} runs", file.display(), megabytes(size));
        let rows = measure(&extract, file, runs)?;
        print!("{}", table(&rows, items, size));
    }
    Ok(ExitCode::SUCCESS)
}

fn parse(words: &[&str]) -> Result<(usize, Vec<PathBuf>)> {
    let mut runs = 5;
    let mut files = Vec::new();
    let mut words = words.iter();
    while let Some(&word) = words.next() {
        match word {
            "--runs" => runs = words.next().context("--runs needs a number")?.parse::<usize>()?.max(1),
            option if option.starts_with('-') => {
                bail!("unknown option `{option}`; see `cargo xtask bench --help`")
            }
            file => files.push(fs::canonicalize(file).with_context(|| file.to_owned())?),
        }
    }
    Ok((runs, files))
}

/// Returns the number of items that Foundmail's reader finds.
fn count(extract: &Path, file: &Path) -> Result<u64> {
    let json = sh::output(sh::command(extract).arg("read").arg(file))?;
    let totals: serde_json::Value = serde_json::from_str(&json)?;
    totals["items"].as_u64().context("the output of extract has no number of items")
}

/// Runs all programs in each of several rounds, so that other load on the machine affects all programs equally.
/// The first round only fills the caches.
fn measure(extract: &Path, file: &Path, runs: usize) -> Result<Vec<Row>> {
    let mut rows = NAMES.map(|name| Row { name, costs: Vec::new() });
    // The programs write to the disk that contains the target directory.
    let scratch = paths::target().join("bench-pst");
    for round in 0..=runs {
        for row in &mut rows {
            let _ = fs::remove_dir_all(&scratch);
            fs::create_dir_all(&scratch)?;
            let cost = run(&command(row.name, extract, file, &scratch)?)?;
            if round > 0 {
                row.costs.push(cost);
            }
        }
    }
    fs::remove_dir_all(&scratch)?;
    Ok(rows.into())
}

fn command<'w>(name: &str, extract: &'w Path, file: &'w Path, out: &'w Path) -> Result<Vec<&'w str>> {
    let text = |path: &'w Path| {
        path.to_str().with_context(|| format!("the path {} is not valid Unicode", path.display()))
    };
    let (extract, file, out) = (text(extract)?, text(file)?, text(out)?);
    Ok(match name {
        "read" => vec![extract, "read", file],
        "eml" => vec![extract, "eml", file, out],
        "readpst" => vec!["readpst", "-q", "-e", "-D", "-b", "-j", "0", "-o", out, file],
        // pffexport creates a folder with a similar name. It asks before it writes to an existing folder.
        _ => vec!["sh", "-c", "exec pffexport -q -m items -f all -t \"$0/pff\" \"$1\"", out, file],
    })
}

fn table(rows: &[Row], items: u64, size: u64) -> String {
    let mut out = format!(
        "  {:<10} {:>9} {:>10} {:>8} {:>12} {:>8} {:>15}\n",
        "", "CPU ms", "elapsed ms", "MiB", "messages/s", "MB/s", "CPU to readpst"
    );
    let processor = |row: &Row| median(row.costs.iter().map(|cost| cost.processor));
    let readpst = rows.iter().find(|row| row.name == "readpst").map_or(Duration::ZERO, processor);
    for row in rows {
        let (cpu, wall) = (processor(row), median(row.costs.iter().map(|cost| cost.wall)));
        let memory = median(row.costs.iter().map(|cost| cost.memory));
        let seconds = wall.as_secs_f64().max(1e-6);
        #[expect(clippy::cast_precision_loss, reason = "counts of items are far below 2^52")]
        let items = items as f64;
        let _ = writeln!(
            out,
            "  {:<10} {:>9.1} {:>10.1} {:>8.1} {:>12.0} {:>8.1} {:>15.2}",
            row.name,
            cpu.as_secs_f64() * 1e3,
            wall.as_secs_f64() * 1e3,
            mebibytes(memory),
            items / seconds,
            megabytes(size) / seconds,
            cpu.as_secs_f64() / readpst.as_secs_f64().max(1e-6),
        );
    }
    out
}

fn median<T: Ord + Copy + Default>(values: impl Iterator<Item = T>) -> T {
    let mut values: Vec<T> = values.collect();
    values.sort_unstable();
    values.get(values.len() / 2).copied().unwrap_or_default()
}

#[expect(clippy::cast_precision_loss, reason = "sizes of files are far below 2^52 bytes")]
fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

#[expect(clippy::cast_precision_loss, reason = "no machine has so much memory")]
fn mebibytes(kibibytes: u64) -> f64 {
    kibibytes as f64 / 1024.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_one_in_the_middle() {
        assert_eq!(median([9, 1, 5].into_iter()), 5);
        assert_eq!(median(std::iter::empty::<u64>()), 0);
    }

    #[test]
    fn a_row_says_what_a_second_brings() {
        let cost = Cost {
            processor: Duration::from_millis(500),
            wall: Duration::from_secs(2),
            memory: 10 * 1024,
            tree: 0,
        };
        let rows = [Row { name: "readpst", costs: vec![cost] }];
        let table = table(&rows, 100, 30_000_000);
        let words: Vec<&str> = table.lines().nth(1).unwrap_or_default().split_whitespace().collect();
        assert_eq!(words, ["readpst", "500.0", "2000.0", "10.0", "50", "15.0", "1.00"]);
    }

    #[test]
    fn options_and_files_are_told_apart() {
        assert_eq!(parse(&["--runs", "3"]).unwrap(), (3, vec![]));
        assert!(parse(&["--fast"]).is_err());
        assert!(parse(&["/is/not/there.pst"]).is_err());
    }
}
