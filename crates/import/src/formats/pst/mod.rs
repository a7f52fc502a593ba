//! PST: a mailbox file of Outlook. OST files have the same structure and are read by the same reader.

mod addresses;

use std::ops::ControlFlow;
use std::path::Path;

use foundmail_mapi::Item as MapiItem;
use foundmail_pst::{Folder as PstFolder, ItemRef, NodeId, Provenance, PstFile, Recovery, Visitor};

use crate::composed::composed;
use crate::error::ImportError;
use crate::format::{Format, Reader};
use crate::other_file::is_clearly_no_mail;
use crate::sink::{Finding, Sink, SourceFolder, SourceItem};
use crate::source_file::SourceFile;
use addresses::AddressLearner;

/// The first bytes of PST and OST files: the field `dwMagic` ([MS-PST] 2.2.2.6).
pub(super) const MAGIC: &[u8] = b"!BDN";

pub(crate) static FORMAT: Format = Format {
    name: "pst",
    title: "PST",
    label: "Outlook data file",
    program: Some("Outlook"),
    extensions: &["pst"],
    has_mail: true,
    // A file with a damaged header is recognised by its extension.
    detect: |probe| {
        probe.head.starts_with(MAGIC)
            || (probe.is_named(FORMAT.extensions) && !is_clearly_no_mail(probe.head))
    },
    read: Reader::Mailbox(read),
};

/// The node of the root folder ([MS-PST] 2.4.1). The root folder has no name and represents the file itself.
const ROOT: NodeId = NodeId::ROOT_FOLDER;

pub(crate) fn read(file: &SourceFile<'_>, sink: &mut dyn Sink) -> Result<(), ImportError> {
    let recovery = if file.recover { Recovery::Always } else { Recovery::Auto };
    // The PST reader needs a path, so bytes in memory are written to a temporary file.
    let content = file.content.clone().on_disk();
    let content = content.map_err(|source| ImportError::Open { path: file.path.to_owned(), source })?;
    let path = content.path().unwrap_or(file.path);
    let pst = PstFile::open_with(path, recovery)
        .map_err(|source| ImportError::Outlook { path: file.path.to_owned(), source })?;
    let mut reading = PstReader {
        pst: &pst,
        file,
        sink,
        addresses: AddressLearner::new(),
        waiting: Vec::new(),
        all: 1,
        done: 0,
    };
    let _ = pst.walk(&mut reading).is_continue() && reading.push_waiting().is_continue();
    for defect in pst.defects() {
        if sink.push(Finding::Defect { folder: Some(file.folder.to_owned()), defect }).is_break() {
            break;
        }
    }
    Ok(())
}

pub(crate) fn open(path: &Path, recovery: Recovery) -> Result<PstFile, ImportError> {
    PstFile::open_with(path, recovery)
        .map_err(|source| ImportError::Outlook { path: path.to_owned(), source })
}

struct PstReader<'r> {
    pst: &'r PstFile,
    file: &'r SourceFile<'r>,
    sink: &'r mut dyn Sink,
    addresses: AddressLearner,
    /// Items that are pushed later, because some of their addresses are not known yet.
    waiting: Vec<ItemRef>,
    /// Number of items in the file, at least 1.
    all: u64,
    /// Number of items that were pushed or skipped.
    done: u64,
}

