//! Tests with files that disappear while a source is read, and with interrupted imports.

use std::collections::BTreeSet;
use std::fs;
use std::io::{Cursor, Write as _};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::sink::{Finding, Sink};
use crate::{read, source_of};

const ONE: &str = "Subject: one\r\nFrom: a@x.example\r\n\r\nhello\r\n";
const MBOX: &str = "From a@x Tue Mar  3 10:00:00 2015\nSubject: in\n\none\n\nFrom a@x Tue Mar  3 10:00:00 2015\nSubject: on\n\n";

/// A sink that deletes files at the first finding after the top folder. The reader has already listed the files at
/// that time.
struct Deleting {
    files: Vec<PathBuf>,
    seen: Vec<String>,
}

impl Sink for Deleting {
    fn push(&mut self, found: Finding) -> ControlFlow<()> {
        if !matches!(&found, Finding::Folder(folder) if folder.parent.is_none()) {
            self.files.drain(..).for_each(|file| fs::remove_file(file).unwrap());
        }
        match found {
            Finding::Item(item) => {
                let lost = if item.raw.is_none() { "lost " } else { "" };
                self.seen.push(format!("{lost}{} {}", item.position, item.defects.len()));
            }
            Finding::Defect { folder, defect } => {
                self.seen.push(format!("{}|{:?}", folder.unwrap_or_default(), defect.effect));
            }
            Finding::Folder(_) | Finding::Other { .. } => {}
        }
        ControlFlow::Continue(())
    }
}

#[track_caller]
fn check(files: &[(&str, &str)], deleted: &[&str], expected: &[&str]) {
    let dir = tempfile::tempdir().unwrap();
    let top = dir.path().join("top");
    for (name, text) in files {
        let path = top.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let files = deleted.iter().map(|name| top.join(name)).collect();
    let mut sink = Deleting { files, seen: Vec::new() };
    read(&source_of(&top).unwrap(), &mut sink).unwrap();
    assert_eq!(sink.seen, expected);
}

#[test]
fn a_message_that_disappears_is_counted_as_lost() {
    check(
        &[("a.eml", ONE), ("b.eml", ONE), ("c.txt", "text")],
        &["b.eml", "c.txt"],
        &["a.eml#0 0", "lost b.eml#0 1", "|RestUnreadable"],
    );
}

#[test]
fn each_lost_file_in_a_folder_of_messages_is_one_item() {
    check(&[("1", ONE), ("2", ONE)], &["2"], &["1#0 0", "lost 2#0 1"]);
    check(
        &[("cur/.lock", "x"), ("cur/1.a", ONE), ("cur/2.a", ONE), ("new/3.a", ONE)],
        &["cur/2.a"],
        &["cur/1.a#0 0", "lost cur/2.a#0 1", "new/3.a#0 0"],
    );
}

#[test]
fn a_mailbox_that_disappears_is_no_item_even_if_named_eml() {
    check(&[("a.eml", MBOX)], &["a.eml"], &["a.eml|RestUnreadable"]);
}

/// A sink that ends the reading after a number of calls of `goes_on`.
struct Stopping {
    questions: u32,
    seen: BTreeSet<String>,
    found: Vec<(String, usize)>,
}

impl Sink for Stopping {
    fn push(&mut self, found: Finding) -> ControlFlow<()> {
        if let Finding::Item(item) = found {
            self.found.push((item.position, item.defects.len()));
        }
        if self.questions == 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    fn wants(&mut self, position: &str) -> bool {
        !self.seen.contains(position)
    }

    fn goes_on(&mut self) -> bool {
        self.questions = self.questions.saturating_sub(1);
        self.questions > 0
    }
}

fn zip(path: &Path) {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for name in ["a.eml", "b.eml", "c.mbox", "d.eml"] {
        writer.start_file(name, SimpleFileOptions::default()).unwrap();
        let text = if name == "c.mbox" { MBOX } else { ONE };
        writer.write_all(text.as_bytes()).unwrap();
        // Makes the file longer than one chunk of the unpacker.
        writer.write_all(&b"more\r\n".repeat(100_000)).unwrap();
    }
    fs::write(path, writer.finish().unwrap().into_inner()).unwrap();
}

#[test]
fn an_import_interrupted_at_any_point_continues_without_loss() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.zip");
    zip(&path);
    let source = source_of(&path).unwrap();
    let mut all = Stopping { questions: u32::MAX, seen: BTreeSet::new(), found: Vec::new() };
    read(&source, &mut all).unwrap();
    assert_eq!(all.found.len(), 5);
    let asked = u32::MAX - all.questions;
    assert!(asked > 12, "{asked}");
    for questions in 1..=asked {
        let mut first = Stopping { questions, seen: BTreeSet::new(), found: Vec::new() };
        read(&source, &mut first).unwrap();
        let seen = first.found.iter().map(|(position, _)| position.clone()).collect();
        let mut rest = Stopping { questions: u32::MAX, seen, found: Vec::new() };
        read(&source, &mut rest).unwrap();
        let both = [first.found, rest.found].concat();
        assert_eq!(both, all.found, "interrupted at question {questions}");
    }
}
