//! Finds the messages of sets to which a query refers, such as folders, if the index does not contain these sets.

use foundmail_search::query::{Query, Scope, Set};
use foundmail_search::{Members, fold};

use crate::search::answer::ResolvedSets;
use crate::search::catalogue_snapshot::CatalogueSnapshot;
use crate::search::folder_names::{is_sent, names_of};
use crate::{Archive, ArchiveError};

/// An address is the owner's if it sent more than 1/`OWNERS_SHARE` of the messages in folders for sent mail.
const OWNERS_SHARE: usize = 10;
/// Maximum number of addresses that count as the owner's.
const MOST_ADDRESSES: usize = 20;

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
    pub(crate) fn sets_of(&self, known: &CatalogueSnapshot, query: &Query) -> ResolvedSets {
        ResolvedSets(query.sets().into_iter().map(|set| (set.clone(), self.set(known, set))).collect())
    }

    /// Returns the messages of a set. If an error occurs, the set is empty, and the next request reports the
    /// error.
    fn set(&self, known: &CatalogueSnapshot, set: &Set) -> Members {
        match set {
            Set::Folder(name) => known.members(called(known, name)),
            Set::Source(name) => known.members(of_sources(known, name)),
            Set::Sent => self.sent(known),
            Set::Received => {
                let mail = Query::Tag("kind:mail".to_owned());
                self.found(&mail).unwrap_or_default().without(&self.sent(known))
            }
            Set::Recovered => self.recovered(known),
            Set::Thread(thread) => self.thread_members(*thread).unwrap_or_default(),
        }
    }

    /// Returns the messages that the owner wrote: all messages in folders for sent mail, and all messages from the
    /// owner's addresses.
    pub(crate) fn sent(&self, known: &CatalogueSnapshot) -> Members {
        known.sent.get_or_init(|| self.find_sent(known).unwrap_or_default()).clone()
    }

    fn find_sent(&self, known: &CatalogueSnapshot) -> Result<Members, ArchiveError> {
        let in_folders = known.members(known.folders_where(|folder, _| is_sent(&fold(&folder.name))));
        let nothing = |_: &Set| Members::default();
        let there = self.index().search(&Query::All, Some(&in_folders), false, &nothing)?;
        let least = there.count() / OWNERS_SHARE;
        let owners = there.senders(MOST_ADDRESSES).into_iter().filter(|sender| sender.count > least);
        let from = owners.map(|owner| Query::Words { scope: Scope::FROM, text: owner.value, prefix: false });
        let all = self.index().search(&Query::Or(from.collect()), None, false, &nothing)?;
        Ok(there.ids().chain(all.ids()).collect())
    }

    fn recovered(&self, known: &CatalogueSnapshot) -> Members {
        let find = || {
            self.reader()
                .recovered_messages()
                .unwrap_or_default()
                .into_iter()
                .map(|message| message.0)
                .collect()
        };
        known.recovered.get_or_init(find).clone()
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
