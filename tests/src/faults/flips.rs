//! Flips a bit in any file of an archive. Either `verify` reports the file, or the contents of the archive are
//! unchanged. `verify` repairs the index, and so does a search that finds the damage.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context, Result, ensure};
use foundmail_testkit::Rng;
use serde_json::Value;

use super::cli::stored;
use super::{Foundmail, Plan, State, Verdict, copy_dir, material};

/// The result of a flipped bit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum End {
    /// `verify` reports the file.
    Named,
    /// `verify` mentions it, and no data is lost.
    Noted,
    /// The archive has the same contents as before.
    Harmless,
}

pub fn run(plan: &Plan) -> Result<Verdict> {
    let sources = material::mailbox(&plan.fresh("source")?, material::SMALL * 3)?;
    let whole = plan.fresh("whole")?;
    plan.foundmail.import(&whole, &sources)?;
    let expected = plan.foundmail.state(&whole)?;
    let mut verdict = Verdict::default();
    let mut counts: BTreeMap<(String, End), u64> = BTreeMap::new();
    for number in 0..plan.times {
        let mut rng = Rng::for_item(plan.seed, number);
        let files = files(&whole)?;
        // The flips alternate between the catalogue, the packs and the index, and between the files of each. So
        // small files are tested too.
        let parts = ["catalogue", "packs", "index"];
        let part = parts[usize::try_from(number)? % parts.len()];
        let files: Vec<_> =
            files.iter().filter(|(file, _)| file.to_string_lossy().starts_with(part)).collect();
        let (file, size) = files[usize::try_from(number)? / parts.len() % files.len()].clone();
        let bit = rng.below_u64(size * 8);
        let result = one(plan, &whole, &file, bit, &expected);
        let kind = kind_of(&file);
        if let Ok(end) = &result {
            *counts.entry((kind.clone(), *end)).or_default() += 1;
        }
        let what = format!("{number}: bit {} of byte {} of {}", bit % 8, bit / 8, file.display());
        verdict.add(&what, result.map(drop));
    }
    let log = flips_in_log(plan, &mut verdict)?;
    for ((kind, end), count) in counts.into_iter().chain(log) {
        verdict.figures.push(format!("{kind}: {count} {end:?}"));
    }
    Ok(verdict)
}

/// The write-ahead log of a catalogue gets one flip for this many flips in other files.
const IN_LOG: u64 = 10;

/// Flips bits in a write-ahead log. The log exists only after a program was killed.
fn flips_in_log(plan: &Plan, verdict: &mut Verdict) -> Result<BTreeMap<(String, End), u64>> {
    let source = plan.fresh("source")?.join("only.mbox");
    material::without_copies(&source, material::LARGE)?;
    let broken = plan.fresh("broken")?;
    let words = Foundmail::import_words(std::slice::from_ref(&source));
    let mut child =
        plan.foundmail.command(&broken, &words).stdout(Stdio::null()).stderr(Stdio::piped()).spawn()?;
    let mut progress = BufReader::new(child.stderr.take().context("no stderr")?);
    let mut line = String::new();
    while stored(&line) < 600 {
        line.clear();
        ensure!(progress.read_line(&mut line)? > 0, "the import ended before it could be killed");
    }
    child.kill()?;
    child.wait()?;
    let log = Path::new("catalogue.sqlite-wal");
    let size = fs::metadata(broken.join(log))?.len();
    let copy = plan.fresh("opened")?;
    copy_dir(&broken, &copy)?;
    let expected = plan.foundmail.state(&copy)?;
    let sources = [source];
    let undisturbed = plan.fresh("undisturbed")?;
    plan.foundmail.import(&undisturbed, &sources)?;
    let in_the_end = plan.foundmail.state(&undisturbed)?;
    let mut counts = BTreeMap::new();
    for number in 0..plan.times.div_ceil(IN_LOG) {
        let bit = Rng::for_item(plan.seed ^ 1, number).below_u64(size * 8);
        let result = one(plan, &broken, log, bit, &expected);
        let result = result.and_then(|end| goes_on(plan, &sources, &in_the_end).map(|()| end));
        if let Ok(end) = &result {
            *counts.entry((log.display().to_string(), *end)).or_default() += 1;
        }
        verdict.add(&format!("log {number}: bit {} of byte {}", bit % 8, bit / 8), result.map(drop));
    }
    Ok(counts)
}

