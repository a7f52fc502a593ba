//! Where mailboxes lie, by what mail programs document of themselves.

use std::path::{Path, PathBuf};

/// The folders of a user. Nothing here asks the system, so that any folder can stand for a computer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MailLocations {
    /// The user's own folder.
    pub home: PathBuf,
    /// Windows' `%LOCALAPPDATA%`, where it is not below the user's own folder.
    pub local_data: Option<PathBuf>,
    /// Windows' `%APPDATA%`, where it is not below the user's own folder.
    pub roaming_data: Option<PathBuf>,
    /// Documents, downloads, desktop, as the system calls them.
    pub people: Vec<PathBuf>,
}

/// A place of a program.
pub(super) struct ProgramFolder {
    pub(super) path: PathBuf,
    pub(super) program: &'static str,
    pub(super) shape: FolderContents,
}

/// What lies in a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FolderContents {
    /// One mailbox, with all that is in it.
    One,
    /// Mailboxes, each for itself.
    Many,
}

use FolderContents::{Many, One};

/// Below the user's own folder, on Linux and on the Mac.
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

/// Below Windows' folder for what programs keep on this computer only.
const BELOW_LOCAL: &[(&str, &str, FolderContents)] = &[
    ("Microsoft/Outlook", "Outlook", Many),
    ("Microsoft/Windows Live Mail", "Windows Live Mail", One),
    ("Microsoft/Windows Mail", "Windows Mail", One),
];

/// Below Windows' folder for what programs keep on all computers of a user.
const BELOW_ROAMING: &[(&str, &str, FolderContents)] = &[
    ("Thunderbird/Profiles", "Thunderbird", Many),
    ("Betterbird/Profiles", "Betterbird", Many),
    ("Claws-mail/imapcache", "Claws Mail", One),
];

impl MailLocations {
    /// The places below a user's own folder, in English and wherever Windows puts them.
    pub fn below(home: &Path) -> Self {
        let people = ["Documents", "Downloads", "Desktop", "OneDrive/Documents"];
        let people = people.iter().map(|name| home.join(name)).collect();
        Self { home: home.to_owned(), people, ..Self::default() }
    }

    /// The places of programs.
    pub(super) fn of_programs(&self) -> Vec<ProgramFolder> {
        let local = [Some(self.home.join("AppData/Local")), self.local_data.clone()];
        let roaming = [Some(self.home.join("AppData/Roaming")), self.roaming_data.clone()];
        let below = |root: &Path, list: &[(&str, &'static str, FolderContents)]| -> Vec<ProgramFolder> {
            let place = |&(path, program, shape): &(&str, &'static str, FolderContents)| ProgramFolder {
                path: root.join(path),
                program,
                shape,
            };
            list.iter().map(place).collect()
        };
        let mut places = below(&self.home, BELOW_HOME);
        places.extend(local.into_iter().flatten().flat_map(|root| below(&root, BELOW_LOCAL)));
        places.extend(roaming.into_iter().flatten().flat_map(|root| below(&root, BELOW_ROAMING)));
        places
    }

    /// The places of people.
    pub(super) fn of_people(&self) -> &[PathBuf] {
        &self.people
    }
}
