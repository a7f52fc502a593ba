//! Reads folders of files, on the disk or in an archive file. The module [`layout`] recognises the folder
//! structures of mail programs. The format of each file is detected by its content.

mod apple_attachments;
mod archive;
mod disk;
mod file;
mod file_sink;
mod foundmail_archive;
mod layout;
#[cfg(test)]
mod lost_tests;
mod names;
#[cfg(test)]
mod tests;
mod thunderbird;

use std::collections::HashSet;
use std::ops::ControlFlow;
use std::path::Path;

use foundmail_defect::{Defect, Effect};

use disk::Disk;
pub(crate) use disk::size_of;
use file_sink::ProgressScale;
use layout::{ChildFolder, FolderContext, FolderLayout, FolderTarget};

use crate::content::Content;
use crate::error::ImportError;
use crate::file_tree::{FileTree, FolderListing, NodeKind, NodeLocation, TreeNode};
use crate::format::Format;
use crate::formats::folders;
use crate::limits::MAX_FOLDER_DEPTH;
use crate::loss::Loss;
use crate::other_file::{OtherFile, OtherFileKind};
use crate::sink::{Finding, Sink, SourceFolder};
use crate::source::Source;
use crate::unpack::ExtractionLimits;

/// Returns the format of a folder on the disk.
pub(crate) fn format_of(path: &Path) -> &'static Format {
    let at = NodeLocation::Disk(path.to_owned());
    let mut disk = Disk { size: 0 };
    disk.list(&at).map_or(&folders::FOLDER, |listing| layout::format_of(&listing, &mut disk))
}

/// Returns the entries of a folder on the disk.
pub(crate) fn list(path: &Path) -> std::io::Result<FolderListing> {
    Disk { size: 0 }.list(&NodeLocation::Disk(path.to_owned()))
}

/// Reads a source: a file, or a folder with all its files and subfolders. Files are read in the order of their names. Links are not
/// followed, because they may lead out of the folder or form a cycle.
pub(crate) fn read(source: &Source, sink: &mut dyn Sink) -> Result<(), ImportError> {
    let mut walk = Walk {
        sink,
        source,
        stopped: false,
        pushed: HashSet::new(),
        pending: Vec::new(),
        limits: ExtractionLimits::of(source.size),
        archives: 0,
        scale: ProgressScale::of(source.size),
        done: 0,
        error: None,
    };
    if source.format.is_folder() {
        let at = NodeLocation::Disk(source.path.clone());
        let mut disk = Disk { size: source.size };
        disk.list(&at).map_err(|error| ImportError::Open { path: source.path.clone(), source: error })?;
        let _ = walk.tree(&mut disk, &at, FolderContext::top(&source.name));
    } else {
        let _ = walk.single_file(Content::Owned(source.path.clone()));
    }
    walk.error.map_or(Ok(()), Err)
}

struct Walk<'s> {
    sink: &'s mut dyn Sink,
    source: &'s Source,
    /// True if the sink ended the reading.
    stopped: bool,
    /// Keys of the folders that were pushed.
    pushed: HashSet<String>,
    /// Parent folders of the current file that have not been pushed yet. A folder without findings is not pushed.
    pending: Vec<SourceFolder>,
    /// The limits that remain for unpacking.
    limits: ExtractionLimits,
    /// Number of archives in which the current file is nested.
    archives: usize,
    /// Converts the weights of files to bytes of the source.
    scale: ProgressScale,
    /// Sum of the weights of the files that were read, in the range of `scale`.
    done: u64,
    /// The error of a source that consists of one file.
    error: Option<ImportError>,
}

