//! Checks whole files, which are read with another library: their pages, bookmarks, embedded files and text.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use foundmail_pdf::{
    Bates, FileEntry, Fonts, Paper, PdfMessage, PdfOptions, PdfSummary, PdfWriter, Relation,
};
use lopdf::{Document, Object};

fn options() -> PdfOptions {
    PdfOptions {
        title: "Roof claim 2016".to_owned(),
        paper: Paper::A4,
        created: chrono::DateTime::UNIX_EPOCH,
        bates: Some(Bates { prefix: "FM".to_owned(), start: 7 }),
        front: true,
        archival: true,
        ea_pdf: false,
    }
}

/// Writes messages with a subject and a text each.
fn write(messages: &[(&str, &str)]) -> (Vec<u8>, PdfSummary) {
    let mut writer = PdfWriter::new(Vec::new(), Fonts::of_this_computer().unwrap(), options()).unwrap();
    for (subject, text) in messages {
        let fields = vec![("From".to_owned(), "Ruth Alder <ruth@alder.example>".to_owned())];
        let (subject, text) = ((*subject).to_owned(), (*text).to_owned());
        writer.add_message(PdfMessage { subject, text, fields, ..PdfMessage::default() }).unwrap();
    }
    writer.finish(&[("Messages".to_owned(), "3".to_owned())]).unwrap()
}

/// Returns the text of a page, counted from 1.
fn text(document: &Document, page: usize) -> String {
    document.extract_text(&[u32::try_from(page).unwrap()]).unwrap()
}

#[test]
fn each_message_begins_on_a_page_of_its_own_and_the_index_says_which() {
    let long = "A line of text that fills the page.\n".repeat(120);
    let (bytes, summary) =
        write(&[("First subject", &long), ("Second subject", "short"), ("Third subject", "")]);
    let document = Document::load_mem(&bytes).unwrap();
    assert_eq!(document.get_pages().len(), summary.pages);
    let spans: Vec<_> = summary.messages.iter().map(|pages| (pages.first, pages.last)).collect();
    let [(1, end), second, third] = spans[..] else { panic!("{summary:?}") };
    assert!(end >= 2, "{summary:?}");
    assert_eq!((second, third), ((end + 1, end + 1), (end + 2, end + 2)));
    let index = text(&document, 2);
    for (subject, (first, _)) in ["First", "Second", "Third"].iter().zip(&spans) {
        assert!(index.contains(subject) && index.contains(&first.to_string()), "{index}");
        assert!(text(&document, summary.front_pages + first).contains(subject));
    }
    let stamped: Vec<_> = (0..3).map(|page| text(&document, summary.front_pages + 1 + page)).collect();
    assert!(
        stamped[0].contains("FM000007") && stamped[1].contains("FM000008") && stamped[2].contains("FM000009")
    );
}

#[test]
fn a_long_file_is_the_same_pages_in_order() {
    let subjects: Vec<_> = (1..=130).map(|number| format!("Message number {number}")).collect();
    let messages: Vec<_> = subjects.iter().map(|subject| (subject.as_str(), "text")).collect();
    let (bytes, summary) = write(&messages);
    let document = Document::load_mem(&bytes).unwrap();
    assert_eq!(summary.messages.len(), 130);
    for (subject, pages) in subjects.iter().zip(&summary.messages) {
        let first = pages.first;
        assert_eq!(first, pages.last);
        assert!(text(&document, summary.front_pages + first).contains(subject.as_str()), "{subject}");
    }
}

