use foundmail_mapi::{Item, tags};

use super::compare::check_item;
use super::items::{attachment, elsewhere, file, full, nested, plain, recipient};
use super::{Contents, all_options, options, write};
use crate::write::{FolderId, PstWriter, WriteError};
use crate::{Layout, PstFile};
use foundmail_mapi::Content;

#[test]
fn every_layout_and_encryption() {
    for options in all_options() {
        let case = format!("{:?} {:?} {}", options.layout, options.encryption, options.deflate);
        let items = [full(), plain("", ""), Item::default(), nested(3), plain("Привет, 陈伟", "Καλημέρα €")];
        let bytes = write(&options, |writer| {
            let inbox = writer.folder(FolderId::TOP, "Inbox", Some("IPF.Note")).unwrap();
            writer.folder(inbox, "Пусто", None).unwrap();
            for item in &items {
                writer.message(inbox, item).unwrap();
            }
        });
        let pst = PstFile::from_reader(std::sync::Arc::new(bytes.clone())).unwrap();
        let info = pst.info();
        assert_eq!(
            (info.layout, info.encryption, info.kind),
            (options.layout, options.encryption, options.kind)
        );
        assert_eq!(
            (info.size_in_header, info.file_size, info.password),
            (bytes.len() as u64, bytes.len() as u64, false)
        );
        assert_eq!(info.display_name.as_deref(), Some("Sample"), "{case}");
        let contents = Contents::of(bytes, &case);
        let folders: Vec<_> = contents.folders.iter().map(|(path, _)| path.as_str()).collect();
        let top = "/Top of Outlook data file";
        let expected = [
            String::new(),
            top.to_owned(),
            format!("{top}/Deleted Items"),
            format!("{top}/Inbox"),
            format!("{top}/Inbox/Пусто"),
            "/Search Root".to_owned(),
        ];
        assert_eq!(folders, expected, "{case}");
        assert_eq!(contents.folders[3].1.declared, Some(5), "{case}");
        assert_eq!(contents.folders[3].1.container_class.as_deref(), Some("IPF.Note"), "{case}");
        assert_eq!(contents.items.len(), items.len(), "{case}");
        for (item, (path, found)) in items.iter().zip(&contents.items) {
            assert_eq!(path, &format!("{top}/Inbox"));
            check_item(item, found, &case);
        }
    }
}
