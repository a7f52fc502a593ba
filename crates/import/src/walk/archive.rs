//! Reads archive files and compressed files as if they were folders and files on the disk.

use std::io;
use std::ops::ControlFlow;

use foundmail_defect::{Defect, Effect};

use super::file::OpenedFile;
use super::layout::FolderContext;
use super::{Walk, names};
use crate::archives::ArchiveTree;
use crate::content::Content;
use crate::file_tree::{FileTree, NodeLocation};
use crate::format::{Reader, Shape, Unpack};
use crate::formats;
use crate::limits::DETECTION_BYTES;
use crate::loss::Loss;
use crate::unpack::Unpacked;

impl Walk<'_> {
    /// Reads the contents of an archive file or compressed file.
    pub(super) fn archive(
        &mut self,
        files: &mut dyn FileTree,
        file: OpenedFile<'_>,
        reader: &Reader,
    ) -> ControlFlow<()> {
        if self.archives == 0 {
            self.limits = crate::unpack::ExtractionLimits::of(file.content.size().unwrap_or(0));
        }
        if let Err(what) = self.limits.enter() {
            return self.loss(&file.here.folder, file.name, Loss::limit(what), Effect::FolderIncomplete);
        }
        self.archives = self.archives.saturating_add(1);
        let flow = match *reader {
            Reader::Tree(open) => self.open_tree(&file, open),
            Reader::Compressed { unpack, name } => self.compressed(files, file, unpack, name),
            _ => ControlFlow::Continue(()),
        };
        self.archives = self.archives.saturating_sub(1);
        self.limits.leave();
        flow
    }

    /// Unpacks a compressed file and reads its content.
    fn compressed(
        &mut self,
        files: &mut dyn FileTree,
        file: OpenedFile<'_>,
        unpack: Unpack,
        name_of: fn(&str) -> String,
    ) -> ControlFlow<()> {
        let scale = self.scale;
        let (done, weight) = (self.done, file.weight);
        let (sink, is_outermost) = (&mut *self.sink, self.archives == 1);
        let mut goes_on = |bytes: u64, all: u64| {
            // Progress of a nested archive was already reported when it was unpacked from the outer archive.
            if is_outermost {
                sink.progress(scale.within(done, weight, all.saturating_mul(3)).at(bytes.min(all)));
            }
            sink.goes_on()
        };
        let unpacked = unpack(&file.content, &mut self.limits, &mut goes_on)
            .and_then(|Unpacked { content, flaw }| Ok((content.head(DETECTION_BYTES)?, content, flaw)));
        let (head, content, flaw) = match unpacked {
            Ok(unpacked) => unpacked,
            Err(error) => {
                let loss = Loss::of(&error, file.content.size().unwrap_or(0));
                return self.unreadable(file.here, file.name, &file.position(), loss);
            }
        };
        if !self.sink.goes_on() {
            self.stopped = true;
            return ControlFlow::Break(());
        }
        let name = name_of(file.name);
        let flaw = file.flaw.clone().or(flaw);
        let inner = OpenedFile { name: &name, key: file.key, content, head, flaw, weight, here: file.here };
        self.opened(files, inner)
    }

    /// Reads the files of an archive as if they were in a folder.
    fn open_tree(
        &mut self,
        file: &OpenedFile<'_>,
        open: fn(&Content) -> io::Result<ArchiveTree>,
    ) -> ControlFlow<()> {
        let mut packed = match open(&file.content) {
            Ok(packed) => packed,
            Err(error) => {
                let loss = Loss::of(&error, file.content.size().unwrap_or(0));
                let loss = file.flaw.clone().unwrap_or(loss);
                return self.loss(&file.here.folder, file.name, loss, Effect::RestUnreadable);
            }
        };
        let here = FolderContext {
            path: file.key.clone(),
            folder: if file.is_source() { String::new() } else { file.key.clone() },
            depth: file.here.depth.saturating_add(1),
            ..FolderContext::default()
        };
        let level = self.pending.len();
        if !file.is_source() {
            self.pend(&here.folder, &file.here.folder, names::shown(archive_name(file.name)));
        }
        let whole = |loss: Loss| Defect::new("file", loss.what, Effect::RestUnreadable).because(loss.reason);
        for defect in std::mem::take(&mut packed.flaws).into_iter().chain(file.flaw.clone().map(whole)) {
            self.defect(&here.folder, file.name, defect)?;
        }
        let (scale, done) = (self.scale, self.done);
        let within = scale.within(done, file.weight, packed.weight());
        self.scale = if self.archives > 1 { within.after_unpacking() } else { within };
        self.done = 0;
        let flow = self.tree(&mut packed, &NodeLocation::Folder(0), here);
        (self.scale, self.done) = (scale, done);
        self.pending.truncate(level);
        flow
    }
}

/// Returns the name of an archive without its extension. An extension can have two parts, such as `.tar.gz`.
fn archive_name(name: &str) -> &str {
    let lower = name.to_ascii_lowercase();
    let containers = formats::ALL.iter().filter(|format| format.shape() == Shape::Container);
    let is_end = |extension: &&&str| lower.strip_suffix(**extension).is_some_and(|stem| stem.ends_with('.'));
    let extension =
        containers.flat_map(|format| format.extensions).filter(is_end).max_by_key(|end| end.len());
    let length = extension.map_or(0, |extension| extension.len().saturating_add(1));
    let stem = name.get(..name.len().saturating_sub(length));
    stem.filter(|stem| !stem.is_empty()).unwrap_or(name)
}