impl Walk<'_> {
    /// Reads a tree of folders. `top` is its top folder.
    fn tree(
        &mut self,
        files: &mut dyn FileTree,
        top: &NodeLocation,
        mut here: FolderContext,
    ) -> ControlFlow<()> {
        match files.list(top) {
            Ok(listing) => {
                here.detect(&listing, top, files);
                self.entries(files, &listing, &here)
            }
            Err(error) => self.loss(&here.folder, "", Loss::of(&error, 0), Effect::FolderIncomplete),
        }
    }

    /// Reads the entries of a folder. Files are read before folders, so that a mailbox file is pushed before the
    /// folder with its subfolders.
    fn entries(
        &mut self,
        files: &mut dyn FileTree,
        listing: &FolderListing,
        here: &FolderContext,
    ) -> ControlFlow<()> {
        for flaw in &listing.flaws {
            self.loss(&here.folder, "?", flaw.clone(), Effect::FolderIncomplete)?;
        }
        for node in &listing.nodes {
            match node.kind {
                NodeKind::File => self.file(files, node, here)?,
                NodeKind::Link if !layout::is_known_link(&node.name) => {
                    let what = "This is a link. Foundmail does not follow links.";
                    self.not_read(here, node, what)?;
                }
                NodeKind::Special => {
                    self.not_read(
                        here,
                        node,
                        "This is a pipe, socket or device, which Foundmail does not read.",
                    )?;
                }
                NodeKind::Archive => {
                    self.not_read(
                        here,
                        node,
                        "This is an archive of Foundmail. Foundmail does not import archives.",
                    )?;
                }
                NodeKind::Link | NodeKind::Folder => {}
            }
        }
        let (with, without): (Vec<&TreeNode>, Vec<&TreeNode>) =
            listing.folders().partition(|node| layout::is_companion(&node.name));
        for node in without.into_iter().chain(with) {
            let child = layout::child(node, listing, here, files);
            let level = self.pending.len();
            self.child(files, node, child, here)?;
            self.pending.truncate(level);
        }
        ControlFlow::Continue(())
    }

    /// Reads a subfolder of the folder `here`.
    fn child(
        &mut self,
        files: &mut dyn FileTree,
        node: &TreeNode,
        child: ChildFolder,
        here: &FolderContext,
    ) -> ControlFlow<()> {
        let path = here.path_of(&node.name);
        let folder = match child.folder {
            FolderTarget::Same => here.folder.clone(),
            // The subfolders of a mailbox file are in a folder with a similar name in the same parent folder.
            FolderTarget::Mailbox(name) if self.pushed.contains(&here.path_of(&name)) => here.path_of(&name),
            FolderTarget::Mailbox(_) | FolderTarget::Own => {
                self.pend(&path, &here.folder, child.name);
                path.clone()
            }
            FolderTarget::Levels(levels) => {
                let mut parent = here.folder.clone();
                for (key, name) in levels {
                    let key = here.path_of(&key);
                    self.pend(&key, &parent, name);
                    parent = key;
                }
                parent
            }
        };
        let below = FolderContext { path, folder, depth: here.depth.saturating_add(1), ..child.here };
        self.folder(files, node, below)
    }

    /// Reads a folder whose items belong to the folder with the key `here.folder`.
    fn folder(
        &mut self,
        files: &mut dyn FileTree,
        node: &TreeNode,
        mut here: FolderContext,
    ) -> ControlFlow<()> {
        if here.depth > MAX_FOLDER_DEPTH {
            let what = "Foundmail did not read this folder, because it is inside too many other folders.";
            return self.loss(&here.folder, &node.shown, Loss::limit(what), Effect::FolderIncomplete);
        }
        match files.list(&node.at) {
            Ok(listing) if here.layout == FolderLayout::Attachments => {
                self.attachments(files, &listing, &here)
            }
            Ok(listing) => {
                here.detect(&listing, &node.at, files);
                // A folder of a mail program is pushed even if it is empty.
                if here.layout.is_of_mail() {
                    self.flush_folders()?;
                }
                self.entries(files, &listing, &here)
            }
            Err(error) => {
                // The name is left out if the defect is reported for the folder itself.
                let name = if here.folder == here.path { "" } else { node.shown.as_str() };
                self.loss(&here.folder, name, Loss::of(&error, 0), Effect::FolderIncomplete)
            }
        }
    }

    /// Pushes the files in a folder of attachments as files without mail. The messages that use them are in
    /// another folder.
    fn attachments(
        &mut self,
        files: &mut dyn FileTree,
        listing: &FolderListing,
        here: &FolderContext,
    ) -> ControlFlow<()> {
        for node in listing.files() {
            if !crate::other_file::is_system_file(&node.name, &[]) {
                let what = "an attachment of a message in the same mailbox";
                self.other(here.path_of(&node.name), OtherFile { kind: OtherFileKind::Attachment, what })?;
            }
            self.step(node.weight);
        }
        for node in listing.folders() {
            let path = here.path_of(&node.name);
            let below = FolderContext { path, depth: here.depth.saturating_add(1), ..here.clone() };
            self.folder(files, node, below)?;
        }
        ControlFlow::Continue(())
    }

    /// Reports progress after a file with this weight.
    fn step(&mut self, weight: u64) {
        self.done = self.done.saturating_add(weight);
        self.sink.progress(self.scale.at(self.done));
    }

    /// Queues a folder. It is pushed before the first finding in it.
    fn pend(&mut self, key: &str, parent: &str, name: String) {
        self.pending.push(SourceFolder { key: key.to_owned(), parent: Some(parent.to_owned()), name });
    }

    /// Pushes the queued folders.
    fn flush_folders(&mut self) -> ControlFlow<()> {
        for at in 0..self.pending.len() {
            let Some(folder) = self.pending.get(at).cloned() else { break };
            if self.pushed.insert(folder.key.clone()) {
                self.push(Finding::Folder(folder))?;
            }
        }
        ControlFlow::Continue(())
    }

    fn push_folder(&mut self, key: &str, parent: &str, name: String) -> ControlFlow<()> {
        self.pushed.insert(key.to_owned());
        let folder = SourceFolder { key: key.to_owned(), parent: Some(parent.to_owned()), name };
        self.push(Finding::Folder(folder))
    }

    fn other(&mut self, path: String, other: OtherFile) -> ControlFlow<()> {
        self.push(Finding::Other { path, other })
    }

    /// Pushes the loss of a file or folder as a defect. `name` is empty if the loss affects the source itself or
    /// the folder with the key `folder`.
    fn loss(&mut self, folder: &str, name: &str, loss: Loss, effect: Effect) -> ControlFlow<()> {
        self.defect(folder, name, Defect::new("file", loss.what, effect).because(loss.reason))
    }

    /// Pushes a defect of the file `name`. If `name` is empty, the defect belongs to the folder with the key
    /// `folder`.
    fn defect(&mut self, folder: &str, name: &str, mut defect: Defect) -> ControlFlow<()> {
        self.flush_folders()?;
        let name: String = name.chars().filter(|c| !c.is_control()).collect();
        if !name.is_empty() {
            defect.what = format!("{name}: {}", defect.what);
            if let Some(shortfall) = &mut defect.shortfall {
                let is_source = !self.source.format.is_folder() && name == self.source.name;
                shortfall.file = if is_source { String::new() } else { name };
            }
        }
        self.push(Finding::Defect { folder: Some(folder.to_owned()), defect })
    }

    /// Reports an entry that may contain mail but was not read.
    fn not_read(&mut self, here: &FolderContext, node: &TreeNode, what: &str) -> ControlFlow<()> {
        self.flush_folders()?;
        let name: String = node.shown.chars().filter(|c| !c.is_control()).collect();
        let defect = Defect::new("entry", format!("{name}: {what}"), Effect::Nothing);
        self.push(Finding::Defect { folder: Some(here.folder.clone()), defect })
    }

    fn push(&mut self, found: Finding) -> ControlFlow<()> {
        let flow = self.sink.push(found);
        self.stopped |= flow.is_break();
        flow
    }
}
