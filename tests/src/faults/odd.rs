//! Imports messages with unknown or wrong charsets and impossible dates, in several time zones and with wrong
//! clocks. Each message must be stored unchanged and get the same id each time.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{Foundmail, Plan, Ran, Verdict};

const CHARSETS: &[&str] = &[
    "utf-8",
    "UTF8",
    "utf-7",
    "utf-16",
    "utf-16le",
    "utf-32",
    "us-ascii",
    "iso-8859-1",
    "iso-8859-8-i",
    "iso-2022-jp",
    "iso-2022-kr",
    "iso-2022-cn",
    "shift_jis",
    "euc-jp",
    "euc-kr",
    "gb2312",
    "gb18030",
    "hz-gb-2312",
    "big5",
    "big5-hkscs",
    "koi8-r",
    "koi8-u",
    "windows-1252",
    "windows-1258",
    "macintosh",
    "ibm850",
    "cp65001",
    "x-unknown",
    "unknown-8bit",
    "",
    "\"",
    "utf-8; utf-8",
    "=?utf-8?q?utf-8?=",
    "\u{FF}\u{FE}",
];

const DATES: &[&str] = &[
    "",
    "yesterday",
    "Thu, 1 Jan 1970 00:00:00 +0000",
    "Wed, 31 Dec 1969 23:59:59 -0000",
    "Mon, 1 Jan 1601 00:00:00 +0000",
    "Sat, 1 Jan 0000 00:00:00 +0000",
    "Fri, 31 Dec 9999 23:59:60 +9999",
    "Fri, 31 Dec 99999 23:59:60 -9999",
    "Tue, 19 Jan 2038 03:14:08 +0000",
    "Sun, 30 Feb 2020 25:61:61 +0000",
    "Thu, 4 Jan 18 10:00:00 EST",
    "Thu, 4 Jan 118 10:00:00 MEZ",
    "Sun, 29 Mar 2020 02:30:00 +0100 (CET)",
    "-9223372036854775808",
    "2018-01-04T10:00:00Z",
    "Thu, 4 Jan 2018 10:00:00 +000000000000000000000000001",
];

/// The environment of an import: time zone, language, and the modification time of the source in seconds since
/// 1970.
const PLACES: &[(&str, &str, u64)] = &[
    ("UTC", "C", 1_500_000_000),
    ("Asia/Kathmandu", "tr_TR.UTF-8", 0),
    ("Pacific/Kiritimati", "C.UTF-8", 4_102_444_800),
    ("America/St_Johns", "", 32_503_680_000),
    ("no/where", "xx_XX", 1),
];

pub fn run(plan: &Plan) -> Result<Verdict> {
    let source = plan.fresh("source")?;
    let written = write(&source)?;
    let mut verdict = Verdict::default();
    let mut first: Option<Value> = None;
    for place in PLACES {
        let result = import(plan, &source, place, &written);
        let result = result.and_then(|rows| {
            let first = first.get_or_insert_with(|| rows.clone());
            ensure!(*first == rows, "ids, dates or subjects differ from the first import");
            Ok(())
        });
        verdict.add(&format!("{place:?}"), result);
    }
    verdict.figures.push(format!("{} charsets, {} dates", CHARSETS.len(), DATES.len()));
    Ok(verdict)
}

/// Imports the source, checks the stored bytes, and returns all messages of the list.
fn import(
    plan: &Plan,
    source: &Path,
    place: &(&str, &str, u64),
    written: &BTreeSet<String>,
) -> Result<Value> {
    let (zone, language, date) = place;
    let date = SystemTime::UNIX_EPOCH + Duration::from_secs(*date);
    for entry in fs::read_dir(source)? {
        File::options().write(true).open(entry?.path())?.set_modified(date)?;
    }
    let archive = plan.fresh("archive")?;
    let sources = [source.to_owned()];
    let mut command = plan.foundmail.command(&archive, &Foundmail::import_words(&sources));
    let ran = Ran::of(&command.env("TZ", zone).env("LANG", language).env("LC_ALL", language).output()?);
    ensure!(ran.is_done() && !ran.err.contains("panicked"), "exit {:?}: {}", ran.code, ran.err);
    plan.foundmail.ensure_whole(&archive)?;
    let to = plan.fresh("export")?.join("all");
    let to = to.to_str().context("a path")?;
    let summary = plan.foundmail.json(&archive, &["export", "--all", "--as", "eml", "--to", to])?;
    let manifest = {
        let path = summary["manifest"].as_str().context("no manifest")?;
        serde_json::from_slice::<serde_json::Value>(&std::fs::read(path)?)?
    };
    let entries = manifest["messages"].as_array().context("no messages")?;
    let kept = entries.iter().filter_map(|entry| Some(entry["sha256"].as_str()?.to_owned())).collect();
    let lost: Vec<_> = written.difference(&kept).collect();
    ensure!(lost.is_empty(), "{} of {} messages were changed", lost.len(), written.len());
    plan.foundmail.json(&archive, &["list", "--limit", "100000"])
}

/// Writes a message for each charset and each date. Returns the SHA-256 digests of all messages.
fn write(dir: &Path) -> Result<BTreeSet<String>> {
    let mut digests = BTreeSet::new();
    let mut number = 0;
    let mut add = |head: &str, body: &[u8]| -> Result<()> {
        let mut message =
            format!("From: a@example.org\r\nSubject: number {number}\r\n{head}\r\n\r\n").into_bytes();
        message.extend_from_slice(body);
        let path: PathBuf = dir.join(format!("{number:03}.eml"));
        fs::write(path, &message)?;
        digests.insert(format!("{:x}", Sha256::digest(&message)));
        number += 1;
        Ok(())
    };
    // All byte values, and the first bytes of escape sequences.
    let bytes: Vec<u8> = (0..=255).chain(*b"\x1b$B\x1b(I~{+AGE-\x0e\x0f\x8e\x8f\xff").collect();
    for charset in CHARSETS {
        let head = format!(
            "Content-Type: text/plain; charset={charset}\r\nTo: =?{charset}?b?//79?= <b@example.org>"
        );
        add(&head, &bytes)?;
    }
    for date in DATES {
        add(&format!("Date: {date}"), b"text\r\n")?;
    }
    Ok(digests)
}
