//! Tests with intact and damaged OLM files.

use std::fs;
use std::io::{Cursor, Write as _};
use std::ops::ControlFlow;

use foundmail_mail::{Framing, Message, parse};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::sink::{Finding, Sink, SourceFolder};
use crate::{SourceItem, read, source_of};

#[derive(Default)]
struct Collect {
    folders: Vec<SourceFolder>,
    items: Vec<SourceItem>,
    defects: Vec<String>,
}

impl Sink for Collect {
    fn push(&mut self, found: Finding) -> ControlFlow<()> {
        match found {
            Finding::Folder(folder) => self.folders.push(folder),
            Finding::Item(item) => self.items.push(item),
            Finding::Defect { defect, .. } => self.defects.push(defect.to_string()),
            Finding::Other { .. } => {}
        }
        ControlFlow::Continue(())
    }
}

/// Returns a ZIP file with these entries.
fn zipped(entries: &[(&str, &[u8])], method: CompressionMethod) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        writer.start_file(*name, SimpleFileOptions::default().compression_method(method)).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn collect(name: &str, bytes: &[u8]) -> Collect {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, bytes).unwrap();
    let source = source_of(&path).unwrap();
    assert_eq!(source.format.name, "olm", "{name}");
    let mut sink = Collect::default();
    read(&source, &mut sink).unwrap();
    sink
}

const INBOX: &str = "Accounts/Work/com.microsoft.__Messages/Inbox";
const MESSAGE: &str = r#"<emails elementCount="1"><email>
<OPFMessageCopySubject>Roof &amp; walls</OPFMessageCopySubject>
<OPFMessageCopyMessageID>abc@x.example</OPFMessageCopyMessageID>
<OPFMessageCopySentTime>2019-06-15T09:22:56</OPFMessageCopySentTime>
<OPFMessageCopyFromAddresses><emailAddress OPFContactEmailAddressName="Ann" OPFContactEmailAddressAddress="ann@x.example"/></OPFMessageCopyFromAddresses>
<OPFMessageCopyToAddresses><emailAddress OPFContactEmailAddressAddress="bob@x.example"/></OPFMessageCopyToAddresses>
<OPFMessageCopyBody>&lt;html&gt;&lt;p&gt;see &lt;b&gt;this&lt;/b&gt;&lt;/html&gt;</OPFMessageCopyBody>
<OPFMessageCopyCategoryList><category OPFCategoryCopyName="Home"/></OPFMessageCopyCategoryList>
<OPFMessageGetIsRead>1E0</OPFMessageGetIsRead>
<OPFMessageCopyAttachmentList>
<messageAttachment OPFAttachmentName="plan.pdf" OPFAttachmentContentType="application/pdf" OPFAttachmentURL="Accounts/Work/com.microsoft.__Messages/Inbox/com.microsoft.__Attachments/1"/>
<messageAttachment OPFAttachmentName="gone.txt" OPFAttachmentURL="nowhere"/>
</OPFMessageCopyAttachmentList>
</email></emails>"#;

