//! Outlook's PST and OST files.

use std::ops::ControlFlow;
use std::path::Path;

use foundmail_defect::Defect;
use foundmail_mail::{Framing, Kind};
use foundmail_mapi::{AddressBook, Item as MapiItem, compose, tags};
use foundmail_pst::{
    FileKind, Folder as PstFolder, Found as HowFound, Info, MessageRef, NodeId, PstFile, Visitor,
};

use crate::error::ImportError;
use crate::people;
use crate::read::Place;
use crate::sink::{Folder, Found, Hint, Item, Sink};

/// Node of the root folder, [MS-PST] 2.4.1: it has no name, and stands for the file itself.
const ROOT: NodeId = NodeId::ROOT_FOLDER;

pub(crate) fn read(place: &Place<'_>, sink: &mut dyn Sink) -> Result<(), ImportError> {
    let pst = open(place.path)?;
    let mut count = Count::default();
    let _ = pst.walk(&mut count);
    let people = people::of(&pst);
    let mut reading = Reading { pst: &pst, place, sink, people, all: count.messages.max(1), done: 0 };
    let _ = pst.walk(&mut reading);
    for defect in pst.defects() {
        if sink.push(Found::Defect { folder: Some(place.folder.to_owned()), defect }).is_break() {
            break;
        }
    }
    Ok(())
}

fn open(path: &Path) -> Result<PstFile, ImportError> {
    PstFile::open(path).map_err(|source| ImportError::Outlook { path: path.to_owned(), source })
}

struct Reading<'r> {
    pst: &'r PstFile,
    place: &'r Place<'r>,
    sink: &'r mut dyn Sink,
    people: AddressBook,
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
}

impl Visitor for Reading<'_> {
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

    fn message(&mut self, message: &MessageRef) -> ControlFlow<()> {
        self.done = self.done.saturating_add(1);
        let position = format!("{}nid:{:#x}", self.place.position, message.nid.value());
        if self.sink.wants(&position) {
            let mut item = self.pst.read_item(message);
            self.people.fill(&mut item);
            let found = item_found(self.key(message.folder), position, message, &item);
            self.sink.push(Found::Item(found))?;
        }
        // Items lie anywhere in the file: how far the reading is, is told by their count.
        let size = u128::from(self.pst.info().file_size);
        let bytes = size.saturating_mul(self.done.into()).checked_div(self.all.into()).unwrap_or(size);
        self.sink.progress(u64::try_from(bytes).unwrap_or(u64::MAX));
        ControlFlow::Continue(())
    }
}

fn item_found(folder: String, position: String, message: &MessageRef, item: &MapiItem) -> Item {
    let is_lost = item.props.is_empty() && item.recipients.is_empty() && item.attachments.is_empty();
    let composed = compose(item);
    Item {
        folder,
        position,
        raw: (!is_lost).then_some(composed.raw),
        framing: Framing::Plain,
        composed: true,
        kind: kind_of(composed.kind),
        defects: composed.defects,
        recovered: match message.found {
            HowFound::Listed => None,
            HowFound::Node => Some("Its folder did not list it.".to_owned()),
            HowFound::Orphan => Some("Its folder is gone.".to_owned()),
        },
        separator: None,
        hint: hint_of(item),
    }
}

fn hint_of(item: &MapiItem) -> Hint {
    let time = |id| item.props.time(id).and_then(foundmail_mapi::FileTime::unix_seconds);
    Hint {
        subject: item.props.text(tags::SUBJECT),
        from: item.props.first_text(&[tags::SENT_REPRESENTING_NAME, tags::SENDER_NAME]),
        date: time(tags::MESSAGE_DELIVERY_TIME).or_else(|| time(tags::CLIENT_SUBMIT_TIME)),
    }
}

fn kind_of(kind: foundmail_mapi::Kind) -> Kind {
    match kind {
        foundmail_mapi::Kind::Mail => Kind::Mail,
        foundmail_mapi::Kind::Appointment => Kind::Appointment,
        foundmail_mapi::Kind::Contact => Kind::Contact,
        foundmail_mapi::Kind::Task => Kind::Task,
        foundmail_mapi::Kind::Note => Kind::Note,
        foundmail_mapi::Kind::Other => Kind::Other,
    }
}

#[derive(Default)]
struct Count {
    messages: u64,
    folders: Vec<FolderCount>,
    defects: Vec<Defect>,
}

impl Visitor for Count {
    fn folder(&mut self, folder: &PstFolder) -> ControlFlow<()> {
        self.folders.push(FolderCount {
            name: folder.name.clone(),
            depth: folder.depth,
            items: 0,
            associated: folder.associated,
        });
        self.defects.extend(folder.defects.iter().cloned());
        ControlFlow::Continue(())
    }

    fn message(&mut self, _message: &MessageRef) -> ControlFlow<()> {
        self.messages = self.messages.saturating_add(1);
        if let Some(folder) = self.folders.last_mut() {
            folder.items = folder.items.saturating_add(1);
        }
        ControlFlow::Continue(())
    }
}

/// A folder of an Outlook file, as an inspection shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FolderCount {
    /// Its name; empty for the root folder.
    pub name: String,
    /// Folders between it and the root.
    pub depth: usize,
    /// Items in it, without those of the folders below.
    pub items: u64,
    /// Hidden items: settings, views, rules.
    pub associated: u32,
}

/// What an Outlook file is like, without importing it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inspection {
    /// What kind of file it is: `pst`, `ost`, `pab`.
    pub kind: &'static str,
    /// `ansi`, `unicode`, `unicode4k`.
    pub layout: &'static str,
    /// `none`, `permute`, `cyclic`.
    pub encryption: String,
    /// Version as the header has it.
    pub version: u16,
    /// Length in bytes.
    pub size: u64,
    /// Length in bytes as the header has it.
    pub size_in_header: u64,
    /// True if Outlook asks for a password when it opens the file.
    pub password: bool,
    /// The store's name.
    pub name: String,
    /// Folders, each behind the one it lies in.
    pub folders: Vec<FolderCount>,
    /// Items in all.
    pub items: u64,
    /// Damage to the file and its folders. Damage to single items is met only when they are read.
    pub defects: Vec<Defect>,
}

/// Looks into an Outlook file.
pub fn inspect_outlook(path: &Path) -> Result<Inspection, ImportError> {
    let pst = open(path)?;
    let mut count = Count::default();
    let _ = pst.walk(&mut count);
    let info: Info = pst.info().clone();
    Ok(Inspection {
        kind: match info.kind {
            FileKind::Pst => "pst",
            FileKind::Ost => "ost",
            FileKind::Pab => "pab",
            FileKind::Other => "unknown",
        },
        layout: match info.layout {
            foundmail_pst::Layout::Ansi => "ansi",
            foundmail_pst::Layout::Unicode => "unicode",
            foundmail_pst::Layout::Unicode4k => "unicode4k",
        },
        encryption: format!("{:?}", info.encryption).to_lowercase(),
        version: info.version,
        size: info.file_size,
        size_in_header: info.size_in_header,
        password: info.password,
        name: info.display_name.unwrap_or_default(),
        folders: count.folders,
        items: count.messages,
        defects: [pst.defects(), count.defects].concat(),
    })
}
