use std::ops::ControlFlow;
use std::path::Path;

use foundmail_mapi::{AttachmentContent, Item, tags};
use foundmail_pst::{Folder, ItemRef, PstFile, Visitor};

use super::FORMAT;
use crate::message::tests::TestContent;
use crate::{Export, ExportMessage, ExportOptions, ExportSource, ExportSummary, Preset};

/// The folders and items of a PST.
#[derive(Default)]
struct Contents {
    folders: Vec<String>,
    items: Vec<(String, Item)>,
}

impl Contents {
    /// Reads a file. Fails if the reader finds a defect.
    fn of(path: &Path) -> Self {
        let pst = PstFile::open(path).unwrap();
        let mut reading = Reading { pst: &pst, path: Vec::new(), contents: Self::default() };
        assert_eq!(pst.walk(&mut reading), ControlFlow::Continue(()));
        let contents = reading.contents;
        assert_eq!(pst.defects(), []);
        contents
    }
}

struct Reading<'a> {
    pst: &'a PstFile,
    path: Vec<String>,
    contents: Contents,
}

impl Visitor for Reading<'_> {
    fn folder(&mut self, folder: &Folder) -> ControlFlow<()> {
        self.path.truncate(folder.depth);
        self.path.push(folder.name.clone());
        let class = folder.container_class.clone().unwrap_or_default();
        self.contents.folders.push(format!("{} {class}", self.path.join("/")));
        ControlFlow::Continue(())
    }

    fn item(&mut self, item_ref: &ItemRef) -> ControlFlow<()> {
        self.contents.items.push((self.path.join("/"), self.pst.read_item(item_ref)));
        ControlFlow::Continue(())
    }
}

const MESSAGE: &str = "From: Ruth <ruth@x.example>\r\nTo: Karl <karl@x.example>\r\nCc: a@x.example, b@x.example\r\n\
    Subject: Re: roof\r\nMessage-ID: <1@x.example>\r\nDate: Tue, 3 Mar 2015 10:00:00 +0000\r\n\
    Status: O\r\nKeywords: Claims, Roof\r\nMIME-Version: 1.0\r\n\
    Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\
    Content-Type: text/html; charset=utf-8\r\n\r\n<p>Gr\u{fc}\u{df}e <img src=\"cid:p\"></p>\r\n--b\r\n\
    Content-Type: image/png; name=p.png\r\nContent-ID: <p>\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n--b\r\n\
    Content-Type: text/csv; name=cost.csv\r\nContent-Disposition: attachment; filename=cost.csv\r\n\r\nroof,900\r\n--b\r\n\
    Content-Type: message/rfc822\r\n\r\nSubject: inner\r\nFrom: a@x.example\r\n\r\nDeep.\r\n--b--\r\n";

fn content() -> TestContent {
    TestContent { bytes: Some(MESSAGE), ..TestContent::default() }
}

fn folder(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// Writes messages into folders, and returns the names of the files and the sums.
fn export(dir: &Path, options: ExportOptions, folders: &[Vec<String>]) -> (Vec<String>, ExportSummary) {
    let mut export = Export::create(&FORMAT, &dir.join("x.pst"), options).unwrap();
    let content = content();
    for (id, folder) in (7..).zip(folders) {
        let message = ExportMessage {
            id,
            kind: "mail".to_owned(),
            folder: folder.clone(),
            ..ExportMessage::new(&content)
        };
        export.write(&message).unwrap();
    }
    let summary = export.finish().unwrap();
    let files = std::fs::read_dir(dir).unwrap();
    let mut names: Vec<String> = files.map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    (names, summary)
}

#[test]
fn a_message_keeps_its_parts() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("x.pst");
    let inbox = folder(&["Top of Outlook data file", "Inbox"]);
    let (_, summary) = export(dir.path(), ExportOptions::default(), &[inbox]);
    assert_eq!((summary.written, summary.incomplete), (1, 0));
    let contents = Contents::of(&path);
    let [(folder, item)] = contents.items.as_slice() else { panic!("{}", contents.items.len()) };
    assert_eq!(folder, "/Top of Outlook data file/Inbox");
    let text = |id| item.props.text(id).unwrap_or_default();
    assert_eq!(text(tags::SENDER_SMTP_ADDRESS), "ruth@x.example");
    assert_eq!(text(tags::INTERNET_MESSAGE_ID), "<1@x.example>");
    assert!(text(tags::SUBJECT).ends_with("Re: roof"));
    assert_eq!(text(tags::DISPLAY_CC), "a@x.example; b@x.example");
    assert!(text(tags::TRANSPORT_MESSAGE_HEADERS).starts_with("From: Ruth"));
    assert_eq!(item.props.integer(tags::MESSAGE_FLAGS), Some(0x10));
    assert_eq!(item.props.integer(tags::INTERNET_CODEPAGE), Some(65_001));
    let (html, _) = item.props.binary(tags::HTML).unwrap().read_lenient();
    assert!(String::from_utf8(html).unwrap().contains("Gr\u{fc}\u{df}e"));
    let shown: Vec<String> = item
        .attachments
        .iter()
        .map(|attachment| {
            let name = attachment.props.text(tags::DISPLAY_NAME).unwrap_or_default();
            let content = match &attachment.content {
                AttachmentContent::Value(data) => data.len().to_string(),
                AttachmentContent::Embedded(item) => item.props.text(tags::BODY).unwrap_or_default(),
                _ => "?".to_owned(),
            };
            format!("{name}:{content}:{:?}", attachment.props.boolean(tags::ATTACHMENT_HIDDEN))
        })
        .collect();
    assert_eq!(shown, ["p.png:8:Some(true)", "cost.csv:8:None", "inner:Deep.:None"]);
}

