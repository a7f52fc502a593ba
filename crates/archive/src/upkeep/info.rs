//! Describes the content of an archive, or of a file that was not imported.

use std::collections::HashMap;
use std::path::Path;

use foundmail_defect::{Defect, Effect};
use foundmail_import::{Damage, ImportError, Inspection, inspect_outlook, source_of};
use serde::Serialize;

use crate::dates::rfc3339;
use crate::view::{Completeness, ImportReport, Overview};
use crate::{Archive, ArchiveError};

/// The content of an archive.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Info {
    /// Path of the archive's folder.
    pub path: String,
    /// Number of messages. A message that was found several times counts once.
    pub messages: u32,
    /// Number of conversations.
    pub conversations: u32,
    /// Number of damaged items.
    pub damaged: u32,
    /// Number of damaged items whose readable part can be shown.
    pub damaged_shown: u32,
    /// Number of damaged messages: the messages that `is:damaged` finds.
    pub damaged_messages: u32,
    /// Number of damaged items whose message is undamaged elsewhere in the archive.
    pub damaged_copies: u32,
    /// Number of damaged items of which nothing could be read.
    pub lost: u32,
    /// The searchable share of the mail, from 0 to 1.
    pub indexed: f64,
    /// Number of attachments whose text was not extracted, because the user chose that, or because the program that
    /// reads attachments could not be started. A search does not find their text.
    pub texts_left: u32,
    /// Size on the disk in bytes.
    pub bytes: u64,
    /// The imported sources.
    pub sources: Vec<InfoSource>,
    /// Reports of the imports, newest first.
    pub imports: Vec<ImportReport>,
}

/// An imported file or folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct InfoSource {
    /// Id of the source. The command `remove` expects it.
    pub id: u32,
    /// Name that the user sees.
    pub name: String,
    /// Full path.
    pub path: String,
    /// Format of the source: `pst`, `ost`, `mbox`, `eml`, `folder` and so on.
    pub format: String,
    /// Number of messages in the source.
    pub count: u32,
    /// Completeness of the source.
    pub state: Completeness,
    /// Sentences that name the missing part and the reason, and give advice. None if the source is whole.
    pub missing: Option<String>,
    /// For an incomplete source: full path of a whole source that contains the same messages.
    pub replaced_by: Option<String>,
    /// Folders of the source.
    pub folders: Vec<InfoFolder>,
}

/// A folder of a source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct InfoFolder {
    /// Names of the folder and of its parents, from the top.
    pub path: Vec<String>,
    /// Number of messages in the folder, without its subfolders.
    pub count: u32,
}

/// The description of a file or folder that was not imported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Inspected {
    /// Full path.
    pub path: String,
    /// Format of the file: `pst`, `ost`, `mbox`, `eml`, `folder` and so on, or `unknown`.
    pub format: String,
    /// Size in bytes.
    pub size: u64,
    /// Layout of the file: `ansi`, `unicode` or `unicode4k`. This field and the next five are set only for PST and
    /// OST.
    pub layout: Option<String>,
    /// Encryption of the file: `none`, `permute` or `cyclic`.
    pub encryption: Option<String>,
    /// Version number in the header of the file.
    pub version: Option<u16>,
    /// Size in bytes that the header of the file contains.
    pub size_in_header: Option<u64>,
    /// True if Outlook asks for a password to open the file. Foundmail does not need the password.
    pub password: Option<bool>,
    /// Name of the mailbox inside the file.
    pub name: Option<String>,
    /// The folders in the file, with their counts.
    pub folders: Vec<InspectedFolder>,
    /// Number of all items in the file.
    pub items: u64,
    /// All defects as sentences, with their position and effect.
    pub defects: Vec<String>,
    /// The same defects as data. Empty except for PST and OST.
    pub damage: Vec<InspectedDamage>,
    /// Numbers of the items that the directory of the file does not list. Set only for PST and OST.
    pub recovery: Option<InspectedRecovery>,
}

/// A defect of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct InspectedDamage {
    /// Byte offset in the file, if known.
    pub offset: Option<u64>,
    /// The damaged structure, in the terms of its standard.
    pub structure: String,
    /// Description of the damage.
    pub what: String,
    /// Effect of the damage, as a plain sentence.
    pub effect: String,
    /// Names of the damaged folder and of its parents, from the top. Empty if the defect belongs to the whole
    /// file.
    pub folder: Vec<String>,
    /// RFC 3339 date of the item, if known.
    pub date: Option<String>,
    /// Sender of the item, if known.
    pub from: Option<String>,
    /// Subject of the item, if known.
    pub subject: Option<String>,
}

/// Numbers of the items that the directory of a file does not list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct InspectedRecovery {
    /// Number of items that are missing from a damaged directory. Every import recovers them.
    pub lost: u64,
    /// Number of deleted items. An import recovers them if the user requests it.
    pub deleted: u64,
    /// Number of older versions of listed items. An import ignores them.
    pub older_versions: u64,
}

/// A folder in a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct InspectedFolder {
    /// Name of the folder.
    pub name: String,
    /// Number of parent folders.
    pub depth: usize,
    /// Number of items in the folder.
    pub items: u64,
    /// Number of hidden items in the folder.
    pub associated: u32,
    /// Number of deleted items that can be recovered from the folder.
    pub deleted: u64,
}

impl Archive {
    /// Returns the content of the archive.
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

/// Returns a description of a file or folder without importing it. Does not write anything.
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

/// Counts the findings of a reader without storing them. As a sink, it always returns `Continue`, so the reader
/// continues to the end.
struct Counting<'i> {
    inspected: &'i mut Inspected,
    /// Descriptions of the defects, each with the rank of its effect.
    defects: Vec<(u8, String)>,
}

/// Returns the rank of an effect. The most serious effect has the lowest rank.
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
