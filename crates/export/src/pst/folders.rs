//! The folders of a PST: the folders of the sources, as Outlook names and classifies them.

use std::ops::Range;
use std::path::Path;

use foundmail_mail::ItemKind;

use super::folder_class::{class_of, class_of_name};
use crate::empty_folder::EmptyFolder;
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
/// Names of the folder above that one in an OST.
const OST_ROOTS: [&str; 2] = ["Root - Mailbox", "Stamm - Postfach"];
/// The deepest level at which such a folder can be: in an OST in a folder of files.
const MAX_TOP: usize = 4;
/// Names of the folder of deleted items.
const DELETED_ITEMS: [&str; 6] = [
    "Deleted Items",
    "Gel\u{f6}schte Elemente",
    "Gel\u{f6}schte Objekte",
    "\u{c9}l\u{e9}ments supprim\u{e9}s",
    "Elementos eliminados",
    "Posta eliminata",
];
/// The formats with the folders of Outlook, of which it does not show all.
const OUTLOOK_FORMATS: [&str; 2] = ["pst", "ost"];
/// Folders that Outlook hides.
const HIDDEN: [&str; 2] = ["Conversation Action Settings", "Quick Step Settings"];
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
    pub(super) fn path(&self, folder: &[String], kinds: &[Option<ItemKind>]) -> FolderPath {
        let mut levels = levels(folder, kinds);
        if let Some(tops) = self.tops_in(folder) {
            levels.drain(tops);
        }
        if levels.is_empty() {
            levels.push(Level::new(&self.only_source, None));
        }
        self.deleted_items(&mut levels);
        FolderPath { levels }
    }

    /// Returns the path of a folder without items. Returns `None` for a folder that Outlook does not show, such as that of
    /// its searches. These are beside the folder above all folders that it shows.
    pub(super) fn path_of_empty(&self, folder: &EmptyFolder<'_>) -> Option<FolderPath> {
        let is_outlook = is_of_outlook(folder);
        let tops = match self.tops_in(folder.names) {
            Some(tops) => tops,
            None if is_outlook => return None,
            None => self.first()..self.first(),
        };
        let below = tops.end;
        let name = folder.names.get(below)?;
        if is_outlook && HIDDEN.contains(&name.as_str()) {
            return None;
        }
        let mut levels = levels(folder.names, folder.kinds);
        if let (true, Some(level), Some(None)) = (is_outlook, levels.get_mut(below), folder.kinds.get(below))
        {
            level.class = class_of_name(&level.name);
        }
        levels.drain(tops);
        self.deleted_items(&mut levels);
        Some(FolderPath { levels })
    }

    /// Returns the index of the first name below the source.
    fn first(&self) -> usize {
        usize::from(self.has_several_sources)
    }

    /// Returns the range of the folder above all folders that Outlook shows, and of the folder above that one in an OST.
    fn tops_in(&self, folder: &[String]) -> Option<Range<usize>> {
        let is_in = |names: &[&str], name: &String| names.iter().any(|one| one.eq_ignore_ascii_case(name));
        let mut names = folder.iter().enumerate().skip(self.first()).take(MAX_TOP);
        let top = names.find(|(_, name)| is_in(&TOPS, name))?.0;
        let above = top.checked_sub(1).filter(|above| *above >= self.first());
        let root = above.filter(|above| folder.get(*above).is_some_and(|name| is_in(&OST_ROOTS, name)));
        Some(root.unwrap_or(top)..top.saturating_add(1))
    }

    /// Marks the folder of deleted items.
    fn deleted_items(&self, levels: &mut [Level]) {
        if let Some(first) = levels.first_mut().filter(|_| !self.has_several_sources) {
            first.is_deleted_items = DELETED_ITEMS.contains(&first.name.as_str());
        }
    }
}

/// Returns true for a folder of a PST or OST, which can be in a folder of files.
fn is_of_outlook(folder: &EmptyFolder<'_>) -> bool {
    let is_file = |name: &String| {
        let extension = Path::new(name).extension();
        extension
            .is_some_and(|extension| OUTLOOK_FORMATS.iter().any(|one| extension.eq_ignore_ascii_case(one)))
    };
    OUTLOOK_FORMATS.contains(&folder.source_format) || folder.names.iter().any(is_file)
}

