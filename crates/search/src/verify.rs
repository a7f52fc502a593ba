//! Whether the index is whole. Whatever is wrong with it is mended by building it anew.

use std::path::Path;

use tantivy::IndexSettings;

use crate::error::SearchError;
use crate::guard::guarded;
use crate::index::{FORMAT, Index};

/// Something broken in the index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// File, by its name in the index's folder.
    pub file: String,
    /// What is wrong.
    pub what: String,
}

/// The list of the index's parts.
const META: &str = "meta.json";

impl Index {
    /// Why the index in `dir` cannot be opened, though there is one of this release's format or of one that can't be told.
    pub fn unreadable(dir: &Path) -> Option<Broken> {
        if Self::open(dir).is_some() || !dir.join(META).exists() {
            return None;
        }
        let what = match guarded(|| Self::open_existing(dir)) {
            Err(error) => error.to_string(),
            Ok(index) => match index.payload() {
                Some((format, _)) => format!("its format is {format}, this release writes {FORMAT}"),
                None => "it does not say what its format is".to_owned(),
            },
        };
        Some(Broken { file: META.to_owned(), what })
    }

    /// What is broken: files whose checksum does not fit, and a list of parts that says something else than this release
    /// writes.
    pub fn broken(&self) -> Vec<Broken> {
        match guarded(|| Ok(self.broken_files()?)) {
            Ok(broken) => broken,
            Err(error) => vec![Broken { file: META.to_owned(), what: error.to_string() }],
        }
    }

    fn broken_files(&self) -> tantivy::Result<Vec<Broken>> {
        let damaged = self.tantivy.validate_checksum()?;
        let mut broken: Vec<Broken> = damaged
            .iter()
            .map(|file| Broken {
                file: file.to_string_lossy().into_owned(),
                what: "its checksum does not fit".to_owned(),
            })
            .collect();
        broken.sort_by(|a, b| a.file.cmp(&b.file));
        let meta = self.tantivy.load_metas()?;
        if meta.schema != self.fields.schema || meta.index_settings != IndexSettings::default() {
            broken.push(Broken { file: META.to_owned(), what: "its fields are others".to_owned() });
        }
        Ok(broken)
    }

    /// Ids of all messages in the index, in no order.
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
