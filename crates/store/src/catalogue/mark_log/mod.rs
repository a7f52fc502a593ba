//! The log of marks, `marks.log`. The owner's marks are the only data of the catalogue that no source contains. So
//! each change is also written to this file. If the catalogue is lost, a new one reads the log: the marks then wait
//! for their messages, which it knows by the digests of their bytes.

mod restore;
mod write;

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::error::StoreError;

pub(crate) use restore::restore_marks;
pub(crate) use write::MarkLog;

/// The file of the log.
pub(crate) const MARK_LOG: &str = "marks.log";
/// Maximum length of a line in bytes.
const LONGEST: u64 = 4 << 20;

/// The digests of all versions of a message, in hexadecimal.
type Digests = Vec<String>;

/// One line of the log: a change of marks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "lowercase")]
enum MarkChange {
    Star { on: bool, messages: Vec<Digests> },
    Tag { name: String, on: bool, messages: Vec<Digests> },
    Rename { from: String, to: String },
}

fn write_line(file: &mut BufWriter<File>, change: &MarkChange) -> io::Result<()> {
    let json = serde_json::to_string(change)?;
    writeln!(file, "{:08x} {json}", crc32fast::hash(json.as_bytes()))
}

/// Reads the log. Calls `each` for each change, and returns the number of lines that are damaged. The end of the file
/// can be an incomplete line after a crash; its change was never reported as done, so it does not count.
fn read_log(dir: &Path, each: &mut dyn FnMut(MarkChange)) -> Result<u64, StoreError> {
    let path = dir.join(MARK_LOG);
    let file = match File::open(&path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(0),
        Err(error) => return Err(StoreError::file(&path, error)),
    };
    let mut reader = BufReader::new(file);
    let mut damaged: u64 = 0;
    let mut line = Vec::new();
    loop {
        line.clear();
        let read = (&mut reader).take(LONGEST).read_until(b'\n', &mut line);
        if read.map_err(|error| StoreError::file(&path, error))? == 0 {
            return Ok(damaged);
        }
        let is_complete = line.ends_with(b"\n");
        match change_of(&line) {
            Some(change) => each(change),
            None if !is_complete || line.trim_ascii().is_empty() => {}
            None => damaged = damaged.saturating_add(1),
        }
    }
}

fn change_of(line: &[u8]) -> Option<MarkChange> {
    let (sum, json) = std::str::from_utf8(line).ok()?.trim_end().split_once(' ')?;
    let is_whole = u32::from_str_radix(sum, 16) == Ok(crc32fast::hash(json.as_bytes()));
    if is_whole { serde_json::from_str(json).ok() } else { None }
}

/// Returns the number of damaged lines of the log.
pub(crate) fn damaged_lines(dir: &Path) -> Result<u64, StoreError> {
    read_log(dir, &mut |_| {})
}
