//! Reads the names of accounts from the file `prefs.js` in a Thunderbird profile.

use std::collections::HashMap;
use std::io::Read as _;

use crate::file_tree::{FileTree, NodeKind, NodeLocation};
use crate::unpack::ExtractionLimits;

/// The largest number of bytes that are read from `prefs.js`.
const LARGEST: u64 = 4 << 20;

/// The name of each account, by the name of its folder.
#[derive(Debug, Default)]
pub(super) struct Accounts(HashMap<String, String>);

impl Accounts {
    /// Reads the accounts of the profile at `at`. Returns no accounts if `prefs.js` cannot be read.
    pub(super) fn of(at: &NodeLocation, files: &mut dyn FileTree) -> Self {
        let Some(file) = files.child(at, "prefs.js").filter(|file| file.kind == NodeKind::File) else {
            return Self::default();
        };
        let mut bytes = Vec::new();
        let fetched = files.fetch(&file.at, &mut ExtractionLimits::of(0), &mut |_, _| true);
        if let Ok(from) = fetched.and_then(|fetched| fetched.content.open()) {
            // Errors are ignored. An account whose name is missing is shown with the name of its folder.
            let _ = from.take(LARGEST).read_to_end(&mut bytes);
        }
        Self::parse(&String::from_utf8_lossy(&bytes))
    }

    fn parse(prefs: &str) -> Self {
        let mut servers: HashMap<&str, HashMap<&str, String>> = HashMap::new();
        for line in prefs.lines() {
            let Some((server, key, value)) = preference(line) else { continue };
            servers.entry(server).or_default().insert(key, value);
        }
        let names = servers.into_values().filter_map(|server| {
            let folder = server.get("directory-rel").or_else(|| server.get("directory"))?;
            let folder = folder.rsplit(['/', '\\']).next()?.to_owned();
            Some((folder, name_of(&server)?))
        });
        Self(names.collect())
    }

    /// Returns the name of the account with this folder.
    pub(super) fn name(&self, folder: &str) -> Option<&str> {
        self.0.get(folder).map(String::as_str)
    }
}

fn name_of(server: &HashMap<&str, String>) -> Option<String> {
    let given = |key| server.get(key).map(String::as_str).filter(|value: &&str| !value.trim().is_empty());
    match (given("name"), given("userName"), given("hostname")) {
        (Some(name), _, _) => Some(name.to_owned()),
        (None, Some(user), _) if user.contains('@') => Some(user.to_owned()),
        (None, Some(user), Some(host)) => Some(format!("{user}@{host}")),
        _ => None,
    }
}

/// Returns the server, key and value from a line such as `user_pref("mail.server.server1.name", "Work");`.
fn preference(line: &str) -> Option<(&str, &str, String)> {
    let rest = line.trim().strip_prefix("user_pref(\"mail.server.")?;
    let (key, value) = rest.split_once("\", \"")?;
    let (server, key) = key.split_once('.')?;
    let value = value.strip_suffix("\");")?;
    Some((server, key, value.replace("\\\"", "\"").replace("\\\\", "\\")))
}

#[cfg(test)]
mod tests {
    use super::Accounts;

    #[test]
    fn account_names_are_read_from_prefs() {
        let accounts = Accounts::parse(
            "// Mozilla User Preferences\n\
             user_pref(\"mail.server.server1.directory-rel\", \"[ProfD]Mail/Local Folders\");\n\
             user_pref(\"mail.server.server1.hostname\", \"Local Folders\");\n\
             user_pref(\"mail.server.server1.name\", \"On my \\\"own\\\" computer\");\n\
             user_pref(\"mail.server.server2.directory-rel\", \"[ProfD]ImapMail/mail.example\");\n\
             user_pref(\"mail.server.server2.hostname\", \"mail.example\");\n\
             user_pref(\"mail.server.server2.userName\", \"ann\");\n\
             user_pref(\"mail.server.server3.userName\", \"no folder\");\n\
             user_pref(\"mail.server.server3.port\", 143);\n",
        );
        for (folder, name) in [
            ("Local Folders", Some("On my \"own\" computer")),
            ("mail.example", Some("ann@mail.example")),
            ("other", None),
        ] {
            assert_eq!(accounts.name(folder), name, "{folder}");
        }
    }
}
