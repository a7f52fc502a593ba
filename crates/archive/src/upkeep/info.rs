//! What an archive, or a file that is not imported, is like.

use std::collections::HashMap;
use std::path::Path;

use foundmail_defect::{Defect, Effect};
use foundmail_import::{Damage, ImportError, Inspection, inspect_outlook, source_of};
use serde::Serialize;

use crate::dates::rfc3339;
use crate::view::{Completeness, ImportReport, Overview};
use crate::{Archive, ArchiveError};

/// What an archive holds.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Info {
    /// Its folder.
    pub path: String,
    /// Messages, each counted once.
    pub messages: u32,
    /// Conversations.
    pub conversations: u32,
    /// Items that are not whole.
    pub damaged: u32,
    /// Of these, the ones that are shown as far as they could be read.
    pub damaged_shown: u32,
    /// The messages that these are, as `is:damaged` finds them.
    pub damaged_messages: u32,
    /// Of these, copies of messages that are whole elsewhere.
    pub damaged_copies: u32,
    /// Of these, the ones of which nothing could be read.
    pub lost: u32,
    /// How much can be found, 0 to 1.
    pub indexed: f64,
    /// Attachments whose text was left out on request, so that it cannot be searched.
    pub texts_left: u32,
    /// Bytes on the disk.
    pub bytes: u64,
    /// What was imported.
    pub sources: Vec<InfoSource>,
    /// Reports of the imports, newest first.
    pub imports: Vec<ImportReport>,
}

/// An imported file or folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct InfoSource {
    /// Its number, by which it can be taken out.
    pub id: u32,
    /// Name shown to the owner.
    pub name: String,
    /// Full path.
    pub path: String,
    /// `pst`, `ost`, `mbox`, `eml`, `folder`.
    pub format: String,
    /// Messages seen in it.
    pub count: u32,
    /// How complete it is.
    pub state: Completeness,
    /// Sentences that say what is missing, why, and what to do. None if it is whole.
    pub missing: Option<String>,
    /// Full path of a whole source that has the messages of this incomplete one.
    pub replaced_by: Option<String>,
    /// Its folders.
    pub folders: Vec<InfoFolder>,
}

/// A folder of a source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct InfoFolder {
    /// Its levels, from the top.
    pub path: Vec<String>,
    /// Messages seen in it, without those below.
    pub count: u32,
}

/// What a file is like.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Inspected {
    /// Full path.
    pub path: String,
    /// `pst`, `ost`, `mbox`, `eml`, `folder`, `unknown`.
    pub format: String,
    /// Bytes.
    pub size: u64,
    /// `ansi`, `unicode`, `unicode4k`; only for Outlook's files, as are the next five.
    pub layout: Option<String>,
    /// `none`, `permute`, `cyclic`.
    pub encryption: Option<String>,
    /// Version as the header has it.
    pub version: Option<u16>,
    /// Length as the header has it.
    pub size_in_header: Option<u64>,
    /// True if Outlook asks for a password. None is needed here.
    pub password: Option<bool>,
    /// The store's name.
    pub name: Option<String>,
    /// Folders with their counts.
    pub folders: Vec<InspectedFolder>,
    /// Items in all.
    pub items: u64,
    /// Damage, with the place where it lies and what it costs.
    pub defects: Vec<String>,
    /// The same in parts, for Outlook's files.
    pub damage: Vec<InspectedDamage>,
    /// What is brought back of what the file's own directory does not lead to; only for Outlook's files.
    pub recovery: Option<InspectedRecovery>,
}

/// Something broken in a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct InspectedDamage {
    /// Byte offset, where known.
    pub offset: Option<u64>,
    /// The structure, in its standard's words.
    pub structure: String,
    /// What is wrong with it.
    pub what: String,
    /// What it costs, as a plain sentence.
    pub effect: String,
    /// Folder names from the top; empty where the damage is the whole file's.
    pub folder: Vec<String>,
    /// RFC 3339 date of the item, as far as known.
    pub date: Option<String>,
    /// Who wrote the item, as far as known.
    pub from: Option<String>,
    /// Subject of the item, as far as known.
    pub subject: Option<String>,
}

/// What recovery brings back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct InspectedRecovery {
    /// Items that the damaged directory does not lead to; an import brings them back by itself.
    pub lost: u64,
    /// Deleted items; an import brings them back on request.
    pub deleted: u64,
    /// Older versions of items that are there; these stay away.
    pub older_versions: u64,
}

/// A folder of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct InspectedFolder {
    /// Its name.
    pub name: String,
    /// Folders around it.
    pub depth: usize,
    /// Items in it.
    pub items: u64,
    /// Hidden items.
    pub associated: u32,
    /// Deleted items that can be brought back.
    pub deleted: u64,
}

impl Archive {
    /// What the archive holds.
    pub fn info(&self) -> Result<Info, ArchiveError> {
        let Overview { sources, messages, conversations, damaged, indexed, texts_left, .. } =
            self.overview()?;
        let paths: HashMap<u32, String> =
            sources.iter().map(|source| (source.id, source.path.clone())).collect();
        let places = self.reader().damaged_occurrences()?;
        let sources = sources
            .into_iter()
            .map(|source| {
                let mut levels: Vec<String> = Vec::new();
                let folders = source.folders.into_iter().map(|folder| {
                    levels.truncate(usize::try_from(folder.depth).unwrap_or(usize::MAX));
                    levels.push(folder.name);
                    InfoFolder { path: levels.clone(), count: folder.count }
                });
                InfoSource {
                    id: source.id,
                    name: source.name,
                    folders: folders.collect(),
                    path: source.path,
                    format: source.format,
                    count: source.count,
                    state: source.state,
                    missing: source.missing,
                    replaced_by: source.replaced_by.and_then(|id| paths.get(&id).cloned()),
                }
            })
            .collect();
        Ok(Info {
            path: self.dir.display().to_string(),
            messages,
            conversations,
            damaged,
            damaged_shown: places.shown,
            damaged_messages: places.messages,
            damaged_copies: places.copies,
            lost: places.lost,
            indexed,
            texts_left,
            bytes: size_of(&self.dir),
            sources,
            imports: self.imports()?.into_iter().filter_map(|import| import.report).collect(),
        })
    }
}

