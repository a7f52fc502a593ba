//! Documents for search engines that index the mail of many computers.
//!
//! The files have the format of the bulk interfaces of Quickwit and `OpenSearch`: an action and a document for each
//! message, one line each. The mappings of both engines are written beside them.

mod document;

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::digest_writer::DigestWriter;
use crate::error::ExportError;
use crate::exporter::{ExportFormat, Exporter, TargetKind};
use crate::manifest::{Manifest, ManifestEntry};
use crate::message::ExportMessage;
use crate::new_file::NewFolder;
use document::{MAX_FILE_SIZE, SearchDocument};

/// Documents in a folder.
pub(crate) const FORMAT: ExportFormat = ExportFormat {
    name: "json",
    title: "JSON",
    help: "Documents for Quickwit and OpenSearch, with their mappings",
    on_screen: None,
    target: TargetKind::Folder,
    create: |target| Ok(Box::new(DocumentExporter::create(target)?)),
};

/// File names and contents of the mappings.
const MAPPINGS: [(&str, &str); 2] =
    [("quickwit.yaml", include_str!("quickwit.yaml")), ("opensearch.json", include_str!("opensearch.json"))];

/// Writes documents into files of bounded size.
struct DocumentExporter {
    current: Option<DocumentFile>,
    file_count: u32,
    // Dropped last, because some systems do not delete open files.
    folder: NewFolder,
}

/// A file that is being written.
struct DocumentFile {
    name: String,
    path: PathBuf,
    out: BufWriter<File>,
    size: usize,
}

impl DocumentExporter {
    /// Creates the folder and writes the mappings into it.
    fn create(dir: &Path) -> Result<Self, ExportError> {
        let mut folder = NewFolder::create(dir)?;
        for (name, mapping) in MAPPINGS {
            let (mut file, path) = folder.create_new(name)?;
            file.write_all(mapping.as_bytes()).map_err(|error| ExportError::file(path, error))?;
        }
        Ok(Self { current: None, file_count: 0, folder })
    }

    /// Completes the last file and begins the next one.
    fn next_file(&mut self, last: Option<DocumentFile>) -> Result<DocumentFile, ExportError> {
        last.map_or(Ok(()), DocumentFile::finish)?;
        self.file_count = self.file_count.saturating_add(1);
        let (file, path) = self.folder.create_new(&format!("mail-{:05}.ndjson", self.file_count))?;
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Ok(DocumentFile { name, path, out: BufWriter::new(file), size: 0 })
    }
}

impl Exporter for DocumentExporter {
    fn write(&mut self, message: &ExportMessage<'_>) -> Result<ManifestEntry, ExportError> {
        let (document, left_out) = SearchDocument::of(message)?;
        let lines = document.lines().map_err(|error| ExportError::file(&self.folder.path, error))?;
        let mut file = match self.current.take() {
            Some(file) if file.size.saturating_add(lines.len()) <= MAX_FILE_SIZE => file,
            full => self.next_file(full)?,
        };
        let offset = file.size as u64;
        let mut out = DigestWriter::new(&mut file.out);
        out.write_all(&lines).map_err(|error| ExportError::file(&file.path, error))?;
        let entry = ManifestEntry::new(message, &file.name, offset, &out);
        file.size = file.size.saturating_add(lines.len());
        self.current = Some(file);
        Ok(ManifestEntry { date: document.date, left_out, ..entry })
    }

    fn finish(mut self: Box<Self>, manifest: &Manifest) -> Result<(), ExportError> {
        self.current.take().map_or(Ok(()), DocumentFile::finish)?;
        manifest.save_in(&mut self.folder)?;
        self.folder.keep();
        Ok(())
    }
}

