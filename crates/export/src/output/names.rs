//! Names of exported files and folders.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use foundmail_mail::safe_file_name;

/// Maximum number of folder levels in an export. Deeper folders are merged with the last level.
pub(super) const MAX_LEVELS: usize = 40;
/// Maximum number of characters of a name before its extension.
const MAX_STEM: usize = 120;
/// Maximum number of characters of a folder name. The limit is low because Windows limits the length of a whole path.
const MAX_FOLDER: usize = 60;

/// Returns text as a file name without extension: safe on all systems, on one level, and cut at the end of a word.
pub(crate) fn file_stem(text: &str) -> String {
    shortened(text, MAX_STEM)
}

/// Returns the name of a folder of the archive as a folder name that is safe on all systems.
pub(crate) fn folder_name(name: &str) -> String {
    let name = shortened(name, MAX_FOLDER);
    if name.is_empty() { "Folder".to_owned() } else { safe_file_name(&name) }
}

/// Returns the names of the three lists: in a folder, or beside the file with this name.
pub(crate) fn list_names(beside: Option<&str>) -> [String; 3] {
    match beside {
        None => ["manifest.json".to_owned(), "manifest.csv".to_owned(), "SHA256SUMS".to_owned()],
        Some(name) => {
            [format!("{name}.manifest.json"), format!("{name}.manifest.csv"), format!("{name}.sha256")]
        }
    }
}

/// Replaces slashes, because a slash in a subject does not separate folders, and cuts long text at the end of a word.
fn shortened(text: &str, most: usize) -> String {
    let text = text.replace(['/', '\\'], "_");
    let text = text.trim();
    let cut: String = text.chars().take(most).collect();
    let is_cut = cut.len() < text.len();
    let end = cut.rfind(char::is_whitespace).filter(|&end| is_cut && end > cut.len() / 2);
    let cut = end.and_then(|end| cut.get(..end)).unwrap_or(&cut);
    cut.trim_end_matches(|c: char| c == '.' || c.is_whitespace()).to_owned()
}

/// Returns `name`, with a number if a file of this folder has the name. Upper and lower case count as equal, because they
/// are equal on Windows and macOS.
pub(super) fn free(names: &mut HashMap<u64, u32>, folder: &str, name: &str) -> String {
    let key = hash(&format!("{folder}{name}"));
    let Some(mut number) = names.get(&key).copied() else {
        names.insert(key, 1);
        return name.to_owned();
    };
    loop {
        number = number.saturating_add(1);
        let numbered = numbered(name, number);
        if let std::collections::hash_map::Entry::Vacant(entry) =
            names.entry(hash(&format!("{folder}{numbered}")))
        {
            entry.insert(1);
            names.insert(key, number);
            return numbered;
        }
    }
}

/// Marks a name as taken.
pub(super) fn take(names: &mut HashMap<u64, u32>, name: &str) {
    names.insert(hash(name), 1);
}

fn hash(path: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    path.to_lowercase().hash(&mut hasher);
    hasher.finish()
}

/// Returns the name with a number, such as `Report (2).pdf`.
pub(crate) fn numbered(name: &str, number: u32) -> String {
    match name.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() => format!("{stem} ({number}).{extension}"),
        _ => format!("{name} ({number})"),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::{file_stem, folder_name, free};

    #[test]
    fn equal_names_get_numbers() {
        let mut names = HashMap::new();
        let mut name = |folder: &str, name: &str| free(&mut names, folder, name);
        for (folder, wanted, expected) in [
            ("", "Re.eml", "Re.eml"),
            ("", "RE.eml", "RE (2).eml"),
            ("", "re (2).eml", "re (2) (2).eml"),
            ("", "re.eml", "re (3).eml"),
            ("Inbox/", "re.eml", "re.eml"),
            ("", "no extension", "no extension"),
            ("", "No extension", "No extension (2)"),
        ] {
            assert_eq!(name(folder, wanted), expected);
        }
    }

    #[test]
    fn names_are_safe_and_short() {
        let long = "word ".repeat(100);
        for (text, expected) in [
            ("a/b\\c", "a_b_c".to_owned()),
            (" Offer. ", "Offer".to_owned()),
            (&long, "word ".repeat(24).trim().to_owned()),
            (&"x".repeat(300), "x".repeat(120)),
        ] {
            assert_eq!(file_stem(text), expected);
        }
        for (text, expected) in
            [("", "Folder"), ("..", "Folder"), ("CON", "_CON"), ("a:b", "a_b"), ("Inbox", "Inbox")]
        {
            let name = folder_name(text);
            assert!(!name.is_empty() && name != ".." && !name.contains(':'), "{text}: {name}");
            if !["", "..", "CON"].contains(&text) {
                assert_eq!(name, expected);
            }
        }
    }
}
