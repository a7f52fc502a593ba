//! The folders in which mail programs store mailboxes, according to the documentation of those programs.

use std::path::{Path, PathBuf};

/// The folders of a user that are searched. The caller provides them, so that a test can use a temporary folder as
/// home folder.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MailLocations {
    /// The user's home folder.
    pub home: PathBuf,
    /// `%LOCALAPPDATA%` of Windows, if it is not below the home folder.
    pub local_data: Option<PathBuf>,
    /// `%APPDATA%` of Windows, if it is not below the home folder.
    pub roaming_data: Option<PathBuf>,
    /// The folders for documents, downloads and the desktop. The operating system provides their paths.
    pub people: Vec<PathBuf>,
}

/// A folder of a mail program.
pub(super) struct ProgramFolder {
    pub(super) path: PathBuf,
    pub(super) program: &'static str,
    pub(super) shape: FolderContents,
}

/// The number of mailboxes that a folder of a mail program contains.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FolderContents {
    /// The folder is listed as one mailbox.
    One,
    /// The folder contains several mailboxes, which are listed separately.
    Many,
}

use FolderContents::{Many, One};

/// Folders below the home folder on Linux and macOS. The program name is empty if several programs use the folder.
const BELOW_HOME: &[(&str, &str, FolderContents)] = &[
    (".thunderbird", "Thunderbird", Many),
    (".icedove", "Thunderbird", Many),
    (".mozilla-thunderbird", "Thunderbird", Many),
    ("snap/thunderbird/common/.thunderbird", "Thunderbird", Many),
    (".var/app/org.mozilla.Thunderbird/.thunderbird", "Thunderbird", Many),
    (".var/app/net.thunderbird.Thunderbird/.thunderbird", "Thunderbird", Many),
    (".var/app/eu.betterbird.Betterbird/.thunderbird", "Betterbird", Many),
    ("Library/Thunderbird/Profiles", "Thunderbird", Many),
    ("Library/Mail", "Apple Mail", One),
    ("Library/Containers/com.apple.mail/Data/Library/Mail", "Apple Mail", One),
    ("Library/Group Containers/UBF8T346G9.Office/Outlook", "Outlook", Many),
    (".local/share/evolution/mail/local", "Evolution", One),
    (".var/app/org.gnome.Evolution/data/evolution/mail/local", "Evolution", One),
    (".evolution/mail/local", "Evolution", One),
    (".local/share/local-mail", "KMail", One),
    (".var/app/org.kde.kmail2/data/local-mail", "KMail", One),
    (".kde/share/apps/kmail/mail", "KMail", One),
    (".kde4/share/apps/kmail/mail", "KMail", One),
    (".claws-mail/imapcache", "Claws Mail", One),
    (".sylpheed-2.0/imapcache", "Sylpheed", One),
    ("Mail", "", One),
    ("Maildir", "", One),
    ("mail", "", One),
];

/// Folders below `%LOCALAPPDATA%` on Windows.
const BELOW_LOCAL: &[(&str, &str, FolderContents)] = &[
    ("Microsoft/Outlook", "Outlook", Many),
    ("Microsoft/Windows Live Mail", "Windows Live Mail", One),
    ("Microsoft/Windows Mail", "Windows Mail", One),
];

/// Folders below `%APPDATA%` on Windows.
const BELOW_ROAMING: &[(&str, &str, FolderContents)] = &[
    ("Thunderbird/Profiles", "Thunderbird", Many),
    ("Betterbird/Profiles", "Betterbird", Many),
    ("Claws-mail/imapcache", "Claws Mail", One),
];

impl MailLocations {
    /// Returns the locations below a home folder whose subfolders have English names.
    pub fn below(home: &Path) -> Self {
        let people = ["Documents", "Downloads", "Desktop", "OneDrive/Documents"];
        let people = people.iter().map(|name| home.join(name)).collect();
        Self { home: home.to_owned(), people, ..Self::default() }
    }

    /// Returns the folders in which mail programs store mailboxes.
    pub(super) fn of_programs(&self) -> Vec<ProgramFolder> {
        let local = [Some(self.home.join("AppData/Local")), self.local_data.clone()];
        let roaming = [Some(self.home.join("AppData/Roaming")), self.roaming_data.clone()];
        let below = |root: &Path, list: &[(&str, &'static str, FolderContents)]| -> Vec<ProgramFolder> {
            let folder = |&(path, program, shape): &(&str, &'static str, FolderContents)| ProgramFolder {
                path: root.join(path),
                program,
                shape,
            };
            list.iter().map(folder).collect()
        };
        let mut folders = below(&self.home, BELOW_HOME);
        folders.extend(local.into_iter().flatten().flat_map(|root| below(&root, BELOW_LOCAL)));
        folders.extend(roaming.into_iter().flatten().flat_map(|root| below(&root, BELOW_ROAMING)));
        folders
    }

    /// Returns the folders in which people save files.
    pub(super) fn of_people(&self) -> &[PathBuf] {
        &self.people
    }
}
