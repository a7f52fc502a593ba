//! Describes the sources of exported messages.

use std::collections::{BTreeSet, HashMap};
use std::fs::File;

use foundmail_export::{ExportSource, file_digest};
use foundmail_store::{MessageId, SourceRow, StoreReader};

use crate::archive::missing_of;
use crate::{ArchiveError, path_of_text};

/// The sources of the exported messages, in the order of their first import.
pub(super) struct Sources {
    pub(super) list: Vec<ExportSource>,
    /// Index in `list` by full path.
    by_path: HashMap<String, usize>,
}

impl Sources {
    /// Returns the sources in which the messages were found. With `digests`, each source that is a file and has the size of
    /// its last import is read to compute its digest.
    pub(super) fn of(reader: &StoreReader, messages: &[u32], digests: bool) -> Result<Self, ArchiveError> {
        let mut paths = BTreeSet::new();
        for &message in messages {
            paths.extend(reader.occurrences(MessageId(message))?.into_iter().map(|row| row.source));
        }
        let states = reader.source_states()?;
        let mut sources = Self { list: Vec::new(), by_path: HashMap::new() };
        for row in reader.sources()?.into_iter().filter(|row| paths.contains(&row.path)) {
            let state = states.get(&row.id);
            let missing = state.map_or(Ok(None), |state| missing_of(reader, &row, state, false))?;
            sources.by_path.insert(row.path.clone(), sources.list.len());
            let sha256 = if digests { digest(&row) } else { None };
            let SourceRow { name, path, format, size, .. } = row;
            let path = path_of_text(&path);
            sources.list.push(ExportSource { name, path, format, size, sha256, missing });
        }
        Ok(sources)
    }

    /// Returns the index of a source by its full path. `None` for a source that was imported during the export.
    pub(super) fn index(&self, path: &str) -> Option<usize> {
        self.by_path.get(path).copied()
    }
}

/// Returns the SHA-256 digest of a source in hexadecimal. `None` for a folder, and for a file that has changed or cannot be
/// read: its digest would not be that of the imported bytes.
fn digest(source: &SourceRow) -> Option<String> {
    let mut file = File::open(path_of_text(&source.path)).ok()?;
    let before = file.metadata().ok().filter(std::fs::Metadata::is_file)?;
    if before.len() != source.size {
        return None;
    }
    let (_, digest) = file_digest(&mut file).ok()?;
    Some(digest)
}
