//! Whether an archive is whole: the store by its own check, each message by being read, the index by the store.

use std::collections::HashSet;
use std::path::Path;
use std::time::Instant;

use foundmail_mail::parse_skeleton;
use foundmail_search::{Index, SearchError};
use foundmail_store::verify::{
    ArchiveDamage, RescuedBlobs, Verification, VerifyDepth, verify as verify_store,
};
use foundmail_store::{MessageId, StoreError, StoreReader};

use crate::dates::rfc3339;
use crate::view::{DamageView, IndexState, VerifyReport};
use crate::{Archive, ArchiveError};

/// Messages that are read from the catalogue at a time.
const PAGE: u32 = 2_000;
/// Messages that one sentence names.
const NAMED: usize = 3;

/// Looks at the archive in `dir`, and builds its index anew where that is damaged. `tell` gets how many blobs of how many
/// are read. Damage is never an `Err`: that means that nothing could be looked at.
pub fn verify(
    dir: &Path,
    depth: VerifyDepth,
    tell: &mut dyn FnMut(u64, u64),
) -> Result<VerifyReport, ArchiveError> {
    let started = Instant::now();
    let checked = verify_store(dir, depth, tell)?;
    let mut verify = Verify { dir, depth, damaged: Vec::new(), notes: Vec::new() };
    let broken = index_before(dir);
    let archive = if checked.rescue.is_some() { None } else { verify.open() };
    verify.store(&checked, archive.as_ref());
    let index = match &archive {
        Some(archive) => {
            verify.messages(archive)?;
            verify.index(archive, broken)
        }
        None => IndexState::Behind,
    };
    Ok(VerifyReport {
        checked: checked.messages,
        read: checked.read,
        bytes: checked.bytes,
        damaged: verify.damaged,
        notes: verify.notes,
        index,
        seconds: started.elapsed().as_secs_f64(),
    })
}

/// What the index is like before opening the archive replaces it.
fn index_before(dir: &Path) -> Option<DamageView> {
    let broken = Index::unreadable(&dir.join("index"))?;
    Some(of_index(&format!("{}: {}", broken.file, broken.what), &broken.file))
}

fn of_index(what: &str, file: &str) -> DamageView {
    DamageView {
        what: format!("The search index: {what}. It is built anew."),
        place: format!("index/{file}"),
        messages: Vec::new(),
        mended: true,
    }
}

struct Verify<'v> {
    dir: &'v Path,
    depth: VerifyDepth,
    damaged: Vec<DamageView>,
    notes: Vec<String>,
}

