//! The made-up mail that the trials import. It is the same in each run.

use std::fs::{self, File};
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use foundmail_testkit::{BulkOptions, MboxFlavour, generate, write_mbox};

/// The number of messages for an import that takes at least a second.
pub(super) const LARGE: u64 = 3_000;
/// The number of messages for a short import.
pub(super) const SMALL: u64 = 60;

/// Writes a mailbox with copies and a damaged message, another mailbox, and a folder of single messages.
pub(super) fn mailbox(dir: &Path, messages: u64) -> Result<Vec<PathBuf>> {
    let first = dir.join("first.mbox");
    write(&first, BulkOptions { messages, seed: 1, ..BulkOptions::default() })?;
    let mut damaged = fs::read(&first)?;
    // The damage is a run of zeroes in the text of a message, as after a crash.
    let start = damaged.len() / 2;
    let at = find(&damaged, start, b"\n\n").context("no text")?;
    let hole = at + 2..(at + 130).min(damaged.len());
    damaged.get_mut(hole).context("the file is too short")?.fill(0);
    fs::write(&first, damaged)?;
    let second = dir.join("second.mbox");
    write(&second, BulkOptions { messages: messages / 4, seed: 2, ..BulkOptions::default() })?;
    let folder = dir.join("letters");
    fs::create_dir_all(&folder)?;
    for (number, message) in
        generate(BulkOptions { messages: 12, seed: 3, ..BulkOptions::default() }).enumerate()
    {
        fs::write(folder.join(format!("{number}.eml")), &message.raw)?;
    }
    Ok(vec![first, second, folder])
}

/// Writes a mailbox without copies, so that the number of items equals the number of messages.
pub(super) fn without_copies(path: &Path, messages: u64) -> Result<()> {
    write(path, BulkOptions { messages, copies: 0, seed: 4, ..BulkOptions::default() })
}

fn write(path: &Path, options: BulkOptions) -> Result<()> {
    write_mbox(generate(options), MboxFlavour::Mboxrd, BufWriter::new(File::create(path)?))?;
    Ok(())
}

fn find(bytes: &[u8], from: usize, wanted: &[u8]) -> Option<usize> {
    Some(from + bytes.get(from..)?.windows(wanted.len()).position(|window| window == wanted)?)
}
