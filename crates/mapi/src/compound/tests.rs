//! Tests that read files of the crate `cfb` with this crate, and files of this crate with `cfb`.

use std::io::{Cursor, Read as _, Write as _};
use std::sync::Arc;

use super::{Compound, CompoundError, write_storage};

type Written = cfb::CompoundFile<Cursor<Vec<u8>>>;

fn stream_bytes(length: usize) -> Vec<u8> {
    (0..length).map(|at| u8::try_from(at % 251).unwrap()).collect()
}

/// Returns a file with streams of these lengths, half of them in a storage.
fn written(version: cfb::Version, lengths: &[usize]) -> Vec<u8> {
    let mut file = Written::create_with_version(version, Cursor::new(Vec::new())).unwrap();
    file.create_storage("/inner").unwrap();
    for (number, &length) in lengths.iter().enumerate() {
        let folder = if number % 2 == 0 { "" } else { "/inner" };
        let mut stream = file.create_stream(format!("{folder}/s{number}")).unwrap();
        stream.write_all(&stream_bytes(length)).unwrap();
    }
    file.flush().unwrap();
    file.into_inner().into_inner()
}

fn open(bytes: Vec<u8>) -> Compound {
    Compound::open(Arc::new(bytes)).unwrap()
}

/// Returns the streams with their lengths and whether they are complete, ordered by name.
fn streams(compound: &Compound) -> Vec<(String, usize, bool)> {
    let root = compound.root();
    let inner = root.storage("INNER").into_iter().flat_map(|inner| inner.streams());
    let mut all: Vec<_> = root
        .streams()
        .chain(inner)
        .map(|(name, entry)| {
            let (bytes, error) = compound.stream(&entry).bytes();
            assert_eq!(bytes, stream_bytes(bytes.len()), "{name}");
            (name.to_owned(), bytes.len(), error.is_none())
        })
        .collect();
    all.sort();
    all
}

const LENGTHS: [usize; 8] = [0, 1, 64, 65, 4095, 4096, 4097, 700_001];

fn whole(lengths: &[usize]) -> Vec<(String, usize, bool)> {
    lengths.iter().enumerate().map(|(number, &length)| (format!("s{number}"), length, true)).collect()
}

#[test]
fn both_versions() {
    for version in [cfb::Version::V3, cfb::Version::V4] {
        let compound = open(written(version, &LENGTHS));
        assert_eq!(streams(&compound), whole(&LENGTHS), "{version:?}");
        assert!(compound.flaws().is_empty(), "{:?}", compound.flaws());
    }
}

#[test]
fn a_table_of_more_sectors_than_the_header_holds() {
    // 109 FAT sectors cover 7 MB, so this file needs a DIFAT.
    let lengths = [9_000_000, 3, 100_000];
    let compound = open(written(cfb::Version::V3, &lengths));
    assert_eq!(streams(&compound), whole(&lengths));
    let (packed, flaws) = write_storage(&compound, compound.root());
    assert!(flaws.is_empty(), "{flaws:?}");
    assert_eq!(streams(&open(packed)), whole(&lengths));
}

#[test]
fn packed_again() {
    let compound = open(written(cfb::Version::V4, &LENGTHS));
    let (packed, flaws) = write_storage(&compound, compound.root());
    assert!(flaws.is_empty(), "{flaws:?}");
    let mut file = cfb::CompoundFile::open_strict(Cursor::new(packed.clone())).unwrap();
    for (number, &length) in LENGTHS.iter().enumerate() {
        let folder = if number % 2 == 0 { "" } else { "/inner" };
        let mut bytes = Vec::new();
        file.open_stream(format!("{folder}/s{number}")).unwrap().read_to_end(&mut bytes).unwrap();
        assert_eq!(bytes, stream_bytes(length), "s{number}");
    }
    assert_eq!(streams(&open(packed)), whole(&LENGTHS));
}

#[test]
fn a_cut_file_gives_what_is_before_the_cut() {
    let mut bytes = written(cfb::Version::V3, &[20_000, 3]);
    let end = bytes.len();
    // The large stream was written first, so its end and all later streams are missing.
    bytes.truncate(end / 2);
    match Compound::open(Arc::new(bytes)) {
        Ok(compound) => {
            let all = streams(&compound);
            assert!(
                all.iter().any(|(name, length, whole)| name == "s0" && *length > 5_000 && !whole),
                "{all:?}"
            );
        }
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn what_is_no_compound_file() {
    for (bytes, expected) in [
        (b"!BDN".to_vec(), "the file is not a compound file"),
        (Vec::new(), "the file is not a compound file"),
        (super::MAGIC.to_vec(), "the directory of the file cannot be found"),
    ] {
        let error: Option<CompoundError> = Compound::open(Arc::new(bytes)).err();
        assert_eq!(error.map(|error| error.to_string()).as_deref(), Some(expected));
    }
}
