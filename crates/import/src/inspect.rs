//! Examines an Outlook file without importing it.

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

/// A folder of an Outlook file, with the numbers of its items.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FolderCount {
    /// The name of the folder. Empty for the root folder.
    pub name: String,
    /// Depth of the folder below the root folder, which has depth 0.
    pub depth: usize,
    /// Number of items in the folder itself, without deleted items.
    pub items: u64,
    /// Number of hidden items, such as settings, views and rules.
    pub associated: u32,
    /// Number of deleted items that can be recovered.
    pub deleted: u64,
}

/// A defect, and the folder and item that it affects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damage {
    /// The defect.
    pub defect: Defect,
    /// Names of the folders from the root to the affected folder. Empty if the defect affects the whole file.
    pub folder: Vec<String>,
    /// The affected item. `None` if the defect affects a folder or the file.
    pub item: Option<ItemHint>,
}

/// The result of examining an Outlook file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inspection {
    /// Kind of file: `pst`, `ost`, `pab` or `unknown`.
    pub kind: &'static str,
    /// Version of the file format: `ansi`, `unicode` or `unicode4k`.
    pub layout: &'static str,
    /// Encoding of the blocks: `none`, `permute` or `cyclic`.
    pub encryption: String,
    /// Version number in the header.
    pub version: u16,
    /// Length in bytes.
    pub size: u64,
    /// Length in bytes according to the header.
    pub size_in_header: u64,
    /// True if Outlook asks for a password when it opens the file.
    pub password: bool,
    /// Name of the mailbox.
    pub name: String,
    /// All folders. Each folder follows its parent.
    pub folders: Vec<FolderCount>,
    /// Number of all items, without deleted items.
    pub items: u64,
    /// Number of items that the directory of the file does not list.
    pub lost: u64,
    /// Number of deleted items that can be recovered.
    pub deleted: u64,
    /// Number of older versions of items. Foundmail does not recover them.
    pub older_versions: u64,
    /// Defects of the file, its folders and its items.
    pub damage: Vec<Damage>,
}

/// Reads every item of an Outlook file completely, and searches for lost and deleted items. Does not change the
/// file.
pub fn inspect_outlook(path: &Path) -> Result<Inspection, ImportError> {
    let pst = open(path, Recovery::Always)?;
    let mut look = Inspector::new(&pst);
    let _ = pst.walk(&mut look);
    let Inspector { folders, lost, damage, .. } = look;
    // Pages and blocks are read only when they are needed, so the list of defects is complete only after the walk.
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

/// The largest number of defects of folders and items that are returned.
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
        // A folder at depth n replaces the names at depth n and below.
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
        // Composing a message reads the whole item, which finds all its defects. The message itself is not needed.
        let defects =
            compose_to(&item, &mut io::sink()).map_or_else(|_| Vec::new(), |written| written.defects);
        let hint = if defects.is_empty() { None } else { Some(hint_of(&item)) };
        self.damage(defects, hint.as_ref());
        ControlFlow::Continue(())
    }
}
