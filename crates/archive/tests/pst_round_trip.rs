//! Tests that items survive an export to PST: archive, PST, archive again.

use std::collections::BTreeMap;
use std::fs::File;
use std::ops::ControlFlow;
use std::path::Path;

use foundmail_archive::view::Selection;
use foundmail_archive::{Archive, Control, ImportOptions, export_format};
use foundmail_mail::{Framing, parse};
use foundmail_mapi::{AttachmentContent, Item, PropertySet, Value, rtf, tags};
use foundmail_pst::{Encryption, Folder, ItemRef, Layout, PstFile, Visitor};
use foundmail_testkit::{MboxFlavour, pst_options, sample, write_mbox, write_pst};
use rusqlite::functions::FunctionFlags;

const QUIETLY: ImportOptions = ImportOptions { recover: false, no_attachment_text: true };

fn import(dir: &Path, source: &Path) -> Archive {
    let archive = Archive::open(dir).unwrap();
    archive.import(&[source.to_owned()], QUIETLY, &Control::new(), &mut |_| {}).unwrap();
    archive
}

fn all(archive: &Archive) -> Vec<u32> {
    archive
        .selected(&Selection::Search { query: String::new(), typing: false, folder: None, source: None })
        .unwrap()
}

fn export(archive: &Archive, target: &Path) -> u32 {
    let exported = archive.export(&all(archive), export_format("pst").unwrap(), target).unwrap();
    assert_eq!(exported.summary.exceptions, []);
    assert_eq!(exported.summary.incomplete, 0);
    exported.summary.written
}

/// Reads all items of a PST with their folders.
struct Items<'p> {
    pst: &'p PstFile,
    path: Vec<String>,
    /// By search key and subject. The same item can be in several folders.
    found: BTreeMap<String, Vec<(String, Item)>>,
}

impl Visitor for Items<'_> {
    fn folder(&mut self, folder: &Folder) -> ControlFlow<()> {
        self.path.truncate(folder.depth);
        self.path.push(folder.name.clone());
        ControlFlow::Continue(())
    }

    fn item(&mut self, item_ref: &ItemRef) -> ControlFlow<()> {
        let item = self.pst.read_item(item_ref);
        let key =
            format!("{:?} {:?}", item.props.structure(tags::SEARCH_KEY), item.props.text(tags::SUBJECT));
        self.found.entry(key).or_default().push((self.path.join("/"), item));
        ControlFlow::Continue(())
    }
}

fn items(path: &Path) -> BTreeMap<String, Vec<(String, Item)>> {
    let pst = PstFile::open(path).unwrap();
    let mut items = Items { pst: &pst, path: Vec::new(), found: BTreeMap::new() };
    assert_eq!(pst.walk(&mut items), ControlFlow::Continue(()));
    assert_eq!(pst.defects(), []);
    items.found
}

/// Properties that describe the file or the form of a body: sizes, ids of rows, `PidTagHasAttachments`, code pages, the
/// native body and whether RTF is in sync.
const OF_THE_FILE: [u16; 15] = [
    0x0E08, 0x0E17, 0x0E1B, 0x0E1F, 0x0E20, 0x0E21, 0x0E02, 0x0E03, 0x0E04, 0x0FFF, 0x1016, 0x3FDE, 0x3FFD,
    0x67F2, 0x67F3,
];

/// Describes the properties of a set, one per line.
fn describe(set: &PropertySet, lines: &mut Vec<String>) {
    let shown = |value: &Value| match value {
        Value::Text(_) | Value::Text8(_) => format!("{:?}", set.text_of(value)),
        Value::TextList(_) | Value::Text8List(_) => format!("{:?}", set.texts_of(value)),
        Value::Binary(data) => format!("{:?}", data.read_lenient().0),
        value => format!("{value:?}"),
    };
    for (id, value) in set.iter().filter(|(id, _)| !OF_THE_FILE.contains(id)) {
        let value = match (id, value) {
            (tags::RTF_COMPRESSED, Value::Binary(data)) => {
                let rtf = rtf::decompress(&data.read_lenient().0).rtf;
                let rtf = String::from_utf8_lossy(&rtf).into_owned();
                if rtf.contains("\\fromtext") || rtf.contains("\\fromhtml") {
                    continue;
                }
                rtf
            }
            (tags::HTML, Value::Binary(data)) => String::from_utf8_lossy(&data.read_lenient().0)
                .to_lowercase()
                .replace("charset=windows-1252", "charset=utf-8"),
            (_, value) => shown(value),
        };
        lines.push(format!("{id:#06x} {value}"));
    }
    lines.extend(set.iter_named().map(|(name, value)| format!("{name:?} {}", shown(value))));
}

