//! Messages that are monsters: each is imported alone, within a bound to time and memory, and handed over as it came.

use std::fs::File;
use std::io::{BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use sha2::{Digest, Sha256};

use super::{Foundmail, Plan, Verdict};

/// A monster, and what it may cost.
struct Monster {
    name: &'static str,
    seconds: u64,
    mebibytes: u64,
    write: fn(&mut dyn Write) -> std::io::Result<()>,
}

const MONSTERS: &[Monster] = &[
    Monster { name: "parts nested 20,000 deep", seconds: 2, mebibytes: 256, write: nested },
    Monster { name: "100,000 header fields", seconds: 2, mebibytes: 256, write: fields },
    Monster { name: "200,000 addresses", seconds: 2, mebibytes: 256, write: addresses },
    Monster { name: "200,000 parts", seconds: 2, mebibytes: 256, write: parts },
    Monster { name: "one attachment of 1 GB", seconds: 120, mebibytes: 300, write: attachment },
];

const HEAD: &[u8] = b"From: a@example.org\r\nTo: b@example.org\r\nSubject: monster\r\nMIME-Version: 1.0\r\n";

pub fn run(plan: &Plan) -> Result<Verdict> {
    let mut verdict = Verdict::default();
    for monster in MONSTERS {
        let source = plan.fresh("source")?.join("monster.eml");
        let mut file = BufWriter::new(File::create(&source)?);
        (monster.write)(&mut file)?;
        file.flush()?;
        drop(file);
        let result = import(plan, &source);
        if let Ok((time, memory)) = &result {
            verdict.figures.push(format!("{}: {} ms, {} MiB", monster.name, time.as_millis(), memory / 1024));
        }
        verdict.add(monster.name, result.and_then(|(time, memory)| within(monster, time, memory)));
    }
    Ok(verdict)
}

fn within(monster: &Monster, time: Duration, memory: u64) -> Result<()> {
    ensure!(time.as_secs() < monster.seconds, "{} ms, {} s at most", time.as_millis(), monster.seconds);
    ensure!(memory <= monster.mebibytes * 1024, "{} MiB, {} at most", memory / 1024, monster.mebibytes);
    Ok(())
}

/// How long the import took, and its most memory in KiB.
fn import(plan: &Plan, source: &Path) -> Result<(Duration, u64)> {
    let archive = plan.fresh("archive")?;
    let sources = [source.to_owned()];
    let words = Foundmail::import_words(&sources);
    let started = Instant::now();
    let mut child =
        plan.foundmail.command(&archive, &words).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
    let memory = peak_of(&mut child)?;
    let time = started.elapsed();
    let status = child.wait()?;
    ensure!(matches!(status.code(), Some(0 | 3)), "the import ended with {status}");
    let to = plan.fresh("export")?.join("out");
    let to_text = to.to_str().context("a path")?;
    plan.foundmail.json(&archive, &["export", "--all", "--as", "eml", "--to", to_text])?;
    let files = std::fs::read_dir(&to)?.filter_map(|entry| Some(entry.ok()?.path()));
    let exported: Vec<PathBuf> =
        files.filter(|file| file.extension().is_some_and(|name| name == "eml")).collect();
    let [exported] = &exported[..] else { anyhow::bail!("{} messages were handed over", exported.len()) };
    ensure!(digest(exported)? == digest(source)?, "what is handed over is not what came");
    plan.foundmail.ensure_whole(&archive)?;
    Ok((time, memory))
}

/// The most memory that a process held, looked at until it ends. `VmHWM` only grows, so little is missed.
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

fn attachment(out: &mut dyn Write) -> std::io::Result<()> {
    const LINE: usize = 57;
    out.write_all(HEAD)?;
    out.write_all(b"Content-Type: multipart/mixed; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nhere\r\n")?;
    out.write_all(b"--b\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename=\"large.bin\"\r\n")?;
    out.write_all(b"Content-Transfer-Encoding: base64\r\n\r\n")?;
    // 1 GB of attachment, less than 1 GiB of file would allow: so many whole lines of 76 characters, of what does not shrink.
    let mut rng = foundmail_testkit::Rng::new(11);
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut line = [0; 78];
    line[76..].copy_from_slice(b"\r\n");
    for _ in 0..(700_000_000 / LINE) {
        for eight in line[..76].chunks_mut(10) {
            let mut bits = rng.next_u64();
            for letter in eight {
                *letter = alphabet[usize::try_from(bits & 63).unwrap_or(0)];
                bits >>= 6;
            }
        }
        out.write_all(&line)?;
    }
    out.write_all(b"--b--\r\n")
}
