//! The log of all exports of an archive.
//!
//! `exports.log` has one line of JSON for each finished export. Each line contains a digest of itself and the digest of the line
//! before, so a line that was changed later is found, and so is a line that was removed from the middle. The removal of the
//! last lines cannot be seen here, and the digests have no key: somebody who recomputes all of them can change the log. Both show
//! only when the log is compared with a manifest that was kept elsewhere.

use std::fs::{File, OpenOptions};
use std::io::{self, BufRead as _, BufReader, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;

use foundmail_export::{ExportSummary, file_digest};
use foundmail_mail::hex;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// File name of the log in the folder of the archive.
pub(crate) const LOG: &str = "exports.log";
/// Maximum length of a line that is read, in bytes.
const MAX_LINE: u64 = 1 << 20;

/// One line of the log.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Line {
    /// Number of the line, from 1.
    n: u64,
    /// Time in UTC (RFC 3339).
    time: String,
    format: String,
    selection: String,
    /// Path of the target.
    target: String,
    chosen: u32,
    written: u32,
    exceptions: u32,
    /// SHA-256 digest of the manifest, which contains the digests of all files.
    manifest_sha256: String,
    /// SHA-256 digest of the line before, without its line end. Empty in the first line.
    previous: String,
    /// SHA-256 digest of this line without its line end, computed while this field is empty.
    sha256: String,
}

impl Line {
    /// Returns the digest of the line for its field `sha256`.
    fn digest(&self) -> io::Result<String> {
        let unsealed = Self { sha256: String::new(), ..self.clone() };
        Ok(hex(&Sha256::digest(serde_json::to_vec(&unsealed)?)))
    }
}

/// Adds an export to the log.
pub(super) fn append(dir: &Path, selection: &str, target: &Path, summary: &ExportSummary) -> io::Result<()> {
    let mut log = OpenOptions::new().create(true).read(true).append(true).open(dir.join(LOG))?;
    // Two programs can export from one archive at the same time.
    log.lock()?;
    cut_unfinished_line(&log)?;
    let (lines, previous) = end_of(&log)?;
    let mut line = Line {
        n: lines.saturating_add(1),
        time: chrono::Utc::now().to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
        format: summary.format.clone(),
        selection: selection.to_owned(),
        target: target.display().to_string(),
        chosen: summary.chosen,
        written: summary.written,
        exceptions: u32::try_from(summary.exceptions.len()).unwrap_or(u32::MAX),
        manifest_sha256: file_digest(&mut File::open(&summary.manifest)?)?.1,
        previous,
        sha256: String::new(),
    };
    line.sha256 = line.digest()?;
    let mut text = serde_json::to_vec(&line)?;
    text.push(b'\n');
    log.write_all(&text)?;
    log.sync_all()
}

/// Cuts off a line without an end. A crash while the line was written left it, so its export was not reported as logged.
fn cut_unfinished_line(log: &File) -> io::Result<()> {
    let mut reader = BufReader::new(log);
    reader.seek(SeekFrom::Start(0))?;
    let (mut end, mut line) = (0_u64, Vec::new());
    loop {
        line.clear();
        reader.by_ref().take(MAX_LINE).read_until(b'\n', &mut line)?;
        match line.last() {
            Some(b'\n') => end = end.saturating_add(line.len() as u64),
            // A line of the maximum length is no beginning of a line of ours: it stays, and `verify` names it.
            Some(_) if line.len() as u64 == MAX_LINE => return Ok(()),
            // Only the line end is missing: the record itself is whole.
            Some(_) if is_whole(&line) => return (&*log).write_all(b"\n"),
            Some(_) => return log.set_len(end),
            None => return Ok(()),
        }
    }
}

/// Returns true if a line has its own digest.
fn is_whole(line: &[u8]) -> bool {
    let parsed = serde_json::from_slice::<Line>(line);
    parsed.is_ok_and(|line| line.digest().is_ok_and(|digest| digest == line.sha256))
}

/// Returns the number of lines, and the digest of the last one.
fn end_of(log: &File) -> io::Result<(u64, String)> {
    let mut reader = BufReader::new(log);
    reader.seek(SeekFrom::Start(0))?;
    let (mut lines, mut last) = (0_u64, String::new());
    while let Some(line) = next_line(&mut reader)? {
        lines = lines.saturating_add(1);
        last = hex(&Sha256::digest(&line));
    }
    Ok((lines, last))
}

