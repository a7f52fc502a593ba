//! Detects the format of one file in a source, and reads the file with the reader of that format.

use std::ops::ControlFlow;
use std::path::Path;

use foundmail_defect::{Defect, Effect};

use super::apple_attachments::{AppleAttachments, number_of};
use super::file_sink::FileSink;
use super::layout::{FolderContext, FolderLayout, mailbox_name};
use super::{Walk, names};
use crate::content::Content;
use crate::detect::detect_content;
use crate::error::ImportError;
use crate::file_tree::{FileTree, FolderListing, NodeLocation, TreeNode};
use crate::format::{Format, Reader, Shape};
use crate::formats::eml;
use crate::limits::DETECTION_BYTES;
use crate::loss::Loss;
use crate::other_file::{OtherFileKind, is_system_file, is_text, other_file_of};
use crate::part_files::{NoPartFiles, PartFiles};
use crate::sink::{Finding, Sink, SourceItem};
use crate::source_file::SourceFile;
use crate::unpack::{ExtractionLimits, Unpacked};

/// The reader of a format with [`Shape::Mailbox`].
type ReadMailbox = fn(&SourceFile<'_>, &mut dyn Sink) -> Result<(), ImportError>;
/// The reader of a format with [`Shape::Message`].
type ReadMessage = fn(&SourceFile<'_>, &mut dyn PartFiles, &mut dyn Sink) -> Result<(), ImportError>;

/// A file whose bytes can be read.
pub(super) struct OpenedFile<'f> {
    pub(super) name: &'f str,
    /// The path of the file in the source. Empty if the file is the source itself.
    pub(super) key: String,
    pub(super) content: Content,
    pub(super) head: Vec<u8>,
    /// The loss, if some bytes of the file could not be unpacked.
    pub(super) flaw: Option<Loss>,
    pub(super) weight: u64,
    pub(super) here: &'f FolderContext,
}

impl OpenedFile<'_> {
    /// Returns the prefix for the positions of the file's items.
    pub(super) fn position(&self) -> String {
        if self.key.is_empty() { String::new() } else { format!("{}#", self.key) }
    }

    pub(super) fn is_source(&self) -> bool {
        self.key.is_empty()
    }
}

