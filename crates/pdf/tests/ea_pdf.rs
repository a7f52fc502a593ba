//! The structure of EA-PDF files, read with another library.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops at the first surprise")]

#[expect(dead_code, reason = "these tests need one behaviour of the printer")]
mod printer;

use foundmail_pdf::{
    FileEntry, Fonts, MailFacts, Paper, PdfMessage, PdfOptions, PdfSummary, PdfWriter, Relation,
};
use lopdf::{Dictionary, Document, Object, ObjectId};
use printer::{Behaviour, TestPrinter};

/// A file with these messages. `has_sources` is false to leave the messages themselves out.
fn write(subjects: &[&str], has_sources: bool) -> (Document, PdfSummary) {
    let options = PdfOptions {
        title: "Roof claim 2016".to_owned(),
        paper: Paper::A4,
        created: chrono::DateTime::UNIX_EPOCH,
        bates: None,
        front: true,
        archival: true,
        ea_pdf: true,
    };
    let mut writer = PdfWriter::new(Vec::new(), Fonts::of_this_computer().unwrap(), options).unwrap();
    writer.print_with(Box::new(TestPrinter::new(Behaviour::LosesWord("lost")))).unwrap();
    for (number, subject) in subjects.iter().enumerate() {
        let mut add = |name: &str, relation| {
            let date = Some(chrono::DateTime::UNIX_EPOCH);
            let entry = FileEntry { name, mime: "text/plain", description: "A file", date, relation };
            writer.add_file(&entry, &mut format!("{name} {number}").as_bytes()).unwrap();
        };
        if has_sources {
            add(&format!("{number}.eml"), Relation::Source);
        }
        if number % 2 == 0 {
            add("plan.txt", Relation::Attachment);
            add("plan.txt", Relation::Attachment);
        }
        let message = PdfMessage {
            subject: (*subject).to_owned(),
            conversation: Some("All".to_owned()),
            fields: vec![("From".to_owned(), "Ruth Alder".to_owned())],
            text: if number == 1 { String::new() } else { "Some text".to_owned() },
            html: (number == 2).then(|| "<p>The lost roof</p>".to_owned()),
            facts: MailFacts {
                message_id: (number != 1).then(|| format!("{number}<&@alder.example")),
                subject: (*subject).to_owned(),
                from: vec![("Ruth & Co".to_owned(), "ruth@alder.example".to_owned())],
                ..MailFacts::default()
            },
            ..PdfMessage::default()
        };
        writer.add_message(message).unwrap();
    }
    let (bytes, summary) = writer.finish(&[("Messages".to_owned(), "3".to_owned())]).unwrap();
    (Document::load_mem(&bytes).unwrap(), summary)
}

fn ids(document: &Document, dictionary: &Dictionary, key: &[u8]) -> Vec<ObjectId> {
    let Ok(value) = dictionary.get(key) else { return Vec::new() };
    let (_, value) = document.dereference(value).unwrap();
    value.as_array().unwrap().iter().map(|id| id.as_reference().unwrap()).collect()
}

fn name<'d>(dictionary: &'d Dictionary, key: &[u8]) -> &'d str {
    std::str::from_utf8(dictionary.get(key).and_then(Object::as_name).unwrap_or_default()).unwrap()
}

/// Returns the metadata of the document.
fn metadata(document: &Document) -> String {
    let id = document.catalog().unwrap().get(b"Metadata").and_then(Object::as_reference).unwrap();
    String::from_utf8(document.get_object(id).unwrap().as_stream().unwrap().content.clone()).unwrap()
}

/// Returns the branches of the document parts: for each one the kinds of its pages with their number of pages, and the number
/// of its files.
fn branches(document: &Document) -> Vec<(Vec<(String, usize)>, usize)> {
    let root = document.catalog().unwrap().get(b"DPartRoot").and_then(Object::as_reference).unwrap();
    let root = document.get_dictionary(root).unwrap().get(b"DPartRootNode").and_then(Object::as_reference);
    let pages: Vec<ObjectId> = document.page_iter().collect();
    let children = |part: ObjectId| {
        let part = document.get_dictionary(part).unwrap();
        let row = part.get(b"DParts").unwrap().as_array().unwrap()[0].as_array().unwrap();
        row.iter().map(|child| child.as_reference().unwrap()).collect::<Vec<_>>()
    };
    let mut next = 0;
    let mut found = Vec::new();
    for branch in children(root.unwrap()) {
        let mut sets = Vec::new();
        for leaf in children(branch) {
            let part = document.get_dictionary(leaf).unwrap();
            let page = |key: &[u8]| {
                let page = part.get(key).and_then(Object::as_reference).unwrap();
                pages.iter().position(|id| *id == page).unwrap()
            };
            let (start, end) = (page(b"Start"), page(b"End"));
            assert_eq!(start, next, "each page belongs to one part, in order");
            next = end + 1;
            for page in &pages[start..=end] {
                let page = document.get_dictionary(*page).unwrap();
                assert_eq!(page.get(b"DPart").and_then(Object::as_reference).unwrap(), leaf);
                assert!(page.has(b"StructParents"));
            }
            let kind = part.get(b"DPM").unwrap().as_dict().unwrap();
            let kind = [name(kind, b"Mail_ContentSetType"), name(kind, b"Mail_Subtype")].join(" ");
            sets.push((kind.trim().to_owned(), end + 1 - start));
        }
        found.push((sets, ids(document, document.get_dictionary(branch).unwrap(), b"AF").len()));
    }
    assert_eq!(next, pages.len());
    found
}

