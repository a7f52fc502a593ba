//! Reads the output of `pffexport`: a tree of folders. Each item is a folder, which contains its header,
//! recipients, bodies and attachments as files.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::record::{Attached, Recipient, Record, latin1, sha256};

/// Returns the items that `pffexport` finds in folders, as orphans (items without a folder), and in free space.
pub fn read(file: &Path) -> Result<Vec<Record>> {
    let dir = tempfile::tempdir()?;
    let mut command = Command::new("pffexport");
    command.args(["-q", "-m", "all", "-f", "all", "-t"]).arg(dir.path().join("pff")).arg(file);
    let output = command.output().context("could not start pffexport")?;
    if !output.status.success() {
        let said =
            String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout);
        let reason = said.lines().find(|line| line.starts_with("libpff")).unwrap_or_default();
        bail!("{}: {reason}", output.status);
    }
    let mut records = Vec::new();
    walk(&dir.path().join("pff.export"), &mut Vec::new(), &mut records)?;
    let live = records.len();
    for suffix in ["orphans", "recovered"] {
        walk(&dir.path().join(format!("pff.{suffix}")), &mut Vec::new(), &mut records)?;
    }
    for record in records.iter_mut().skip(live) {
        record.recovered = true;
        record.folder = None;
    }
    Ok(records)
}

fn entries(dir: &Path) -> Result<Vec<PathBuf>> {
    if !dir.exists() {
        return Ok(Vec::new());
    }
    let entries: std::io::Result<Vec<_>> = fs::read_dir(dir)?.map(|entry| Ok(entry?.path())).collect();
    let mut entries = entries?;
    entries.sort();
    Ok(entries)
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn walk(dir: &Path, folder: &mut Vec<String>, records: &mut Vec<Record>) -> Result<()> {
    for path in entries(dir)?.into_iter().filter(|path| path.is_dir()) {
        let name = name_of(&path);
        if let Some(header) = header_of(&path) {
            let record = item(&path, &header)?;
            let id = format!("{}/{name}", folder.join("/"));
            records.push(Record { id, folder: Some(folder.clone()), ..record });
        } else {
            folder.push(name);
            walk(&path, folder, records)?;
            folder.pop();
        }
    }
    Ok(())
}

/// Returns the header file of an item, or `None` if the folder is not an item. Folders of items are named
/// `Message00001`, `Contact00002` and so on.
fn header_of(dir: &Path) -> Option<PathBuf> {
    let name = name_of(dir);
    let kind = name.trim_end_matches(|c: char| c.is_ascii_digit());
    if name.len() != kind.len() + 5 {
        return None;
    }
    let candidates = ["OutlookHeaders.txt".to_owned(), format!("{kind}.txt")];
    candidates.into_iter().map(|name| dir.join(name)).find(|path| path.is_file())
}

fn item(dir: &Path, header: &Path) -> Result<Record> {
    let is_mail = name_of(header) == "OutlookHeaders.txt";
    let text = text_of(header)?;
    let value = |name: &str| value(&text, name).unwrap_or_default();
    let time = |name: &str| Some(seconds(&value(name)).unwrap_or(0));
    let html = fs::read(dir.join("Message.html")).unwrap_or_default();
    let rtf = fs::read(dir.join("Message.rtf")).unwrap_or_default();
    Ok(Record {
        subject: Some(value("Subject")),
        sender_name: Some(value("Sender name")),
        sender_address: Some(value("Sender email address")),
        submitted: time("Client submit time"),
        delivered: time("Delivery time"),
        start: text.contains("\nAppointment:").then(|| seconds(&value("Start time")).unwrap_or(0)),
        person: text
            .contains("\nContact:")
            .then(|| [value("Surname"), value("Given name"), value("Email address 1")]),
        // `pffexport` writes recipients and a formatted body only for messages.
        recipients: if is_mail { Some(recipients(&dir.join("Recipients.txt"))?) } else { None },
        text: if is_mail {
            Some(text_of(&dir.join("Message.txt")).unwrap_or_default())
        } else {
            text.split_once("\nBody:\n").map(|(_, body)| body.trim_start_matches('\n').to_owned())
        },
        html_bytes: is_mail.then(|| latin1(&html)),
        rtf: (is_mail && !rtf.is_empty()).then(|| sha256(without_zeroes(&rtf))),
        attachments: Some(attachments(&dir.join("Attachments"))?),
        ..Record::default()
    })
}

fn text_of(path: &Path) -> Result<String> {
    let bytes = fs::read(path).with_context(|| path.display().to_string())?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Returns the value after `name:`, up to the end of the line.
fn value(text: &str, name: &str) -> Option<String> {
    let line = text.lines().find(|line| line.strip_prefix(name).is_some_and(|rest| rest.starts_with(':')))?;
    Some(line.split_once(':')?.1.trim_start_matches('\t').trim_end_matches('\r').to_owned())
}

fn recipients(path: &Path) -> Result<Vec<Recipient>> {
    if !path.exists() {
        return Ok(Vec::new());
    }
    let text = text_of(path)?;
    let blocks = text.split("\n\n").filter(|block| !block.trim().is_empty());
    Ok(blocks
        .map(|block| Recipient {
            kind: value(block, "Recipient type").unwrap_or_default().to_lowercase(),
            name: value(block, "Display name").unwrap_or_default(),
            address: value(block, "Email address").unwrap_or_default(),
        })
        .collect())
}

/// Returns the attachments. Files are named `01_name`. Attached messages are in folders such as
/// `Attachment00001/Message00001`.
fn attachments(dir: &Path) -> Result<Vec<Attached>> {
    let mut found = Vec::new();
    for path in entries(dir)? {
        let name = name_of(&path);
        if path.is_dir() {
            let inner = entries(&path)?.into_iter().find_map(|inner| Some((header_of(&inner)?, inner)));
            let message = inner.map(|(header, inner)| item(&inner, &header)).transpose()?;
            found.push(Attached {
                name,
                is_message: true,
                message: message.map(Box::new),
                ..Attached::default()
            });
        } else {
            let bytes = fs::read(&path)?;
            found.push(Attached {
                name: name.split_once('_').map_or(name.clone(), |(_, name)| name.to_owned()),
                size: Some(bytes.len() as u64),
                sha256: Some(sha256(&bytes)),
                ..Attached::default()
            });
        }
    }
    Ok(found)
}

fn without_zeroes(bytes: &[u8]) -> &[u8] {
    &bytes[..bytes.iter().rposition(|&byte| byte != 0).map_or(0, |last| last + 1)]
}

/// Converts `Apr 02, 2014 09:05:19.000000000 UTC` to seconds since 1970.
fn seconds(time: &str) -> Option<i64> {
    let (time, _) = time.split_once('.')?;
    let parsed = chrono::NaiveDateTime::parse_from_str(time, "%b %d, %Y %H:%M:%S").ok()?;
    let seconds = parsed.and_utc().timestamp();
    // A time of zero ticks means that the item has no time.
    (seconds > -11_644_473_600).then_some(seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_follow_their_names() {
        let text = "Message:\nSubject:\t\t\t\tRe: a: b\nSender name:\t\t\tAda\n";
        assert_eq!(value(text, "Subject").as_deref(), Some("Re: a: b"));
        assert_eq!(value(text, "Sender").as_deref(), None);
    }

    #[test]
    fn times_are_read() {
        assert_eq!(seconds("Jan 01, 1970 00:01:00.500000000 UTC"), Some(60));
        assert_eq!(seconds("Jan 01, 1601 00:00:00.000000000 UTC"), None);
        assert_eq!(seconds(""), None);
    }
}