impl Walk<'_> {
    /// Reads a source that consists of one file.
    pub(super) fn single_file(&mut self, content: Content) -> ControlFlow<()> {
        let source = self.source;
        let head = match content.head(DETECTION_BYTES) {
            Ok(head) => head,
            Err(error) => {
                self.error = Some(ImportError::Open { path: source.path.clone(), source: error });
                return ControlFlow::Continue(());
            }
        };
        let here = FolderContext::default();
        let (name, weight) = (source.name.as_str(), source.size);
        let opened = OpenedFile { name, key: String::new(), content, head, flaw: None, weight, here: &here };
        self.opened(&mut NoFiles, opened)
    }

    /// Reads a file in a folder.
    pub(super) fn file(
        &mut self,
        files: &mut dyn FileTree,
        node: &TreeNode,
        here: &FolderContext,
    ) -> ControlFlow<()> {
        let scale = self.scale;
        let (done, weight) = (self.done, node.weight);
        let sink = &mut *self.sink;
        let mut goes_on = |bytes: u64, all: u64| {
            // Unpacking a file counts as one third of the file's progress.
            sink.progress(scale.within(done, weight, all.saturating_mul(3)).at(bytes.min(all)));
            sink.goes_on()
        };
        let fetched = files.fetch(&node.at, &mut self.limits, &mut goes_on);
        let fetched = fetched
            .and_then(|Unpacked { content, flaw }| Ok((content.head(DETECTION_BYTES)?, content, flaw)));
        // If the sink ended the reading, the file is not reported as damaged. It is read when the import
        // continues.
        if !self.sink.goes_on() {
            self.stopped = true;
            return ControlFlow::Break(());
        }
        match fetched {
            Err(error) => {
                let key = here.path_of(&node.name);
                let loss = Loss::of(&error, node.weight);
                self.unreadable(here, &node.shown, &format!("{key}#"), loss)?;
            }
            Ok((head, _, _)) if is_system_file(&node.name, &head) => {}
            Ok((head, content, flaw)) => {
                let key = here.path_of(&node.name);
                let name = node.shown.as_str();
                self.opened(files, OpenedFile { name, key, content, head, flaw, weight, here })?;
            }
        }
        if self.stopped || !self.sink.goes_on() {
            return ControlFlow::Break(());
        }
        self.step(weight);
        ControlFlow::Continue(())
    }

    /// Detects the format of an opened file and reads the file.
    pub(super) fn opened(&mut self, files: &mut dyn FileTree, file: OpenedFile<'_>) -> ControlFlow<()> {
        let found = detect_content(&file.content, &file.head, file.name);
        let format = in_layout(found, &file);
        match &format.read {
            Reader::Mailbox(read) => self.mailbox(&file, *read),
            Reader::Message(read) => self.message(files, &file, *read),
            Reader::Tree(_) | Reader::Compressed { .. } => self.archive(files, file, &format.read),
            Reader::Unsupported(what) => self.unsupported(&file, what),
            Reader::Folder | Reader::Unknown => self.unknown(&file),
        }
    }

    /// Reports a mailbox that Foundmail cannot read.
    fn unsupported(&mut self, file: &OpenedFile<'_>, what: &str) -> ControlFlow<()> {
        if let Some(flaw) = &file.flaw {
            return self.unreadable(file.here, file.name, &file.position(), flaw.clone());
        }
        let name = if file.is_source() { "" } else { file.name };
        self.loss(&file.here.folder, name, Loss::unreadable(what), Effect::RestUnreadable)
    }

    /// Reports a file without mail, or a file that could not be unpacked.
    fn unknown(&mut self, file: &OpenedFile<'_>) -> ControlFlow<()> {
        if let Some(flaw) = &file.flaw {
            return self.unreadable(file.here, file.name, &file.position(), flaw.clone());
        }
        let other = other_file_of(&file.head, file.name);
        if file.is_source() {
            let sentence = match other.what {
                "an empty file" => "This file is empty.".to_owned(),
                "no mail file" => {
                    "This is not a mailbox or message in a format that Foundmail reads.".to_owned()
                }
                what if other.kind == OtherFileKind::Archive => format!("This is {what}."),
                what if is_named_like_outlook(file.name) => {
                    format!("This file has the name of an Outlook file, but it is {what}, not mail.")
                }
                what => format!("This is {what}, not mail."),
            };
            self.loss("", "", Loss::unreadable(sentence), Effect::RestUnreadable)?;
        }
        let path = if file.is_source() { file.name.to_owned() } else { file.key.clone() };
        self.other(path, other)
    }

    /// Reports a file that could not be read. The file counts as a damaged item if its name or folder shows that
    /// it is a message. `before` is the prefix for the positions of the file's items.
    pub(super) fn unreadable(
        &mut self,
        here: &FolderContext,
        name: &str,
        before: &str,
        loss: Loss,
    ) -> ControlFlow<()> {
        if !here.is_message(name) {
            return self.loss(&here.folder, name, loss, Effect::RestUnreadable);
        }
        self.flush_folders()?;
        let position = format!("{before}0");
        if !self.sink.wants(&position) {
            return ControlFlow::Continue(());
        }
        let defect = Defect::new("file", loss.what, Effect::ItemLost);
        let mut item = SourceItem::lost(here.folder.clone(), position, defect);
        item.hint.subject = Some(name.to_owned());
        self.push(Finding::Item(item))
    }

    /// Reads a mailbox file.
    fn mailbox(&mut self, file: &OpenedFile<'_>, read: ReadMailbox) -> ControlFlow<()> {
        let is_folder_itself =
            file.is_source() || (file.here.layout == FolderLayout::AppleMailbox && file.name == "mbox");
        let folder = if is_folder_itself { file.here.folder.clone() } else { file.key.clone() };
        self.flush_folders()?;
        if !is_folder_itself {
            self.push_folder(&folder, &file.here.folder, names::shown(mailbox_name(file.name)))?;
        }
        match self.read(file, &folder, None, |source_file, sink| read(source_file, sink)) {
            Ok(flow) => flow?,
            Err(error) if file.is_source() => self.error = Some(error),
            // The unread rest of the file may contain any number of messages.
            Err(error) => {
                let loss = Loss::new(error.to_string(), error.reason());
                self.loss(&folder, file.name, loss, Effect::RestUnreadable)?;
            }
        }
        match file.flaw.clone() {
            Some(flaw) => self.loss(&folder, file.name, flaw, Effect::RestUnreadable),
            None => ControlFlow::Continue(()),
        }
    }

    /// Reads a file that contains one item.
    fn message(
        &mut self,
        files: &mut dyn FileTree,
        file: &OpenedFile<'_>,
        read: ReadMessage,
    ) -> ControlFlow<()> {
        self.flush_folders()?;
        let flaw = match file.here.layout {
            FolderLayout::Unfinished if file.flaw.is_none() => {
                let what = "Found in a folder for unfinished deliveries; the message may be incomplete.";
                self.defect(&file.here.folder, file.name, Defect::new("file", what, Effect::Nothing))?;
                None
            }
            _ => file.flaw.as_ref().map(|flaw| flaw.what.clone()),
        };
        match self.read_message(files, file, flaw, read) {
            Ok(result) => result,
            Err(error) if file.is_source() => {
                self.error = Some(error);
                ControlFlow::Continue(())
            }
            Err(error) => {
                let loss = Loss::new(error.to_string(), error.reason());
                self.unreadable(file.here, file.name, &file.position(), loss)
            }
        }
    }

    /// Reads a message and the attachments that are stored in separate files.
    fn read_message(
        &mut self,
        files: &mut dyn FileTree,
        file: &OpenedFile<'_>,
        flaw: Option<String>,
        read: ReadMessage,
    ) -> Result<ControlFlow<()>, ImportError> {
        let folder = &file.here.folder;
        let Some(all) = &file.here.attachments else {
            return self.read(file, folder, flaw, |file, sink| read(file, &mut NoPartFiles, sink));
        };
        let mut limits = std::mem::replace(&mut self.limits, ExtractionLimits::of(0));
        let message = number_of(file.name);
        let mut attachments = AppleAttachments { files, all, message, limits: &mut limits };
        let result = self.read(file, folder, flaw, |file, sink| read(file, &mut attachments, sink));
        self.limits = limits;
        result
    }

    fn read(
        &mut self,
        file: &OpenedFile<'_>,
        folder: &str,
        flaw: Option<String>,
        read: impl FnOnce(&SourceFile<'_>, &mut dyn Sink) -> Result<(), ImportError>,
    ) -> Result<ControlFlow<()>, ImportError> {
        let size = file.content.size().unwrap_or(0);
        let scale = self.scale.within(self.done, file.weight, size);
        let scale = if self.archives > 0 { scale.after_unpacking() } else { scale };
        let position = file.position();
        let shown = if file.is_source() { self.source.path.as_path() } else { Path::new(file.name) };
        let source_file = SourceFile {
            path: shown,
            name: file.name,
            content: &file.content,
            folder,
            position: &position,
            recover: self.source.recover,
        };
        let name = if file.is_source() { "" } else { file.name };
        let mut part = FileSink { sink: &mut *self.sink, stopped: &mut self.stopped, scale, flaw, name };
        let result = read(&source_file, &mut part);
        match result {
            _ if self.stopped => Ok(ControlFlow::Break(())),
            Ok(()) => Ok(ControlFlow::Continue(())),
            Err(error) => Err(error),
        }
    }
}