fn levels(folder: &[String], kinds: &[Option<ItemKind>]) -> Vec<Level> {
    let kinds = kinds.iter().copied().chain(std::iter::repeat(None));
    folder.iter().zip(kinds).map(|(name, kind)| Level::new(name, kind)).collect()
}

impl Level {
    fn new(name: &str, kind: Option<ItemKind>) -> Self {
        let name: String = name.chars().filter(|c| !c.is_control()).take(MAX_NAME).collect();
        let name = if name.trim().is_empty() { NO_NAME } else { name.trim() };
        Self { name: name.to_owned(), class: class_of(kind.unwrap_or_default()), is_deleted_items: false }
    }
}

#[cfg(test)]
mod tests {
    use foundmail_mail::ItemKind;

    use super::{Level, TopFolders};
    use crate::empty_folder::EmptyFolder;
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
            (&["old.ost"], &["Root - Mailbox", "IPM_SUBTREE", "Inbox"], "Inbox"),
            (&["old.ost", "b"], &["old.ost", "Root - Mailbox", "IPM_SUBTREE", "Inbox"], "old.ost|Inbox"),
            (&["files"], &["a.pst", "Top of Personal Folders", "Inbox"], "a.pst|Inbox"),
            (&["old.ost"], &["Root - Mailbox", "Views"], "Root - Mailbox|Views"),
            (&["mail.mbox"], &[], "mail"),
            (&[], &["\u{7}", " x "], "Mail|x"),
            (&[], &[], "Mail"),
        ] {
            let folder: Vec<String> = folder.iter().map(|name| (*name).to_owned()).collect();
            let path = sources(names).path(&folder, &[Some(ItemKind::Contact)]);
            let found: Vec<&str> = path.levels.iter().map(|level| level.name.as_str()).collect();
            assert_eq!(found.join("|"), expected);
        }
    }

    #[test]
    fn folders_have_the_class_of_their_items() {
        let folder = ["Contacts".to_owned(), "Old".to_owned()];
        let path = sources(&["a"]).path(&folder, &[Some(ItemKind::Contact), Some(ItemKind::Appointment)]);
        let classes: Vec<&str> = path.levels.iter().map(|level| level.class).collect();
        assert_eq!(classes, ["IPF.Contact", "IPF.Appointment"]);
    }

    #[test]
    fn folders_that_outlook_shows_are_kept_without_items() {
        for (names, folder, format, expected) in [
            (
                &["a"][..],
                &["IPM_SUBTREE", "Kalender", "Calendar"][..],
                "pst",
                Some("Kalender IPF.Appointment|Calendar IPF.Note"),
            ),
            (&["a", "b"], &["a", "IPM_SUBTREE", "Notes"], "pst", Some("a IPF.Note|Notes IPF.StickyNote")),
            (&["a"], &["Root - Mailbox", "IPM_SUBTREE", "Journal"], "pst", Some("Journal IPF.Journal")),
            (&["a"], &["IPM_SUBTREE"], "pst", None),
            (&["a"], &["IPM_SUBTREE", "Quick Step Settings"], "pst", None),
            (&["a"], &["Search Root", "x"], "pst", None),
            (&["a"], &["Root - Mailbox", "Views"], "ost", None),
            (&["a"], &["b.pst", "Search Root"], "folder", None),
            (&["a"], &["Notes"], "mbox", Some("Notes IPF.Note")),
            (&["a", "b"], &["b"], "mbox", None),
        ] {
            let folder: Vec<String> = folder.iter().map(|name| (*name).to_owned()).collect();
            let kinds = vec![None; folder.len()];
            let empty = EmptyFolder { names: &folder, kinds: &kinds, source_format: format };
            let path = sources(names).path_of_empty(&empty);
            let shown = |level: &Level| format!("{} {}", level.name, level.class);
            let found = path.map(|path| path.levels.iter().map(shown).collect::<Vec<_>>().join("|"));
            assert_eq!(found.as_deref(), expected, "{folder:?}");
        }
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
