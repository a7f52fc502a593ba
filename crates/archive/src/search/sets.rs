//! Finds the messages of sets to which a query refers, such as folders, if the index does not contain these sets.

use std::sync::{Arc, OnceLock, PoisonError};

use foundmail_search::query::{Query, Scope, Set};
use foundmail_search::{Members, Results, fold};

use crate::search::answer::ResolvedSets;
use crate::search::catalogue_snapshot::CatalogueSnapshot;
use crate::search::folder_names::{is_sent, names_of};
use crate::search::owners::Owners;
use crate::{Archive, ArchiveError};

impl Archive {
    /// Returns an error if the archive has no folder with this name.
    pub(crate) fn ensure_folder(&self, name: &str) -> Result<(), ArchiveError> {
        if called(self.catalogue_snapshot()?.as_ref(), name).is_empty() {
            return Err(ArchiveError::NotFound {
                what: format!("There is no folder with the name {name} in the archive."),
            });
        }
        Ok(())
    }

    /// Returns the sets to which a query refers. They must be found before the query runs, because a running query
    /// locks the index.
    ///
    /// # Errors
    /// Returns the error of the first set that cannot be read. An empty set instead would make a query with
    /// `-is:sent` find the messages that it excludes.
    pub(crate) fn sets_of(
        &self,
        known: &CatalogueSnapshot,
        query: &Query,
    ) -> Result<ResolvedSets, ArchiveError> {
        let sets = query.sets().into_iter().map(|set| Ok((set.clone(), self.set(known, set)?)));
        Ok(ResolvedSets(sets.collect::<Result<_, ArchiveError>>()?))
    }

    fn set(&self, known: &CatalogueSnapshot, set: &Set) -> Result<Members, ArchiveError> {
        Ok(match set {
            Set::Folder(name) => known.members(called(known, name)),
            Set::Source(name) => known.members(of_sources(known, name)),
            Set::Sent => self.sent(known)?,
            Set::Received => {
                let mail = Query::Tag("kind:mail".to_owned());
                self.found(&mail)?.without(&self.sent(known)?)
            }
            Set::Recovered => self.recovered(known)?,
            Set::Starred => self.marks()?.starred().clone(),
            Set::Tagged(name) => self.marks()?.tagged(name),
            Set::Thread(thread) => self.thread_members(*thread)?,
        })
    }

    /// Returns the messages that the owner wrote: all messages in folders for sent mail, and all messages from the
    /// owner's addresses.
    pub(crate) fn sent(&self, known: &CatalogueSnapshot) -> Result<Members, ArchiveError> {
        kept(&known.sent, || self.find_sent(known))
    }

    fn find_sent(&self, known: &CatalogueSnapshot) -> Result<Members, ArchiveError> {
        let there = self.in_sent_folders(known)?;
        let owners = Owners::of(&there).0.into_iter();
        let from = owners.map(|owner| Query::Words { scope: Scope::FROM, text: owner, prefix: false });
        let all = self.index().search(&Query::Or(from.collect()), None, false, &|_| Members::default())?;
        Ok(there.ids().chain(all.ids()).collect())
    }

    fn in_sent_folders(&self, known: &CatalogueSnapshot) -> Result<Results, ArchiveError> {
        let in_folders = known.members(known.folders_where(|folder, _| is_sent(&fold(&folder.name))));
        Ok(self.index().search(&Query::All, Some(&in_folders), false, &|_| Members::default())?)
    }

    /// Returns the owner's addresses for a message that is opened. They can be those before the last change of the
    /// archive, and none if the index is damaged: reading a message must not wait for either.
    pub(crate) fn known_owners(&self) -> Arc<Owners> {
        let kept = self.catalogue_snapshot.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let known = kept.map_or_else(|| self.catalogue_snapshot(), Ok);
        known.and_then(|known| self.owners(&known)).unwrap_or_default()
    }

    /// Returns the owner's addresses, in lower case: the senders of the messages in folders for sent mail. The list is
    /// kept until the archive changes.
    pub(crate) fn owners(&self, known: &CatalogueSnapshot) -> Result<Arc<Owners>, ArchiveError> {
        if let Some(owners) = known.owners.get() {
            return Ok(Arc::clone(owners));
        }
        let owners = Arc::new(Owners::of(&self.in_sent_folders(known)?));
        Ok(Arc::clone(known.owners.get_or_init(|| owners)))
    }

    fn recovered(&self, known: &CatalogueSnapshot) -> Result<Members, ArchiveError> {
        kept(&known.recovered, || {
            Ok(self.reader().recovered_messages()?.into_iter().map(|message| message.0).collect())
        })
    }

    fn thread_members(&self, thread: u32) -> Result<Members, ArchiveError> {
        let reader = self.reader();
        let thread = crate::archive::thread_now(foundmail_store::ThreadId(thread), &reader)?;
        Ok(reader.thread(thread)?.into_iter().map(|message| message.id.0).collect())
    }

    fn found(&self, query: &Query) -> Result<Members, ArchiveError> {
        Ok(self.index().search(query, None, false, &|_| Members::default())?.ids().collect())
    }
}

/// Returns a kept set, or finds the set and keeps it. After an error, nothing is kept, so the next request tries
/// again.
fn kept(
    set: &OnceLock<Members>,
    find: impl FnOnce() -> Result<Members, ArchiveError>,
) -> Result<Members, ArchiveError> {
    if let Some(members) = set.get() {
        return Ok(members.clone());
    }
    let members = find()?;
    Ok(set.get_or_init(|| members).clone())
}