/// Describes an item. RTF that only wraps the text or the HTML is left out, because the archive keeps what it wraps.
fn describe_item(item: &Item) -> Vec<String> {
    let mut lines = Vec::new();
    describe(&item.props, &mut lines);
    for recipient in &item.recipients {
        lines.push("recipient".to_owned());
        describe(recipient, &mut lines);
    }
    for attachment in &item.attachments {
        lines.push("attachment".to_owned());
        describe(&attachment.props, &mut lines);
        match &attachment.content {
            AttachmentContent::Value(data) | AttachmentContent::Ole(data) => {
                lines.push(format!("{:?}", data.read_lenient().0));
            }
            AttachmentContent::Embedded(item) => lines.extend(describe_item(item)),
            other => lines.push(format!("{other:?}")),
        }
    }
    lines
}

#[test]
fn damaged_properties_are_named_until_the_source_is_imported_again() {
    let dir = tempfile::tempdir().unwrap();
    let source = dir.path().join("source.pst");
    let messages: Vec<_> = sample(1).messages.into_iter().take(3).collect();
    write_pst(messages, pst_options(Layout::Unicode, Encryption::Permute), &source).unwrap();
    let archive = import(&dir.path().join("archive"), &source);
    let catalogue = rusqlite::Connection::open(dir.path().join("archive/catalogue.sqlite")).unwrap();
    // Without this function, SQLite refuses changes. The rows get a wrong checksum.
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    catalogue.create_scalar_function("row_check", -1, flags, |_| Ok(1_i64)).unwrap();
    let damaged = catalogue.execute("UPDATE item_properties SET stream = x'00'", []).unwrap();
    assert!(damaged > 3);
    let target = dir.path().join("damaged.pst");
    let exported = archive.export(&all(&archive), export_format("pst").unwrap(), &target).unwrap().summary;
    assert!(exported.written > 3);
    assert_eq!(exported.incomplete, exported.written);
    let archive = import(&dir.path().join("archive"), &source);
    assert_eq!(export(&archive, &dir.path().join("whole.pst")), exported.written);
}

#[test]
fn items_of_a_pst_keep_all_their_properties() {
    let dir = tempfile::tempdir().unwrap();
    let (source, target) = (dir.path().join("source.pst"), dir.path().join("target.pst"));
    write_pst(sample(1).messages, pst_options(Layout::Unicode, Encryption::Permute), &source).unwrap();
    let first = import(&dir.path().join("first"), &source);
    let written = export(&first, &target);
    let (before, after) = (items(&source), items(&target));
    assert_eq!(u32::try_from(after.len()), Ok(written));
    for (key, copies) in &after {
        let [(folder, item)] = copies.as_slice() else { panic!("{} times: {key}", copies.len()) };
        let olds = before.get(key).unwrap_or_else(|| panic!("a new item: {key}"));
        let old = olds.iter().find(|(old_folder, _)| old_folder == folder).map(|(_, item)| item);
        let old = old.unwrap_or_else(|| panic!("in another folder: {key}"));
        let (new, old) = (describe_item(item), describe_item(old));
        let lost: Vec<&String> = old.iter().filter(|line| !new.contains(line)).collect();
        let added: Vec<&String> = new.iter().filter(|line| !old.contains(line)).collect();
        assert!(lost.is_empty() && added.is_empty(), "{key}\nlost {lost:#?}\nadded {added:#?}");
    }
    // The same messages, byte for byte, so a second import finds only copies.
    let second = import(&dir.path().join("second"), &target);
    let bytes = |archive: &Archive| {
        let mut all: Vec<Vec<u8>> =
            all(archive).into_iter().map(|id| archive.original(id).unwrap()).collect();
        all.sort();
        all
    };
    let (one, other) = (bytes(&first), bytes(&second));
    assert_eq!(one.len(), other.len());
    for (one, other) in one.iter().zip(&other) {
        assert_eq!(String::from_utf8_lossy(one), String::from_utf8_lossy(other));
    }
}

#[test]
fn messages_of_an_mbox_keep_their_parts() {
    let dir = tempfile::tempdir().unwrap();
    let (source, target) = (dir.path().join("source.mbox"), dir.path().join("target.pst"));
    write_mbox(sample(1).messages, MboxFlavour::Mboxrd, File::create(&source).unwrap()).unwrap();
    let first = import(&dir.path().join("first"), &source);
    export(&first, &target);
    let second = import(&dir.path().join("second"), &target);
    let parts = |archive: &Archive, framing: Framing| {
        let describe = |id: u32| {
            let message = parse(&archive.original(id).unwrap(), framing);
            let mut attachments: Vec<_> =
                message.attachments.iter().map(|file| (file.digest, file.content_id.clone())).collect();
            attachments.sort();
            let words: Vec<String> = message.text.split_whitespace().map(str::to_owned).collect();
            let people = (message.from, message.to, message.cc);
            (message.message_id, message.subject, message.date, people, words, attachments)
        };
        let mut all: Vec<_> = all(archive).into_iter().map(describe).collect();
        all.sort_by(|a, b| (&a.0, &a.1, a.2).cmp(&(&b.0, &b.1, b.2)));
        all
    };
    let (one, other) = (parts(&first, Framing::Mbox), parts(&second, Framing::Plain));
    assert_eq!(one.len(), other.len());
    for (one, other) in one.iter().zip(&other) {
        assert_eq!(one, other);
    }
}
