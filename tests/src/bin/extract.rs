//! Reads a whole PST or OST file, for `cargo xtask bench pst`, which compares it with `readpst` and `pffexport`.
//! `extract read FILE` reads all items and their attachments and writes nothing. `extract eml FILE FOLDER` writes
//! each item as a message to a tree of folders. Both print the counts as JSON.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use foundmail_mail::safe_file_name;
use foundmail_pst::PstFile;
use foundmail_tests::reading::{Totals, compose_all, read_all};

fn main() -> Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let totals = match words[..] {
        ["read", file] => read_all(&PstFile::open(Path::new(file))?),
        ["eml", file, folder] => write_all(&PstFile::open(Path::new(file))?, Path::new(folder))?,
        _ => bail!("usage: extract read FILE | extract eml FILE FOLDER"),
    };
    let Totals { folders, items, bytes, defects, damaged } = totals;
    println!(
        "{}",
        serde_json::json!({
            "folders": folders, "items": items, "bytes": bytes, "defects": defects, "damaged": damaged
        })
    );
    Ok(())
}

/// Writes the messages of each folder to files with consecutive numbers.
fn write_all(pst: &PstFile, out: &Path) -> Result<Totals> {
    let mut numbers: HashMap<PathBuf, u64> = HashMap::new();
    let totals = compose_all(pst, &mut |names, raw| {
        let dir = names.iter().fold(out.to_owned(), |dir, name| dir.join(safe_file_name(name)));
        if !numbers.contains_key(&dir) {
            fs::create_dir_all(&dir)?;
        }
        let number = numbers.entry(dir.clone()).or_default();
        *number += 1;
        fs::write(dir.join(format!("{number}.eml")), raw)
    })?;
    Ok(totals)
}
