//! Facts about an Outlook file, without an import.

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

/// A folder of an Outlook file, and the numbers of its items.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FolderCount {
    /// Its name; empty for the root folder.
    pub name: String,
    /// Number of folders between it and the root.
    pub depth: usize,
    /// Number of its items, without subfolders and without deleted items.
    pub items: u64,
    /// Number of hidden items: settings, views, rules.
    pub associated: u32,
    /// Number of deleted items that can be recovered.
    pub deleted: u64,
}

/// Damage, and the folder and item to which it belongs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damage {
    /// The damage.
    pub defect: Defect,
    /// Names of the folders from the top. Empty for damage of the whole file.
    pub folder: Vec<String>,
    /// The item, for damage of an item.
    pub item: Option<ItemHint>,
}

/// The facts about an Outlook file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inspection {
    /// Kind of file: `pst`, `ost`, `pab`.
    pub kind: &'static str,
    /// `ansi`, `unicode`, `unicode4k`.
    pub layout: &'static str,
    /// `none`, `permute`, `cyclic`.
    pub encryption: String,
    /// Version in the header.
    pub version: u16,
    /// Length in bytes.
    pub size: u64,
    /// Length in bytes according to the header.
    pub size_in_header: u64,
    /// True if Outlook asks for a password when it opens the file.
    pub password: bool,
    /// Name of the mailbox.
    pub name: String,
    /// Folders, each one after its parent.
    pub folders: Vec<FolderCount>,
    /// Number of all items, without deleted items.
    pub items: u64,
    /// Number of items that the directory of the file does not list.
    pub lost: u64,
    /// Number of deleted items that can be recovered.
    pub deleted: u64,
    /// Number of older versions of items. They are not recovered.
    pub older_versions: u64,
    /// Damage to the file, its folders and its items.
    pub damage: Vec<Damage>,
}

/// Reads every item of an Outlook file to its end, and looks for lost and deleted items. Never writes.
pub fn inspect_outlook(path: &Path) -> Result<Inspection, ImportError> {
    let pst = open(path, Recovery::Always)?;
    let mut look = Inspector::new(&pst);
    let _ = pst.walk(&mut look);
    let Inspector { folders, lost, damage, .. } = look;
    // Pages and blocks are read when they are needed, so all defects are known only now.
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

/// Number of defects that are kept. A file can have any number of them.
const MOST_DAMAGE: usize = 10_000;

struct Inspector<'p> {
    pst: &'p PstFile,
    folders: Vec<FolderCount>,
    lost: u64,
    damage: Vec<Damage>,
    /// Names of the folders from the top down to the current one.
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
        // Composing reads the item to its end. The message is not needed.
        let defects =
            compose_to(&item, &mut io::sink()).map_or_else(|_| Vec::new(), |written| written.defects);
        let hint = if defects.is_empty() { None } else { Some(hint_of(&item)) };
        self.damage(defects, hint.as_ref());
        ControlFlow::Continue(())
    }
}
