//! Exports that are imported into an empty archive again: the same messages, byte for byte where the format allows it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use foundmail_archive::Archive;
use foundmail_archive::view::Selection;
use foundmail_pst::{Encryption, Layout};
use foundmail_testkit::{BulkOptions, generate, pst_options, sample, write_eml_tree, write_pst};
use serde_json::Value;

use crate::program::{Foundmail, number};

/// An archive in the temporary folder of a test.
struct OneArchive<'f> {
    foundmail: &'f Foundmail,
    path: PathBuf,
}

impl OneArchive<'_> {
    /// Imports a mailbox into a new archive. No item may be damaged.
    fn of<'f>(foundmail: &'f Foundmail, name: &str, source: &Path) -> OneArchive<'f> {
        let archive = OneArchive { foundmail, path: foundmail.path(name) };
        let report = archive.json(&["import", "--no-attachment-text", source.to_str().unwrap()]);
        assert_eq!(number(&report["totals"]["damaged"]), 0, "{name}: {}", report["totals"]);
        archive
    }

    /// Runs a command with this archive. The last `--archive` counts.
    fn json(&self, args: &[&str]) -> Value {
        self.foundmail.json(&[args, &["--archive", self.path.to_str().unwrap()]].concat())
    }

    /// Exports everything. All items must be written, without a missing part.
    fn export(&self, format: &str, to: &Path) {
        let sums = self.json(&["export", "--all", "--as", format, "--to", to.to_str().unwrap()]);
        assert_eq!(sums["chosen"], sums["written"], "{format}: {sums}");
        assert_eq!(number(&sums["chosen"]), self.messages().len() as u64, "{format}");
        assert_eq!((&sums["exceptions"], &sums["incomplete"]), (&serde_json::json!([]), &0.into()), "{sums}");
    }

    /// Returns the stored bytes of all messages.
    fn messages(&self) -> BTreeSet<Vec<u8>> {
        let archive = Archive::open(&self.path).unwrap();
        let all = Selection::Search { query: String::new(), typing: false, folder: None, source: None };
        let ids = archive.selected(&all).unwrap();
        ids.into_iter().map(|id| archive.original(id).unwrap()).collect()
    }

    /// Checks that the command `compare` finds no difference, and returns the number of messages.
    fn assert_same(&self, other: &Self) -> u64 {
        let sides = [self, other].map(|archive| archive.path.to_str().unwrap().to_owned());
        let report = self.json(&["compare", &sides[0], &sides[1], "--list"]);
        let sums = [&report["only_a"], &report["only_b"], &report["differing"]].map(number);
        assert_eq!(sums, [0, 0, 0], "{report}");
        number(&report["both"])
    }
}

/// Removes the quoting of an MBOX.
fn unquoted(message: &[u8]) -> Vec<u8> {
    let lines = message.split_inclusive(|byte| *byte == b'\n').map(|line| {
        let quotes = line.iter().take_while(|byte| **byte == b'>').count();
        let is_quoted = quotes > 0 && line[quotes..].starts_with(b"From ");
        &line[usize::from(is_quoted)..]
    });
    lines.flatten().copied().collect()
}

/// Writes the mail of an office and of a firm: some is copied, odd, or in several folders.
fn mailbox(dir: &Path) {
    let mut mailbox = sample(1);
    mailbox.messages.extend(generate(BulkOptions { padding: 4_000, ..BulkOptions::office(100) }));
    write_eml_tree(&mailbox, dir).unwrap();
}

#[test]
fn mail_is_the_same_after_each_format() {
    let foundmail = Foundmail::new();
    let source = foundmail.path("source");
    mailbox(&source);
    let first = OneArchive::of(&foundmail, "first", &source);
    let messages = first.messages();
    assert!(messages.len() > 350, "{}", messages.len());
    for format in ["eml", "maildir", "mbox"] {
        let export = foundmail.path(&format!("as {format}"));
        first.export(format, &export);
        let again = OneArchive::of(&foundmail, &format!("of {format}"), &export);
        assert_eq!(first.assert_same(&again), messages.len() as u64, "{format}");
        let found = again.messages();
        // An MBOX quotes lines that begin with `From `, and an archive keeps the bytes of its file.
        let found: BTreeSet<Vec<u8>> =
            if format == "mbox" { found.iter().map(|bytes| unquoted(bytes)).collect() } else { found };
        let lost =
            messages.difference(&found).next().map(|bytes| String::from_utf8_lossy(bytes).into_owned());
        assert_eq!(lost, None, "{format}");
        assert_eq!(found.len(), messages.len(), "{format}");
    }
    // A PST keeps the parts of a message, but not its lines.
    let pst = foundmail.path("all.pst");
    first.export("pst", &pst);
    let second = OneArchive::of(&foundmail, "of pst", &pst);
    assert_eq!(first.assert_same(&second), messages.len() as u64);
}

/// Items of a PST keep all their properties, so the messages that are composed of them are the same.
#[test]
fn items_of_a_pst_are_the_same_after_a_pst() {
    let foundmail = Foundmail::new();
    let (source, export) = (foundmail.path("source.pst"), foundmail.path("export.pst"));
    write_pst(sample(1).messages, pst_options(Layout::Unicode, Encryption::Permute), &source).unwrap();
    let first = OneArchive::of(&foundmail, "first", &source);
    first.export("pst", &export);
    let second = OneArchive::of(&foundmail, "second", &export);
    assert!(first.assert_same(&second) > 300);
    assert_eq!(first.messages(), second.messages());
}