/// Returns sentences about lines that are not as they were written. Empty if the log is whole or does not exist.
pub(crate) fn verify(dir: &Path) -> Vec<String> {
    let log = match File::open(dir.join(LOG)) {
        Ok(log) => log,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Vec::new(),
        Err(error) => return vec![format!("The log of exports cannot be opened: {error}.")],
    };
    let mut reader = BufReader::new(log);
    let (mut problems, mut number, mut previous) = (Vec::new(), 0_u64, String::new());
    loop {
        let line = match next_line(&mut reader) {
            Ok(Some(line)) => line,
            Ok(None) => return problems,
            Err(error) => {
                problems.push(format!("The log of exports cannot be read: {error}."));
                return problems;
            }
        };
        number = number.saturating_add(1);
        let is_linked = serde_json::from_slice::<Line>(&line).is_ok_and(|parsed| {
            let is_own = parsed.digest().is_ok_and(|digest| digest == parsed.sha256);
            parsed.n == number && parsed.previous == previous && is_own
        });
        if !is_linked {
            problems.push(format!(
                "Line {number} of the log of exports, or a line before it, was changed after it was written."
            ));
            return problems;
        }
        previous = hex(&Sha256::digest(&line));
    }
}

/// Returns the next line without its end.
fn next_line(reader: &mut impl io::BufRead) -> io::Result<Option<Vec<u8>>> {
    let mut line = Vec::new();
    reader.by_ref().take(MAX_LINE).read_until(b'\n', &mut line)?;
    if line.is_empty() {
        return Ok(None);
    }
    if line.last() == Some(&b'\n') {
        line.pop();
    }
    Ok(Some(line))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use foundmail_export::ExportSummary;

    use super::{LOG, append, verify};

    fn log_of_three(dir: &Path) {
        let manifest = dir.join("manifest.json");
        std::fs::write(&manifest, "{}").unwrap();
        for written in 1..=3 {
            let summary =
                ExportSummary { chosen: 3, written, manifest: manifest.clone(), ..ExportSummary::default() };
            append(dir, "everything", Path::new("out.pdf"), &summary).unwrap();
        }
    }

    #[test]
    fn a_line_that_a_crash_cut_is_replaced() {
        let dir = tempfile::tempdir().unwrap();
        log_of_three(dir.path());
        let path = dir.path().join(LOG);
        let text = std::fs::read_to_string(&path).unwrap();
        // Without its line end only, the record is whole and stays.
        for (cut, lines) in [(1, 6), (2, 5), (30, 5), (text.lines().last().unwrap().len(), 5)] {
            std::fs::write(&path, &text[..text.len() - cut]).unwrap();
            log_of_three(dir.path());
            assert_eq!(verify(dir.path()), Vec::<String>::new(), "{cut}");
            assert_eq!(std::fs::read_to_string(&path).unwrap().lines().count(), lines, "{cut}");
        }
    }

    #[test]
    fn a_log_that_cannot_be_opened_is_reported() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir(dir.path().join(LOG)).unwrap();
        assert_eq!(verify(dir.path()).len(), 1);
    }

    #[test]
    fn a_changed_or_removed_line_is_found() {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(verify(dir.path()), Vec::<String>::new());
        log_of_three(dir.path());
        assert_eq!(verify(dir.path()), Vec::<String>::new());
        let path = dir.path().join(LOG);
        let text = std::fs::read_to_string(&path).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        for (changed, number) in [
            (text.replace("\"written\":1", "\"written\":9"), 1),
            (text.replace("\"written\":3", "\"written\":9"), 3),
            (text.replace("\"n\":3", "\"n\":4"), 3),
            (format!("{}\n{}\n", lines[0], lines[2]), 2),
            (format!("{}\n{}\n", lines[1], lines[2]), 1),
            (text.replacen('{', "[", 1), 1),
        ] {
            std::fs::write(&path, changed).unwrap();
            let problems = verify(dir.path());
            assert!(
                problems.len() == 1 && problems[0].starts_with(&format!("Line {number} ")),
                "{problems:?}"
            );
        }
    }
}
