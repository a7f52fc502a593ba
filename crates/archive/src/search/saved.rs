//! Stores the saved and recent searches in a small file beside the catalogue. No mail depends on this file, so
//! damage to it is not an error: the damaged file is renamed.

use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::PoisonError;

use serde::{Deserialize, Serialize};

use crate::view::{SavedSearch, SearchChange, Searches};
use crate::{Archive, ArchiveError};

const FILE: &str = "searches.json";
/// The version of the file format. A file with another version is from another release. It is renamed like a
/// damaged file.
const VERSION: u32 = 1;
/// Maximum number of saved searches. A longer list would be hard to use.
const MOST_SAVED: usize = 100;
/// Maximum number of recent searches.
const MOST_RECENT: usize = 20;
/// Maximum length of a name in characters.
const LONGEST_NAME: usize = 80;
/// Maximum length of a query in characters. A longer query is not stored, because a shortened query would have
/// other results.
const LONGEST_QUERY: usize = 1000;
/// Maximum size of the file in bytes. Foundmail never writes a larger one.
const LARGEST: u64 = 1 << 20;
/// Maximum number of renamed damaged files that are kept.
const MOST_ASIDE: u32 = 9;

/// The content of the file.
#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    version: u32,
    #[serde(default)]
    saved: Vec<SavedSearch>,
    #[serde(default)]
    recent: Vec<String>,
    #[serde(default = "yes")]
    remember: bool,
}

fn yes() -> bool {
    true
}

impl Default for Kept {
    fn default() -> Self {
        Self { version: VERSION, saved: Vec::new(), recent: Vec::new(), remember: true }
    }
}

impl Archive {
    /// Returns the saved and recent searches.
    pub fn searches(&self) -> Searches {
        let _turn = self.searches.lock().unwrap_or_else(PoisonError::into_inner);
        match read(&self.dir) {
            Ok((kept, notice)) => view(kept, notice),
            Err(error) => view(
                Kept::default(),
                Some(format!("Your saved searches could not be read: {error}. Your mail is not affected.")),
            ),
        }
    }

    /// Changes the saved or recent searches, and returns them after the change.
    pub fn change_searches(&self, change: SearchChange) -> Result<Searches, ArchiveError> {
        let _turn = self.searches.lock().unwrap_or_else(PoisonError::into_inner);
        // A file that cannot be read at the moment may be undamaged, so it must not be overwritten.
        let (mut kept, notice) = read(&self.dir).map_err(ArchiveError::Searches)?;
        kept.apply(change)?;
        write(&self.dir, &kept).map_err(ArchiveError::Searches)?;
        Ok(view(kept, notice))
    }
}

fn view(kept: Kept, notice: Option<String>) -> Searches {
    Searches { saved: kept.saved, recent: kept.recent, remember: kept.remember, notice }
}

impl Kept {
    fn apply(&mut self, change: SearchChange) -> Result<(), ArchiveError> {
        match change {
            SearchChange::Save { name, query } => self.save(&name, &query),
            SearchChange::Rename { id, name } => {
                let name = name_of(&name)?;
                let saved = self.saved.iter_mut().find(|saved| saved.id == id);
                saved.ok_or_else(gone)?.name = name;
                Ok(())
            }
            SearchChange::Delete { id } => {
                self.saved.retain(|saved| saved.id != id);
                Ok(())
            }
            SearchChange::Note { query } => {
                self.note(&query);
                Ok(())
            }
            SearchChange::Clear => {
                self.recent.clear();
                Ok(())
            }
            SearchChange::Remember { on } => {
                self.remember = on;
                if !on {
                    self.recent.clear();
                }
                Ok(())
            }
        }
    }

