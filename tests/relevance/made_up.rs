//! An archive with a bakery's messages, and other made-up messages with the same words.

use std::fs::File;
use std::path::Path;

use foundmail_archive::{Archive, Control, ImportOptions};
use foundmail_testkit::{BulkOptions, MboxFlavour, generate, sample, write_mbox, write_mbox_tree};

use crate::asking::{ask, questions};

/// The number of other messages.
const OTHERS: u64 = 3_000;

pub fn archive(dir: &Path) -> Archive {
    let (bakery, others) = (dir.join("bakery"), dir.join("others.mbox"));
    write_mbox_tree(&sample(1), &bakery).unwrap();
    let letters = generate(BulkOptions { messages: OTHERS, attachments: 5, ..BulkOptions::default() });
    write_mbox(letters, MboxFlavour::Mboxrd, File::create(&others).unwrap()).unwrap();
    let archive = Archive::open(&dir.join("archive")).unwrap();
    archive.import(&[bakery, others], ImportOptions::default(), &Control::new(), &mut |_| ()).unwrap();
    archive
}

#[test]
fn known_letters_are_found() {
    let dir = tempfile::tempdir().unwrap();
    let archive = archive(dir.path());
    let questions = questions(include_str!("queries.tsv"));
    assert!(questions.len() >= 150, "{}", questions.len());
    let answers = ask(&archive, &questions);
    let (best, misspelt) = (answers.best, answers.misspelt);
    assert!(best.ten >= 95 && best.first >= 80, "{best:?}\n{}", answers.missed);
    assert!(answers.newest.ten >= 95, "{:?}", answers.newest);
    assert!(misspelt.asked >= 80 && misspelt.ten >= 85, "{misspelt:?}\n{}", answers.missed);
}