impl DocumentFile {
    fn finish(self) -> Result<(), ExportError> {
        let flushed = self.out.into_inner().map_err(io::IntoInnerError::into_error);
        flushed.and_then(|file| file.sync_all()).map_err(|error| ExportError::file(&self.path, error))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    use super::FORMAT;
    use super::document::{MAX_FILE_SIZE, RESERVED_SIZE};
    use crate::export::Export;
    use crate::message::tests::TestContent;
    use crate::message::{AttachmentText, ExportAttachment, ExportMessage};

    #[test]
    fn lines_are_in_pairs_and_files_are_bounded() {
        let dir = tempfile::tempdir().unwrap();
        let target = dir.path().join("out");
        let mut export = Export::create(&FORMAT, &target).unwrap();
        let content = TestContent::default();
        for id in 1..=5 {
            let text = "word ".repeat(MAX_FILE_SIZE / 15);
            export.write(&ExportMessage { id, text, ..ExportMessage::new(&content) }).unwrap();
        }
        // More than all engines accept: text of attachments is cut first.
        let text = "\u{1}\n".repeat(MAX_FILE_SIZE / 16);
        let pieces = vec!["ü".repeat(MAX_FILE_SIZE / 8), "ü".repeat(MAX_FILE_SIZE), "gone".to_owned()];
        let content = TestContent {
            attachment_texts: vec![AttachmentText { pieces, ..AttachmentText::default() }],
            ..TestContent::default()
        };
        let attachments = vec![ExportAttachment::default()];
        export.write(&ExportMessage { id: 6, text, attachments, ..ExportMessage::new(&content) }).unwrap();
        export.add_unreadable(7, "gone", "It cannot be read.".to_owned());
        let manifest = export.finish().unwrap();
        assert_eq!((manifest.messages, manifest.damaged), (7, 1));
        let files: BTreeSet<&str> = manifest.entries.iter().map(|entry| entry.file.as_str()).collect();
        assert_eq!(files.len(), 5, "{files:?}");
        let cut: Vec<_> = manifest.entries.iter().filter(|entry| entry.left_out.len() == 1).collect();
        assert!(
            cut.len() == 1
                && cut[0].left_out[0].contains("is cut")
                && cut[0].size > (MAX_FILE_SIZE - RESERVED_SIZE) as u64
        );
        for entry in manifest.entries.iter().filter(|entry| !entry.file.is_empty()) {
            let file = std::fs::read(target.join(&entry.file)).unwrap();
            assert!(file.len() <= MAX_FILE_SIZE);
            let from = usize::try_from(entry.offset).unwrap();
            let lines = &file[from..from + usize::try_from(entry.size).unwrap()];
            let lines: Vec<Value> =
                serde_json::Deserializer::from_slice(lines).into_iter().collect::<Result<_, _>>().unwrap();
            assert_eq!(lines[0]["create"]["_id"], entry.id.to_string());
            assert_eq!((lines.len(), &lines[1]["id"]), (2, &Value::from(entry.id)));
        }
        assert!(Export::create(&FORMAT, &target).is_err(), "an existing folder is kept");
    }

    #[test]
    fn parts_that_a_document_lacks_are_named() {
        let dir = tempfile::tempdir().unwrap();
        let mut export = Export::create(&FORMAT, &dir.path().join("out")).unwrap();
        let text = AttachmentText { pieces: vec!["half".to_owned()], loss: "it is damaged".to_owned() };
        let content = TestContent { attachment_texts: vec![text], ..TestContent::default() };
        let attachments =
            vec![ExportAttachment { name: "a.pdf".to_owned(), extension: Some("pdf".to_owned()) }];
        let far = Some(-9_300_000_000);
        export.write(&ExportMessage { date: far, attachments, ..ExportMessage::new(&content) }).unwrap();
        let manifest = export.finish().unwrap();
        let entry = &manifest.entries[0];
        assert_eq!((&entry.date, manifest.damaged), (&None, 0));
        assert!(entry.left_out[0].contains("a.pdf is missing: it is damaged."), "{:?}", entry.left_out);
        assert!(entry.left_out[1].contains("1675-"), "{:?}", entry.left_out);
    }
}
