//! Reads the output of `readpst`: a tree of folders with messages (`.eml`), calendar entries (`.ics`) and cards
//! (`.vcf`).

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::mail;
use super::record::Record;

/// Returns the items that `readpst` finds, including deleted ones. With several jobs, `readpst` would lose items
/// with equal names, so it runs a single job.
pub fn read(file: &Path) -> Result<Vec<Record>> {
    let dir = tempfile::tempdir()?;
    let mut command = Command::new("readpst");
    command.args(["-q", "-e", "-D", "-b", "-j", "0", "-o"]).arg(dir.path()).arg(file);
    let output = command.output().context("could not start readpst")?;
    if !output.status.success() {
        bail!("{}: {}", output.status, String::from_utf8_lossy(&output.stdout).trim());
    }
    let mut records = Vec::new();
    // The top folder has the name of the mailbox.
    for top in entries(dir.path())? {
        walk(&top, &mut Vec::new(), &mut records)?;
    }
    Ok(records)
}

fn entries(dir: &Path) -> Result<Vec<PathBuf>> {
    let entries: std::io::Result<Vec<_>> = fs::read_dir(dir)?.map(|entry| Ok(entry?.path())).collect();
    let mut entries = entries?;
    // Numbers are compared as numbers, so `2.eml` precedes `10.eml`, as in the mailbox.
    entries.sort_by_key(|path| {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        (name.parse::<u64>().unwrap_or(u64::MAX), name)
    });
    Ok(entries)
}

fn walk(dir: &Path, folder: &mut Vec<String>, records: &mut Vec<Record>) -> Result<()> {
    for path in entries(dir)? {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() {
            folder.push(name);
            walk(&path, folder, records)?;
            folder.pop();
            continue;
        }
        let bytes = fs::read(&path)?;
        let record = match path.extension().and_then(|extension| extension.to_str()) {
            Some("eml") => mail::read(&bytes),
            Some("ics") => calendar_entry(&bytes),
            Some("vcf") => card(&bytes),
            _ => Record::default(),
        };
        let id = format!("{}/{name}", folder.join("/"));
        records.push(Record { id, folder: Some(folder.clone()), ..record });
    }
    Ok(())
}

fn calendar_entry(bytes: &[u8]) -> Record {
    let text = String::from_utf8_lossy(bytes);
    Record {
        class: Some("IPM.Appointment".to_owned()),
        subject: Some(value(&text, "SUMMARY").unwrap_or_default()),
        start: Some(value(&text, "DTSTART").and_then(|time| seconds(&time)).unwrap_or(0)),
        ..Record::default()
    }
}

/// Reads a card. Uses only the parts of the name (`N`), because `FN` contains the text under which the contact is
/// filed.
fn card(bytes: &[u8]) -> Record {
    let text = String::from_utf8_lossy(bytes);
    let name = value(&text, "N").unwrap_or_default();
    let mut parts = name.split(';').map(str::to_owned);
    let mut part = || parts.next().unwrap_or_default();
    let person = [part(), part(), value(&text, "EMAIL").unwrap_or_default()];
    Record { class: Some("IPM.Contact".to_owned()), person: Some(person), ..Record::default() }
}

/// Returns the first value of a property, unfolded and unescaped (RFC 5545, 3.1 and 3.3.11).
fn value(text: &str, name: &str) -> Option<String> {
    let unfolded = text.replace("\r\n", "\n").replace("\n ", "");
    let line = unfolded.lines().find(|line| {
        line.strip_prefix(name).is_some_and(|rest| rest.starts_with(':') || rest.starts_with(';'))
    })?;
    let value = line.split_once(':')?.1;
    let mut plain = String::new();
    let mut chars = value.chars();
    while let Some(c) = chars.next() {
        match if c == '\\' { chars.next() } else { None } {
            Some('n' | 'N') => plain.push('\n'),
            Some(escaped) => plain.push(escaped),
            None => plain.push(c),
        }
    }
    Some(plain)
}

/// Converts `20210824T170000Z` to seconds since 1970.
fn seconds(time: &str) -> Option<i64> {
    let parsed = chrono::NaiveDateTime::parse_from_str(time.trim_end_matches('Z'), "%Y%m%dT%H%M%S").ok()?;
    Some(parsed.and_utc().timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_unfolded_and_unescaped() {
        let text = "BEGIN:VCALENDAR\r\nSUMMARY:lunch\\, then\r\n  work\\nat home\r\nDTSTART;VALUE=DATE-TIME:19700101T000010Z\r\n";
        assert_eq!(value(text, "SUMMARY").unwrap(), "lunch, then work\nat home");
        assert_eq!(value(text, "DTSTART").and_then(|time| seconds(&time)), Some(10));
        assert_eq!(value(text, "UID"), None);
    }
}