    fn save(&mut self, name: &str, query: &str) -> Result<(), ArchiveError> {
        let name = name_of(name)?;
        let query = query.trim();
        if query.is_empty() || query.chars().count() > LONGEST_QUERY {
            return Err(refused("This search is too long to be saved."));
        }
        if let Some(saved) = self.saved.iter().find(|saved| saved.name == name) {
            let is_same = saved.query == query;
            return if is_same {
                Ok(())
            } else {
                Err(refused("Another saved search has this name. Choose another name."))
            };
        }
        if self.saved.len() >= MOST_SAVED {
            return Err(refused("You already have 100 saved searches. Delete one of them first."));
        }
        let id = self.saved.iter().map(|saved| saved.id).max().unwrap_or(0).saturating_add(1);
        self.saved.push(SavedSearch { id, name, query: query.to_owned() });
        Ok(())
    }

    fn note(&mut self, query: &str) {
        let query = query.trim();
        if !self.remember || query.is_empty() || query.chars().count() > LONGEST_QUERY {
            return;
        }
        self.recent.retain(|recent| recent != query);
        self.recent.insert(0, query.to_owned());
        self.recent.truncate(MOST_RECENT);
    }

    /// Removes everything that exceeds the limits, because another program may have written the file.
    fn bounded(mut self) -> Self {
        let fits = |query: &str| !query.trim().is_empty() && query.chars().count() <= LONGEST_QUERY;
        let mut ids = std::collections::HashSet::new();
        self.saved.retain(|saved| fits(&saved.query) && name_of(&saved.name).is_ok() && ids.insert(saved.id));
        self.saved.truncate(MOST_SAVED);
        self.recent.retain(|recent| fits(recent));
        self.recent.truncate(MOST_RECENT);
        self
    }
}

/// Returns a name in its stored form: one line without surrounding spaces.
fn name_of(name: &str) -> Result<String, ArchiveError> {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    match name.chars().count() {
        0 => Err(refused("A saved search needs a name.")),
        1..=LONGEST_NAME => Ok(name),
        _ => Err(refused("This name is too long. Use 80 characters at most.")),
    }
}

fn refused(what: &str) -> ArchiveError {
    ArchiveError::Choice { what: what.to_owned() }
}

fn gone() -> ArchiveError {
    ArchiveError::NotFound { what: "This saved search no longer exists.".to_owned() }
}

/// Returns the stored searches. If the file was damaged and was renamed, also returns a sentence about that.
fn read(dir: &Path) -> io::Result<(Kept, Option<String>)> {
    let broken = [io::ErrorKind::InvalidData, io::ErrorKind::UnexpectedEof, io::ErrorKind::FileTooLarge];
    match try_read(&dir.join(FILE)) {
        Ok(kept) => Ok((kept.bounded(), None)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok((Kept::default(), None)),
        Err(error) if broken.contains(&error.kind()) => Ok((Kept::default(), Some(put_aside(dir)?))),
        Err(error) => Err(error),
    }
}

fn try_read(path: &Path) -> io::Result<Kept> {
    let mut bytes = Vec::new();
    File::open(path)?.take(LARGEST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    let kept: Kept = serde_json::from_slice(&bytes)?;
    if kept.version == VERSION { Ok(kept) } else { Err(io::ErrorKind::InvalidData.into()) }
}

fn put_aside(dir: &Path) -> io::Result<String> {
    let name = |number| format!("searches-broken-{number}.json");
    let free = (1..MOST_ASIDE).find(|&number| !dir.join(name(number)).exists());
    let aside = name(free.unwrap_or(MOST_ASIDE));
    fs::rename(dir.join(FILE), dir.join(&aside))?;
    Ok(format!("Your saved searches could not be read. The file was renamed to {aside}."))
}

/// Writes a new file, and then replaces the old file in one step. After a crash, one of the two files is
/// undamaged.
fn write(dir: &Path, kept: &Kept) -> io::Result<()> {
    let new: PathBuf = dir.join("searches.json.new");
    let mut file = File::create(&new)?;
    file.write_all(&serde_json::to_vec_pretty(kept)?)?;
    file.sync_all()?;
    drop(file);
    fs::rename(&new, dir.join(FILE))
}

#[cfg(test)]
mod tests;
