//! Documents for search engines such as Quickwit and `OpenSearch`, which can index the mail of many computers.
//!
//! The files have the format of the bulk interfaces of both engines. Each message has two lines: an action and a
//! document. The mappings of both engines are written to the same folder.

mod document;

use std::io::Write as _;

use crate::digest_writer::DigestWriter;
use crate::error::ExportError;
use crate::exporter::{ExportFormat, Exporter, Written};
use crate::manifest::{ExportSummary, FormatFacts, ManifestEntry};
use crate::message::ExportMessage;
use crate::options::ExportOptions;
use crate::output::{Output, OutputFile};
use crate::target::TargetKind;
use document::{MAX_FILE_SIZE, SearchDocument};

/// Files of documents in a folder.
pub(crate) const FORMAT: ExportFormat = ExportFormat {
    name: "json",
    title: "JSON",
    help: "Documents for Quickwit and OpenSearch, with their mappings",
    on_screen: None,
    target: TargetKind::Folder,
    has_folders: false,
    order: None,
    accepts: |_| true,
    create: |_, output| Ok(Box::new(DocumentExporter::create(output)?)),
};

/// File names and contents of the mappings.
const MAPPINGS: [(&str, &str); 2] =
    [("quickwit.yaml", include_str!("quickwit.yaml")), ("opensearch.json", include_str!("opensearch.json"))];

/// Writes documents to files of limited size.
struct DocumentExporter {
    current: Option<OutputFile>,
    file_count: u32,
}

impl DocumentExporter {
    /// Writes the mappings.
    fn create(output: &mut Output) -> Result<Self, ExportError> {
        for (name, mapping) in MAPPINGS {
            let mut file = output.create_file(&[], name)?;
            file.write_all(mapping.as_bytes()).map_err(|error| file.failed(error))?;
            output.complete(file)?;
        }
        Ok(Self { current: None, file_count: 0 })
    }

    /// Completes the last file and begins the next one.
    fn next_file(
        &mut self,
        last: Option<OutputFile>,
        output: &mut Output,
    ) -> Result<OutputFile, ExportError> {
        last.map_or(Ok(()), |file| output.complete(file))?;
        self.file_count = self.file_count.saturating_add(1);
        output.create_file(&[], &format!("mail-{:05}.ndjson", self.file_count))
    }
}

impl Exporter for DocumentExporter {
    fn write(&mut self, message: &ExportMessage<'_>, output: &mut Output) -> Result<Written, ExportError> {
        let (document, left_out) = SearchDocument::of(message)?;
        let lines = document.lines().map_err(|error| ExportError::file(output.target(), error))?;
        let room = (MAX_FILE_SIZE as u64).saturating_sub(lines.len() as u64);
        let mut file = match self.current.take() {
            Some(file) if file.size() <= room => file,
            full => self.next_file(full, output)?,
        };
        let (path, offset) = (file.path.clone(), file.size());
        let mut out = DigestWriter::new(&mut file);
        let written = out.write_all(&lines);
        let entry = ManifestEntry::written(message, &path, offset, &out);
        written.map_err(|error| file.failed(error))?;
        file.messages = file.messages.saturating_add(1);
        self.current = Some(file);
        Ok(ManifestEntry { date: document.date, left_out, ..entry }.into())
    }

    fn finish(
        self: Box<Self>,
        _: &ExportOptions,
        _: &ExportSummary,
        output: &mut Output,
    ) -> Result<FormatFacts, ExportError> {
        self.current.map_or(Ok(()), |file| output.complete(file))?;
        Ok(FormatFacts::default())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    use super::FORMAT;
    use super::document::{MAX_FILE_SIZE, RESERVED_SIZE};
    use crate::export::Export;
    use crate::manifest::tests::entries;
    use crate::message::tests::TestContent;
    use crate::message::{AttachmentText, ExportAttachment, ExportMessage};
    use crate::options::ExportOptions;

    #[test]
    fn lines_are_in_pairs_and_files_are_bounded() {
        let dir = tempfile::tempdir().unwrap();
        let target = dir.path().join("out");
        let mut export = Export::create(&FORMAT, &target, ExportOptions::default()).unwrap();
        let content = TestContent::default();
        for id in 1..=5 {
            let text = "word ".repeat(MAX_FILE_SIZE / 15);
            export.write(&ExportMessage { id, text, ..ExportMessage::new(&content) }).unwrap();
        }
        // This document is larger than the limit. Texts of attachments are cut first.
        let text = "\u{1}\n".repeat(MAX_FILE_SIZE / 16);
        let pieces = vec!["ü".repeat(MAX_FILE_SIZE / 8), "ü".repeat(MAX_FILE_SIZE), "gone".to_owned()];
        let content = TestContent {
            attachment_texts: vec![AttachmentText { pieces, ..AttachmentText::default() }],
            ..TestContent::default()
        };
        let attachments = vec![ExportAttachment::default()];
        export.write(&ExportMessage { id: 6, text, attachments, ..ExportMessage::new(&content) }).unwrap();
        export.add_exception(7, "gone", "It cannot be read.".to_owned());
        let summary = export.finish().unwrap();
        assert_eq!((summary.chosen, summary.written, summary.exceptions.len()), (7, 6, 1));
        let entries = entries(&summary);
        let files: BTreeSet<&str> = entries.iter().map(|entry| entry.file.as_str()).collect();
        assert_eq!(files.len(), 4, "{files:?}");
        let cut: Vec<_> = entries.iter().filter(|entry| entry.left_out.len() == 1).collect();
        assert!(
            cut.len() == 1
                && cut[0].left_out[0].contains("was shortened")
                && cut[0].size > (MAX_FILE_SIZE - RESERVED_SIZE) as u64
        );
        for entry in &entries {
            let file = std::fs::read(target.join(&entry.file)).unwrap();
            assert!(file.len() <= MAX_FILE_SIZE);
            let from = usize::try_from(entry.offset).unwrap();
            let lines = &file[from..from + usize::try_from(entry.size).unwrap()];
            let lines: Vec<Value> =
                serde_json::Deserializer::from_slice(lines).into_iter().collect::<Result<_, _>>().unwrap();
            assert_eq!(lines[0]["create"]["_id"], entry.id.to_string());
            assert_eq!((lines.len(), &lines[1]["id"]), (2, &Value::from(entry.id)));
        }
        assert!(
            Export::create(&FORMAT, &target, ExportOptions::default()).is_err(),
            "an existing folder is kept"
        );
    }

    #[test]
    fn parts_that_a_document_lacks_are_named() {
        let dir = tempfile::tempdir().unwrap();
        let mut export = Export::create(&FORMAT, &dir.path().join("out"), ExportOptions::default()).unwrap();
        let text = AttachmentText { pieces: vec!["half".to_owned()], loss: "it is damaged".to_owned() };
        let content = TestContent { attachment_texts: vec![text], ..TestContent::default() };
        let attachments = vec![ExportAttachment { name: "a.pdf".to_owned(), ..ExportAttachment::default() }];
        let far = Some(-9_300_000_000);
        export.write(&ExportMessage { date: far, attachments, ..ExportMessage::new(&content) }).unwrap();
        let summary = export.finish().unwrap();
        let entry = &entries(&summary)[0];
        assert_eq!((&entry.date, entry.defects.len(), summary.incomplete), (&None, 0, 1));
        assert!(entry.left_out[0].contains("a.pdf is missing: it is damaged."), "{:?}", entry.left_out);
        assert!(entry.left_out[1].contains("1675-"), "{:?}", entry.left_out);
    }
}