fn mailbox() -> Vec<(String, Vec<u8>)> {
    let entry = |name: String, text: &str| (name, text.as_bytes().to_vec());
    vec![
        entry("Categories.xml".to_owned(), "<categories/>"),
        entry(format!("{INBOX}/message_00000.xml"), MESSAGE),
        entry(format!("{INBOX}/com.microsoft.__Attachments/1"), "%PDF-1.4"),
        entry(
            "Local/Address Book/Contacts.xml".to_owned(),
            r#"<contacts><contact><OPFContactCopyDisplayName>Ann Roe</OPFContactCopyDisplayName>
            <OPFContactCopyCellPhone>123</OPFContactCopyCellPhone><OPFContactCopyEmailAddressList>
            <contactEmailAddress OPFContactEmailAddressAddress="ann@x.example"/></OPFContactCopyEmailAddressList></contact>
            <contact><OPFContactCopyDisplayName>Bob</OPFContactCopyDisplayName></contact></contacts>"#,
        ),
        entry(
            "Local/Calendar/Calendar.xml".to_owned(),
            "<appointments><appointment><OPFCalendarEventCopySummary>Holiday</OPFCalendarEventCopySummary>
            <OPFCalendarEventGetIsAllDayEvent>1</OPFCalendarEventGetIsAllDayEvent>
            <OPFCalendarEventCopyStartTime>2016-12-26T23:00:00</OPFCalendarEventCopyStartTime>
            <OPFCalendarEventCopyEndTime>2016-12-27T23:00:00</OPFCalendarEventCopyEndTime>
            <OPFCalendarEventCopyUUID>u-1</OPFCalendarEventCopyUUID></appointment></appointments>",
        ),
        entry(
            "Local/Tasks/Tasks.xml".to_owned(),
            "<tasks><task><OPFTaskCopyName>Paint</OPFTaskCopyName><OPFTaskCopyDueDateTime>2020-02-03T00:00:00</OPFTaskCopyDueDateTime></task></tasks>",
        ),
        entry(
            "Local/Notes/Notes.xml".to_owned(),
            "<notes><note><OPFNoteCopyTitle>Code</OPFNoteCopyTitle><OPFNoteCopyText>4711</OPFNoteCopyText></note></notes>",
        ),
    ]
}

fn written(method: CompressionMethod) -> Vec<u8> {
    let entries = mailbox();
    let entries: Vec<(&str, &[u8])> =
        entries.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    zipped(&entries, method)
}

fn messages(found: &Collect) -> Vec<(String, Message)> {
    let raws = found
        .items
        .iter()
        .map(|item| (item.folder.clone(), item.raw.as_ref().unwrap().bytes().unwrap().into_owned()));
    raws.map(|(folder, raw)| (folder, parse(&raw, Framing::Plain))).collect()
}

#[track_caller]
fn check_mailbox(found: &Collect) {
    let folders: Vec<_> =
        found.folders.iter().map(|folder| (folder.key.as_str(), folder.name.as_str())).collect();
    assert_eq!(
        folders[1..],
        [
            ("Work", "Work"),
            ("Work/Inbox", "Inbox"),
            ("Local", "On My Computer"),
            ("Local/Address Book", "Address Book"),
            ("Local/Calendar", "Calendar"),
            ("Local/Notes", "Notes"),
            ("Local/Tasks", "Tasks"),
        ]
    );
    let kinds: Vec<_> = found.items.iter().map(|item| (item.folder.as_str(), item.kind.word())).collect();
    assert_eq!(
        kinds,
        [
            ("Work/Inbox", "mail"),
            ("Local/Address Book", "contact"),
            ("Local/Address Book", "contact"),
            ("Local/Calendar", "appointment"),
            ("Local/Notes", "note"),
            ("Local/Tasks", "task"),
        ]
    );
}

#[test]
fn an_intact_mailbox_is_read() {
    for method in [CompressionMethod::Stored, CompressionMethod::Deflated] {
        let found = collect("export.olm", &written(method));
        check_mailbox(&found);
        assert!(found.defects.is_empty(), "{:?}", found.defects);
        let all = messages(&found);
        let mail = &all[0].1;
        assert_eq!((mail.subject.as_str(), mail.date), ("Roof & walls", Some(1_560_590_576)));
        assert_eq!((mail.from[0].name.as_str(), mail.to[0].address.as_str()), ("Ann", "bob@x.example"));
        assert_eq!((mail.text.trim(), mail.html.is_some()), ("see this", true));
        let files: Vec<_> = mail.attachments.iter().map(|file| (file.name.as_str(), file.size)).collect();
        assert_eq!(files, [("plan.pdf", 8), ("gone.txt", 0)]);
        let defects: Vec<_> = found.items[0].defects.iter().map(ToString::to_string).collect();
        assert_eq!(defects, ["attachment: «nowhere» is missing in the OLM file"]);
        for (index, words) in
            [(1, "ann@x.example"), (3, "2016-12-27 (all day)"), (4, "4711"), (5, "2020-02-03")]
        {
            assert!(all[index].1.text.contains(words), "{index}: {}", all[index].1.text);
        }
        assert!(
            String::from_utf8_lossy(&found.items[0].raw.as_ref().unwrap().bytes().unwrap())
                .contains("Keywords: Home")
        );
    }
}