/// Returns for each folder whether it belongs to a set of folders or sources. Returns `None` for other kinds of
/// sets.
pub(crate) fn folders_in(known: &CatalogueSnapshot, set: &Set) -> Option<Vec<bool>> {
    let chosen = match set {
        Set::Folder(name) => called(known, name),
        Set::Source(name) => of_sources(known, name),
        _ => return None,
    };
    Some(known.with_folders_below(chosen.into_iter().collect()))
}

/// Returns the positions of the folders whose name or path contains `name`. If `name` is the name of a standard
/// folder, such as `inbox`, the list also contains that folder in other languages.
fn called(known: &CatalogueSnapshot, name: &str) -> Vec<usize> {
    // `info` prints paths with spaces around `/`.
    let wanted = compared(name).split('/').map(str::trim).collect::<Vec<_>>().join("/");
    let wanted = wanted.trim_matches('/').to_owned();
    let names = names_of(&wanted);
    let fits = |folder: &foundmail_store::FolderRow, path: &str| {
        let own = compared(&folder.name);
        own.contains(&wanted) || names.contains(&own.as_str()) || path.replace('"', " ").contains(&wanted)
    };
    known.folders_where(fits).collect()
}

/// Returns the positions of all folders in sources whose name or full path contains `name`.
fn of_sources(known: &CatalogueSnapshot, name: &str) -> Vec<usize> {
    let wanted = compared(name);
    let sources: Vec<_> = known
        .sources
        .iter()
        .filter(|source| compared(&source.name).contains(&wanted) || compared(&source.path).contains(&wanted))
        .map(|source| source.id)
        .collect();
    known.folders_where(|folder, _| sources.contains(&folder.source)).collect()
}

/// Returns a name in the form that is used for comparisons. It contains no quotation marks, because a quoted name
/// in a query cannot contain them.
fn compared(name: &str) -> String {
    fold(name).replace('"', " ")
}

/// Returns a name in a form that can be quoted in a query.
pub(crate) fn in_query(name: &str) -> String {
    name.replace('"', " ")
}

#[cfg(test)]
mod tests {
    use std::fs::{self, OpenOptions};
    use std::io::{Seek, SeekFrom, Write};
    use std::path::Path;

    use foundmail_search::query::parse;
    use rusqlite::functions::FunctionFlags;

    use crate::view::Selection;
    use crate::{Archive, Control, ImportOptions};

    /// Returns an archive of one sent and one received message.
    fn archive(dir: &Path) -> Archive {
        let archive = Archive::open(&dir.join("archive")).unwrap();
        for (folder, from) in [("Sent", "ann"), ("Inbox", "ruth")] {
            let folder = dir.join("mail").join(folder);
            fs::create_dir_all(&folder).unwrap();
            let raw = format!("From: {from}@a.example\nMessage-ID: <{from}@a>\nSubject: roof\n\nThe roof.\n");
            fs::write(folder.join("1.eml"), raw).unwrap();
        }
        let options = ImportOptions { recover: false, no_attachment_text: true };
        archive.import(&[dir.join("mail")], options, &Control::new(), &mut |_| {}).unwrap();
        archive
    }

    #[test]
    fn a_set_that_cannot_be_read_is_an_error_until_it_can_be_read() {
        let dir = tempfile::tempdir().unwrap();
        let archive = archive(dir.path());
        let catalogue = rusqlite::Connection::open(dir.path().join("archive/catalogue.sqlite")).unwrap();
        // Without this function, SQLite refuses changes.
        let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
        catalogue.create_scalar_function("row_check", -1, flags, |_| Ok(1_i64)).unwrap();
        let known = archive.catalogue_snapshot().unwrap();
        for (query, table) in [("-is:recovered", "occurrence"), ("-thread:1", "thread_alias")] {
            let query = parse(query, 0).query;
            assert_eq!(query.sets().len(), 1, "{query}");
            catalogue.execute_batch(&format!("ALTER TABLE {table} RENAME TO away")).unwrap();
            assert!(archive.sets_of(&known, &query).is_err(), "{query}");
            catalogue.execute_batch(&format!("ALTER TABLE away RENAME TO {table}")).unwrap();
            assert!(archive.sets_of(&known, &query).is_ok(), "{query}");
        }
    }

    #[test]
    fn a_damaged_index_is_rebuilt_before_a_query_excludes_sent_mail() {
        let dir = tempfile::tempdir().unwrap();
        let archive = archive(dir.path());
        let count = |query: &str| {
            let query = query.to_owned();
            archive
                .selected(&Selection::Search { query, typing: false, folder: None, source: None })
                .unwrap()
                .len()
        };
        for file in fs::read_dir(dir.path().join("archive/index")).unwrap() {
            let path = file.unwrap().path();
            // The index has these files open, so they are changed in place.
            if path.extension().is_some_and(|extension| extension == "term") {
                let len = path.metadata().unwrap().len();
                let mut file = OpenOptions::new().write(true).open(&path).unwrap();
                file.seek(SeekFrom::Start(0)).unwrap();
                file.write_all(&vec![0xFF; usize::try_from(len).unwrap()]).unwrap();
            }
        }
        let known = archive.catalogue_snapshot().unwrap();
        assert!(archive.sent(&known).is_err(), "the damage is not noticed");
        assert_eq!(count("-is:sent"), 1);
    }
}
