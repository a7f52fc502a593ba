//! Composes each item of PST or OST files into a message file: `cargo run -p foundmail-pst --example compose --
//! DIRECTORY FILE…`. Prints the defects.

use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use foundmail_mapi::{AddressBook, compose};
use foundmail_pst::{Folder, ItemRef, PstFile, Visitor};

fn main() {
    let mut words = std::env::args().skip(1);
    let directory = PathBuf::from(words.next().unwrap_or_else(|| ".".to_owned()));
    for file in words {
        let path = Path::new(&file);
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        match PstFile::open(path) {
            Ok(pst) => {
                let directory = directory.join(name);
                fs::create_dir_all(&directory).expect("the directory can be created");
                let mut learning = Learning { pst: &pst, book: AddressBook::new() };
                let _ = pst.walk(&mut learning);
                let _ = pst.walk(&mut Composing { pst: &pst, directory, book: learning.book });
            }
            Err(error) => println!("{file}: {error}"),
        }
    }
}

struct Learning<'a> {
    pst: &'a PstFile,
    book: AddressBook,
}

impl Visitor for Learning<'_> {
    fn folder(&mut self, _: &Folder) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }

    fn item(&mut self, item_ref: &ItemRef) -> ControlFlow<()> {
        self.book.learn(&self.pst.read_item(item_ref));
        ControlFlow::Continue(())
    }
}

struct Composing<'a> {
    pst: &'a PstFile,
    directory: PathBuf,
    book: AddressBook,
}

impl Visitor for Composing<'_> {
    fn folder(&mut self, _: &Folder) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }

    fn item(&mut self, item_ref: &ItemRef) -> ControlFlow<()> {
        let mut item = self.pst.read_item(item_ref);
        self.book.fill(&mut item);
        let composed = compose(&item);
        let path = self.directory.join(format!("{:x}-{}.eml", item_ref.nid.value(), item.message_class()));
        fs::write(&path, composed.raw).expect("the file can be written");
        composed.defects.iter().for_each(|defect| println!("{}: {defect}", path.display()));
        ControlFlow::Continue(())
    }
}
