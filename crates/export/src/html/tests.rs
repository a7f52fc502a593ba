//! Tests of whole exports as HTML.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use foundmail_mail::Person;
use sha2::{Digest as _, Sha256};

use super::FORMAT;
use crate::manifest::tests::entries;
use crate::message::tests::TestContent;
use crate::{
    AttachmentText, Export, ExportAttachment, ExportMessage, ExportOptions, ExportSource, ExportSummary,
    HtmlBody, Occurrence, TimeZone, verify_export,
};

fn options() -> ExportOptions {
    let source = ExportSource { name: "office.pst".to_owned(), size: 14_000_000, ..ExportSource::default() };
    ExportOptions {
        selection: "Search for <roof>".to_owned(),
        sources: vec![source],
        time_zone: "UTC".parse::<TimeZone>().unwrap(),
        ..ExportOptions::default()
    }
}

/// Exports messages to a folder named `Roof claim`.
fn export(dir: &Path, messages: &[ExportMessage<'_>]) -> (PathBuf, ExportSummary) {
    let target = dir.join("Roof claim");
    let mut export = Export::create(&FORMAT, &target, options()).unwrap();
    for message in messages {
        export.write(message).unwrap();
    }
    let summary = export.finish().unwrap();
    assert_eq!(verify_export(&target).unwrap().problems, []);
    (target, summary)
}

fn person(name: &str, address: &str) -> Person {
    Person { name: name.to_owned(), address: address.to_owned() }
}

fn message(content: &TestContent, id: u32, thread: u32, date: i64) -> ExportMessage<'_> {
    ExportMessage {
        id,
        thread,
        date: Some(date),
        subject: format!("Subject {thread}"),
        from: vec![person("Ruth Alder", "ruth@alder.example")],
        text: format!("Text {id}"),
        ..ExportMessage::new(content)
    }
}

/// Returns the paths of all pages, and their contents.
fn pages(target: &Path) -> Vec<(PathBuf, String)> {
    let mut folders = vec![target.to_owned()];
    let mut pages = Vec::new();
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "html") {
                let text = fs::read_to_string(&path).unwrap();
                pages.push((path, text));
            }
        }
    }
    pages
}

/// Returns the values of an attribute.
fn values<'h>(html: &'h str, attribute: &str) -> Vec<&'h str> {
    let start = format!(" {attribute}=\"");
    let pieces = html.split(start.as_str()).skip(1);
    pieces.map(|piece| piece.split('"').next().unwrap()).collect()
}

fn decoded(address: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = address.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let hex = [rest.next().unwrap(), rest.next().unwrap()];
            bytes.push(u8::from_str_radix(std::str::from_utf8(&hex).unwrap(), 16).unwrap());
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).unwrap()
}

const DAY: i64 = 86_400;

#[test]
fn each_link_leads_to_a_file_and_each_message_is_listed() {
    let dir = tempfile::tempdir().unwrap();
    let content = TestContent { attachments: vec![Some("x")], ..TestContent::default() };
    let attachment =
        |name: &str| vec![ExportAttachment { name: name.to_owned(), ..ExportAttachment::default() }];
    let mut messages = Vec::new();
    for thread in 0..450 {
        for reply in 0..=(thread % 2) {
            let id = u32::try_from(messages.len()).unwrap() + 1;
            let mut message = message(&content, id, thread, i64::from(thread) * 20 * DAY + i64::from(reply));
            message.attachments = if thread == 7 { attachment("50% #1?.pdf") } else { Vec::new() };
            messages.push(message);
        }
    }
    messages.push(ExportMessage { thread: 999, ..ExportMessage::new(&content) });
    let (target, summary) = export(dir.path(), &messages);
    let mut listed = BTreeSet::new();
    for (path, html) in pages(&target) {
        let is_list = !path.components().any(|part| part.as_os_str() == "conversations");
        for link in values(&html, "href") {
            let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
            let file =
                if file.is_empty() { path.clone() } else { path.parent().unwrap().join(decoded(file)) };
            assert!(file.exists(), "{}: {link}", path.display());
            let is_page = file.extension().is_some_and(|extension| extension == "html");
            if is_page && !anchor.is_empty() {
                let linked = fs::read_to_string(&file).unwrap();
                assert!(linked.contains(&format!("id=\"{anchor}\"")), "{}: {link}", path.display());
            }
            if is_list && is_page {
                listed.insert(file.canonicalize().unwrap());
            }
        }
        assert!(
            html.contains("office.pst") && html.contains("Exported by Foundmail on "),
            "{}",
            path.display()
        );
    }
    let files: BTreeSet<PathBuf> =
        entries(&summary).iter().map(|entry| target.join(&entry.file).canonicalize().unwrap()).collect();
    assert!(files.is_subset(&listed), "the list has each conversation");
    assert_eq!(files.len(), 451);
    let index = fs::read_to_string(target.join("index.html")).unwrap();
    assert!(index.find("#y1994\"").unwrap() < index.find("#y1970\"").unwrap(), "the newest year is first");
    assert!(
        index.contains("676 messages in 451 conversations, with 2 attachments, 1 January 1970 to "),
        "{index}"
    );
    let last = fs::read_to_string(target.join("list/0003.html")).unwrap();
    assert!(last.contains("Without a date") && last.contains("(no subject)") && !last.contains("<script"));
}

