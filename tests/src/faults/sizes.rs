//! Imports extreme messages one at a time, within limits of time and memory, and checks that exports are
//! unchanged.

use std::fs::File;
use std::io::{BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{Foundmail, Plan, Verdict};

/// An extreme message, with limits for each command.
struct Monster {
    name: &'static str,
    seconds: u64,
    mebibytes: u64,
    /// True if the exported MBOX is imported again, and the attachments are saved.
    again: bool,
    write: fn(&mut dyn Write) -> std::io::Result<()>,
}

const MONSTERS: &[Monster] = &[
    Monster { name: "parts nested 20,000 deep", seconds: 2, mebibytes: 256, again: false, write: nested },
    Monster { name: "100,000 header fields", seconds: 2, mebibytes: 256, again: false, write: fields },
    Monster { name: "200,000 addresses", seconds: 2, mebibytes: 256, again: false, write: addresses },
    Monster { name: "200,000 parts", seconds: 2, mebibytes: 256, again: false, write: parts },
    Monster { name: "one attachment of 1 GB", seconds: 120, mebibytes: 300, again: true, write: attachment },
    Monster { name: "a text of 1 GB", seconds: 120, mebibytes: 300, again: true, write: text },
];

const HEAD: &[u8] = b"From: a@example.org\r\nTo: b@example.org\r\nSubject: monster\r\nMessage-ID: <monster@example.org>\r\nMIME-Version: 1.0\r\n";

pub fn run(plan: &Plan) -> Result<Verdict> {
    let mut verdict = Verdict::default();
    for monster in MONSTERS {
        let source = plan.fresh("source")?.join("monster.eml");
        let mut file = BufWriter::new(File::create(&source)?);
        (monster.write)(&mut file)?;
        file.flush()?;
        drop(file);
        let result = try_all(plan, &source, monster.again);
        if let Ok(costs) = &result {
            let cost = |cost: &Cost| {
                format!("{} {} ms, {} MiB", cost.what, cost.time.as_millis(), cost.memory / 1024)
            };
            let costs: Vec<String> = costs.iter().map(cost).collect();
            verdict.figures.push(format!("{}: {}", monster.name, costs.join("; ")));
        }
        verdict.add(monster.name, result.and_then(|costs| within(monster, &costs)));
    }
    Ok(verdict)
}

/// The time and memory that a command needed.
struct Cost {
    what: &'static str,
    time: Duration,
    /// The peak memory in KiB.
    memory: u64,
}

fn within(monster: &Monster, costs: &[Cost]) -> Result<()> {
    for Cost { what, time, memory } in costs {
        let most = monster.mebibytes;
        ensure!(
            time.as_secs() < monster.seconds,
            "{what}: {} ms, the limit is {} s",
            time.as_millis(),
            monster.seconds
        );
        ensure!(*memory <= most * 1024, "{what}: {} MiB, the limit is {most} MiB", memory / 1024);
    }
    Ok(())
}

/// Imports a message, verifies the archive, exports the message in two formats and saves its attachments. All
/// bytes must be unchanged.
fn try_all(plan: &Plan, source: &Path, again: bool) -> Result<Vec<Cost>> {
    let archive = plan.fresh("archive")?;
    let sources = [source.to_owned()];
    let out = plan.fresh("export")?;
    let path = |name: &str| out.join(name).to_str().map(str::to_owned).context("a path");
    let (eml, mbox, files) = (path("eml")?, path("all.mbox")?, path("files")?);
    let import = Foundmail::import_words(&sources);
    let verify = ["verify", "--full"];
    let calls: [(&'static str, &[&str]); 5] = [
        ("import", &import),
        ("verify", &verify),
        ("EML", &["export", "--all", "--as", "eml", "--to", &eml]),
        ("MBOX", &["export", "--all", "--as", "mbox", "--to", &mbox]),
        ("saving", &["attachments", "1", "--save", &files]),
    ];
    let mut costs = Vec::new();
    for (what, words) in calls.into_iter().filter(|(what, _)| again || *what != "saving") {
        costs.push(cost_of(plan, &archive, what, words)?);
    }
    let exported = only_file(Path::new(&eml), "eml")?;
    ensure!(digest(&exported)? == digest(source)?, "the exported bytes differ from the source");
    if again {
        // An import of the exported MBOX must recognise the message as a copy.
        let ran = plan.foundmail.import(&archive, &[PathBuf::from(&mbox)])?;
        let report: Value = serde_json::from_str(&ran.out)?;
        ensure!(report["totals"]["copies"] == 1, "totals of the MBOX: {}", report["totals"]);
        saved(plan, &archive, Path::new(&files))?;
    }
    plan.foundmail.ensure_whole(&archive)?;
    Ok(costs)
}

/// Checks that the saved attachment has its original bytes.
fn saved(plan: &Plan, archive: &Path, dir: &Path) -> Result<()> {
    let shown = plan.foundmail.json(archive, &["list", "--limit", "1"])?;
    let listed = shown[0]["attachments"].as_array().map_or(0, Vec::len);
    if listed == 1 {
        let file = only_file(dir, "bin")?;
        ensure!(digest(&file)? == attachment_digest()?, "the saved file differs from the attachment");
    }
    Ok(())
}

fn only_file(dir: &Path, ending: &str) -> Result<PathBuf> {
    let files = std::fs::read_dir(dir)?.filter_map(|entry| Some(entry.ok()?.path()));
    let files: Vec<PathBuf> =
        files.filter(|file| file.extension().is_some_and(|name| name == ending)).collect();
    let [file] = &files[..] else { anyhow::bail!("{} files of {ending}", files.len()) };
    Ok(file.clone())
}

/// Measures the time and the peak memory of a command.
fn cost_of(plan: &Plan, archive: &Path, what: &'static str, words: &[&str]) -> Result<Cost> {
    let started = Instant::now();
    let mut child =
        plan.foundmail.command(archive, words).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
    let memory = peak_of(&mut child)?;
    let time = started.elapsed();
    let status = child.wait()?;
    ensure!(matches!(status.code(), Some(0 | 3)), "{what} ended with {status}");
    Ok(Cost { what, time, memory })
}

/// Returns the peak memory of a process in KiB. Polls `VmHWM` until the process ends. This value only grows, so
/// little is missed.
fn peak_of(child: &mut Child) -> Result<u64> {
    let status = format!("/proc/{}/status", child.id());
    let mut most = 0;
    while child.try_wait()?.is_none() {
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        most = most.max(line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0));
        thread::sleep(Duration::from_millis(2));
    }
    Ok(most)
}

fn digest(file: &Path) -> Result<Vec<u8>> {
    let mut hasher = Sha256::new();
    let mut reader = File::open(file)?;
    let mut buffer = vec![0; 1 << 20];
    loop {
        let read = reader.read(&mut buffer)?;
        if read == 0 {
            return Ok(hasher.finalize().to_vec());
        }
        hasher.update(&buffer[..read]);
    }
}

fn nested(out: &mut dyn Write) -> std::io::Result<()> {
    out.write_all(HEAD)?;
    for depth in 0..20_000 {
        write!(out, "Content-Type: multipart/mixed; boundary=\"b{depth}\"\r\n\r\n--b{depth}\r\n")?;
    }
    out.write_all(b"Content-Type: text/plain\r\n\r\ndeep\r\n")
}

fn fields(out: &mut dyn Write) -> std::io::Result<()> {
    out.write_all(HEAD)?;
    for number in 0..100_000 {
        write!(out, "X-Field-{number}: value {number}\r\n")?;
    }
    out.write_all(b"\r\ntext\r\n")
}

fn addresses(out: &mut dyn Write) -> std::io::Result<()> {
    out.write_all(HEAD)?;
    out.write_all(b"Cc: c@example.org")?;
    for number in 0..200_000 {
        write!(out, ",\r\n \"Person {number}\" <person{number}@example.org>")?;
    }
    out.write_all(b"\r\n\r\ntext\r\n")
}

fn parts(out: &mut dyn Write) -> std::io::Result<()> {
    out.write_all(HEAD)?;
    out.write_all(b"Content-Type: multipart/mixed; boundary=\"b\"\r\n\r\n")?;
    for number in 0..200_000 {
        write!(out, "--b\r\nContent-Type: text/plain\r\n\r\npart {number}\r\n")?;
    }
    out.write_all(b"--b--\r\n")
}

fn text(out: &mut dyn Write) -> std::io::Result<()> {
    out.write_all(HEAD)?;
    out.write_all(b"\r\n")?;
    for number in 0..20_000_000 {
        write!(
            out,
            "line {number:08} of a log that does not end, {:08x}\r\n",
            number * 2_654_435_761_u64 % (1 << 32)
        )?;
    }
    Ok(())
}

/// The number of bytes of the attachment in each line, and the number of such lines in 1 GB.
const LINE: usize = 57;
const LINES: usize = 1_000_000_000 / LINE;

fn attachment(out: &mut dyn Write) -> std::io::Result<()> {
    out.write_all(HEAD)?;
    out.write_all(b"Content-Type: multipart/mixed; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nhere\r\n")?;
    out.write_all(b"--b\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename=\"large.bin\"\r\n")?;
    out.write_all(b"Content-Transfer-Encoding: base64\r\n\r\n")?;
    let mut encoded = [b'\r'; 78];
    encoded[77] = b'\n';
    each_line(|line| {
        STANDARD.encode_slice(line, &mut encoded[..76]).map_err(std::io::Error::other)?;
        out.write_all(&encoded)
    })?;
    out.write_all(b"--b--\r\n")
}

/// Passes the lines of the attachment to `take`. Their bytes cannot be compressed.
fn each_line(mut take: impl FnMut(&[u8]) -> std::io::Result<()>) -> std::io::Result<()> {
    let mut rng = foundmail_testkit::Rng::new(11);
    let mut line = [0; 64];
    for _ in 0..LINES {
        for eight in line.chunks_mut(8) {
            eight.copy_from_slice(&rng.next_u64().to_le_bytes());
        }
        take(&line[..LINE])?;
    }
    Ok(())
}

fn attachment_digest() -> Result<Vec<u8>> {
    let mut hasher = Sha256::new();
    each_line(|line| {
        hasher.update(line);
        Ok(())
    })?;
    Ok(hasher.finalize().to_vec())
}
