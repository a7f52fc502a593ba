//! Whether a source is still the one that was begun to be read.

use std::io;
use std::path::Path;
use std::time::SystemTime;

use foundmail_defect::{Defect, Effect, Reason};

use crate::detect::Format;
use crate::read::Source;
use crate::walk;

/// What tells a file from a changed one, and from another in its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    /// Bytes, over all files.
    pub(crate) size: u64,
    modified: Option<SystemTime>,
    /// Device and number, where the system has them.
    identity: Option<(u64, u64)>,
}

impl Stamp {
    pub(crate) fn of(path: &Path, format: Format) -> io::Result<Self> {
        let metadata = path.metadata()?;
        if format.is_folder() {
            // A folder's own date says nothing of the files in it.
            return Ok(Self { size: walk::size_of(path), modified: None, identity: None });
        }
        #[cfg(unix)]
        let identity = {
            use std::os::unix::fs::MetadataExt;
            Some((metadata.dev(), metadata.ino()))
        };
        #[cfg(not(unix))]
        let identity = None;
        Ok(Self { size: metadata.len(), modified: metadata.modified().ok(), identity })
    }
}

impl Source {
    /// Damage, if the source is no longer what it was when it was begun: what was read may be neither the old nor the
    /// new one.
    pub fn changed(&self) -> Option<Defect> {
        let mut reason = Reason::Changed;
        let what = match Stamp::of(&self.path, self.format) {
            Ok(stamp) if stamp == self.stamp => return None,
            Ok(stamp) if stamp.size != self.stamp.size => format!(
                "It changed while it was read: it had {} bytes and now has {}. Import it again.",
                self.stamp.size, stamp.size
            ),
            Ok(_) => "It changed while it was read. Import it again.".to_owned(),
            Err(error) => {
                reason = Reason::of_error(&error);
                format!(
                    "It is no longer there, or can no longer be read, after its reading ({error}). What was read of it is kept."
                )
            }
        };
        Some(Defect::new("file", what, Effect::RestUnreadable).because(reason))
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use crate::source_of;

    #[test]
    fn a_source_that_changes_is_noticed() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.eml");
        let other = dir.path().join("b.eml");
        fs::write(&path, "Subject: a\n\na").unwrap();
        let source = source_of(&path).unwrap();
        let folder = source_of(dir.path()).unwrap();
        assert_eq!((source.changed(), folder.changed()), (None, None));
        let says = |expected: &str| {
            let what = source.changed().map(|defect| defect.what).unwrap_or_default();
            assert!(what.contains(expected), "{what}");
        };
        fs::write(&other, "Subject: b\n\nb").unwrap();
        assert!(folder.changed().is_some());
        fs::rename(&other, &path).unwrap();
        says("changed while it was read");
        fs::write(&path, "Subject: longer\n\na").unwrap();
        says("it had 13 bytes and now has 18");
        fs::remove_file(&path).unwrap();
        says("no longer there");
    }
}
