//! Messages that a printer prints: their pages, links, pictures and text in the finished file.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops at the first surprise")]

mod printer;

use foundmail_pdf::{Fonts, Layout, PageSize, Paper, PdfMessage, PdfOptions, PdfSummary, PdfWriter};
use lopdf::{Document, Object};
use printer::{Behaviour, TestPrinter};

fn write(behaviour: Behaviour, messages: Vec<PdfMessage>) -> (Document, PdfSummary, Vec<u8>) {
    let options = PdfOptions {
        title: "Roof claim 2016".to_owned(),
        paper: Paper::A4,
        created: chrono::DateTime::UNIX_EPOCH,
        bates: None,
        front: true,
        archival: true,
        ea_pdf: false,
    };
    let mut writer = PdfWriter::new(Vec::new(), Fonts::of_this_computer().unwrap(), options).unwrap();
    writer.print_with(Box::new(TestPrinter::new(behaviour))).unwrap();
    for message in messages {
        writer.add_message(message).unwrap();
    }
    let (bytes, summary) = writer.finish(&[]).unwrap();
    (Document::load_mem(&bytes).unwrap(), summary, bytes)
}

fn message(subject: &str, html: &str) -> PdfMessage {
    PdfMessage {
        subject: subject.to_owned(),
        text: "plain text".to_owned(),
        html: Some(html.to_owned()).filter(|html| !html.is_empty()),
        ..PdfMessage::default()
    }
}

/// Returns the addresses of the links of a page, counted from 1.
fn addresses(document: &Document, page: usize) -> Vec<String> {
    let page = document.get_pages()[&u32::try_from(page).unwrap()];
    let page = document.get_dictionary(page).unwrap();
    let Ok(annotations) = page.get(b"Annots").and_then(Object::as_array) else { return Vec::new() };
    let action = |annotation: &Object| {
        let action = annotation.as_dict().unwrap().get(b"A").unwrap().as_dict().unwrap();
        String::from_utf8(action.get(b"URI").unwrap().as_str().unwrap().to_vec()).unwrap()
    };
    annotations.iter().map(action).collect()
}

#[test]
fn messages_are_shown_as_printed_in_their_order() {
    let link = "<p>Look at <a href=\"https://a.example/?b&amp;c\">this <b>roof</b></a></p>";
    let messages = vec![
        message("First", link),
        message("Second", ""),
        message("Third", "<p>plain words</p><a href=\"tel:1\">call</a>"),
    ];
    let (document, summary, bytes) = write(Behaviour::Good, messages);
    let layouts: Vec<_> =
        summary.messages.iter().map(|pages| (pages.first, pages.last, pages.layout)).collect();
    assert_eq!(layouts, [(1, 1, Layout::Web), (2, 2, Layout::Plain), (3, 3, Layout::Web)]);
    let first = summary.front_pages + 1;
    assert_eq!(addresses(&document, first), ["https://a.example/?b&c"; 2]);
    assert_eq!(addresses(&document, first + 2), Vec::<String>::new());
    assert!(summary.archival);
    // The marks are gone. The test printer writes no other rectangles.
    assert!(!forms(&document).iter().any(|content| content.contains(" re")), "{}", bytes.len());
}

/// Returns the contents of all forms.
fn forms(document: &Document) -> Vec<String> {
    let streams = document.objects.values().filter_map(|object| object.as_stream().ok());
    let forms = streams.filter(|stream| {
        stream.dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|kind| kind == b"Form")
    });
    forms.map(|form| String::from_utf8_lossy(&form.get_plain_content().unwrap()).into_owned()).collect()
}

#[test]
fn text_that_the_printer_loses_follows_on_plain_pages() {
    let (document, summary, _) = write(
        Behaviour::LosesWord("roof"),
        vec![message("First", "<p>The roof leaks</p>"), message("Second", "<p>x</p>")],
    );
    let layouts: Vec<_> =
        summary.messages.iter().map(|pages| (pages.first, pages.last, pages.layout)).collect();
    assert_eq!(layouts, [(1, 2, Layout::WebAndText), (3, 3, Layout::Web)]);
    let text = document.extract_text(&[u32::try_from(summary.front_pages + 2).unwrap()]).unwrap();
    assert!(text.contains("Text of this message") && text.contains("roof"), "{text}");
}

#[test]
fn a_printer_that_fails_costs_only_its_own_messages() {
    let messages =
        || (0..6).map(|number| message(&format!("Number {number}"), "<p>words</p>")).collect::<Vec<_>>();
    for (behaviour, plain) in [
        (Behaviour::Good, vec![]),
        (Behaviour::FailsAt("Number 4"), vec![4]),
        (Behaviour::ForgetsMarksOf("Number 0"), vec![0]),
        (Behaviour::Fails, vec![0, 1, 2, 3, 4, 5]),
        (Behaviour::WritesNoPdf, vec![0, 1, 2, 3, 4, 5]),
    ] {
        let (_, summary, _) = write(behaviour, messages());
        let found: Vec<_> = summary
            .messages
            .iter()
            .enumerate()
            .filter(|(_, pages)| pages.layout == Layout::Plain)
            .map(|(number, _)| number)
            .collect();
        assert_eq!(found, plain, "{behaviour:?}");
        assert_eq!(summary.messages.len(), 6);
    }
}

#[test]
fn wide_messages_are_printed_again_on_larger_pages() {
    let link = "<a href=\"https://a.example\">link</a>";
    let (document, summary, _) =
        write(Behaviour::Wide, vec![message("First", link), message("Second", "<p>b</p>")]);
    assert!(summary.messages.iter().all(|pages| pages.layout == Layout::Web), "{summary:?}");
    let page = document.get_pages()[&u32::try_from(summary.front_pages + 1).unwrap()];
    let content = String::from_utf8(document.get_page_content(page)).unwrap();
    assert!(content.starts_with("q 0.5000 0.0000 0.0000 0.5000 "), "{content}");
    // The test printer draws each mark at 60, 700 on a page of 1190 by 1684 points.
    let annotations = document.get_dictionary(page).unwrap().get(b"Annots").unwrap().as_array().unwrap();
    let area = annotations[0].as_dict().unwrap().get(b"Rect").unwrap().as_array().unwrap();
    let area: Vec<f32> = area.iter().map(|side| side.as_float().unwrap()).collect();
    assert!((area[0] - 30.0).abs() < 0.1 && (area[1] - 350.0).abs() < 0.1, "{area:?}");
}

#[test]
fn the_margins_of_a_page_are_those_of_the_paper() {
    let page = PageSize::from(Paper::Letter);
    assert_eq!((page.width, page.height), (612.0, 792.0));
}
