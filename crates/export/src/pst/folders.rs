//! The folders of a PST: the folders of the sources, as Outlook names and classifies them.

use std::path::Path;

use foundmail_mail::ItemKind;

use crate::options::ExportSource;

/// The folders from the top to one of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FolderPath {
    pub(super) levels: Vec<Level>,
}

/// A folder on a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Level {
    pub(super) name: String,
    /// `PidTagContainerClass`
    pub(super) class: &'static str,
    /// True for the folder that every PST has for deleted items.
    pub(super) is_deleted_items: bool,
}

/// Names that Outlook gives to the folder above all folders that it shows. A PST has its own one.
const TOPS: [&str; 8] = [
    "Top of Outlook data file",
    "Top of Personal Folders",
    "Top of Information Store",
    "IPM_SUBTREE",
    "Oberste Ebene der Outlook-Datendatei",
    "Oberste Ebene der Pers\u{f6}nlichen Ordner",
    "D\u{e9}but du fichier de donn\u{e9}es Outlook",
    "Principio del archivo de datos de Outlook",
];
/// Names of the folder of deleted items.
const DELETED_ITEMS: [&str; 6] = [
    "Deleted Items",
    "Gel\u{f6}schte Elemente",
    "Gel\u{f6}schte Objekte",
    "\u{c9}l\u{e9}ments supprim\u{e9}s",
    "Elementos eliminados",
    "Posta eliminata",
];
/// The name of a folder whose own name is empty.
const NO_NAME: &str = "Mail";
/// Maximum number of characters of a name.
const MAX_NAME: usize = 255;

/// The folders at the top of the file, which depend on the sources.
pub(super) struct TopFolders {
    /// The name of the folder for messages that are in the source itself.
    only_source: String,
    has_several_sources: bool,
}

impl TopFolders {
    pub(super) fn of(sources: &[ExportSource]) -> Self {
        let only = sources.first().map(|source| source.name.as_str()).unwrap_or_default();
        let stem = Path::new(only).file_stem().unwrap_or_default().to_string_lossy();
        Self { only_source: stem.into_owned(), has_several_sources: sources.len() > 1 }
    }

    /// Returns the path of a folder. `folder` are its names from the top, and begin with the source if there are several.
    /// `kinds` are the kinds of most items in each of them.
    pub(super) fn path(&self, folder: &[String], kinds: &[ItemKind]) -> FolderPath {
        let kinds = kinds.iter().copied().chain(std::iter::repeat(ItemKind::Mail));
        let mut levels: Vec<Level> =
            folder.iter().zip(kinds).map(|(name, kind)| Level::new(name, kind)).collect();
        let top = usize::from(self.has_several_sources);
        let is_top = |level: &Level| TOPS.iter().any(|top| top.eq_ignore_ascii_case(&level.name));
        if levels.get(top).is_some_and(is_top) {
            levels.remove(top);
        }
        match levels.first_mut() {
            Some(first) if !self.has_several_sources => {
                first.is_deleted_items = DELETED_ITEMS.contains(&first.name.as_str());
            }
            Some(_) => {}
            None => levels.push(Level::new(&self.only_source, ItemKind::Mail)),
        }
        FolderPath { levels }
    }
}

impl Level {
    fn new(name: &str, kind: ItemKind) -> Self {
        let name: String = name.chars().filter(|c| !c.is_control()).take(MAX_NAME).collect();
        let name = if name.trim().is_empty() { NO_NAME } else { name.trim() };
        Self { name: name.to_owned(), class: class_of(kind), is_deleted_items: false }
    }
}

/// Returns the class of a folder that contains items of a kind, [MS-OXOSFLD] 2.2.5.
fn class_of(kind: ItemKind) -> &'static str {
    match kind {
        ItemKind::Mail | ItemKind::Other => "IPF.Note",
        ItemKind::Appointment => "IPF.Appointment",
        ItemKind::Contact => "IPF.Contact",
        ItemKind::Task => "IPF.Task",
        ItemKind::Note => "IPF.StickyNote",
    }
}

#[cfg(test)]
mod tests {
    use foundmail_mail::ItemKind;

    use super::TopFolders;
    use crate::options::ExportSource;

    fn sources(names: &[&str]) -> TopFolders {
        let source = |name: &&str| ExportSource { name: (*name).to_owned(), ..ExportSource::default() };
        TopFolders::of(&names.iter().map(source).collect::<Vec<_>>())
    }

    #[test]
    fn folders_of_sources() {
        for (names, folder, expected) in [
            (&["old.pst"][..], &["Top of Outlook data file", "Inbox", "A/B"][..], "Inbox|A/B"),
            (&["old.pst", "b"], &["old.pst", "Top of Outlook data file", "Inbox"], "old.pst|Inbox"),
            (&["old.pst", "b"], &["old.pst", "IPM_SUBTREE"], "old.pst"),
            (&["old.pst"], &["Top of Outlook data file"], "old"),
            (&["mail.mbox"], &[], "mail"),
            (&[], &["\u{7}", " x "], "Mail|x"),
            (&[], &[], "Mail"),
        ] {
            let folder: Vec<String> = folder.iter().map(|name| (*name).to_owned()).collect();
            let path = sources(names).path(&folder, &[ItemKind::Contact]);
            let found: Vec<&str> = path.levels.iter().map(|level| level.name.as_str()).collect();
            assert_eq!(found.join("|"), expected);
        }
    }

    #[test]
    fn folders_have_the_class_of_their_items() {
        let folder = ["Contacts".to_owned(), "Old".to_owned()];
        let path = sources(&["a"]).path(&folder, &[ItemKind::Contact, ItemKind::Appointment]);
        let classes: Vec<&str> = path.levels.iter().map(|level| level.class).collect();
        assert_eq!(classes, ["IPF.Contact", "IPF.Appointment"]);
    }

    #[test]
    fn deleted_items_are_the_folder_that_every_file_has() {
        for (names, folder, expected) in [
            (&["a"][..], &["IPM_SUBTREE", "Deleted Items", "Old"][..], vec![true, false]),
            (&["a"], &["Gel\u{f6}schte Elemente"], vec![true]),
            (&["a"], &["Inbox", "Deleted Items"], vec![false, false]),
            (&["a", "b"], &["a", "Deleted Items"], vec![false, false]),
        ] {
            let folder: Vec<String> = folder.iter().map(|name| (*name).to_owned()).collect();
            let path = sources(names).path(&folder, &[]);
            let found: Vec<bool> = path.levels.iter().map(|level| level.is_deleted_items).collect();
            assert_eq!(found, expected, "{folder:?}");
        }
    }
}
