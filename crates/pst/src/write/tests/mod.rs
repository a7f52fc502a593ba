//! Tests of the writer: the reader reads back everything that was written.

#![allow(clippy::cast_possible_truncation, reason = "sizes are small here")]

mod again;
mod check;
mod compare;
mod composed;
mod items;
mod round_trip;
mod structure;

use std::io::Cursor;
use std::ops::ControlFlow;
use std::sync::Arc;

use foundmail_mapi::{FileTime, Item};

use super::{PstWriter, WriteOptions};
use crate::{Encryption, Folder, ItemRef, Layout, PstFile, Visitor};

type MemoryWriter = PstWriter<Cursor<Vec<u8>>>;

/// Returns options for each layout with each encryption, with and without deflation if the layout has it.
fn all_options() -> Vec<WriteOptions> {
    let mut all = Vec::new();
    for layout in [Layout::Ansi, Layout::Unicode, Layout::Unicode4k] {
        for encryption in [Encryption::None, Encryption::Permute, Encryption::Cyclic] {
            for deflate in [false, true] {
                if !deflate || layout == Layout::Unicode4k {
                    all.push(WriteOptions { encryption, deflate, ..options(layout) });
                }
            }
        }
    }
    all
}

/// Returns options that always yield the same file.
fn options(layout: Layout) -> WriteOptions {
    WriteOptions {
        layout,
        record_key: Some(*b"made up for test"),
        now: FileTime::from_unix_seconds(1_500_000_000),
        display_name: "Sample".to_owned(),
        ..WriteOptions::default()
    }
}

fn write(options: &WriteOptions, fill: impl FnOnce(&mut MemoryWriter)) -> Vec<u8> {
    let mut writer = PstWriter::new(Cursor::new(Vec::new()), options.clone()).unwrap();
    fill(&mut writer);
    writer.finish().unwrap().into_inner()
}

/// The contents of a file: folders by path, and items with the path of their folder.
struct Contents {
    folders: Vec<(String, Folder)>,
    items: Vec<(String, Item)>,
}

impl Contents {
    /// Reads a file. Fails if the reader finds a defect.
    fn of(bytes: Vec<u8>, case: &str) -> Self {
        let pst = PstFile::from_reader(Arc::new(bytes)).unwrap();
        let mut visitor = ContentsVisitor {
            pst: &pst,
            path: Vec::new(),
            contents: Self { folders: vec![], items: vec![] },
        };
        assert_eq!(pst.walk(&mut visitor), ControlFlow::Continue(()));
        let contents = visitor.contents;
        assert_eq!(pst.defects(), [], "{case}");
        for (path, folder) in &contents.folders {
            assert_eq!(folder.defects, [], "{case} {path}");
        }
        for (path, item) in &contents.items {
            assert_eq!(item.defects, [], "{case} {path}");
        }
        contents
    }
}

struct ContentsVisitor<'a> {
    pst: &'a PstFile,
    path: Vec<String>,
    contents: Contents,
}

impl Visitor for ContentsVisitor<'_> {
    fn folder(&mut self, folder: &Folder) -> ControlFlow<()> {
        assert_eq!(folder.provenance, crate::Provenance::Listed);
        self.path.truncate(folder.depth);
        self.path.push(folder.name.clone());
        self.contents.folders.push((self.path.join("/"), folder.clone()));
        ControlFlow::Continue(())
    }

    fn item(&mut self, item_ref: &ItemRef) -> ControlFlow<()> {
        assert_eq!(item_ref.provenance, crate::Provenance::Listed);
        self.contents.items.push((self.path.join("/"), self.pst.read_item(item_ref)));
        ControlFlow::Continue(())
    }
}
