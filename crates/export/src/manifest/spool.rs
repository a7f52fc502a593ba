//! The entries of a manifest while the export is written.

use std::io::{self, BufRead as _, BufReader, Seek as _, SeekFrom, Write as _};

use tempfile::SpooledTempFile;

use super::entry::ManifestEntry;

/// The largest list of entries that is kept in memory, in bytes. A longer list is in a temporary file.
const MAX_IN_MEMORY: usize = 4 << 20;

/// The entries in the order of the export, one JSON object a line. They are not in memory, because an export can contain a
/// million messages.
pub(crate) struct Spool {
    file: SpooledTempFile,
}

impl Spool {
    pub(crate) fn new() -> Self {
        Self { file: SpooledTempFile::new(MAX_IN_MEMORY) }
    }

    /// Adds an entry.
    pub(crate) fn add(&mut self, entry: &ManifestEntry) -> io::Result<()> {
        let mut line = serde_json::to_vec(entry)?;
        line.push(b'\n');
        self.file.write_all(&line)
    }

    /// Calls `each` with every entry. `pages` has the first and last page of each entry, if the format has pages.
    pub(crate) fn read(
        &mut self,
        pages: &[(u32, u32)],
        mut each: impl FnMut(ManifestEntry) -> io::Result<()>,
    ) -> io::Result<()> {
        self.file.seek(SeekFrom::Start(0))?;
        let mut pages = pages.iter();
        for line in BufReader::new(&mut self.file).lines() {
            let mut entry: ManifestEntry = serde_json::from_str(&line?)?;
            if let Some(&(first, last)) = pages.next() {
                (entry.page_first, entry.page_last) = (Some(first), Some(last));
            }
            each(entry)?;
        }
        self.file.seek(SeekFrom::End(0)).map(drop)
    }
}