#[test]
fn a_page_permits_only_its_own_script_and_style() {
    let dir = tempfile::tempdir().unwrap();
    let content = TestContent::default();
    let (first, _) = export(&dir.path().join("a"), &[message(&content, 1, 1, 0)]);
    let (second, _) = export(&dir.path().join("b"), &[message(&content, 1, 1, 0)]);
    let mut nonces = BTreeSet::new();
    for (path, html) in pages(&first).into_iter().chain(pages(&second)) {
        let policy = values(&html, "content")[0];
        let script = html.split("<script>").nth(1).and_then(|rest| rest.split("</script>").next()).unwrap();
        // A browser reads `\r\n` as `\n`, so the digest would differ.
        assert!(!script.contains('\r') && html.matches("<script").count() == 1, "{}", path.display());
        let digest = base64::engine::general_purpose::STANDARD.encode(Sha256::digest(script));
        assert!(policy.starts_with("default-src 'none'; script-src 'sha256-"), "{policy}");
        assert!(policy.contains(&format!("'sha256-{digest}'")), "{}: {policy}", path.display());
        for forbidden in ["http", "file:", "'self'", "'unsafe-eval'", "*"] {
            assert!(!policy.contains(forbidden), "{policy}");
        }
        nonces.extend(values(&html, "nonce").into_iter().map(str::to_owned));
    }
    assert_eq!(nonces.len(), 2, "each export has its own number");
    assert!(nonces.iter().all(|nonce| nonce.len() == 32));
}

#[test]
fn text_of_a_message_is_never_markup() {
    let dir = tempfile::tempdir().unwrap();
    let evil = "\"'></title></bdi><script>alert(1)</script><img src=x onerror=alert(1)>\u{202E}";
    let html = HtmlBody {
        style: "p{color:red}".to_owned(),
        html: "<p title=\"&quot;\">A &amp; B</p>".to_owned(),
        remote_pictures: 2,
        left_out: vec![evil.to_owned()],
    };
    let content = TestContent { attachments: vec![Some("x")], html: Some(html), ..TestContent::default() };
    let message = ExportMessage {
        subject: evil.to_owned(),
        from: vec![person(evil, evil)],
        to: vec![person(evil, evil); 20],
        kind: evil.to_owned(),
        text: format!("{evil}\nhttps://x.example/{evil}\n> {evil}"),
        missing: vec![evil.to_owned()],
        attachments: vec![ExportAttachment { name: evil.to_owned(), ..ExportAttachment::default() }],
        occurrences: vec![Occurrence {
            source_name: evil.to_owned(),
            folder: vec![evil.to_owned(); 3],
            ..Occurrence::default()
        }],
        ..ExportMessage::new(&content)
    };
    let (target, summary) = export(dir.path(), &[message]);
    assert_eq!(summary.incomplete, 1);
    for (path, html) in pages(&target) {
        for forbidden in ["<script>alert", "<img", "onerror=alert(1)>", "</title></bdi>", "\u{202E}</bdi>"] {
            assert!(!html.contains(forbidden), "{}: {forbidden}: {html}", path.display());
        }
    }
    for data in ["list", "text"] {
        let script = fs::read_to_string(target.join(format!("data/{data}-00001.js"))).unwrap();
        let json = script.strip_prefix("foundmail(").and_then(|rest| rest.strip_suffix(",\n]);\n")).unwrap();
        assert!(
            !script.contains('<')
                && serde_json::from_str::<Vec<serde_json::Value>>(&format!("{json}]")).is_ok()
        );
    }
    let page = fs::read_to_string(target.join("conversations/000/000001.html")).unwrap();
    let document = values(&page, "srcdoc")[0];
    assert!(document.ends_with("<p title=&quot;&amp;quot;&quot;>A &amp;amp; B</p>"), "{document}");
    assert!(document.contains(">p{color:red}</style>"), "{document}");
    assert!(page.contains("2 pictures on the Internet are not shown"), "{page}");
    assert!(page.contains("This message is incomplete."), "{page}");
}

