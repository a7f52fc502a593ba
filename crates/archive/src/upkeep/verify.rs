//! Verifies an archive: checks the store, reads every message, and compares the index with the store.

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
use crate::export::log;
use crate::view::{DamageView, IndexState, VerifyReport};
use crate::{Archive, ArchiveError};

/// Number of messages that are read from the catalogue at once.
const PAGE: u32 = 2_000;
/// Maximum number of messages that are named for one damage.
const NAMED: usize = 3;

/// Verifies the archive in `dir`, and rebuilds the index if it is damaged. The report lists all damage.
///
/// `tell` receives the number of checked blobs and the number of all blobs. It cannot end the verification.
///
/// # Errors
/// Returns an error only if the archive could not be verified at all.
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
    verify.export_log();
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

/// Returns the damage that makes the index unreadable. This must be called before the archive is opened, because
/// opening the archive replaces an unreadable index.
fn index_before(dir: &Path) -> Option<DamageView> {
    let broken = Index::unreadable(&dir.join("index"))?;
    Some(of_index(&format!("{}: {}", broken.file, broken.what), &broken.file))
}

fn of_index(what: &str, file: &str) -> DamageView {
    DamageView {
        what: format!("The search index is damaged: {what}. Foundmail rebuilds it."),
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
                self.notes.push(
                    "Another program is writing to the archive, so the search index was not checked."
                        .to_owned(),
                );
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

    /// Checks the log of exports.
    fn export_log(&mut self) {
        self.damaged.extend(log::verify(self.dir).into_iter().map(|what| DamageView {
            what,
            place: log::LOG.to_owned(),
            messages: Vec::new(),
            mended: false,
        }));
    }

    /// Adds the results of the store's own verification, with descriptions of the damaged messages.
    fn store(&mut self, checked: &Verification, archive: Option<&Archive>) {
        let reader = archive.map(Archive::reader);
        let damaged = checked.damaged.iter().map(|damage| view(damage, reader.as_deref()));
        self.damaged.splice(0..0, damaged);
        self.notes.splice(0..0, checked.notes.iter().cloned());
        if let Some(RescuedBlobs { blobs, bytes }) = checked.rescue {
            self.notes.push(format!(
                "The packs can be read without the catalogue. They contain {blobs} undamaged blobs ({bytes} bytes). \
                 Nearly all blobs are messages. Import the sources again, or restore the catalogue from a backup. \
                 Do not move or delete the packs. Keep marks.log too: a new catalogue in this folder reads your stars and \
                 tags from it."
            ));
        }
    }

    /// Reads and parses every message in the same way as the window does.
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
                    // The digests of the message's parts were checked together with the packs.
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

    /// Compares the index with the store. Rebuilds the index if they differ.
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
                    self.notes.push(format!("The search index could not be updated: {error}"));
                    IndexState::Behind
                }
            };
        }
        let state = match archive.reindex() {
            Ok(_) => IndexState::Rebuilt,
            Err(error) => {
                self.notes.push(format!("The search index could not be rebuilt: {error}"));
                for broken in &mut broken {
                    broken.mended = false;
                }
                IndexState::Behind
            }
        };
        self.damaged.append(&mut broken);
        state
    }

    /// Updates the index from the store. If the index has a higher sequence number than the catalogue, the
    /// catalogue has lost changes.
    fn follow(&mut self, archive: &Archive, broken: &mut Vec<DamageView>) -> Result<(), ArchiveError> {
        let (last, _) = archive.reader().sequence_and_count()?;
        let index_at = archive.index().sequence();
        if index_at > last {
            broken.push(of_index(
                &format!(
                    "the index contains change {index_at}, but the last change in the catalogue is {last}"
                ),
                "meta.json",
            ));
            self.damaged.push(DamageView {
                what: format!(
                    "The last change in the catalogue is {last}, but the search index contains change \
                     {index_at}. The changes after {last} are lost. Import the newest sources again."
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

/// Returns an error if the index does not contain exactly the messages of the catalogue, each of them once.
fn differs(archive: &Archive) -> Result<(), String> {
    let mut indexed = archive.index().ids().map_err(|error: SearchError| error.to_string())?;
    indexed.sort_unstable();
    let reader = archive.reader();
    let mut stored = reader.message_ids().map_err(|error| error.to_string())?;
    stored.sort_unstable();
    if indexed.iter().eq(stored.iter().map(|MessageId(id)| id)) {
        return Ok(());
    }
    Err(format!(
        "the {} messages in the index are not the same as the {} messages in the catalogue",
        indexed.len(),
        stored.len()
    ))
}

fn view(damage: &ArchiveDamage, reader: Option<&StoreReader>) -> DamageView {
    let names = damage.messages.iter().take(NAMED).filter_map(|&id| Some(name(id, reader?)));
    let mut names: Vec<String> = names.collect();
    let more = damage.messages.len().saturating_sub(NAMED);
    if more > 0 {
        names.push(format!("{more} more"));
    }
    let costs = if names.is_empty() { String::new() } else { format!(" Affected: {}.", names.join("; ")) };
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

/// Returns a description of a message, with its subject, date and folder.
fn name(message: MessageId, reader: &StoreReader) -> String {
    let Ok(row) = reader.message(message) else { return format!("message {message}") };
    let date = row.date.and_then(rfc3339).unwrap_or_else(|| "without a date".to_owned());
    let place = reader.occurrences(message).ok().and_then(|places| places.into_iter().next());
    let folder = place.and_then(|place| reader.folder_path(place.folder).ok()).unwrap_or_default();
    format!("message {message} «{}», {date}, in {}", row.subject, folder.join(" / "))
}
