//! Detects sources that change while they are read.

use std::io;
use std::path::Path;

use foundmail_defect::{Defect, Effect, Reason};

use crate::format::Format;
use crate::source::{Source, Stamp};
use crate::walk;

/// Returns the stamp of a file or folder.
pub(crate) fn stamp_of(path: &Path, format: &Format) -> io::Result<Stamp> {
    let metadata = path.metadata()?;
    if format.is_folder() {
        return Ok(Stamp { size: walk::size_of(path), modified: None, identity: None });
    }
    #[cfg(unix)]
    let identity = {
        use std::os::unix::fs::MetadataExt;
        Some((metadata.dev(), metadata.ino()))
    };
    #[cfg(not(unix))]
    let identity = None;
    Ok(Stamp { size: metadata.len(), modified: metadata.modified().ok(), identity })
}

impl Source {
    /// Returns a defect if the source has changed since the call of [`source_of`](crate::source_of). The items
    /// that were read may then be a mixture of the old and the new version.
    pub fn changed(&self) -> Option<Defect> {
        let mut reason = Reason::Changed;
        let what = match stamp_of(&self.path, self.format) {
            Ok(stamp) if stamp == self.stamp => return None,
            Ok(stamp) if stamp.size != self.stamp.size => format!(
                "This source changed while it was read: it had {} bytes and now has {} bytes. Import it again.",
                self.stamp.size, stamp.size
            ),
            Ok(_) => "This source changed while it was read. Import it again.".to_owned(),
            Err(error) => {
                reason = Reason::of_error(&error);
                format!(
                    "This source was removed or became unreadable while it was read ({error}). Foundmail keeps the items that it has read."
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
        says("This source was removed");
    }
}