fn size_of(dir: &Path) -> u64 {
    let Ok(entries) = std::fs::read_dir(dir) else { return 0 };
    let sizes = entries.filter_map(Result::ok).map(|entry| match entry.file_type() {
        Ok(kind) if kind.is_dir() => size_of(&entry.path()),
        _ => entry.metadata().map_or(0, |metadata| metadata.len()),
    });
    sizes.sum()
}

/// Looks into a file without importing it. Never writes.
pub fn inspect(path: &Path) -> Result<Inspected, ArchiveError> {
    let source = source_of(path)?;
    let mut inspected = Inspected {
        path: source.path.display().to_string(),
        format: source.format.name.to_owned(),
        size: source.size,
        layout: None,
        encryption: None,
        version: None,
        size_in_header: None,
        password: None,
        name: None,
        folders: Vec::new(),
        items: 0,
        defects: Vec::new(),
        damage: Vec::new(),
        recovery: None,
    };
    match source.format.name {
        "pst" | "ost" => add_outlook(&mut inspected, inspect_outlook(&source.path)?),
        _ => add_counted(&mut inspected, &source)?,
    }
    Ok(inspected)
}

fn add_outlook(inspected: &mut Inspected, found: Inspection) {
    inspected.layout = Some(found.layout.to_owned());
    inspected.encryption = Some(found.encryption);
    inspected.version = Some(found.version);
    inspected.size_in_header = Some(found.size_in_header);
    inspected.password = Some(found.password);
    inspected.name = Some(found.name);
    inspected.items = found.items;
    let folders = found.folders.into_iter().map(|folder| InspectedFolder {
        name: folder.name,
        depth: folder.depth,
        items: folder.items,
        associated: folder.associated,
        deleted: folder.deleted,
    });
    inspected.folders = folders.collect();
    let sentence = |damage: &Damage| format!("{} — {}", damage.defect, damage.defect.effect.sentence());
    inspected.defects = found.damage.iter().map(sentence).collect();
    inspected.damage = found.damage.into_iter().map(damage).collect();
    inspected.recovery = Some(InspectedRecovery {
        lost: found.lost,
        deleted: found.deleted,
        older_versions: found.older_versions,
    });
}

fn damage(damage: Damage) -> InspectedDamage {
    let Damage { defect, folder, item } = damage;
    let item = item.unwrap_or_default();
    InspectedDamage {
        offset: defect.offset,
        structure: defect.structure,
        what: defect.what,
        effect: defect.effect.sentence().to_owned(),
        folder,
        date: item.date.and_then(rfc3339),
        from: item.from,
        subject: item.subject,
    }
}

/// Counts what a reader finds, and keeps nothing.
struct Counting<'i> {
    inspected: &'i mut Inspected,
    /// How grave each is, and its words.
    defects: Vec<(u8, String)>,
}

/// What costs most comes first.
fn severity(effect: Effect) -> u8 {
    match effect {
        Effect::RestUnreadable => 0,
        Effect::FolderIncomplete => 1,
        Effect::ItemLost => 2,
        Effect::Nothing => 4,
        _ => 3,
    }
}

impl foundmail_import::Sink for Counting<'_> {
    fn push(&mut self, found: foundmail_import::Finding) -> std::ops::ControlFlow<()> {
        match found {
            foundmail_import::Finding::Folder(folder) => self.inspected.folders.push(InspectedFolder {
                depth: if folder.key.is_empty() { 0 } else { folder.key.matches('/').count() + 1 },
                name: folder.name,
                items: 0,
                associated: 0,
                deleted: 0,
            }),
            foundmail_import::Finding::Item(item) => {
                self.inspected.items += 1;
                if let Some(folder) = self.inspected.folders.last_mut() {
                    folder.items += 1;
                }
                let position = item.position.trim_end_matches("#0");
                let of_item = |defect: &Defect| (severity(defect.effect), format!("{position}: {defect}"));
                self.defects.extend(item.defects.iter().map(of_item));
            }
            foundmail_import::Finding::Other { .. } => {}
            foundmail_import::Finding::Defect { folder, defect } => {
                let folder = folder.filter(|folder| !folder.is_empty());
                let place = folder.map(|folder| format!("{folder}: ")).unwrap_or_default();
                self.defects.push((severity(defect.effect), format!("{place}{defect}")));
            }
        }
        std::ops::ControlFlow::Continue(())
    }
}

fn add_counted(inspected: &mut Inspected, source: &foundmail_import::Source) -> Result<(), ImportError> {
    let mut counting = Counting { inspected, defects: Vec::new() };
    foundmail_import::read(source, &mut counting)?;
    let Counting { inspected, mut defects } = counting;
    defects.sort_by_key(|(severity, _)| *severity);
    inspected.defects = defects.into_iter().map(|(_, words)| words).collect();
    Ok(())
}