impl PstReader<'_> {
    fn key(&self, folder: NodeId) -> String {
        if folder == ROOT {
            return self.file.folder.to_owned();
        }
        format!("{}nid:{:#x}", self.file.position, folder.value())
    }

    fn position(&self, message: &ItemRef) -> String {
        match message.block {
            Some(block) => format!("{}bid:{block:#x}", self.file.position),
            None => format!("{}nid:{:#x}", self.file.position, message.nid.value()),
        }
    }

    fn push(&mut self, message: &ItemRef, item: &MapiItem) -> ControlFlow<()> {
        let found = item_found(self.key(message.folder), self.position(message), message, item);
        self.sink.push(Finding::Item(found))?;
        self.item_done();
        ControlFlow::Continue(())
    }

    /// Reports progress after an item. Progress is computed from the number of items, because items are not stored
    /// in reading order.
    fn item_done(&mut self) {
        self.done = self.done.saturating_add(1).min(self.all);
        let size = u128::from(self.pst.info().file_size);
        let bytes = size.saturating_mul(self.done.into()).checked_div(self.all.into()).unwrap_or(size);
        self.sink.progress(u64::try_from(bytes).unwrap_or(u64::MAX));
    }

    /// Pushes the items in `waiting`, with the addresses collected until now.
    fn push_waiting(&mut self) -> ControlFlow<()> {
        if self.waiting.is_empty() {
            return ControlFlow::Continue(());
        }
        self.addresses.complete(self.pst, self.sink)?;
        for message in std::mem::take(&mut self.waiting) {
            let mut item = self.pst.read_item(&message);
            self.addresses.fill(&mut item);
            self.push(&message, &item)?;
        }
        ControlFlow::Continue(())
    }
}

impl Visitor for PstReader<'_> {
    fn item_count(&mut self, count: u64) {
        self.all = count.max(1);
    }

    fn folder(&mut self, folder: &PstFolder) -> ControlFlow<()> {
        let key = self.key(folder.nid);
        if folder.nid != ROOT {
            let parent = folder.parent.map_or_else(|| self.file.folder.to_owned(), |parent| self.key(parent));
            let name =
                if folder.name.trim().is_empty() { "(no name)".to_owned() } else { folder.name.clone() };
            self.sink.push(Finding::Folder(SourceFolder { key: key.clone(), parent: Some(parent), name }))?;
        }
        for defect in &folder.defects {
            self.sink.push(Finding::Defect { folder: Some(key.clone()), defect: defect.clone() })?;
        }
        ControlFlow::Continue(())
    }

    fn item(&mut self, message: &ItemRef) -> ControlFlow<()> {
        if !self.sink.wants(&self.position(message)) {
            self.addresses.skip();
            self.item_done();
            return ControlFlow::Continue(());
        }
        let mut item = self.pst.read_item(message);
        self.addresses.learn(&item);
        if self.addresses.fill(&mut item) {
            self.push(message, &item)?;
        } else {
            self.waiting.push(*message);
        }
        if self.addresses.is_ready() { self.push_waiting() } else { ControlFlow::Continue(()) }
    }
}

fn item_found(folder: String, position: String, message: &ItemRef, item: &MapiItem) -> SourceItem {
    let recovered = recovered_text(message.provenance).map(str::to_owned);
    SourceItem { recovered, ..composed(folder, position, item) }
}

const DELETED: &str = "It had been deleted, but was still in the file.";
const DELETED_BLOCK: &str = "It had been deleted; it was restored from parts that were still in the file.";
/// The texts of [`SourceItem::recovered`] that mark deleted items.
pub const DELETED_ITEMS: [&str; 2] = [DELETED, DELETED_BLOCK];

/// Returns a sentence for the user that explains how an item was found. Returns `None` for an item that its folder
/// lists.
fn recovered_text(provenance: Provenance) -> Option<&'static str> {
    match provenance {
        Provenance::Listed => None,
        Provenance::Node => Some("Its folder did not list this item."),
        Provenance::Orphan => Some("The folder of this item no longer exists in the file."),
        Provenance::DetachedPage => Some(
            "The file's directory is damaged, but an unused part of the directory still listed this item.",
        ),
        Provenance::Deleted => Some(DELETED),
        Provenance::DeletedBlock => Some(DELETED_BLOCK),
        Provenance::Block => {
            Some("The file's directory does not list this item. Foundmail restored it from its parts.")
        }
    }
}

#[cfg(test)]
mod tests;