#[test]
fn attachments_beyond_the_limit_are_one_defect() {
    let file = format!(
        r#"<messageAttachment OPFAttachmentName="a" OPFAttachmentURL="{INBOX}/com.microsoft.__Attachments/1"/>"#
    );
    for (count, expected) in [
        (super::MOST_ATTACHMENTS, &[][..]),
        (
            super::MOST_ATTACHMENTS + 2,
            &["attachment: this message has 10002 attachments; only the first 10000 were read"],
        ),
    ] {
        let text = format!(
            "<emails><email><OPFMessageCopySubject>many</OPFMessageCopySubject><OPFMessageCopyAttachmentList>{}\
             </OPFMessageCopyAttachmentList></email></emails>",
            file.repeat(count)
        );
        let entries = [
            (format!("{INBOX}/message_00000.xml"), text.as_bytes()),
            (format!("{INBOX}/com.microsoft.__Attachments/1"), b"%PDF-1.4".as_slice()),
        ];
        let entries = entries.each_ref().map(|(name, bytes)| (name.as_str(), *bytes));
        let found = collect("many.olm", &zipped(&entries, CompressionMethod::Stored));
        let defects: Vec<_> = found.items[0].defects.iter().map(ToString::to_string).collect();
        assert_eq!(defects, expected);
    }
}

#[test]
fn a_lost_directory_loses_no_item() {
    for method in [CompressionMethod::Stored, CompressionMethod::Deflated] {
        let mut bytes = written(method);
        let end = bytes.windows(4).position(|window| window == b"PK\x01\x02").unwrap();
        bytes.truncate(end + 10);
        let found = collect("export.olm", &bytes);
        check_mailbox(&found);
        assert!(found.defects[0].contains("directory of the archive cannot be read"), "{:?}", found.defects);
        assert_eq!(found.defects.len(), 1, "{:?}", found.defects);
        bytes.truncate(end - 3);
        let found = collect("export.olm", &bytes);
        assert!(
            found.defects.iter().any(|what| what.contains("ends before its directory")),
            "{:?}",
            found.defects
        );
    }
}

#[test]
fn damaged_message_files_count_as_items() {
    let cut = &MESSAGE.as_bytes()[..300];
    let first = format!("{INBOX}/message_00000.xml");
    let second = format!("{INBOX}/message_00001.xml");
    let third = format!("{INBOX}/message_00002.xml");
    let entries: [(&str, &[u8]); 3] = [(&first, cut), (&second, b""), (&third, b"<emails><email/></emails>")];
    let found = collect("a.olm", &zipped(&entries, CompressionMethod::Stored));
    assert_eq!(found.items.len(), 3, "each file `message_….xml` counts as one item");
    assert_eq!(
        messages(&Collect { items: vec![found.items.into_iter().next().unwrap()], ..Collect::default() })[0]
            .1
            .subject,
        "Roof & walls"
    );
}

#[test]
fn other_zip_files_are_not_detected() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.olm");
    fs::write(&path, zipped(&[("word/document.xml", b"<x/>")], CompressionMethod::Deflated)).unwrap();
    assert_eq!(source_of(&path).unwrap().format.name, "zip");
}

/// An entry with more unpacked bytes than the limit is read up to the limit. Its item has a defect.
#[test]
fn zip_bombs_are_cut() {
    let zeros = vec![b' '; 64 << 20];
    let name = format!("{INBOX}/message_00000.xml");
    let found = collect("a.olm", &zipped(&[(&name, &zeros)], CompressionMethod::Deflated));
    assert!(found.items[0].defects[0].what.contains("larger than the limit"), "{:?}", found.items);
}
