//! Tests of intact, damaged and hostile archive files.

use std::fs;
use std::io::{Cursor, Write as _};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::test_sink::Collect;
use crate::unpack::ExtractionLimits;

const ONE: &[u8] = b"Subject: one\r\nFrom: a@x.example\r\n\r\nhello\r\n";
const TWO: &[u8] = b"Subject: two\r\nFrom: a@x.example\r\n\r\nhello\r\n";
const MBOX: &[u8] = b"From a@x Tue Mar  3 10:00:00 2015\nSubject: in\n\none\n\n";

type Files<'f> = &'f [(&'f str, &'f [u8])];

fn zipped(files: Files<'_>) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        writer.start_file(*name, options).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// Returns a TAR header with the type flag `kind` and the declared size `size`.
fn header(name: &[u8], kind: u8, size: usize) -> Vec<u8> {
    let mut block = vec![0; 512];
    block[..name.len()].copy_from_slice(name);
    block[100..108].copy_from_slice(b"0000644\0");
    block[124..136].copy_from_slice(format!("{size:011o}\0").as_bytes());
    block[148..156].copy_from_slice(b"        ");
    block[156] = kind;
    block[257..265].copy_from_slice(b"ustar\x0000");
    let sum: u32 = block.iter().map(|&byte| u32::from(byte)).sum();
    block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    block
}

fn padded(bytes: &[u8]) -> Vec<u8> {
    let mut padded = bytes.to_vec();
    padded.resize(bytes.len().div_ceil(512) * 512, 0);
    padded
}

fn tarred(files: Files<'_>) -> Vec<u8> {
    let mut tar = Vec::new();
    for (name, bytes) in files {
        tar.extend(header(name.as_bytes(), b'0', bytes.len()));
        tar.extend(padded(bytes));
    }
    tar.extend([0; 1024]);
    tar
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut writer = GzEncoder::new(Vec::new(), Compression::default());
    writer.write_all(bytes).unwrap();
    writer.finish().unwrap()
}

struct Dir(tempfile::TempDir);

impl Dir {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn write(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.0.path().join(name);
        fs::write(&path, bytes).unwrap();
        path
    }
}

/// Checks the items and defects of an archive that is imported itself, and its number of items if its folder is
/// imported.
#[track_caller]
fn check(name: &str, bytes: &[u8], items: &[&str], defects: &[&str]) {
    let dir = Dir::new();
    let path = dir.write(name, bytes);
    let alone = Collect::of(&path);
    assert_eq!(alone.shown(), items);
    assert_eq!(alone.defects, defects);
    assert_eq!(Collect::of(&path).positions(), alone.positions(), "a second import finds the same positions");
    assert_eq!(
        Collect::of(dir.0.path()).items.len(),
        items.len(),
        "number of items if the folder is imported"
    );
    assert_eq!(fs::read(&path).unwrap(), bytes, "the source is unchanged");
}

const TREE: &[(&str, &[u8])] = &[
    ("Takeout/Mail/Alle E-Mails.mbox", MBOX),
    ("Takeout/Mail/Photos/a.png", b"\x89PNG"),
    ("box/cur/1:2,S", ONE),
    ("box/new/2", TWO),
    ("__MACOSX/box/._1.eml", b"\0\x05\x16\x07"),
    (".DS_Store", b"\0\0\0\x01Bud1"),
];

#[test]
fn archives_are_read_like_folders() {
    let tar = tarred(TREE);
    for (name, bytes) in [
        ("a.zip", zipped(TREE)),
        ("a.tar", tar.clone()),
        ("a.tar.gz", gzipped(&tar)),
        ("a.tgz", gzipped(&tar)),
    ] {
        let top = |rest: &str| format!("{name}/{rest}");
        let items = [top("Takeout/Mail/Alle E-Mails|in"), top("box|one"), top("box|two")];
        check(name, &bytes, &items.each_ref().map(String::as_str), &[]);
    }
}

#[test]
fn a_compressed_mailbox_is_read() {
    check("in.mbox.gz", &gzipped(MBOX), &["in.mbox.gz|in"], &[]);
    check("1.eml.gz", &gzipped(ONE), &["1.eml.gz|one"], &[]);
    let inner = zipped(&[("b.eml", TWO)]);
    check("a.zip", &zipped(&[("a.eml", ONE), ("in/b.zip", &inner)]), &["a.zip|one", "a.zip/in/b|two"], &[]);
}

#[test]
fn hostile_and_repeated_names_lose_no_item() {
    let dir = Dir::new();
    let files: Files<'_> = &[("../../up.eml", ONE), ("/root.eml", TWO), ("C:\\x\\..\\win.eml", ONE)];
    let found = Collect::of(&dir.write("a.zip", &zipped(files)));
    assert_eq!(found.items.len(), 3);
    assert_eq!(fs::read_dir(dir.0.path()).unwrap().count(), 1);
    assert!(!Path::new("/root.eml").exists());
    let twice = tarred(&[("a.eml", ONE), ("a.eml", TWO), ("a.eml/b.eml", ONE)]);
    // A header without the magic `ustar`, as programs wrote it before POSIX 1988.
    let mut old = tarred(&[("a.eml", ONE)]);
    old[257..265].fill(0);
    old[148..156].copy_from_slice(b"        ");
    let sum: u32 = old[..512].iter().map(|&byte| u32::from(byte)).sum();
    old[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    check("a.tar", &old, &["a.tar|one"], &[]);
    check("a.tar", &twice, &["a.tar|one", "a.tar|two", "a.tar/a.eml|one"], &[]);
    // A ZIP file with two entries of the same name. The `zip` library lists only one of them.
    let mut zip = zipped(&[("a.eml", ONE), ("b.eml", TWO)]);
    while let Some(at) = zip.windows(5).position(|window| window == b"b.eml") {
        zip[at] = b'a';
    }
    check("a.zip", &zip, &["a.zip|one", "a.zip|two"], &[]);
}

#[test]
fn a_damaged_entry_is_a_defect_and_the_others_are_read() {
    let mut zip = zipped(&[("a.eml", ONE), ("b.eml", TWO), ("c.bin", b"12345678")]);
    // The bytes of the first entry follow its header of 30 bytes and its name.
    zip[30 + 5 + 4] ^= 0x55;
    let dir = Dir::new();
    let found = Collect::of(&dir.write("a.zip", &zip));
    assert_eq!(found.items.len(), 2);
    assert_eq!(found.items.iter().filter(|item| item.defects.is_empty()).count(), 1);
    // An encrypted entry has a flag in its local header and in the directory.
    let mut zip = zipped(&[("a.eml", ONE), ("b.eml", TWO)]);
    let directory = zip.windows(4).position(|window| window == b"PK\x01\x02").unwrap();
    zip[6] |= 1;
    zip[directory + 8] |= 1;
    let lost =
        "a.zip|-|file: the file is encrypted; unpack the archive with its password, then import the folder";
    check("a.zip", &zip, &[lost, "a.zip|two"], &[]);
}

#[test]
fn archives_that_end_early_are_read_up_to_their_end() {
    let zip = zipped(&[("a.eml", ONE), ("b.eml", TWO)]);
    let end = zip.windows(4).position(|window| window == b"PK\x01\x02").unwrap();
    let dir = Dir::new();
    let found = Collect::of(&dir.write("a.zip", &zip[..end]));
    assert_eq!(found.shown(), ["a.zip|one", "a.zip|two"]);
    assert_eq!(found.defects.len(), 2, "{:?}", found.defects);

    let noise: Vec<u8> = (0..200_000_u32).flat_map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()).collect();
    let long = [MBOX, &noise, b"\n\n", MBOX].concat();
    let packed = gzipped(&long);
    let found = Collect::of(&dir.write("in.mbox.gz", &packed[..packed.len() / 2]));
    assert_eq!(found.items.len(), 1);
    assert_eq!(
        found.defects.len(),
        2,
        "one defect of the mailbox, one of the gzip file: {:?}",
        found.defects
    );

    let mut tar = tarred(&[("a.eml", ONE), ("b.eml", TWO)]);
    tar.truncate(512 + 512 + 512 + 10);
    let items = ["a.tar|one", "a.tar|-|archive: the end of this file is missing in the archive"];
    let found = Collect::of(&dir.write("a.tar", &tar));
    assert_eq!(found.shown()[0], items[0]);
    assert_eq!(found.items.len() + found.others.len(), 2, "{:?} {:?}", found.shown(), found.defects);
    assert_eq!(found.defects.len(), 1);
}

#[test]
fn entries_after_a_wrong_size_in_a_tar_are_found() {
    for size in [1 << 20, 100_000_000_000] {
        let mut tar = header(b"a.eml", b'0', if size > 8_000_000_000 { 0o77_777_777_777 } else { size });
        tar.extend(padded(ONE));
        tar.extend(tarred(&[("b.eml", TWO), ("c.eml", ONE)]));
        let found = {
            let dir = Dir::new();
            Collect::of(&dir.write("a.tar", &tar))
        };
        let subjects: Vec<_> =
            found.shown().iter().map(|item| item.split('|').nth(1).unwrap().to_owned()).collect();
        assert_eq!(subjects, ["one", "two", "one"], "{size}");
        assert_eq!(found.defects.len(), 1, "{:?}", found.defects);
    }
}

#[test]
fn long_names_links_and_pax() {
    let long = format!("{}/a.eml", "n".repeat(150));
    let mut tar = header(b"././@LongLink", b'L', long.len() + 1);
    tar.extend(padded(format!("{long}\0").as_bytes()));
    tar.extend(header(b"short", b'0', ONE.len()));
    tar.extend(padded(ONE));
    let record = |text: &str| {
        let mut length = text.len() + 4;
        if format!("{length} {text}\n").len() != length {
            length = format!("{length} {text}\n").len();
        }
        format!("{length} {text}\n")
    };
    let pax = record("path=Entwürfe/b.eml");
    tar.extend(header(b"PaxHeader", b'x', pax.len()));
    tar.extend(padded(pax.as_bytes()));
    tar.extend(header(b"b", b'0', TWO.len()));
    tar.extend(padded(TWO));
    let mut link = header(b"c.eml", b'2', 0);
    link[157..168].copy_from_slice(b"/etc/passwd");
    let sum: u32 = link
        .iter()
        .enumerate()
        .map(|(at, &byte)| if (148..156).contains(&at) { 32 } else { u32::from(byte) })
        .sum();
    link[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    tar.extend(link);
    tar.extend([0; 1024]);
    let first = format!("a.tar/{}|one", "n".repeat(150));
    let link = "entry: c.eml: This is a link. Foundmail does not follow links.";
    check("a.tar", &tar, &["a.tar/Entwürfe|two", &first], &[link]);
}

#[test]
fn nested_archives_are_limited() {
    let mut zip = zipped(&[("deep.eml", ONE)]);
    for _ in 0..8 {
        zip = zipped(&[("in.zip", &zip), ("a.eml", TWO)]);
    }
    let dir = Dir::new();
    let found = Collect::of(&dir.write("a.zip", &zip));
    assert_eq!(found.items.len(), 4, "{:?}", found.shown());
    assert_eq!(
        found.defects,
        [
            "file: in.zip: This archive is inside too many other archives. Unpack the outer archives into a folder, then import that folder."
        ]
    );
}

#[test]
fn limits_are_spent() {
    let mut limits = ExtractionLimits::of(1000);
    let all = limits.left();
    limits.spend(all);
    assert_eq!(limits.left(), 0);
    let mut limits = ExtractionLimits::of(0);
    for _ in 0..4 {
        limits.enter().unwrap();
    }
    assert!(limits.enter().is_err());
    limits.leave();
    assert!(limits.enter().is_ok());
    let opened = (0..20_000).take_while(|_| {
        limits.leave();
        limits.enter().is_ok()
    });
    assert!(opened.count() < 10_000);
}
