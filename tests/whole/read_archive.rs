//! Checks that the Python program `read_archive.py`, which was written from `docs/archive-format.md` only, reads
//! the same bytes as an export.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use foundmail_testkit::{MboxFlavour, sample, write_eml_tree, write_mbox};
use foundmail_tests::opinions::python;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::program::{Foundmail, number, outlook_files};

/// An MBOX with a message that has quoted lines, and lines that only look quoted.
const QUOTED: &str = "From ruth@firm.example Tue Jan  2 10:00:00 2024
From: Ruth <ruth@firm.example>
Subject: Quoted lines
Message-ID: <quoted@firm.example>

>From one
>>From two
> From a blank before it
>From: a colon
>
";

/// The same message without quoting.
const PLAIN: &str = "From: Ruth <ruth@firm.example>
Subject: Quoted lines
Message-ID: <quoted@firm.example>

From one
>From two
> From a blank before it
>From: a colon
>
";

/// Returns a Python interpreter with the packages that the program needs. Returns `None` if this test has to be
/// skipped.
fn reader() -> Option<PathBuf> {
    if let Some(reason) = std::env::var_os("FOUNDMAIL_NO_PYPFF") {
        println!("skipped: {}", reason.display());
        return None;
    }
    Some(python())
}

/// Runs the Python program on the archive.
fn run(python: &Path, foundmail: &Foundmail, target: &Path) -> Output {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("read_archive.py");
    let mut command = Command::new(python);
    command.arg(script).arg(foundmail.path("archive")).arg(target);
    command.output().unwrap()
}

/// Returns the SHA-256 digest of each file that the program wrote, by the id of the message.
fn digests(target: &Path) -> BTreeMap<u64, String> {
    let files = fs::read_dir(target).unwrap().map(|entry| entry.unwrap().path());
    files
        .map(|file| {
            assert_eq!(file.extension().unwrap(), "eml");
            let id = file.file_stem().unwrap().to_str().unwrap().parse().unwrap();
            (id, hex(&Sha256::digest(fs::read(&file).unwrap())))
        })
        .collect()
}

/// Returns the SHA-256 digests of an export from its manifest, by the id of the message.
fn exported(foundmail: &Foundmail) -> BTreeMap<u64, String> {
    let target = foundmail.path("exported");
    foundmail.print(&["export", "--all", "--as", "eml", "--to", target.to_str().unwrap()]);
    let manifest: Value = serde_json::from_slice(&fs::read(target.join("manifest.json")).unwrap()).unwrap();
    let entries = manifest["messages"].as_array().unwrap().iter();
    entries.map(|entry| (number(&entry["id"]), entry["sha256"].as_str().unwrap().to_owned())).collect()
}

fn hex(bytes: &[u8]) -> String {
    let pairs: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    pairs.concat()
}

/// Returns the names and bytes of the files of the archive, without those of the index.
fn files_of(archive: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let folders = [archive.to_owned(), archive.join("packs")];
    let paths = folders.iter().flat_map(|folder| fs::read_dir(folder).unwrap());
    let paths = paths.map(|entry| entry.unwrap().path()).filter(|path| path.is_file());
    paths.map(|path| (path.clone(), fs::read(&path).unwrap())).collect()
}

/// Returns a message of more than 64 MiB. The end of its text is stored as a separate part. Its attachments have
/// different line lengths.
fn giant(ending: &str) -> String {
    let mut lines = vec![
        "From: Ruth <ruth@firm.example>".to_owned(),
        "Subject: A giant".to_owned(),
        "Message-ID: <giant@firm.example>".to_owned(),
        "MIME-Version: 1.0".to_owned(),
        "Content-Type: multipart/mixed; boundary=\"giant\"".to_owned(),
        String::new(),
        "--giant".to_owned(),
        "Content-Type: text/plain".to_owned(),
        String::new(),
    ];
    lines.extend(std::iter::repeat_n("The roof was repaired before the winter came.".to_owned(), 1_500_000));
    // The last lines are full, or have one to three further bytes; one attachment is a single line.
    for (line, size) in [(76, 5700), (76, 5701), (72, 5702), (60, 4503), (8000, 5703)] {
        let bytes: Vec<u8> =
            (0..size).map(|at: u32| at.wrapping_mul(2_654_435_761).to_be_bytes()[0]).collect();
        let letters = STANDARD.encode(bytes);
        lines.push("--giant".to_owned());
        lines.push(format!("Content-Type: application/octet-stream; name=\"{line}-{size}.bin\""));
        lines.push("Content-Transfer-Encoding: base64".to_owned());
        lines.push(String::new());
        lines.extend(letters.as_bytes().chunks(line).map(|line| String::from_utf8_lossy(line).into_owned()));
    }
    lines.push("--giant--".to_owned());
    lines.push(String::new());
    lines.join(ending)
}

