//! The choices for a PDF.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::{
    AttachmentPlace, AttachmentText, Export, ExportAttachment, ExportError, ExportMessage, ExportOptions,
    MessageContent, PagePrinter, PageSize, PdfChoices, PrintError, WriteBytes, format_named,
};

/// A message with one attachment.
struct Content;

impl MessageContent for Content {
    fn bytes(&self) -> Result<Box<WriteBytes<'_>>, ExportError> {
        Ok(Box::new(|out| out.write_all(b"Subject: Roof\n\nThe roof leaks.\n")))
    }

    fn page_html(&self) -> Result<Option<(String, Vec<String>)>, ExportError> {
        Ok(Some(("<p>The roof leaks.</p>".to_owned(), Vec::new())))
    }

    fn attachment(&self, _: usize, out: &mut dyn Write) -> Result<(), ExportError> {
        out.write_all(b"not really a PDF").map_err(|error| ExportError::file("", error))
    }

    fn attachment_text(&self, _: usize) -> Result<AttachmentText, ExportError> {
        Ok(AttachmentText::default())
    }
}

/// A printer that always fails.
struct NoPrinter;

impl PagePrinter for NoPrinter {
    fn print(&mut self, html: &str, _: PageSize, _: &Path) -> Result<(), PrintError> {
        assert!(html.contains("The roof leaks."));
        Err(PrintError("there is no paper".to_owned()))
    }
}

/// Exports three messages of two conversations. Returns the manifest and the names of the files.
fn export(format: &str, target: &Path, choices: PdfChoices) -> (serde_json::Value, Vec<String>) {
    let options = ExportOptions { pdf: choices, ..ExportOptions::default() };
    let mut export = Export::create(format_named(format).unwrap(), target, options).unwrap();
    export.print_with(Box::new(NoPrinter));
    for (id, thread) in [(1, 1), (2, 1), (3, 3)] {
        let attachment = ExportAttachment {
            name: "plan.pdf".to_owned(),
            extension: Some("pdf".to_owned()),
            ..ExportAttachment::default()
        };
        let message = ExportMessage {
            id,
            thread,
            subject: format!("Roof {thread}"),
            text: "The roof leaks.".to_owned(),
            attachments: vec![attachment],
            ..ExportMessage::new(&Content)
        };
        export.write(&message).unwrap();
    }
    let summary = export.finish().unwrap();
    assert_eq!((summary.written, summary.attachments.written), (3, 3));
    let manifest = serde_json::from_slice(&fs::read(&summary.manifest).unwrap()).unwrap();
    let mut files: Vec<_> = summary.files.iter().map(|file| file.path.clone()).collect();
    files.sort();
    (manifest, files)
}

#[test]
fn each_choice_writes_its_files() {
    let dir = tempfile::tempdir().unwrap();
    let target = |name: &str| -> PathBuf { dir.path().join(name) };
    let (manifest, files) = export("pdf", &target("a.pdf"), PdfChoices::default());
    assert_eq!(files, ["a.pdf"]);
    let message = &manifest["messages"][1];
    assert_eq!(message["source_embedded"], "00002.eml");
    assert_eq!(message["attachments"][0]["embedded_name"], "plan (1).pdf");

    let choices =
        PdfChoices { attachments: AttachmentPlace::Beside, sources: false, ..PdfChoices::default() };
    let (manifest, files) = export("pdf", &target("b.pdf"), choices);
    assert_eq!(
        files,
        ["b attachments/plan (2).pdf", "b attachments/plan (3).pdf", "b attachments/plan.pdf", "b.pdf"]
    );
    assert!(manifest["messages"][0]["source_embedded"].is_null());
    assert_eq!(fs::read(target("b attachments/plan.pdf")).unwrap(), b"not really a PDF");

    // EA-PDF demands both inside the file.
    let choices = PdfChoices {
        attachments: AttachmentPlace::Beside,
        sources: false,
        ea_pdf: true,
        ..PdfChoices::default()
    };
    let (manifest, files) = export("pdf", &target("d.pdf"), choices);
    assert_eq!(files, ["d.pdf"]);
    assert_eq!(manifest["messages"][0]["source_embedded"], "00001.eml");
    assert_eq!((&manifest["ea_pdf"], &manifest["back_pages"]), (&"PDF/mail-1m".into(), &1.into()));

    // A damaged attachment is still embedded.
    let choices = PdfChoices { attachments: AttachmentPlace::Append, ..PdfChoices::default() };
    let (manifest, _) = export("pdf", &target("c.pdf"), choices);
    assert_eq!(manifest["messages"][0]["attachments"][0]["embedded_name"], "plan.pdf");
}

#[test]
fn each_conversation_has_a_file() {
    let dir = tempfile::tempdir().unwrap();
    let (manifest, files) = export("pdf-conversations", &dir.path().join("all"), PdfChoices::default());
    assert_eq!(files, ["no date Roof 1.pdf", "no date Roof 3.pdf"]);
    let place = |message: usize| {
        let message = &manifest["messages"][message];
        (message["file"].clone(), message["page_first"].clone())
    };
    assert_eq!(place(1), ("no date Roof 1.pdf".into(), 4.into()));
    assert_eq!(place(2), ("no date Roof 3.pdf".into(), 3.into()));
}
