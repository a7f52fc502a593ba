//! Tests the count beside a person, folder, year or type: it must equal the number of messages that a click on it
//! finds.

use std::fs::{self, File};
use std::path::Path;

use foundmail_archive::view::{Facets, ListPage, ListRequest, Overview, Sort};
use foundmail_archive::{Archive, Control, ImportOptions};
use foundmail_testkit::{MboxFlavour, sample, write_eml_tree, write_mbox};

/// Folder names and headers of messages. The names of folders and people in them look like query syntax.
const ODD: [(&str, &str); 9] = [
    (
        "Anywhere",
        "From: \"Ann \\\"A\\\" Roof\" <ann@odd.example>\nTo: ann@odd.example\nCc: Ann <ann@odd.example>\n",
    ),
    ("Anywhere", "From: one@odd.example, two@odd.example\nSender: ann@odd.example\nTo: three@odd.example\n"),
    ("me", "From: me\nTo: OR <or@odd.example>\nBcc: ann@odd.example\n"),
    ("sent", "From: ann@odd.example\nTo: ann@odd.example.org\n"),
    ("sent/later", "From: Roof Works\nTo: \"Roof \\\"R\\\" Works\"\n"),
    ("a \"b\" c", "From: two@odd.example\nSender: two@odd.example\nTo: ann@odd.example\n"),
    ("2016", "From: ann@odd.example\nDate: Tue, 1 Mar 2016 23:59:59 -0500\nTo: 2016@odd.example\n"),
    ("-x (y)", "From: ann@odd.example.org\nTo: Ann Other <other@odd.example>\n"),
    ("later*", "From: \"Zoë, Ann\" <zoe@odd.example>\nTo: ann@odd.example\n"),
];

fn odd_mail(dir: &Path) {
    for (at, (folder, header)) in ODD.iter().enumerate() {
        let dir = dir.join(folder);
        fs::create_dir_all(&dir).unwrap();
        let date = if header.contains("Date:") { "" } else { "Date: Thu, 1 Jan 2015 00:00:00 +0000\n" };
        let file = ["a.word", "b.jpeg", "c.pdf"][at % 3];
        let raw = format!(
            "{header}{date}Message-ID: <{at}@odd.example>\nSubject: roof 2016 {at}\nMIME-Version: 1.0\n\
             Content-Type: multipart/mixed; boundary=x\n\n--x\n\nThe roofs of number {at}.\n--x\n\
             Content-Type: application/octet-stream\nContent-Disposition: attachment; filename={file}\n\nx\n--x--\n"
        );
        fs::write(dir.join(format!("{at}.eml")), &raw).unwrap();
        // Writes a copy of the message into the parent folder.
        if folder.contains('/') {
            fs::write(dir.parent().unwrap().join(format!("{at}.eml")), &raw).unwrap();
        }
    }
}

fn archive(dir: &Path) -> Archive {
    let mail = sample(1);
    let [tree, odd, mbox] = ["bakery", "odd", "bakery \"old\".mbox"].map(|name| dir.join(name));
    write_eml_tree(&mail, &tree).unwrap();
    odd_mail(&odd);
    // Writes every third message also into a second source.
    let copies = mail.messages.iter().step_by(3);
    write_mbox(copies, MboxFlavour::Mboxrd, File::create(&mbox).unwrap()).unwrap();
    let archive = Archive::open(&dir.join("archive")).unwrap();
    let options = ImportOptions { recover: false, no_attachment_text: true };
    archive.import(&[tree, odd, mbox], options, &Control::new(), &mut |_| {}).unwrap();
    archive
}

fn request(query: &str, typing: bool, folder: Option<u32>, source: Option<u32>) -> ListRequest {
    ListRequest {
        query: query.to_owned(),
        without: Vec::new(),
        typing,
        folder,
        source,
        sort: Sort::Date,
        offset: 0,
        limit: 1,
    }
}

fn list(archive: &Archive, request: &ListRequest) -> ListPage {
    archive.list(request).unwrap()
}

/// Returns the limits for searches: none, each source, and some folders. Among them are folders with subfolders,
/// and folders whose names are words of the query language.
fn places(overview: &Overview) -> Vec<(Option<u32>, Option<u32>)> {
    let folders = overview.sources.iter().flat_map(|source| &source.folders);
    let named = ["sent", "Anywhere", "Clients", "Inbox"];
    let chosen = folders.filter(|folder| named.contains(&folder.name.as_str()));
    let sources = overview.sources.iter().map(|source| (None, Some(source.id)));
    std::iter::once((None, None)).chain(sources).chain(chosen.map(|folder| (Some(folder.id), None))).collect()
}