#[test]
fn embedded_files_have_unique_names_and_their_bytes() {
    let mut writer = PdfWriter::new(Vec::new(), Fonts::of_this_computer().unwrap(), options()).unwrap();
    writer.add_message(PdfMessage { subject: "a".to_owned(), ..PdfMessage::default() }).unwrap();
    let names = ["plan.pdf", "Plan.PDF", "plan.pdf", "плaн.pdf", ".hidden", "", "plan (1).pdf"];
    let mut given = std::collections::BTreeSet::new();
    for (number, name) in names.iter().enumerate() {
        let entry = FileEntry {
            name,
            mime: if number == 0 { "application/pdf" } else { "not a type" },
            description: "Attachment",
            date: None,
            relation: Relation::Attachment,
        };
        let content = format!("content {number}");
        let file = writer.add_file(&entry, &mut content.as_bytes()).unwrap();
        assert_eq!(file.size, content.len() as u64);
        assert!(given.insert(file.name.to_lowercase()), "{name} is there twice as {}", file.name);
    }
    let (bytes, _) = writer.finish(&[("Messages".to_owned(), "3".to_owned())]).unwrap();
    let document = Document::load_mem(&bytes).unwrap();
    let mut contents: Vec<_> = document
        .objects
        .values()
        .filter_map(|object| object.as_stream().ok())
        .filter(|stream| stream.dict.has_type(b"EmbeddedFile"))
        .map(|stream| String::from_utf8(stream.decompressed_content().unwrap()).unwrap())
        .collect();
    contents.sort();
    assert_eq!(contents, (0..names.len()).map(|number| format!("content {number}")).collect::<Vec<_>>());
}

#[test]
fn odd_text_neither_fails_nor_is_dropped() {
    let wide = "w".repeat(30_000);
    for odd in [
        "",
        "\u{0}\u{1}\u{FEFF}\u{FFFF}seen",
        "a\tb",
        "\u{202E}turned",
        "\u{10FFFD}private",
        "e\u{301}\u{301}\u{301}",
        &wide,
    ] {
        let (bytes, summary) = write(&[(odd, odd)]);
        assert_eq!(summary.messages.len(), 1, "{odd:?}");
        assert!(Document::load_mem(&bytes).is_ok(), "{odd:?}");
    }
}

#[test]
fn the_claim_of_an_archive_file_is_in_the_metadata() {
    let (bytes, summary) = write(&[("a", "b")]);
    let document = Document::load_mem(&bytes).unwrap();
    let catalog = document.catalog().unwrap();
    let metadata = catalog.get(b"Metadata").and_then(Object::as_reference).unwrap();
    let packet = document.get_object(metadata).unwrap().as_stream().unwrap().content.clone();
    let packet = String::from_utf8(packet).unwrap();
    assert!(summary.archival && packet.contains("<pdfaid:part>3</pdfaid:part>"), "{packet}");
    assert!(catalog.has(b"OutputIntents"));
}

#[test]
fn addresses_in_a_text_are_links() {
    let text =
        "See https://a.example/roof?id=1, or write to mailto:ruth@alder.example. Never javascript:alert(1).";
    let (bytes, summary) = write(&[("Links", text)]);
    let document = Document::load_mem(&bytes).unwrap();
    let page = document.page_iter().nth(summary.front_pages).unwrap();
    let annotations = document.get_dictionary(page).unwrap().get(b"Annots").unwrap().as_array().unwrap();
    let addresses: Vec<_> = annotations
        .iter()
        .map(|link| {
            let link = link.as_dict().unwrap();
            let area: Vec<f32> = link
                .get(b"Rect")
                .unwrap()
                .as_array()
                .unwrap()
                .iter()
                .map(|side| side.as_float().unwrap())
                .collect();
            assert!(area[0] < area[2] && area[1] < area[3] && area[0] >= 56.0, "{area:?}");
            let action = link.get(b"A").unwrap().as_dict().unwrap();
            String::from_utf8_lossy(action.get(b"URI").unwrap().as_str().unwrap()).into_owned()
        })
        .collect();
    assert_eq!(addresses, ["https://a.example/roof?id=1", "mailto:ruth@alder.example"]);
}

#[test]
fn a_long_subject_fills_its_line_of_the_index() {
    for (subject, start) in [
        (format!("Invoice {}", "2016-03-14_0815_".repeat(12)), "Invoice2016-03-14_0815_2016-03"),
        ("A subject of many words ".repeat(12), "AsubjectofmanywordsAsubjectofm"),
    ] {
        let (bytes, summary) = write(&[(&subject, "text")]);
        let document = Document::load_mem(&bytes).unwrap();
        let index: String = text(&document, 2).split_whitespace().collect();
        assert!(index.contains(start) && index.contains('\u{2026}'), "{index}");
        let whole: String = subject.split_whitespace().collect();
        let page: String = text(&document, summary.front_pages + 1).split_whitespace().collect();
        assert!(!index.contains(&whole) && page.contains(&whole), "{page}");
    }
}
