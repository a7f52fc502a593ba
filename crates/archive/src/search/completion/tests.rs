//! Tests of completions.

use std::fs;
use std::path::Path;

use crate::view::{CompletionKind, ListRequest, Selection, Sort};
use crate::{Archive, Control, ImportOptions};

fn archive(dir: &Path) -> Archive {
    let archive = Archive::open(&dir.join("archive")).unwrap();
    let folder = dir.join("mail");
    fs::create_dir_all(&folder).unwrap();
    let mail = [
        ("Ruth Alder <ruth@x.example>", "12 Oct 2001", "a.xls"),
        ("Ruth Alder <ruth@x.example>", "13 Oct 2001", "b.xlsx"),
        ("Ruth Berg <berg@x.example>", "14 Nov 2001", "c.csv"),
        ("IMCEAEX-_O=ACME_CN=RUTHLESS@x.example", "15 Oct 2003", "d.pdf"),
        ("Ruthven <IMCEAEX-_O=ACME_CN=VEN@x.example>", "16 Oct 2003", "e.docx"),
    ];
    for (at, (from, date, file)) in mail.into_iter().enumerate() {
        let raw = format!(
            "From: {from}\nDate: {date} 10:00:00 +0000\nSubject: roof {at}\nMIME-Version: 1.0\n\
             Content-Type: multipart/mixed; boundary=b\n\n--b\n\nThe roof {at}.\n--b\n\
             Content-Type: application/octet-stream\nContent-Disposition: attachment; filename={file}\n\nx{at}\n--b--\n"
        );
        fs::write(folder.join(format!("{at}.eml")), raw).unwrap();
    }
    let options = ImportOptions { recover: false, no_attachment_text: true };
    archive.import(&[folder], options, &Control::new(), &mut |_| {}).unwrap();
    archive
}

/// Returns the completions of one kind: the query after each is chosen, its label and its count.
fn completed(archive: &Archive, query: &str, kind: CompletionKind) -> Vec<(String, String, u32)> {
    let request = ListRequest {
        query: query.to_owned(),
        without: Vec::new(),
        typing: true,
        folder: None,
        source: None,
        sort: Sort::Date,
        offset: 0,
        limit: 1,
    };
    let found = archive.complete(&request, u32::MAX).unwrap();
    let items = found.items.into_iter().filter(|item| item.kind == kind);
    let items = items.map(|item| {
        let query = format!("{}{}", &query[..usize::try_from(item.start).unwrap()], item.text);
        let chosen = Selection::Search { query: query.clone(), typing: false, folder: None, source: None };
        let count = u32::try_from(archive.selected(&chosen).unwrap().len()).unwrap();
        assert_eq!(item.count, Some(count), "{query}");
        (query, item.label, count)
    });
    items.collect()
}

fn check(archive: &Archive, query: &str, kind: CompletionKind, expected: &[(&str, &str, u32)]) {
    let found = completed(archive, query, kind);
    let found: Vec<_> =
        found.iter().map(|(query, label, count)| (query.as_str(), label.as_str(), *count)).collect();
    assert_eq!(found, expected, "{query}");
}

#[test]
fn file_types_have_plain_words() {
    let dir = tempfile::tempdir().unwrap();
    let archive = archive(dir.path());
    let excel = ("type:excel", "Excel", 3);
    for (query, expected) in [
        ("excel", &[excel][..]),
        ("spreadsheets", &[excel]),
        ("type:exc", &[excel]),
        ("type:xlsx", &[excel, ("type:xlsx", "xlsx", 1)]),
        ("word", &[("type:word", "Word", 1)]),
        ("pdf", &[("type:pdf", "pdf", 1)]),
        ("powerpoint", &[]),
        ("from:ruth excel", &[("from:ruth type:excel", "Excel", 3)]),
    ] {
        check(&archive, query, CompletionKind::Type, expected);
    }
}

#[test]
fn months_can_be_typed_with_their_names() {
    let dir = tempfile::tempdir().unwrap();
    let archive = archive(dir.path());
    let october = ("date:2001-10", "October 2001", 2);
    for (query, expected) in [
        ("october 2001", &[october][..]),
        ("oct 2001", &[october]),
        ("oct-2001", &[october]),
        ("octo", &[("date:2003-10", "October 2003", 2), october]),
        ("roof oct 2003", &[("roof date:2003-10", "October 2003", 2)]),
        ("before:oct 2001", &[("before:2001-10", "October 2001", 0)][..0]),
        ("after:nov", &[("after:2001-11", "November 2001", 3)]),
        ("oct 1999", &[]),
    ] {
        check(&archive, query, CompletionKind::Month, expected);
    }
}

#[test]
fn people_replace_all_words_of_their_name() {
    let dir = tempfile::tempdir().unwrap();
    let archive = archive(dir.path());
    let (alder, berg) = ("Ruth Alder <ruth@x.example>", "Ruth Berg <berg@x.example>");
    for (query, expected) in [
        ("ruth ald", &[("with:ruth@x.example", alder, 2)][..]),
        ("roof ruth ald", &[("roof with:ruth@x.example", alder, 2)]),
        ("from:ruth ber", &[("from:berg@x.example", berg, 1)]),
        // Nobody can read the address of the third one, and the fourth one is known by name only.
        (
            "ruth",
            &[
                ("with:ruth@x.example", alder, 2),
                ("with:berg@x.example", berg, 1),
                ("with:Ruthven", "Ruthven", 1),
            ],
        ),
        ("imceaex", &[("with:Ruthven", "Ruthven", 1)]),
    ] {
        check(&archive, query, CompletionKind::Person, expected);
    }
}

#[test]
fn tags_are_completed() {
    let dir = tempfile::tempdir().unwrap();
    let archive = archive(dir.path());
    let all = Selection::Search { query: "roof".to_owned(), typing: false, folder: None, source: None };
    archive.set_tag(&all, "Roof claim", true).unwrap();
    archive.set_star(&Selection::Messages { ids: vec![1] }, true).unwrap();
    for (query, expected) in [
        ("cla", &[("tag:\"Roof claim\"", "Roof claim", 5)][..]),
        ("tag:roof", &[("tag:\"Roof claim\"", "Roof claim", 5)]),
        ("tag:", &[("tag:\"Roof claim\"", "Roof claim", 5)]),
        ("star", &[("is:starred", "starred", 1)]),
        ("xyz", &[]),
    ] {
        check(&archive, query, CompletionKind::Tag, expected);
    }
}
