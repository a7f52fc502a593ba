//! Every changed byte of an export is found.

use std::fs;
use std::path::{Path, PathBuf};

use super::verify_export;
use crate::manifest::ManifestEntry;
use crate::message::tests::accepted_kind;
use crate::message::tests::{EACH_KIND, TestContent};
use crate::{Export, ExportMessage, ExportOptions, FORMATS};

/// Exports two messages and an exception, and returns the target.
fn export(format: &str, dir: &Path) -> PathBuf {
    let format = crate::format_named(format).unwrap();
    let target = dir.join(format!("out{}", format.target.extension()));
    let mut export = Export::create(format, &target, ExportOptions::default()).unwrap();
    for (id, bytes) in [(1, EACH_KIND), (2, "Subject: b\n\nFrom: here on\n")] {
        let content = TestContent { bytes: Some(bytes), ..TestContent::default() };
        let (folder, kind) = (vec!["Inbox".to_owned()], accepted_kind(format));
        export.write(&ExportMessage { id, kind, folder, ..ExportMessage::new(&content) }).unwrap();
    }
    export.add_exception(3, "lost", "It cannot be read.".to_owned());
    export.finish().unwrap();
    target
}

fn files(dir: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

#[test]
fn an_untouched_export_has_no_problem() {
    for format in FORMATS {
        let dir = tempfile::tempdir().unwrap();
        let target = export(format.name, dir.path());
        let verified = verify_export(&target).unwrap();
        assert_eq!(verified.problems, [], "{format:?}");
        assert!(verified.checked >= 2, "{format:?}");
    }
}

/// Flips one bit of every byte of small exports, and of every 97th byte of larger ones.
#[test]
fn each_flipped_byte_is_found() {
    for format in ["eml", "mbox", "maildir", "pdf", "html", "csv", "xlsx"] {
        let dir = tempfile::tempdir().unwrap();
        let target = export(format, dir.path());
        for path in files(dir.path()) {
            let bytes = fs::read(&path).unwrap();
            let step = if bytes.len() > 5000 { 97 } else { 1 };
            for (position, bit) in (0..bytes.len()).step_by(step).zip([1_u8, 32, 128, 4].into_iter().cycle())
            {
                let mut flipped = bytes.clone();
                flipped[position] ^= bit;
                fs::write(&path, &flipped).unwrap();
                let found = verify_export(&target).map_or(1, |verified| verified.problems.len());
                assert!(found > 0, "{}: bit {bit} of byte {position}", path.display());
            }
            fs::write(&path, &bytes).unwrap();
        }
        assert_eq!(verify_export(&target).unwrap().problems, []);
    }
}

#[test]
fn missing_and_added_files_are_found() {
    let dir = tempfile::tempdir().unwrap();
    let target = export("eml", dir.path());
    let all = files(&target);
    for path in &all {
        let bytes = fs::read(path).unwrap();
        fs::remove_file(path).unwrap();
        assert!(
            verify_export(&target).map_or(1, |verified| verified.problems.len()) > 0,
            "{}",
            path.display()
        );
        fs::write(path, bytes).unwrap();
    }
    fs::write(target.join("planted.eml"), "x").unwrap();
    assert_eq!(verify_export(&target).unwrap().problems[0].path, "planted.eml");
}

/// The lists are input: a path in them must not make the check read files outside the export.
#[test]
fn paths_outside_the_export_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    let target = export("eml", dir.path());
    fs::write(dir.path().join("secret"), "x").unwrap();
    let sums = target.join("SHA256SUMS");
    let digest = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881";
    fs::write(&sums, format!("{}{digest}  ../secret\n", fs::read_to_string(&sums).unwrap())).unwrap();
    let problems = verify_export(&target).unwrap().problems;
    assert!(problems.iter().any(|problem| problem.what.contains("outside")), "{problems:?}");
}

/// Replaces a text in the manifest of an export, and its digest in the list of digests.
fn edit_manifest(target: &Path, from: &str, to: &str) {
    let manifest = target.join("manifest.json");
    let text = fs::read_to_string(&manifest).unwrap();
    assert!(text.contains(from), "{text}");
    let changed = text.replacen(from, to, 1);
    let digest = |text: &str| {
        let path = target.join("manifest.json");
        fs::write(&path, text).unwrap();
        crate::output::file_digest(&mut fs::File::open(&path).unwrap()).unwrap().1
    };
    let (before, after) = (digest(&text), digest(&changed));
    let sums = target.join("SHA256SUMS");
    let list = fs::read_to_string(&sums).unwrap();
    assert!(list.contains(&before));
    fs::write(&sums, list.replace(&before, &after)).unwrap();
}

/// Returns the differences of an export of two EML files with a changed manifest.
fn problems_of_edited(from: &str, to: &str) -> Vec<String> {
    let dir = tempfile::tempdir().unwrap();
    let target = export("eml", dir.path());
    edit_manifest(&target, from, to);
    verify_export(&target).unwrap().problems.into_iter().map(|problem| problem.what).collect()
}

#[test]
fn a_message_in_a_file_that_no_list_names_is_found() {
    let problems = problems_of_edited("\"file\":\"", "\"file\":\"elsewhere-");
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert!(problems[0].contains("Message 1") && problems[0].contains("no list of digests"), "{problems:?}");
}

#[test]
fn wrong_sums_and_missing_members_of_a_manifest_are_found() {
    for (from, to, words) in [
        ("\"written\": 2", "\"written\": 1", "totals"),
        ("\"chosen\": 3", "\"chosen\": 4", "totals"),
        ("\"written\": 2", "\"wrote\": 2", "cannot be read"),
        ("\"messages\": [", "\"messages\": [[", "cannot be read"),
        ("\"n\":2", "\"n\":\"2\"", "cannot be read"),
    ] {
        let problems = problems_of_edited(from, to);
        assert!(problems.iter().any(|what| what.contains(words)), "{to}: {problems:?}");
    }
}

/// A file on a disk that fails after its first bytes.
struct Failing;

impl std::io::Read for Failing {
    fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
        Err(std::io::Error::other("the disk failed"))
    }
}

impl std::io::Seek for Failing {
    fn seek(&mut self, _: std::io::SeekFrom) -> std::io::Result<u64> {
        Ok(0)
    }
}

#[test]
fn a_message_that_cannot_be_read_has_not_changed() {
    let entry = ManifestEntry { size: 1, sha256: "ab".to_owned(), ..ManifestEntry::default() };
    assert!(!super::has_digest(&mut std::io::Cursor::new(b"x"), &entry).unwrap());
    assert_eq!(super::has_digest(&mut Failing, &entry).unwrap_err().to_string(), "the disk failed");
}