#[test]
fn the_page_is_enough_to_read_an_archive() {
    let Some(python) = reader() else { return };
    let foundmail = Foundmail::new();
    let paths =
        ["quoted.mbox", "sample.mbox", "tree", "giant.eml", "giant-lf.eml"].map(|name| foundmail.path(name));
    let [quoted, mbox, tree, giant_crlf, giant_lf] = &paths;
    fs::write(quoted, QUOTED).unwrap();
    let mailbox = sample(1);
    write_mbox(&mailbox.messages, MboxFlavour::Mboxrd, fs::File::create(mbox).unwrap()).unwrap();
    write_eml_tree(&sample(2), tree).unwrap();
    fs::write(giant_crlf, giant("\r\n")).unwrap();
    fs::write(giant_lf, giant("\n").replace("<giant@", "<giant-lf@")).unwrap();
    let enron = outlook_files().join("enron.pst");
    foundmail.import(&[quoted, mbox, tree, giant_crlf, giant_lf, &enron]);
    let expected = exported(&foundmail);
    let before = files_of(&foundmail.path("archive"));

    let target = foundmail.path("read");
    let output = run(&python, &foundmail, &target);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{errors}");
    let found = digests(&target);
    let different: Vec<_> = expected.iter().filter(|(id, digest)| found.get(id) != Some(digest)).collect();
    assert!(different.is_empty(), "{different:?}");
    assert_eq!(found.len(), expected.len());
    assert!(before == files_of(&foundmail.path("archive")), "the reader changed the archive");
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    let words: Vec<&str> = printed.split_whitespace().collect();
    let [messages, "messages", "written,", parts, "parts"] = words[..] else { panic!("{printed}") };
    assert_eq!(messages, expected.len().to_string());
    // The parts are at least the text and the five attachments of each of the two giants.
    assert!(parts.parse::<u32>().unwrap() >= 12, "{printed}");

    let plain = hex(&Sha256::digest(PLAIN));
    assert!(found.values().any(|digest| *digest == plain), "the quoting was not removed");
    for giant in [giant_crlf, giant_lf] {
        let digest = hex(&Sha256::digest(fs::read(giant).unwrap()));
        assert!(found.values().any(|found| *found == digest), "{}", giant.display());
    }
}

#[test]
fn damage_is_named_and_left_out() {
    let Some(python) = reader() else { return };
    let foundmail = Foundmail::new();
    let tree = foundmail.path("tree");
    write_eml_tree(&sample(1), &tree).unwrap();
    foundmail.import(&[&tree]);
    let expected = exported(&foundmail);
    // Damage the digest in the header of the first blob.
    let pack = foundmail.path("archive").join("packs/000001.pack");
    let mut bytes = fs::read(&pack).unwrap();
    bytes[30] ^= 1;
    fs::write(&pack, bytes).unwrap();

    let target = foundmail.path("read");
    let output = run(&python, &foundmail, &target);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(3), "{errors}");
    assert!(errors.contains("is left out: blob 1 (packs/000001.pack, offset 56)"), "{errors}");
    let found = digests(&target);
    assert!(!found.is_empty() && found.len() < expected.len(), "{} of {}", found.len(), expected.len());
    assert!(found.iter().all(|(id, digest)| expected.get(id) == Some(digest)));
}

#[test]
fn an_archive_that_cannot_be_read_is_refused() {
    let Some(python) = reader() else { return };
    let foundmail = Foundmail::new();
    let refused = |words: &str| {
        let output = run(&python, &foundmail, &foundmail.path("read"));
        let errors = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{errors}");
        assert!(errors.contains(words), "{errors}");
        assert!(!foundmail.path("read").exists());
    };
    refused("contains no catalogue.sqlite");
    let archive = foundmail.path("archive");
    fs::create_dir(&archive).unwrap();
    fs::write(archive.join("catalogue.sqlite"), "").unwrap();
    refused("creating the archive was interrupted");
    fs::write(archive.join("catalogue.sqlite"), "no database at all").unwrap();
    refused("file is not a database");
}
