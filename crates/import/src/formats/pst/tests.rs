//! Tests of the addresses that are collected while a PST is read.

use std::collections::{BTreeMap, HashSet};
use std::ops::ControlFlow;
use std::path::Path;

use foundmail_mapi::{Item as MapiItem, PropertySet, Value, tags};
use foundmail_pst::write::{FolderId, PstWriter, WriteOptions};

use crate::sink::{Finding, Sink};
use crate::test_sink::Collect;
use crate::{read, source_of};

/// The items of the test file: subject, Exchange name of the sender, and the sender's e-mail address or an empty
/// text.
const ITEMS: [(&str, &str, &str); 7] = [
    ("before", "/o=X/cn=Jane", ""),
    ("outside", "roof@insurance.example", ""),
    ("with address", "/o=X/cn=Jane", "jane@x.example"),
    ("other address", "/o=X/cn=jane", "j.doe@x.example"),
    ("after", "/O=x/CN=Jane", ""),
    ("nobody knows", "/o=X/cn=Bob", ""),
    ("end", "/o=X/cn=Jane", ""),
];

fn item((subject, name, address): (&str, &str, &str)) -> MapiItem {
    let text = |value: &str| Value::Text(value.to_owned());
    let mut item = MapiItem { props: PropertySet::new(), ..MapiItem::default() };
    item.props.insert(tags::MESSAGE_CLASS, text("IPM.Note"));
    item.props.insert(tags::SUBJECT, text(subject));
    item.props.insert(tags::SENDER_EMAIL_ADDRESS, text(name));
    if !address.is_empty() {
        item.props.insert(tags::SENDER_SMTP_ADDRESS, text(address));
    }
    item
}

fn mailbox(path: &Path) {
    let mut writer = PstWriter::create(path, WriteOptions::default()).unwrap();
    let inbox = writer.add_folder(FolderId::TOP, "Inbox", None).unwrap();
    for each in ITEMS {
        writer.add_item(inbox, &item(each)).unwrap();
    }
    writer.finish().unwrap();
}

/// A sink that wants only items whose positions are not in `seen`.
#[derive(Default)]
struct UnseenItems {
    seen: HashSet<String>,
    raw: BTreeMap<String, Vec<u8>>,
}

impl Sink for UnseenItems {
    fn push(&mut self, found: Finding) -> ControlFlow<()> {
        if let Finding::Item(item) = found {
            let before = self.raw.insert(item.position, item.raw.unwrap().bytes().unwrap().into_owned());
            assert!(before.is_none(), "no item is pushed twice");
        }
        ControlFlow::Continue(())
    }

    fn wants(&mut self, position: &str) -> bool {
        !self.seen.contains(position)
    }
}

#[test]
fn an_item_waits_only_for_items_with_its_missing_addresses() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.pst");
    mailbox(&path);
    let all = Collect::of(&path);
    let shown = all.items.iter().map(|item| {
        let message = foundmail_mail::parse(&item.raw.as_ref().unwrap().bytes().unwrap(), item.framing);
        let from = message.from.first().map(|person| person.address.clone()).unwrap_or_default();
        format!("{} {from}", message.subject)
    });
    assert_eq!(
        shown.collect::<Vec<_>>(),
        [
            "outside roof@insurance.example",
            "with address jane@x.example",
            "other address j.doe@x.example",
            "after jane@x.example",
            "end jane@x.example",
            "before jane@x.example",
            "nobody knows ",
        ]
    );
    assert_eq!(all.progress.len(), ITEMS.len());
    assert_eq!(all.progress.last(), Some(&all.size));
}

#[test]
fn items_are_the_same_whichever_were_imported_before() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.pst");
    mailbox(&path);
    let source = source_of(&path).unwrap();
    let mut all = UnseenItems::default();
    read(&source, &mut all).unwrap();
    assert_eq!(all.raw.len(), ITEMS.len());
    for subset in 0_u32..1 << ITEMS.len() {
        let seen = all.raw.keys().enumerate().filter(|(at, _)| subset >> at & 1 == 1);
        let seen: HashSet<String> = seen.map(|(_, position)| position.clone()).collect();
        let mut rest = UnseenItems { seen, ..UnseenItems::default() };
        read(&source, &mut rest).unwrap();
        let expected = all.raw.iter().filter(|(position, _)| !rest.seen.contains(*position));
        let expected: BTreeMap<_, _> =
            expected.map(|(position, raw)| (position.clone(), raw.clone())).collect();
        assert_eq!(rest.raw, expected, "{subset:b}");
    }
}