#[test]
fn folders_and_sources_have_as_many_messages_as_their_lists() {
    let dir = tempfile::tempdir().unwrap();
    let archive = archive(dir.path());
    let overview = archive.overview().unwrap();
    assert_eq!(list(&archive, &request("", false, None, None)).messages, overview.messages);
    let mut nested = 0;
    for source in &overview.sources {
        let found = list(&archive, &request("", false, None, Some(source.id)));
        assert_eq!(found.messages, source.count, "{}", source.name);
        for folder in &source.folders {
            let found = list(&archive, &request("", false, Some(folder.id), None));
            assert_eq!(found.messages, folder.total, "{}", folder.name);
            nested += u32::from(folder.total > folder.count);
        }
    }
    assert!(nested > 0);
    // A message that is in a folder and also in its parent folder counts once in the total.
    let sent =
        overview.sources.iter().flat_map(|source| &source.folders).find(|folder| folder.name == "sent");
    assert_eq!(sent.map(|sent| (sent.count, sent.total)), Some((2, 2)));
}

fn conditions(facets: &Facets) -> Vec<(String, u32)> {
    let lists = [
        &facets.people,
        &facets.folders,
        &facets.sources,
        &facets.months,
        &facets.types,
        &facets.has,
        &facets.kinds,
    ];
    let years = facets.years.iter().map(|year| (format!("during:{}", year.year), year.count));
    let named = lists.into_iter().flatten().map(|facet| (facet.query.clone(), facet.count));
    named.chain(years).collect()
}

#[test]
fn facets_have_the_numbers_that_clicks_find() {
    let dir = tempfile::tempdir().unwrap();
    let archive = archive(dir.path());
    let mut checked = 0;
    for (folder, source) in places(&archive.overview().unwrap()) {
        for (query, typing) in [
            ("", false),
            ("roof", false),
            ("roo", true),
            ("2016", false),
            ("roof 2016", true),
            ("roof OR insurance", false),
            ("-roof", false),
            ("from:ann", true),
            ("\"the roo", true),
            ("has:attachment during:2015", false),
        ] {
            let asked = request(query, typing, folder, source);
            let facets = archive.facets(&asked).unwrap();
            for (condition, count) in conditions(&facets) {
                let clicked = request(&format!("{condition} {query}"), typing, folder, source);
                let clicked =
                    if query.is_empty() { request(&condition, false, folder, source) } else { clicked };
                assert_eq!(list(&archive, &clicked).messages, count, "{condition} beside {query:?}");
                checked += 1;
            }
            // The list must have the same years as its facets.
            assert_eq!(list(&archive, &asked).years, facets.years, "{query:?}");
        }
    }
    assert!(checked > 1500, "{checked}");
}

#[test]
fn completions_have_the_numbers_that_clicks_find() {
    let dir = tempfile::tempdir().unwrap();
    let archive = archive(dir.path());
    let mut checked = 0;
    for (folder, source) in places(&archive.overview().unwrap()) {
        for typed in [
            "ann|",
            "a|",
            "roof|",
            "ruth|",
            "20|",
            "from:|",
            "to:|",
            "to:ann|",
            "cc:a|",
            "with:a|",
            "bcc:|",
            "in:|",
            "in:s|",
            "source:|",
            "type:|",
            "during:|",
            "before:2|",
            "after:20|",
            "is:|",
            "has:|",
            "kind:|",
            "roof from:ann|",
            "from:a| roof",
            "roof OR from:a|",
            "-from:ann|",
            "(roof OR to:a|) the",
            "2016 with:a|",
            "Größe fr|",
            "🏠 ann|",
            "in:\"a|",
            "folder:an|",
            "roof t|",
            "subject:roof me|",
        ] {
            let at = typed.find('|').unwrap();
            let text = typed.replace('|', "");
            let cursor = u32::try_from(text[..at].encode_utf16().count()).unwrap();
            let offered = archive.complete(&request(&text, false, folder, source), cursor).unwrap();
            let units: Vec<u16> = text.encode_utf16().collect();
            let [before, behind] = [&units[..offered.start as usize], &units[offered.end as usize..]];
            let [before, behind] = [before, behind].map(|units| String::from_utf16(units).unwrap());
            let behind = behind.strip_prefix(' ').unwrap_or(&behind);
            for item in offered.items {
                let Some(count) = item.count else { continue };
                let taken = format!("{before}{} {behind}", item.text);
                let found = list(&archive, &request(&taken, false, folder, source));
                assert_eq!(found.messages, count, "{taken:?} for {typed:?}");
                checked += 1;
            }
        }
    }
    assert!(checked > 500, "{checked}");
}

#[test]
fn ways_out_of_an_empty_list_have_the_numbers_that_clicks_find() {
    let dir = tempfile::tempdir().unwrap();
    let archive = archive(dir.path());
    let mut checked = 0;
    for query in [
        "roo",
        "insur",
        "roof zzzz",
        "insurence roof",
        "roof zzzz 2016",
        "zzzz from:ann -roof",
        "in:sent roo",
    ] {
        let help = archive.nothing_found(&request(query, false, None, None)).unwrap();
        for other in &help.suggestions {
            let found = list(&archive, &request(&other.query, false, None, None));
            assert_eq!(found.messages, other.count, "{:?} for {query:?}", other.query);
            checked += 1;
        }
        for way in &help.parts {
            let found = list(&archive, &request(&way.query, way.typing, None, None));
            assert_eq!(found.messages, way.without, "{query:?} without {:?}", way.part);
            checked += 1;
        }
    }
    assert!(checked > 8, "{checked}");
}