impl Verify<'_> {
    fn open(&mut self) -> Option<Archive> {
        match Archive::open_without_index_update(self.dir) {
            Ok(archive) => Some(archive),
            Err(ArchiveError::Store(StoreError::Busy)) => {
                self.notes.push("Another program is writing: the search index was not looked at.".to_owned());
                None
            }
            Err(error) => {
                self.damaged.push(DamageView {
                    what: format!("The archive cannot be opened: {error}"),
                    place: "catalogue.sqlite".to_owned(),
                    messages: Vec::new(),
                    mended: false,
                });
                None
            }
        }
    }

    /// Gives names to what the store's own check has found.
    fn store(&mut self, checked: &Verification, archive: Option<&Archive>) {
        let reader = archive.map(Archive::reader);
        let damaged = checked.damaged.iter().map(|damage| view(damage, reader.as_deref()));
        self.damaged.splice(0..0, damaged);
        self.notes.splice(0..0, checked.notes.iter().cloned());
        if let Some(RescuedBlobs { blobs, bytes }) = checked.rescue {
            self.notes.push(format!(
                "The packs can be read without the catalogue: they hold {blobs} whole blobs, {bytes} bytes, nearly all of \
                 them messages. Import the sources again, or bring the catalogue back from a copy; leave the packs where they \
                 are."
            ));
        }
    }

    /// Reads every message as the window would.
    fn messages(&mut self, archive: &Archive) -> Result<(), ArchiveError> {
        if self.depth != VerifyDepth::Full {
            return Ok(());
        }
        let known: HashSet<u32> = self.damaged.iter().flat_map(|damage| damage.messages.clone()).collect();
        let reader = archive.store.reader()?;
        let mut at = 0;
        loop {
            let rows = match reader.changed_since(at, PAGE) {
                Ok(rows) => rows,
                Err(error) => {
                    self.damaged.push(DamageView {
                        what: format!("The messages cannot be listed: {error}"),
                        place: "catalogue.sqlite".to_owned(),
                        messages: Vec::new(),
                        mended: false,
                    });
                    return Ok(());
                }
            };
            let Some(last) = rows.last() else { return Ok(()) };
            at = last.sequence;
            for row in &rows {
                match reader.stored(row.id) {
                    // Its parts were held against their digests with the packs.
                    Ok(stored) => drop(stored.with(|mail| parse_skeleton(mail, stored.framing))),
                    Err(_) if known.contains(&row.id.0) => {}
                    Err(error) => self.damaged.push(DamageView {
                        what: format!("{error}: {}", name(row.id, &reader)),
                        place: "packs".to_owned(),
                        messages: vec![row.id.0],
                        mended: false,
                    }),
                }
            }
        }
    }

    /// Holds the index against the store, and builds it anew where it does not fit.
    fn index(&mut self, archive: &Archive, before: Option<DamageView>) -> IndexState {
        let rebuilt = before.is_some();
        self.damaged.extend(before);
        let mut broken: Vec<DamageView> =
            archive.index().damage().iter().map(|broken| of_index(&broken.what, &broken.file)).collect();
        let caught_up = if broken.is_empty() { self.follow(archive, &mut broken) } else { Ok(()) };
        if broken.is_empty() && caught_up.is_ok() && self.depth == VerifyDepth::Full {
            broken.extend(differs(archive).err().map(|what| of_index(&what, "meta.json")));
        }
        if broken.is_empty() {
            return match caught_up {
                Ok(()) if rebuilt => IndexState::Rebuilt,
                Ok(()) => in_step(archive),
                Err(error) => {
                    self.notes.push(format!("The search index does not follow: {error}"));
                    IndexState::Behind
                }
            };
        }
        let state = match archive.reindex() {
            Ok(_) => IndexState::Rebuilt,
            Err(error) => {
                self.notes.push(format!("The search index could not be built anew: {error}"));
                for broken in &mut broken {
                    broken.mended = false;
                }
                IndexState::Behind
            }
        };
        self.damaged.append(&mut broken);
        state
    }

    /// Lets the index follow the store. One that is ahead has followed changes that the catalogue has lost.
    fn follow(&mut self, archive: &Archive, broken: &mut Vec<DamageView>) -> Result<(), ArchiveError> {
        let (last, _) = archive.reader().sequence_and_count()?;
        let index_at = archive.index().sequence();
        if index_at > last {
            broken.push(of_index(
                &format!("it has followed {index_at} changes, the catalogue has {last}"),
                "meta.json",
            ));
            self.damaged.push(DamageView {
                what: format!(
                    "The catalogue ends with change {last}, but the index has seen change {index_at}: the changes between \
                     are lost. Import the newest sources again."
                ),
                place: "catalogue.sqlite".to_owned(),
                messages: Vec::new(),
                mended: false,
            });
            return Ok(());
        }
        archive.catch_up()
    }
}

fn in_step(archive: &Archive) -> IndexState {
    let follows = archive.reader().sequence_and_count().is_ok_and(|(last, count)| {
        archive.index().sequence() == last && archive.index().count() == u64::from(count)
    });
    if follows { IndexState::InStep } else { IndexState::Behind }
}

/// Every message is in the index, once, and nothing else is.
fn differs(archive: &Archive) -> Result<(), String> {
    let mut indexed = archive.index().ids().map_err(|error: SearchError| error.to_string())?;
    indexed.sort_unstable();
    let reader = archive.reader();
    let mut stored = reader.message_ids().map_err(|error| error.to_string())?;
    stored.sort_unstable();
    if indexed.iter().eq(stored.iter().map(|MessageId(id)| id)) {
        return Ok(());
    }
    Err(format!("it holds {} messages, which are not the {} of the catalogue", indexed.len(), stored.len()))
}

fn view(damage: &ArchiveDamage, reader: Option<&StoreReader>) -> DamageView {
    let names = damage.messages.iter().take(NAMED).filter_map(|&id| Some(name(id, reader?)));
    let mut names: Vec<String> = names.collect();
    let more = damage.messages.len().saturating_sub(NAMED);
    if more > 0 {
        names.push(format!("{more} more"));
    }
    let costs = if names.is_empty() { String::new() } else { format!(" It costs {}.", names.join("; ")) };
    let place = match damage.offset {
        Some(offset) => format!("{} at {offset}", damage.file),
        None => damage.file.clone(),
    };
    let mut what = damage.what.clone();
    if !what.ends_with('.') {
        what.push('.');
    }
    DamageView {
        what: what + &costs,
        place,
        messages: damage.messages.iter().map(|message| message.0).collect(),
        mended: false,
    }
}

/// A message by what its owner knows it: subject, date, folder.
fn name(message: MessageId, reader: &StoreReader) -> String {
    let Ok(row) = reader.message(message) else { return format!("message {message}") };
    let date = row.date.and_then(rfc3339).unwrap_or_else(|| "without a date".to_owned());
    let place = reader.occurrences(message).ok().and_then(|places| places.into_iter().next());
    let folder = place.and_then(|place| reader.folder_path(place.folder).ok()).unwrap_or_default();
    format!("message {message} «{}», {date}, in {}", row.subject, folder.join(" / "))
}
