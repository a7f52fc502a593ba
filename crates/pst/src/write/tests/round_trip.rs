//! Every layout with every encryption, and items that fill structures to their limits.

use foundmail_mapi::{AttachmentContent, Item, Value, tags};

use super::check::check_file;
use super::compare::check_item;
use super::items::{attachment, elsewhere, file, full, nested, plain, recipient};
use super::{Contents, all_options, options, write};
use crate::write::{FolderId, WriteError, WriteOptions};
use crate::{Encryption, FileKind, Layout, PstFile};

const LAYOUTS: [Layout; 3] = [Layout::Ansi, Layout::Unicode, Layout::Unicode4k];
const TOP: &str = "/Top of Outlook data file";

/// Writes items to one folder, checks the file, and compares the items that are read back.
fn check(options: &WriteOptions, items: &[Item]) -> Contents {
    let case = format!("{:?} {:?} {}", options.layout, options.encryption, options.deflate);
    let bytes = write(options, |writer| {
        let inbox = writer.add_folder(FolderId::TOP, "Inbox", Some("IPF.Note")).unwrap();
        writer.add_folder(inbox, "Пусто", None).unwrap();
        for item in items {
            writer.add_item(inbox, item).unwrap();
        }
    });
    check_file(&bytes, options.layout, options.encryption);
    let contents = Contents::of(bytes, &case);
    assert_eq!(contents.items.len(), items.len(), "{case}");
    for (item, (path, found)) in items.iter().zip(&contents.items) {
        assert_eq!(path, &format!("{TOP}/Inbox"));
        check_item(item, found, &case);
    }
    contents
}

#[test]
fn every_layout_and_encryption() {
    for options in all_options() {
        let items = [full(), plain("", ""), Item::default(), nested(3), plain("Привет, 陈伟", "Καλημέρα €")];
        let contents = check(&options, &items);
        let folders: Vec<_> = contents.folders.iter().map(|(path, _)| path.as_str()).collect();
        let expected = [
            String::new(),
            TOP.to_owned(),
            format!("{TOP}/Deleted Items"),
            format!("{TOP}/Inbox"),
            format!("{TOP}/Inbox/Пусто"),
            "/Search Root".to_owned(),
        ];
        assert_eq!(folders, expected);
        assert_eq!(contents.folders[3].1.declared, Some(5));
        assert_eq!(contents.folders[3].1.container_class.as_deref(), Some("IPF.Note"));
    }
}

#[test]
fn a_file_has_the_properties_of_its_options() {
    for (layout, kind) in [
        (Layout::Ansi, FileKind::Pst),
        (Layout::Unicode, FileKind::Ost),
        (Layout::Unicode4k, FileKind::Ost),
        (Layout::Unicode, FileKind::Pab),
    ] {
        let options = WriteOptions { kind, display_name: "Übung".to_owned(), ..options(layout) };
        let bytes = write(&options, |_| {});
        let len = bytes.len() as u64;
        let pst = PstFile::from_reader(std::sync::Arc::new(bytes)).unwrap();
        let info = pst.info();
        assert_eq!((info.layout, info.kind, info.encryption), (layout, kind, Encryption::Permute));
        assert_eq!((info.size_in_header, info.file_size, info.has_password), (len, len, false));
        assert_eq!(info.display_name.as_deref(), Some("Übung"), "{layout:?}");
    }
}

/// An `XBLOCK` lists 1,021 blocks of 8,176 bytes, in ANSI files 2,043 of 8,180: 8.3 and 16.7 MB.
#[test]
fn an_attachment_with_an_xxblock_is_read_back() {
    for (layout, len) in
        [(Layout::Ansi, 34_000_001), (Layout::Unicode, 17_000_001), (Layout::Unicode4k, 3_000_001)]
    {
        let mut item = plain("large", "");
        item.attachments.push(attachment("large.bin", AttachmentContent::Value(elsewhere(len, len))));
        check(&WriteOptions { encryption: Encryption::None, ..options(layout) }, &[item]);
    }
}

/// An `SLBLOCK` lists 340 subnodes, in ANSI files 681, in blocks of 64 KiB 2,729.
#[test]
fn an_item_with_an_siblock_is_read_back() {
    for (layout, count) in [(Layout::Ansi, 1500), (Layout::Unicode, 1500), (Layout::Unicode4k, 6000)] {
        let mut item = plain("many", "");
        item.attachments = (0..count).map(|number| file(&format!("{number}.bin"), 10)).collect();
        item.recipients = (0..count).map(|number| recipient(1, &format!("Person{number}"))).collect();
        check(&options(layout), &[item]);
    }
}

/// Contents tables with many blocks of heap and row matrix, three block headers with fill levels, and B-trees of
/// several levels.
#[test]
fn a_folder_of_thousands_of_items_is_read_back() {
    for layout in LAYOUTS {
        let count = if layout == Layout::Unicode { 9000 } else { 4000 };
        let body = "Hello. ".repeat(20);
        let items: Vec<Item> = (0..count)
            .map(|number| {
                let mut item =
                    plain(&format!("Message {number} of very many, with a subject that takes room"), &body);
                item.recipients.push(recipient(1, &format!("Person{number}")));
                item.props.insert(tags::MESSAGE_FLAGS, Value::I32(number % 2));
                item
            })
            .collect();
        let options = WriteOptions { deflate: true, ..options(layout) };
        let contents = check(&options, &items);
        assert_eq!(contents.folders[3].1.declared, u32::try_from(count).ok());
    }
}