#[test]
fn attachments_that_a_browser_runs_are_text() {
    let dir = tempfile::tempdir().unwrap();
    let content =
        TestContent { attachments: vec![Some("<script>alert(1)</script>"); 5], ..TestContent::default() };
    let names = ["offer.pdf", "page.html", "Logo.SVG", "offer.pdf", "none", "lost.pdf"];
    let attachments =
        names.map(|name| ExportAttachment { name: name.to_owned(), ..ExportAttachment::default() });
    let message = ExportMessage { attachments: attachments.to_vec(), ..message(&content, 1, 1, 0) };
    let (target, summary) = export(dir.path(), &[message]);
    let entry = &entries(&summary)[0];
    let files: Vec<_> =
        entry.attachments.iter().map(|file| file.file.as_deref().unwrap_or_default()).collect();
    let folder = "attachments/000/000001";
    assert_eq!(
        files,
        [
            &format!("{folder}/offer.pdf"),
            &format!("{folder}/page.html.txt"),
            &format!("{folder}/Logo.SVG.txt"),
            &format!("{folder}/offer (2).pdf"),
            &format!("{folder}/none.txt"),
            "",
        ]
    );
    assert_eq!(
        (summary.attachments.written, summary.attachments.exceptions.len(), summary.incomplete),
        (5, 1, 1)
    );
    let written = fs::read_dir(target.join(folder)).unwrap().count();
    assert_eq!(written, 5, "nothing remains of an attachment that cannot be read");
    let page = fs::read_to_string(target.join("conversations/000/000001.html")).unwrap();
    assert!(page.contains("The attachment lost.pdf could not be read: It is damaged."), "{page}");
    assert!(page.contains("saved as <bdi>page.html.txt</bdi>"), "{page}");
    let index = fs::read_to_string(target.join("index.html")).unwrap();
    assert!(index.contains("Attachment <bdi>lost.pdf</bdi>: <bdi>It is damaged.</bdi>"), "{index}");
}

#[test]
fn a_long_conversation_continues_on_further_pages() {
    let dir = tempfile::tempdir().unwrap();
    let content = TestContent { attachment_texts: vec![AttachmentText::default()], ..TestContent::default() };
    let messages: Vec<_> = (0..250).map(|id| message(&content, id, 1, i64::from(id) * DAY)).collect();
    let (target, summary) = export(dir.path(), &messages);
    let files: Vec<String> = entries(&summary).into_iter().map(|entry| entry.file).collect();
    for (index, expected) in [
        (0, "conversations/000/000001.html"),
        (99, "conversations/000/000001.html"),
        (100, "conversations/000/000001-2.html"),
        (249, "conversations/000/000001-3.html"),
    ] {
        assert_eq!(files[index], expected);
    }
    let middle = fs::read_to_string(target.join("conversations/000/000001-2.html")).unwrap();
    for part in ["part 2", "href=\"000001.html\"", "href=\"000001-3.html\""] {
        assert_eq!(middle.matches(part).count(), 2, "{part} is above and below the messages");
    }
    let index = fs::read_to_string(target.join("index.html")).unwrap();
    assert!(index.contains("250 messages</summary>") && index.contains("000001-3.html#m250"), "{index}");
}