/// Checks that a continued import reads all messages again that were lost with the log.
fn goes_on(plan: &Plan, sources: &[PathBuf], expected: &State) -> Result<()> {
    let archive = plan.dir.join("turned");
    plan.foundmail.go_on(&archive, sources)?;
    match plan.foundmail.state(&archive)?.difference(expected) {
        Some(difference) => anyhow::bail!("after the import was completed: {difference}"),
        None => Ok(()),
    }
}

fn one(plan: &Plan, whole: &Path, file: &Path, bit: u64, expected: &State) -> Result<End> {
    let archive = plan.fresh("turned")?;
    copy_dir(whole, &archive)?;
    let path = archive.join(file);
    let mut bytes = fs::read(&path)?;
    let byte = bytes.get_mut(usize::try_from(bit / 8)?).context("the byte is beyond the end of the file")?;
    *byte ^= 1 << (bit % 8);
    fs::write(&path, bytes)?;
    let is_index = file.starts_with("index");
    if is_index {
        heals_by_searching(plan, &archive, expected)?;
        fs::remove_dir_all(&archive)?;
        copy_dir(whole, &archive)?;
        let mut bytes = fs::read(&path)?;
        bytes[usize::try_from(bit / 8)?] ^= 1 << (bit % 8);
        fs::write(&path, bytes)?;
    }
    let ran = plan.foundmail.run(&archive, &["verify", "--full", "--json"])?;
    ensure!(ran.is_done(), "verify failed: exit {:?}: {}", ran.code, ran.err);
    ensure!(!ran.err.contains("panicked"), "it panicked: {}", ran.err);
    let report: Value = serde_json::from_str(&ran.out)?;
    let damaged = report["damaged"].as_array().context("the report has no list of damage")?;
    let name = file.file_name().context("no name")?.to_string_lossy().into_owned();
    let names = |damage: &Value| damage["where"].as_str().is_some_and(|place| place.contains(&name));
    let names_it = damaged.iter().any(|damage| names(damage) || (is_index && damage["mended"] == true));
    ensure!(damaged.is_empty() || names_it, "verify reports another file: {damaged:?}");
    ensure!(ran.code == Some(if damaged.is_empty() { 0 } else { 3 }), "exit {:?}", ran.code);
    if names_it && !is_index {
        return Ok(End::Named);
    }
    let noted = report["notes"].as_array().is_some_and(|notes| !notes.is_empty());
    // The last change of a killed program is missing, and a continued import repeats it.
    if noted && name.ends_with("-wal") {
        return Ok(End::Noted);
    }
    // If `verify` does not report the file, or repaired it, the contents must be the same as before.
    if let Some(difference) = plan.foundmail.state(&archive)?.difference(expected) {
        anyhow::bail!("verify does not report the file, but the contents differ: {difference}");
    }
    if names_it {
        return Ok(End::Named);
    }
    Ok(if noted || report["index"] == "rebuilt" { End::Noted } else { End::Harmless })
}

/// Checks that a search with a damaged index succeeds. It may return fewer hits, or rebuild the index.
fn heals_by_searching(plan: &Plan, archive: &Path, expected: &State) -> Result<()> {
    for words in [&["list", "--limit", "100000", "--json"][..], &["search", "the meeting", "--json"]] {
        let ran = plan.foundmail.run(archive, words)?;
        ensure!(ran.is_done(), "{words:?}: exit {:?}: {}", ran.code, ran.err);
        if words[0] == "list" {
            let rows: Value = serde_json::from_str(&ran.out)?;
            let listed = rows.as_array().map_or(0, Vec::len);
            ensure!(listed <= expected.messages(), "{listed} messages are listed");
        }
    }
    Ok(())
}

/// Returns the path in the archive and the size of each file that is not empty.
fn files(archive: &Path) -> Result<Vec<(PathBuf, u64)>> {
    let mut files = Vec::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(archive.join(&folder))? {
            let entry = entry?;
            let path = folder.join(entry.file_name());
            let metadata = entry.metadata()?;
            if metadata.is_dir() {
                folders.push(path);
            } else if metadata.len() > 0 {
                files.push((path, metadata.len()));
            }
        }
    }
    files.sort();
    Ok(files)
}

fn kind_of(file: &Path) -> String {
    match file.extension() {
        Some(extension) if file.starts_with("index") => format!("index *.{}", extension.to_string_lossy()),
        _ => file.display().to_string(),
    }
}