/// Returns the format with which a file is read. A text file in a Maildir or MH folder is one message, regardless
/// of the format that was detected.
fn in_layout(found: &'static Format, file: &OpenedFile<'_>) -> &'static Format {
    let may_be_message = matches!(found.shape(), Shape::Mailbox | Shape::Unknown) && !file.head.is_empty();
    let is_message = may_be_message && file.here.is_among_messages(file.name) && is_text(&file.head);
    if is_message { &eml::FORMAT } else { found }
}

fn is_named_like_outlook(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    [".pst", ".ost", ".msg"].iter().any(|ending| lower.ends_with(ending))
}

/// An empty tree, for a source that consists of one file.
struct NoFiles;

impl FileTree for NoFiles {
    fn list(&mut self, _: &NodeLocation) -> std::io::Result<FolderListing> {
        Ok(FolderListing::default())
    }

    fn child(&mut self, _: &NodeLocation, _: &str) -> Option<TreeNode> {
        None
    }

    fn fetch(
        &mut self,
        _: &NodeLocation,
        _: &mut ExtractionLimits,
        _: &mut dyn FnMut(u64, u64) -> bool,
    ) -> std::io::Result<Unpacked> {
        Err(std::io::ErrorKind::NotFound.into())
    }

    fn weight(&self) -> u64 {
        0
    }
}
