//! The sample mail: a made-up mailbox that is embedded in the program.

use std::path::{Path, PathBuf};
use std::{fs, io};

/// The files of the sample mail, with their paths relative to its folder. The build script generates this table.
const FILES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/sample.rs"));

/// Writes the sample mail to the archive's folder, unless it exists already. Returns the folder of the sample
/// mail.
///
/// The sample mail is a folder of MBOX files, as a mail program stores them.
pub fn write(archive: &Path) -> io::Result<PathBuf> {
    let parent = archive.join("sample");
    let dir = parent.join("Weller Bakery (sample)");
    if dir.exists() {
        return Ok(dir);
    }
    // The folder gets its final name when it is complete, so that an interrupted program leaves no incomplete
    // sample.
    let unfinished = parent.join("unfinished");
    if unfinished.exists() {
        fs::remove_dir_all(&unfinished)?;
    }
    for (name, bytes) in FILES {
        let path = unfinished.join(name);
        fs::create_dir_all(path.parent().unwrap_or(&unfinished))?;
        fs::write(path, bytes)?;
    }
    fs::rename(&unfinished, &dir)?;
    Ok(dir)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sample_is_written_once_and_has_folders_with_mail() {
        let archive = std::env::temp_dir().join(format!("foundmail-sample-{}", std::process::id()));
        fs::create_dir_all(archive.join("sample/unfinished/rest")).unwrap();
        let dir = write(&archive).unwrap();
        assert!(!dir.join("rest").exists());
        let mut folders = fs::read_dir(&dir).unwrap();
        assert!(folders.any(|entry| fs::metadata(entry.unwrap().path()).unwrap().len() > 0));
        assert!(
            FILES.len() > 5
                && FILES.iter().all(|(name, bytes)| dir.join(name).exists() && bytes.starts_with(b"From "))
        );
        assert_eq!(write(&archive).unwrap(), dir);
        fs::remove_dir_all(archive).unwrap();
    }
}
