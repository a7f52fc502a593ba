//! Outlook's PST and OST files.

use std::ops::ControlFlow;
use std::path::Path;

use foundmail_mapi::Item as MapiItem;
use foundmail_pst::{Folder as PstFolder, ItemRef, NodeId, Provenance, PstFile, Recovery, Visitor};

use crate::composed::composed;
use crate::error::ImportError;
use crate::people::People;
use crate::read::Place;
use crate::sink::{Folder, Found, Item, Sink};

/// Node of the root folder, [MS-PST] 2.4.1: it has no name, and stands for the file itself.
const ROOT: NodeId = NodeId::ROOT_FOLDER;

pub(crate) fn read(place: &Place<'_>, sink: &mut dyn Sink) -> Result<(), ImportError> {
    let recovery = if place.recover { Recovery::Always } else { Recovery::Auto };
    let path = place.content.path().unwrap_or(place.path);
    let pst = PstFile::open_with(path, recovery)
        .map_err(|source| ImportError::Outlook { path: place.path.to_owned(), source })?;
    let mut reading =
        Reading { pst: &pst, place, sink, people: People::new(), later: Vec::new(), all: 1, done: 0 };
    let _ = pst.walk(&mut reading).is_continue() && reading.rest().is_continue();
    for defect in pst.defects() {
        if sink.push(Found::Defect { folder: Some(place.folder.to_owned()), defect }).is_break() {
            break;
        }
    }
    Ok(())
}

pub(crate) fn open(path: &Path, recovery: Recovery) -> Result<PstFile, ImportError> {
    PstFile::open_with(path, recovery)
        .map_err(|source| ImportError::Outlook { path: path.to_owned(), source })
}

struct Reading<'r> {
    pst: &'r PstFile,
    place: &'r Place<'r>,
    sink: &'r mut dyn Sink,
    people: People,
    /// Items that wait for what others tell of their people.
    later: Vec<ItemRef>,
    /// Items in the file.
    all: u64,
    /// Items that lie behind.
    done: u64,
}

impl Reading<'_> {
    fn key(&self, folder: NodeId) -> String {
        if folder == ROOT {
            return self.place.folder.to_owned();
        }
        format!("{}nid:{:#x}", self.place.position, folder.value())
    }

    fn position(&self, message: &ItemRef) -> String {
        match message.block {
            Some(block) => format!("{}bid:{block:#x}", self.place.position),
            None => format!("{}nid:{:#x}", self.place.position, message.nid.value()),
        }
    }

    fn push(&mut self, message: &ItemRef, item: &MapiItem) -> ControlFlow<()> {
        let found = item_found(self.key(message.folder), self.position(message), message, item);
        self.sink.push(Found::Item(found))?;
        self.passed();
        ControlFlow::Continue(())
    }

    /// One more item lies behind. Items lie anywhere in the file: how far the reading is, is told by their count.
    fn passed(&mut self) {
        self.done = self.done.saturating_add(1).min(self.all);
        let size = u128::from(self.pst.info().file_size);
        let bytes = size.saturating_mul(self.done.into()).checked_div(self.all.into()).unwrap_or(size);
        self.sink.progress(u64::try_from(bytes).unwrap_or(u64::MAX));
    }

    /// The items that had to wait.
    fn rest(&mut self) -> ControlFlow<()> {
        if self.later.is_empty() {
            return ControlFlow::Continue(());
        }
        self.people.complete(self.pst, self.sink)?;
        for message in std::mem::take(&mut self.later) {
            let mut item = self.pst.read_item(&message);
            self.people.fill(&mut item);
            self.push(&message, &item)?;
        }
        ControlFlow::Continue(())
    }
}

impl Visitor for Reading<'_> {
    fn item_count(&mut self, count: u64) {
        self.all = count.max(1);
    }

    fn folder(&mut self, folder: &PstFolder) -> ControlFlow<()> {
        let key = self.key(folder.nid);
        if folder.nid != ROOT {
            let parent =
                folder.parent.map_or_else(|| self.place.folder.to_owned(), |parent| self.key(parent));
            let name =
                if folder.name.trim().is_empty() { "(no name)".to_owned() } else { folder.name.clone() };
            self.sink.push(Found::Folder(Folder { key: key.clone(), parent: Some(parent), name }))?;
        }
        for defect in &folder.defects {
            self.sink.push(Found::Defect { folder: Some(key.clone()), defect: defect.clone() })?;
        }
        ControlFlow::Continue(())
    }

    fn item(&mut self, message: &ItemRef) -> ControlFlow<()> {
        if !self.sink.wants(&self.position(message)) {
            self.people.skip();
            self.passed();
            return ControlFlow::Continue(());
        }
        let mut item = self.pst.read_item(message);
        self.people.learn(&item);
        if self.people.fill(&mut item) {
            self.push(message, &item)?;
        } else {
            self.later.push(*message);
        }
        if self.people.is_ready() { self.rest() } else { ControlFlow::Continue(()) }
    }
}

fn item_found(folder: String, position: String, message: &ItemRef, item: &MapiItem) -> Item {
    let recovered = how_found(message.provenance).map(str::to_owned);
    Item { recovered, ..composed(folder, position, item) }
}

const DELETED: &str = "It had been deleted, but was still in the file.";
const DELETED_BLOCK: &str = "It had been deleted; it was put together from what was still in the file.";
/// How deleted items were found: the texts of [`Item::recovered`] that say so.
pub const DELETED_ITEMS: [&str; 2] = [DELETED, DELETED_BLOCK];

/// How an item was found, in the owner's words; `None` for one that lay where it should.
fn how_found(found: Provenance) -> Option<&'static str> {
    match found {
        Provenance::Listed => None,
        Provenance::Node => Some("Its folder did not list it."),
        Provenance::Orphan => Some("Its folder is gone."),
        Provenance::DetachedPage => {
            Some("The file's directory is damaged; a piece that had come off it still listed this.")
        }
        Provenance::Deleted => Some(DELETED),
        Provenance::DeletedBlock => Some(DELETED_BLOCK),
        Provenance::Block => Some("No directory in the file listed it; it was put together from its parts."),
    }
}

#[cfg(test)]
mod tests;
