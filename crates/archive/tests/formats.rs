//! Tests that archives of every format can be opened, and that the bytes of their messages are unchanged.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use foundmail_archive::view::{ImportState, Selection};
use foundmail_archive::{Archive, SearchPage, ShowAs, VerifyDepth, verify};
use foundmail_mail::digest_of;

fn fixture(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name);
    let packed = fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    zstd::stream::decode_all(packed.as_slice()).unwrap()
}

/// Unpacks a tar file in the ustar format (POSIX.1-1988). From each header of 512 bytes, reads only name, size and
/// type.
fn unpack(tar: &[u8], to: &Path) {
    let text =
        |bytes: &[u8]| String::from_utf8(bytes.split(|&byte| byte == 0).next().unwrap().to_vec()).unwrap();
    let mut rest = tar;
    while rest.len() >= 512 && rest[0] != 0 {
        let (header, after) = rest.split_at(512);
        let size = usize::from_str_radix(text(&header[124..136]).trim(), 8).unwrap();
        let path: PathBuf = to.join(text(&header[..100]));
        if header[156] == b'5' {
            fs::create_dir_all(path).unwrap();
        } else {
            fs::write(path, &after[..size]).unwrap();
        }
        rest = &after[size.next_multiple_of(512)..];
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// Opens the fixture of a format. Compares its messages and the number of search results with the expected ones.
fn check(format: u32, searches: &[(&str, u32)]) -> (tempfile::TempDir, Archive) {
    let dir = tempfile::tempdir().unwrap();
    unpack(&fixture(&format!("format-{format}.tar.zst")), dir.path());
    let digests = String::from_utf8(fixture(&format!("format-{format}.digests.zst"))).unwrap();
    let mut expected: Vec<(u32, String)> = digests
        .lines()
        .map(|line| line.split_once('\t').unwrap())
        .map(|(id, digest)| (id.parse().unwrap(), digest.to_owned()))
        .collect();
    expected.sort();
    let archive = Archive::open(dir.path()).unwrap();
    let mut ids: Vec<u32> =
        archive.messages(None, 0, usize::MAX).unwrap().into_iter().map(|row| row.id).collect();
    ids.sort_unstable();
    let raw = |id: u32| archive.show(id, ShowAs::Raw).unwrap();
    let found: Vec<(u32, String)> = ids.into_iter().map(|id| (id, hex(&digest_of(&raw(id))))).collect();
    assert_eq!(found, expected);
    for (query, total) in searches {
        assert_eq!(
            archive.search(query, &SearchPage { limit: 1, ..SearchPage::default() }).unwrap().total,
            *total,
            "{query}"
        );
    }
    (dir, archive)
}

#[test]
fn format_1() {
    let searches =
        [("harbour", 29), ("\"From the harbour\"", 3), ("has:attachment", 23), ("hole", 4), ("letter", 1007)];
    let (dir, archive) = check(1, &searches);
    let imports = archive.imports().unwrap();
    assert_eq!(imports.len(), 2);
    // The second import was killed. The first import had already ended.
    assert_eq!((imports[0].state, imports[1].state), (ImportState::Stopped, ImportState::Done));
    let totals = imports[1].report.as_ref().unwrap().totals;
    assert_eq!((totals.found, totals.ready, totals.copies, totals.damaged), (131, 105, 25, 1));
    // The archive is of format 2 now, so its messages can have marks.
    let harbour =
        Selection::Search { query: "harbour".to_owned(), typing: false, folder: None, source: None };
    assert_eq!(archive.set_tag(&harbour, "Harbour", true).unwrap(), 29);
    assert_eq!(archive.overview().unwrap().tags[0].count, 29);
    drop(archive);
    let report = verify(dir.path(), VerifyDepth::Full, &mut |_, _| {}).unwrap();
    assert!(report.damaged.is_empty(), "{:?}", report.damaged);
    assert_eq!((report.checked, report.read), (1106, 1108));
}
