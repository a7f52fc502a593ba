//! A sink for tests that collects all findings.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::path::Path;

use crate::sink::{Finding, Sink, SourceFolder};
use crate::{SourceItem, read, source_of};

/// All findings of a source.
#[derive(Default)]
pub(crate) struct Collect {
    pub(crate) format: String,
    pub(crate) folders: Vec<SourceFolder>,
    pub(crate) items: Vec<SourceItem>,
    pub(crate) defects: Vec<String>,
    /// Path and kind of each file without mail.
    pub(crate) others: Vec<String>,
    pub(crate) progress: Vec<u64>,
    pub(crate) size: u64,
}

impl Collect {
    /// Reads the source at `path`.
    pub(crate) fn of(path: &Path) -> Self {
        let source = source_of(path).unwrap();
        let mut sink = Self { format: source.format.name.to_owned(), size: source.size, ..Self::default() };
        read(&source, &mut sink).unwrap();
        let mut positions = sink.positions();
        positions.sort();
        positions.dedup();
        assert_eq!(positions.len(), sink.items.len(), "positions are unique");
        assert!(sink.progress.is_sorted(), "{:?}", sink.progress);
        assert!(sink.progress.last().is_none_or(|&last| last <= sink.size.max(1)));
        sink
    }

    pub(crate) fn positions(&self) -> Vec<String> {
        self.items.iter().map(|item| item.position.clone()).collect()
    }

    /// Returns the path of folders, the subject and the defects of each item as text.
    pub(crate) fn shown(&self) -> Vec<String> {
        let names: HashMap<&str, &SourceFolder> =
            self.folders.iter().map(|folder| (folder.key.as_str(), folder)).collect();
        let path = |key: &str| {
            let mut path = Vec::new();
            let mut at = Some(key);
            while let Some(folder) = at.map(|key| names[key]) {
                path.insert(0, folder.name.clone());
                at = folder.parent.as_deref();
            }
            path.join("/")
        };
        let shown = self.items.iter().map(|item| {
            let message =
                item.raw.as_ref().map(|raw| foundmail_mail::parse(&raw.bytes().unwrap(), item.framing));
            let subject = message.map(|message| message.subject).filter(|subject| !subject.is_empty());
            let defects: Vec<_> = item.defects.iter().map(|defect| format!("|{defect}")).collect();
            format!(
                "{}|{}{}",
                path(&item.folder),
                subject.unwrap_or_else(|| "-".to_owned()),
                defects.concat()
            )
        });
        shown.collect()
    }
}

impl Sink for Collect {
    fn push(&mut self, found: Finding) -> ControlFlow<()> {
        match found {
            Finding::Folder(folder) => self.folders.push(folder),
            Finding::Item(item) => self.items.push(item),
            Finding::Defect { defect, .. } => self.defects.push(defect.to_string()),
            Finding::Other { path, other } => self.others.push(format!("{path}|{}", other.kind.word())),
        }
        ControlFlow::Continue(())
    }

    fn progress(&mut self, bytes: u64) {
        self.progress.push(bytes);
    }
}