#[test]
fn an_item_that_fails_leaves_no_trace() {
    for layout in LAYOUTS {
        let options = options(layout);
        let good = full();
        let mut bad = full();
        bad.attachments.push(attachment("broken", AttachmentContent::Value(elsewhere(1_000_000, 600_000))));
        let mut deep = plain("deep", "");
        for _ in 0..40 {
            deep.attachments = vec![attachment("in", AttachmentContent::Embedded(Box::new(deep.clone())))];
        }
        let bytes = write(&options, |writer| {
            writer.add_item(FolderId::TOP, &good).unwrap();
            let error = writer.add_item(FolderId::TOP, &bad).unwrap_err();
            assert!(matches!(error, WriteError::Source { id: tags::ATTACH_DATA, .. }), "{error}");
            let error = writer.add_item(FolderId::TOP, &deep).unwrap_err();
            assert!(matches!(error, WriteError::TooDeep { limit: 32 }), "{error}");
            writer.add_item(FolderId::TOP, &good).unwrap();
        });
        check_file(&bytes, layout, Encryption::Permute);
        let contents = Contents::of(bytes, "after failures");
        assert_eq!(contents.items.len(), 2);
        contents.items.iter().for_each(|(_, found)| check_item(&good, found, "after failures"));
    }
}

#[test]
fn a_folder_of_another_file_is_refused() {
    let other = write(&options(Layout::Unicode), |writer| {
        let made = writer.add_folder(FolderId::TOP, "A", None).unwrap();
        let mut second =
            super::PstWriter::new(std::io::Cursor::new(Vec::new()), options(Layout::Unicode)).unwrap();
        let error = second.add_item(made, &Item::default()).unwrap_err();
        assert!(matches!(error, WriteError::NoSuchFolder { .. }));
        assert!(matches!(second.add_folder(made, "B", None), Err(WriteError::NoSuchFolder { .. })));
    });
    assert!(!other.is_empty());
}

/// The same input yields the same bytes.
#[test]
fn the_same_input_yields_the_same_bytes() {
    let file = || {
        write(&options(Layout::Unicode), |writer| {
            writer.add_item(FolderId::TOP, &full()).unwrap();
        })
    };
    assert!(file() == file());
}

/// A property without a name in its source gets one in the file, so it is not mistaken for another property.
#[test]
fn a_property_without_a_name_keeps_its_value() {
    let mut item = plain("x", "");
    item.props.insert(0x8123, Value::I32(42));
    let bytes = write(&options(Layout::Unicode), |writer| {
        writer.add_item(FolderId::TOP, &item).unwrap();
    });
    let contents = Contents::of(bytes, "unnamed");
    let values: Vec<_> = contents.items[0]
        .1
        .props
        .iter_named()
        .map(|(name, value)| format!("{:?} {value:?}", name.id))
        .collect();
    assert_eq!(values, ["Lid(33059) I32(42)"]);
}

/// In ANSI files, texts are in the code page of the item, else in that of the file, else in UTF-8.
#[test]
fn texts_of_ansi_files_are_read_back() {
    for (own, text, expected) in [
        (None, "Grüße", 1252),
        (Some(1251), "Привет", 1251),
        (Some(1251), "Grüße", 1252),
        (None, "Привет", 65_001),
        (Some(932), "Grüße, テスト", 65_001),
    ] {
        let mut item = plain(text, text);
        if let Some(page) = own {
            item.props.insert(tags::MESSAGE_CODEPAGE, Value::I32(page));
        }
        let contents = check(&options(Layout::Ansi), &[item]);
        let found = &contents.items[0].1.props;
        assert_eq!(found.integer(tags::MESSAGE_CODEPAGE), Some(expected), "{text}");
        assert!(matches!(found.get(tags::SUBJECT), Some(Value::Text8(_))), "{text}");
    }
}

#[test]
fn an_ansi_file_ends_at_two_gigabytes() {
    let options = WriteOptions { encryption: Encryption::None, ..options(Layout::Ansi) };
    let mut writer = crate::write::PstWriter::new(Nowhere::default(), options).unwrap();
    let mut item = plain("large", "");
    let len = 300 << 20;
    item.attachments.push(attachment("large.bin", AttachmentContent::Value(elsewhere(len, len))));
    let error = (0..8).find_map(|_| writer.add_item(FolderId::TOP, &item).err()).unwrap();
    assert!(matches!(error, WriteError::FileFull { limit: 0x7C00_4400 }), "{error}");
    // The file still has room for its B-trees after it is filled with small items.
    let small = plain("small", &"x".repeat(100_000));
    let error = (0..2000).find_map(|_| writer.add_item(FolderId::TOP, &small).err()).unwrap();
    assert!(matches!(error, WriteError::FileFull { .. }), "{error}");
    writer.finish().unwrap();
}

/// An output that keeps no bytes.
#[derive(Default)]
struct Nowhere(u64);

impl std::io::Write for Nowhere {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0 += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl std::io::Seek for Nowhere {
    fn seek(&mut self, to: std::io::SeekFrom) -> std::io::Result<u64> {
        if let std::io::SeekFrom::Start(at) = to {
            self.0 = at;
        }
        Ok(self.0)
    }
}