#[test]
fn several_sources_have_folders_of_their_own() {
    let dir = tempfile::tempdir().unwrap();
    let source = |name: &str| ExportSource { name: name.to_owned(), ..ExportSource::default() };
    let options =
        ExportOptions { sources: vec![source("a.pst"), source("b.mbox")], ..ExportOptions::default() };
    let folders = [folder(&["a.pst", "Top of Outlook data file", "Inbox"]), folder(&["b.mbox"])];
    export(dir.path(), options, &folders);
    let contents = Contents::of(&dir.path().join("x.pst"));
    let mut found: Vec<&str> = contents.items.iter().map(|(folder, _)| folder.as_str()).collect();
    found.sort_unstable();
    assert_eq!(found, ["/Top of Outlook data file/a.pst/Inbox", "/Top of Outlook data file/b.mbox"]);
}

#[test]
fn a_full_file_is_followed_by_another_one() {
    let dir = tempfile::tempdir().unwrap();
    let preset = Some(Preset::Microsoft365);
    let options = ExportOptions { max_file: Some(2_000_000), preset, ..ExportOptions::default() };
    let (names, summary) = export(dir.path(), options, &vec![folder(&["In"]); 600]);
    assert_eq!(summary.written, 600);
    let files: Vec<&String> =
        names.iter().filter(|name| Path::new(name).extension() == Some("pst".as_ref())).collect();
    assert!(files.len() > 1 && names.contains(&"x (2).pst".to_owned()), "{names:?}");
    let mut items = 0;
    for file in &files {
        let file = dir.path().join(file);
        assert!(std::fs::metadata(&file).unwrap().len() <= 2_000_000);
        items += Contents::of(&file).items.len();
    }
    assert_eq!(items, 600);
    let mapping = std::fs::read_to_string(dir.path().join("x mapping.csv")).unwrap();
    assert_eq!(mapping.lines().count(), files.len() + 1);
    assert!(names.contains(&"x what to do.txt".to_owned()));
    assert!(
        crate::verify_export(&dir.path().join("x.pst")).is_ok_and(|verified| verified.problems.is_empty())
    );
}

#[test]
fn limits_of_microsoft_365_are_exceptions() {
    let dir = tempfile::tempdir().unwrap();
    let options = ExportOptions { preset: Some(Preset::Microsoft365), ..ExportOptions::default() };
    let folders = [vec!["a".to_owned(); 300], vec!["a".to_owned(); 299]];
    let (_, summary) = export(dir.path(), options, &folders);
    assert_eq!((summary.chosen, summary.written, summary.exceptions.len()), (2, 1, 1));
    assert!(summary.exceptions[0].why.contains("level 300"));
}

#[test]
fn an_existing_file_of_any_number_stays() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("x (2).pst"), "mine").unwrap();
    let options = ExportOptions { max_file: Some(1), ..ExportOptions::default() };
    let mut export = Export::create(&FORMAT, &dir.path().join("x.pst"), options).unwrap();
    let content = content();
    for _ in 0..2 {
        export.write(&ExportMessage::new(&content)).unwrap();
    }
    assert!(export.finish().is_err());
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1);
}
