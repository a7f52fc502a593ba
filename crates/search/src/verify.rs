//! Checks the index for damage. Rebuilding the index repairs any damage.

use std::path::Path;

use tantivy::IndexSettings;

use crate::error::SearchError;
use crate::guard::guarded;
use crate::index::{FORMAT, Index};

/// Damage of the index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexDamage {
    /// The name of the damaged file in the folder of the index.
    pub file: String,
    /// A description of the damage.
    pub what: String,
}

/// The file with the list of segments, written by Tantivy.
const META: &str = "meta.json";

impl Index {
    /// Returns the reason why the index in `dir` cannot be opened. Returns `None` if it can be opened, or if `dir`
    /// contains no index.
    pub fn unreadable(dir: &Path) -> Option<IndexDamage> {
        if Self::open(dir).is_some() || !dir.join(META).exists() {
            return None;
        }
        let what = match guarded(|| Self::open_existing(dir)) {
            Err(error) => error.to_string(),
            Ok(index) => match index.payload() {
                Some((format, _)) => {
                    format!(
                        "the index has format {format}, but this release of Foundmail needs format {FORMAT}"
                    )
                }
                None => "the index contains no format number".to_owned(),
            },
        };
        Some(IndexDamage { file: META.to_owned(), what })
    }

    /// Returns the damage of the index: files with a wrong checksum, and a list of segments whose fields differ
    /// from those of this release.
    pub fn damage(&self) -> Vec<IndexDamage> {
        match guarded(|| Ok(self.damaged_files()?)) {
            Ok(damage) => damage,
            Err(error) => vec![IndexDamage { file: META.to_owned(), what: error.to_string() }],
        }
    }

    fn damaged_files(&self) -> tantivy::Result<Vec<IndexDamage>> {
        let damaged = self.tantivy.validate_checksum()?;
        let mut damage: Vec<IndexDamage> = damaged
            .iter()
            .map(|file| IndexDamage {
                file: file.to_string_lossy().into_owned(),
                what: "the checksum of the file is wrong".to_owned(),
            })
            .collect();
        damage.sort_by(|a, b| a.file.cmp(&b.file));
        let meta = self.tantivy.load_metas()?;
        if meta.schema != self.fields.schema || meta.index_settings != IndexSettings::default() {
            damage.push(IndexDamage {
                file: META.to_owned(),
                what: "the index was written by another release of Foundmail".to_owned(),
            });
        }
        Ok(damage)
    }

    /// Returns the ids of all messages in the index, unsorted.
    pub fn ids(&self) -> Result<Vec<u32>, SearchError> {
        guarded(|| {
            let mut ids = Vec::new();
            for segment in self.reader.searcher().segment_readers() {
                let column = segment.fast_fields().u64("id")?;
                let documents = segment.doc_ids_alive().filter_map(|document| column.first(document));
                ids.extend(documents.map(|id| u32::try_from(id).unwrap_or(u32::MAX)));
            }
            Ok(ids)
        })
    }
}
