//! Imports PST and OST files, real and made-up ones, whose directory is damaged.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use foundmail_pst::{Encryption, Layout};
use foundmail_testkit::{pst_options, sample, write_pst};

use crate::program::{Foundmail, number, outlook_files};

/// Returns the offsets of the roots of the node B-tree and the block B-tree in a header, and the size of a page
/// ([MS-PST] 2.2.2.5).
fn roots(bytes: &[u8]) -> (usize, usize, usize) {
    let version = u16::from_le_bytes([bytes[10], bytes[11]]);
    let at = |at: usize, len: usize| -> usize {
        bytes[at..at + len].iter().rev().fold(0, |value, byte| value << 8 | usize::from(*byte))
    };
    match version {
        ..20 => (at(188, 4), at(196, 4), 512),
        20..36 => (at(224, 8), at(240, 8), 512),
        36.. => (at(224, 8), at(240, 8), 4096),
    }
}

type Damage = (&'static str, fn(&mut Vec<u8>));

const DIRECTORY: [Damage; 4] = [
    ("header", |bytes| bytes[..1024].fill(0)),
    ("NBT root", |bytes| {
        let (nodes, _, page) = roots(bytes);
        bytes[nodes..nodes + page].fill(0);
    }),
    ("BBT root", |bytes| {
        let (_, blocks, page) = roots(bytes);
        bytes[blocks..blocks + page].fill(0);
    }),
    ("all three", |bytes| {
        let (nodes, blocks, page) = roots(bytes);
        bytes[nodes..nodes + page].fill(0);
        bytes[blocks..blocks + page].fill(0);
        bytes[..1024].fill(0);
    }),
];

/// Imports a file. Returns the number of new messages, and the bytes of all messages in the archive. Fails if the
/// totals of the report are wrong.
fn stored(file: &Path) -> (u64, BTreeSet<Vec<u8>>) {
    let foundmail = Foundmail::new();
    let report = foundmail.import(&[file]);
    let source = &report["sources"][0];
    let count = |name: &str| number(&source[name]);
    assert_eq!(count("found"), count("ready") + count("copies") + count("damaged"), "{source}");
    let raw = |id: u64| foundmail.print(&["show", &id.to_string(), "--as", "raw"]);
    (count("ready"), foundmail.ids().into_iter().map(raw).collect())
}

fn damaged(dir: &Path, bytes: &[u8], damage: fn(&mut Vec<u8>)) -> PathBuf {
    let mut bytes = bytes.to_vec();
    damage(&mut bytes);
    let file = dir.join("damaged.pst");
    fs::write(&file, bytes).unwrap();
    file
}

/// Checks that a file without its directory gives the same messages, byte for byte, as the undamaged file.
fn comes_back_whole(file: &Path) {
    let dir = tempfile::tempdir().unwrap();
    let bytes = fs::read(file).unwrap();
    let sound = stored(file);
    for (name, damage) in DIRECTORY {
        let found = stored(&damaged(dir.path(), &bytes, damage));
        assert_eq!(found.0, sound.0, "{name} of {}", file.display());
        assert!(found.1 == sound.1, "{name} of {}", file.display());
    }
}

#[test]
fn a_real_pst_without_its_directory() {
    comes_back_whole(&outlook_files().join("enron.pst"));
}

#[test]
fn a_real_ost_with_large_pages_without_its_directory() {
    comes_back_whole(&outlook_files().join("pstextractortestpdf@outlook.com.ost"));
}

#[test]
fn made_up_files_without_their_directory() {
    let dir = tempfile::tempdir().unwrap();
    for (layout, encryption) in [(Layout::Ansi, Encryption::Permute), (Layout::Unicode, Encryption::Cyclic)] {
        let file = dir.path().join("sound.pst");
        write_pst(sample(1).messages.into_iter().take(40), pst_options(layout, encryption), &file).unwrap();
        comes_back_whole(&file);
        fs::remove_file(&file).unwrap();
    }
}

#[test]
fn what_is_left_of_a_file_that_was_cut_off() {
    let dir = tempfile::tempdir().unwrap();
    let bytes = fs::read(outlook_files().join("enron.pst")).unwrap();
    for (percent, least) in [(90, 61), (50, 50)] {
        let file = dir.path().join("cut.pst");
        fs::write(&file, &bytes[..bytes.len() * percent / 100]).unwrap();
        let (ready, _) = stored(&file);
        assert!(ready >= least, "{ready} of a file cut to {percent} %");
    }
}