#[test]
fn each_page_belongs_to_a_part_of_a_message() {
    let (document, summary) = write(&["First", "Second", "Third"], true);
    assert_eq!((summary.profile, summary.profile_problems.as_slice()), (Some("PDF/mail-1m"), &[][..]));
    assert_eq!(summary.back_pages, 1);
    let front = vec![("FrontMatter".to_owned(), 2)];
    let set = |kind: &str| (kind.to_owned(), 1);
    let header = || set("EmailHeaderRendering");
    let plain = || set("BodyRendering text/plain");
    let expected = [
        (front, 0),
        (vec![header(), plain()], 2),
        (vec![header(), plain()], 0),
        (vec![header(), set("BodyRendering text/html"), plain()], 2),
        (vec![set("AttachmentList")], 0),
    ];
    assert_eq!(branches(&document), expected);
    let list = document.extract_text(&[u32::try_from(summary.pages).unwrap()]).unwrap();
    assert!(list.contains("plan.txt") && list.contains("plan (3).txt"), "{list}");
}

#[test]
fn the_files_name_their_relation_and_their_message() {
    let (document, _) = write(&["First", "Second", "Third"], true);
    let catalog = document.catalog().unwrap();
    let relation = |id: &ObjectId| name(document.get_dictionary(*id).unwrap(), b"AFRelationship").to_owned();
    let sources = ids(&document, catalog, b"AF");
    assert!(sources.len() == 3 && sources.iter().all(|id| relation(id) == "Source"));
    let files = document
        .objects
        .iter()
        .filter(|(_, object)| object.as_dict().is_ok_and(|dictionary| dictionary.has_type(b"Filespec")));
    let relations: Vec<_> = files.map(|(id, _)| relation(id)).collect();
    assert_eq!(relations.iter().filter(|name| *name == "Mail_Attachment").count(), 4);
    let streams = document.objects.values().filter_map(|object| object.as_stream().ok());
    let packets: Vec<_> = streams
        .filter(|stream| stream.dict.has_type(b"EmbeddedFile"))
        .map(|stream| {
            let id = stream.dict.get(b"Metadata").and_then(Object::as_reference).unwrap();
            String::from_utf8(document.get_object(id).unwrap().as_stream().unwrap().content.clone()).unwrap()
        })
        .collect();
    let with = |text: &str| packets.iter().filter(|packet| packet.contains(text)).count();
    assert_eq!((with("containsMessages>"), with("containedInMessages>")), (3, 4));
    assert_eq!((with("mid:0%3C%26@alder.example"), with("urn:uuid:")), (3, 1));
}

#[test]
fn the_metadata_claims_the_profile_and_lists_all_messages() {
    let (document, _) = write(&["First", "Second", "Third"], true);
    let packet = metadata(&document);
    assert!(
        packet.contains("<pdfmailid:version>1<") && packet.contains("<pdfmailid:conformance>m<"),
        "{packet}"
    );
    for (element, count) in [("Email rdf:about", 3), ("Asset rdf:about", 3), ("Attachment rdf:about", 4)] {
        assert_eq!(packet.matches(&format!("<pdfmailmeta:{element}")).count(), count, "{element}: {packet}");
    }
    assert!(
        packet.contains("<foaf:name>Ruth &amp; Co<") && packet.contains("<pdf:Keywords>EA-PDF<"),
        "{packet}"
    );
    let info = document.trailer.get(b"Info").and_then(Object::as_reference).unwrap();
    assert!(document.get_dictionary(info).unwrap().has(b"Keywords"));
    let catalog = document.catalog().unwrap();
    let structure = catalog.get(b"StructTreeRoot").and_then(Object::as_reference).unwrap();
    let root = document.get_dictionary(structure).unwrap().get(b"K").and_then(Object::as_reference).unwrap();
    let root = document.get_dictionary(root).unwrap();
    assert_eq!((name(root, b"S"), ids(&document, root, b"K").len()), ("Document", 5));
}

#[test]
fn a_single_message_has_another_profile() {
    let (document, summary) = write(&["Only"], true);
    assert_eq!(summary.profile, Some("PDF/mail-1s"));
    assert_eq!(name(document.catalog().unwrap(), b"PageMode"), "UseAttachments");
    assert!(metadata(&document).contains("<pdfmailid:conformance>s<"));
}

#[test]
fn a_file_that_breaks_a_rule_claims_nothing() {
    let (document, summary) = write(&["First", "Second"], false);
    assert_eq!(summary.profile, None);
    assert_eq!(summary.profile_problems, ["A message is not embedded."]);
    let packet = metadata(&document);
    assert!(!packet.contains("<pdfmailid:version>") && !packet.contains("Keywords"), "{packet}");
}
