//! A source that is taken out leaves nothing behind.

use std::fs::{self, File};
use std::path::Path;

use foundmail_archive::{Archive, Control, ImportOptions, SearchPage};
use foundmail_testkit::{MboxFlavour, sample, write_mbox};

/// Found and ready.
fn import(archive: &Archive, path: &Path) -> [u32; 2] {
    let options = ImportOptions { recover: false, no_attachment_text: true };
    let view = archive.import(&[path.to_owned()], options, &Control::new(), &mut |_| {}).unwrap();
    let totals = view.report.unwrap().totals;
    [totals.found, totals.ready]
}

fn packed(archive: &Path) -> u64 {
    fs::read_dir(archive.join("packs")).unwrap().map(|file| file.unwrap().metadata().unwrap().len()).sum()
}

#[test]
fn the_only_source_leaves_no_letter_and_comes_back_when_it_is_added_again() {
    let dir = tempfile::tempdir().unwrap();
    let (home, mbox) = (dir.path().join("archive"), dir.path().join("bakery.mbox"));
    write_mbox(sample(1).messages, MboxFlavour::Mboxrd, File::create(&mbox).unwrap()).unwrap();
    let archive = Archive::open(&home).unwrap();
    let first = import(&archive, &mbox);
    let before = packed(&home);
    for round in 1..3 {
        let source = archive.info().unwrap().sources[0].id;
        let removed = archive.remove_source(source).unwrap();
        assert_eq!((removed.messages, packed(&home)), (first[1], 0), "round {round}");
        assert!(removed.freed >= before / 2, "{} of {before}", removed.freed);
        assert_eq!(archive.messages(None, 0, usize::MAX).unwrap(), []);
        assert_eq!(import(&archive, &mbox), first);
        let found = archive.search("roof", &SearchPage { limit: 1, ..SearchPage::default() }).unwrap();
        assert!(found.total > 10);
    }
}
