//! What an Outlook file is like, without importing it.

use std::io;
use std::ops::ControlFlow;
use std::path::Path;

use foundmail_defect::Defect;
use foundmail_mapi::compose_to;
use foundmail_pst::{
    FileKind, Folder as PstFolder, ItemRef, Layout, Provenance, PstFile, PstInfo, Recovery, Visitor,
};

use crate::composed::hint_of;
use crate::error::ImportError;
use crate::formats::pst::open;
use crate::sink::ItemHint;

/// A folder of an Outlook file, as an inspection shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FolderCount {
    /// Its name; empty for the root folder.
    pub name: String,
    /// Folders between it and the root.
    pub depth: usize,
    /// Items in it, without those of the folders below, and without deleted ones.
    pub items: u64,
    /// Hidden items: settings, views, rules.
    pub associated: u32,
    /// Deleted items that can be brought back.
    pub deleted: u64,
}

/// Something broken, and whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damage {
    /// What is broken, where, and what it costs.
    pub defect: Defect,
    /// Names of the folders from the top down; empty where the damage is the whole file's.
    pub folder: Vec<String>,
    /// The item, where it is one's.
    pub item: Option<ItemHint>,
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
    /// Items in all, without deleted ones.
    pub items: u64,
    /// Of these, items that the file's own directory does not lead to any more.
    pub lost: u64,
    /// Deleted items that can be brought back.
    pub deleted: u64,
    /// Older versions of items that are there; they are not brought back.
    pub older_versions: u64,
    /// Damage to the file, its folders and its items.
    pub damage: Vec<Damage>,
}

/// Looks into an Outlook file: reads every item to its end, and looks for what was lost or deleted. Never writes.
pub fn inspect_outlook(path: &Path) -> Result<Inspection, ImportError> {
    let pst = open(path, Recovery::Always)?;
    let mut look = Inspector::new(&pst);
    let _ = pst.walk(&mut look);
    let Inspector { folders, lost, damage, .. } = look;
    // Pages and blocks are looked at when they are needed: by now all were.
    let of_file = pst.defects().into_iter().map(|defect| Damage { defect, folder: Vec::new(), item: None });
    let info: PstInfo = pst.info().clone();
    Ok(Inspection {
        kind: match info.kind {
            FileKind::Pst => "pst",
            FileKind::Ost => "ost",
            FileKind::Pab => "pab",
            FileKind::Other => "unknown",
        },
        layout: match info.layout {
            Layout::Ansi => "ansi",
            Layout::Unicode => "unicode",
            Layout::Unicode4k => "unicode4k",
        },
        encryption: format!("{:?}", info.encryption).to_lowercase(),
        version: info.version,
        size: info.file_size,
        size_in_header: info.size_in_header,
        password: info.has_password,
        name: info.display_name.unwrap_or_default(),
        items: folders.iter().map(|folder| folder.items).sum(),
        deleted: folders.iter().map(|folder| folder.deleted).sum(),
        older_versions: pst.older_versions() as u64,
        folders,
        lost,
        damage: of_file.chain(damage).collect(),
    })
}

/// Damage that is kept; a file can be broken in any number of places.
const MOST_DAMAGE: usize = 10_000;

struct Inspector<'p> {
    pst: &'p PstFile,
    folders: Vec<FolderCount>,
    lost: u64,
    damage: Vec<Damage>,
    /// Names of the folders from the top down to the one that came last.
    path: Vec<String>,
}

impl<'p> Inspector<'p> {
    fn new(pst: &'p PstFile) -> Self {
        Self { pst, folders: Vec::new(), lost: 0, damage: Vec::new(), path: Vec::new() }
    }

    fn damage(&mut self, defects: impl IntoIterator<Item = Defect>, item: Option<&ItemHint>) {
        for defect in defects {
            if self.damage.len() < MOST_DAMAGE {
                self.damage.push(Damage { defect, folder: self.path.clone(), item: item.cloned() });
            }
        }
    }
}

impl Visitor for Inspector<'_> {
    fn folder(&mut self, folder: &PstFolder) -> ControlFlow<()> {
        // The root folder has no name.
        self.path.truncate(folder.depth);
        self.path.push(folder.name.clone());
        self.folders.push(FolderCount {
            name: folder.name.clone(),
            depth: folder.depth,
            items: 0,
            associated: folder.associated,
            deleted: 0,
        });
        self.damage(folder.defects.iter().cloned(), None);
        ControlFlow::Continue(())
    }

    fn item(&mut self, message: &ItemRef) -> ControlFlow<()> {
        let deleted = matches!(message.provenance, Provenance::Deleted | Provenance::DeletedBlock);
        let lost = matches!(message.provenance, Provenance::DetachedPage | Provenance::Block);
        self.lost = self.lost.saturating_add(u64::from(lost));
        if let Some(folder) = self.folders.last_mut() {
            let count = if deleted { &mut folder.deleted } else { &mut folder.items };
            *count = count.saturating_add(1);
        }
        let item = self.pst.read_item(message);
        // To its end, into nowhere.
        let defects =
            compose_to(&item, &mut io::sink()).map_or_else(|_| Vec::new(), |written| written.defects);
        let hint = if defects.is_empty() { None } else { Some(hint_of(&item)) };
        self.damage(defects, hint.as_ref());
        ControlFlow::Continue(())
    }
}
