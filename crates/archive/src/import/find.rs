//! Finds mailboxes on this computer.

use std::path::{Path, PathBuf};

use directories::{BaseDirs, UserDirs};
use foundmail_import::{Bounds, FoundFile, FoundFiles, MailLocations};

use super::path_text::path_text;
use crate::dates::rfc3339;
use crate::view::{FoundMailbox, FoundMailboxes};

/// Returns the mailboxes below `paths`. If `paths` is empty, searches the folders of mail programs and the user's
/// own folders, such as Documents and Downloads. Reads only the beginning of each file. Skips files and folders
/// that cannot be read.
pub fn find(paths: &[PathBuf]) -> FoundMailboxes {
    let bounds = Bounds::default();
    if !paths.is_empty() {
        return views(&foundmail_import::find_under(paths, bounds));
    }
    places().map(|places| find_in(&places, bounds)).unwrap_or_default()
}

fn find_in(places: &MailLocations, bounds: Bounds) -> FoundMailboxes {
    views(&foundmail_import::find(places, bounds))
}

/// Returns the folders of the current user that may contain mailboxes.
fn places() -> Option<MailLocations> {
    let base = BaseDirs::new()?;
    let mut places = MailLocations::below(base.home_dir());
    places.local_data = Some(base.data_local_dir().to_owned());
    places.roaming_data = Some(base.data_dir().to_owned());
    if let Some(user) = UserDirs::new() {
        let own = [user.document_dir(), user.download_dir(), user.desktop_dir()];
        places.people.extend(own.into_iter().flatten().map(Path::to_owned));
    }
    Some(places)
}

fn views(found: &FoundFiles) -> FoundMailboxes {
    FoundMailboxes { mailboxes: found.files.iter().map(view).collect(), is_complete: found.is_complete }
}

fn view(found: &FoundFile) -> FoundMailbox {
    FoundMailbox {
        path: path_text(&found.path),
        format: found.format.name.to_owned(),
        program: found.program.unwrap_or_default().to_owned(),
        size: found.size,
        modified: rfc3339(found.modified),
        may_be_partial: found.format.name == "ost",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mailboxes_are_shown_with_format_program_and_size() {
        let home = tempfile::tempdir().unwrap();
        let outlook = home.path().join("AppData/Local/Microsoft/Outlook");
        std::fs::create_dir_all(&outlook).unwrap();
        std::fs::write(outlook.join("ann.ost"), b"!BDN\0\0\0\0SO").unwrap();
        let found = find_in(&MailLocations::below(home.path()), Bounds::default());
        assert!(found.is_complete);
        let [mailbox] = found.mailboxes.as_slice() else { panic!("{found:?}") };
        assert!(mailbox.path.ends_with("ann.ost") && mailbox.may_be_partial);
        assert_eq!((mailbox.format.as_str(), mailbox.program.as_str(), mailbox.size), ("ost", "Outlook", 10));
        assert!(mailbox.modified.is_some());
        assert_eq!(find(&[home.path().to_owned()]).mailboxes.len(), 1);
        let short = Bounds { entries: 0, ..Bounds::default() };
        assert_eq!(find_in(&MailLocations::below(home.path()), short), FoundMailboxes::default());
    }
}
