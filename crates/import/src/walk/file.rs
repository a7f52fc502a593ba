//! One file of a walk, whatever it is.

use std::io::Read as _;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use foundmail_defect::{Defect, Effect};

use super::beside::{Attachments, number_of};
use super::files::{At, Files, Node};
use super::layout::{Here, Layout, mailbox_name};
use super::part::Part;
use super::{Walk, names};
use crate::content::Content;
use crate::detect::{Format, HEAD, detect_content};
use crate::emlx::{self, Beside};
use crate::error::ImportError;
use crate::loss::Loss;
use crate::other::{OtherKind, is_litter, is_text, other_of, unread_mailbox};
use crate::packed::Unpacked;
use crate::read::{Place, read_file};
use crate::sink::Found;
use crate::{eml, text};

/// Bytes of a mailbox whose lines end in a way of their own that are mended in memory.
const MENDED: u64 = 256 << 20;

/// A file, its bytes at hand.
pub(super) struct Opened<'f> {
    pub(super) name: &'f str,
    /// Its path in the source; empty for one that is the source.
    pub(super) key: String,
    pub(super) content: Content,
    pub(super) head: Vec<u8>,
    /// Why its bytes are not all.
    pub(super) flaw: Option<Loss>,
    pub(super) weight: u64,
    pub(super) here: &'f Here,
}

impl Opened<'_> {
    /// What stands before the positions of its items.
    pub(super) fn position(&self) -> String {
        if self.key.is_empty() { String::new() } else { format!("{}#", self.key) }
    }

    pub(super) fn is_source(&self) -> bool {
        self.key.is_empty()
    }
}

impl Walk<'_> {
    /// Reads the file that the source is.
    pub(super) fn alone(&mut self, content: Content) -> ControlFlow<()> {
        let source = self.source;
        let head = match content.head(HEAD) {
            Ok(head) => head,
            Err(error) => {
                self.error = Some(ImportError::Open { path: source.path.clone(), source: error });
                return ControlFlow::Continue(());
            }
        };
        let here = Here::default();
        let (name, weight) = (source.name.as_str(), source.size);
        let opened = Opened { name, key: String::new(), content, head, flaw: None, weight, here: &here };
        self.opened(&mut NoFiles, opened)
    }

    /// Reads a file of a folder.
    pub(super) fn file(&mut self, files: &mut dyn Files, node: &Node, here: &Here) -> ControlFlow<()> {
        let scale = self.scale;
        let (done, weight) = (self.done, node.weight);
        let sink = &mut *self.sink;
        let mut goes_on = |bytes: u64, all: u64| {
            // Unpacking is a third of the way.
            sink.progress(scale.within(done, weight, all.saturating_mul(3)).at(bytes.min(all)));
            sink.goes_on()
        };
        let fetched = files.fetch(&node.at, &mut self.budget, &mut goes_on);
        let fetched = fetched.and_then(|Unpacked { content, flaw }| Ok((content.head(HEAD)?, content, flaw)));
        // What was broken off in the middle is not damaged: it is read when the import goes on.
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
            Ok((head, _, _)) if is_litter(&node.name, &head) => {}
            Ok((head, content, flaw)) => {
                let key = here.path_of(&node.name);
                let name = node.shown.as_str();
                self.opened(files, Opened { name, key, content, head, flaw, weight, here })?;
            }
        }
        if self.stopped || !self.sink.goes_on() {
            return ControlFlow::Break(());
        }
        self.step(weight);
        ControlFlow::Continue(())
    }

    pub(super) fn opened(&mut self, files: &mut dyn Files, file: Opened<'_>) -> ControlFlow<()> {
        let found = detect_content(&file.content, &file.head, file.name);
        let format = in_layout(found, &file);
        match format {
            Format::Unknown => self.unknown(&file),
            _ if format.is_archive() => self.archive(files, file, format),
            Format::Pst | Format::Ost | Format::Mbox | Format::Olm => self.mailbox(file, format),
            _ => self.message(files, &file, format),
        }
    }

    /// Says of a file what it is that is no mail, or why that cannot be told.
    fn unknown(&mut self, file: &Opened<'_>) -> ControlFlow<()> {
        let folder = &file.here.folder;
        if let Some(flaw) = &file.flaw {
            return self.unreadable(file.here, file.name, &file.position(), flaw.clone());
        }
        if let Some(what) = unread_mailbox(&file.head) {
            let name = if file.is_source() { "" } else { file.name };
            return self.loss(folder, name, Loss::unreadable(what), Effect::RestUnreadable);
        }
        let other = other_of(&file.head, file.name);
        if file.is_source() {
            let sentence = match other.what {
                "an empty file" => "This file is empty.".to_owned(),
                "no mail file" => "This is no mailbox and no message that can be read here.".to_owned(),
                what if other.kind == OtherKind::Archive => format!("This is {what}."),
                what if called_outlook(file.name) => {
                    format!("This is called an Outlook file, but it is {what}, not mail.")
                }
                what => format!("This is {what}, not mail."),
            };
            self.loss("", "", Loss::unreadable(sentence), Effect::RestUnreadable)?;
        }
        let path = if file.is_source() { file.name.to_owned() } else { file.key.clone() };
        self.other(path, other)
    }

    /// A file that the disk or its archive does not give: a message by its name is an item that is lost. `before` is what
    /// stands before the positions of its items.
    pub(super) fn unreadable(
        &mut self,
        here: &Here,
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
        let item = eml::lost(here.folder.clone(), position, name, loss.what);
        self.push(Found::Item(item))
    }

    /// Reads a file that is a folder of messages.
    fn mailbox(&mut self, mut file: Opened<'_>, format: Format) -> ControlFlow<()> {
        let is_folder_itself =
            file.is_source() || (file.here.layout == Layout::AppleMailbox && file.name == "mbox");
        let folder = if is_folder_itself { file.here.folder.clone() } else { file.key.clone() };
        self.flush_folders()?;
        if !is_folder_itself {
            self.push_folder(&folder, &file.here.folder, names::shown(mailbox_name(file.name)))?;
        }
        let content = std::mem::replace(&mut file.content, Content::Memory(Arc::default()));
        file.content = match content_for(content, format, &file.head) {
            Ok(content) => content,
            Err(error) => {
                let loss = Loss::of(&error, file.weight);
                return self.loss(&folder, file.name, loss, Effect::RestUnreadable);
            }
        };
        let read = self.read(&file, &folder, None, |place, sink| read_file(place, format, sink));
        match read {
            Ok(flow) => flow?,
            Err(error) if file.is_source() => self.error = Some(error),
            // However it is called: nobody knows how many messages the rest held.
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

    /// Reads a file that is one item.
    fn message(&mut self, files: &mut dyn Files, file: &Opened<'_>, format: Format) -> ControlFlow<()> {
        self.flush_folders()?;
        let oddity = match file.here.layout {
            Layout::Unfinished if file.flaw.is_none() => {
                let what = "This lay where deliveries are that have not ended; it may not be whole.";
                self.defect(&file.here.folder, file.name, Defect::new("file", what, Effect::Nothing))?;
                None
            }
            _ => file.flaw.as_ref().map(|flaw| flaw.what.clone()),
        };
        let read = if format == Format::Emlx {
            self.emlx(files, file, oddity)
        } else {
            self.read(file, &file.here.folder, oddity, |place, sink| read_file(place, format, sink))
        };
        match read {
            Ok(flow) => flow,
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

    /// Reads a message of Apple Mail, with what lies beside it.
    fn emlx(
        &mut self,
        files: &mut dyn Files,
        file: &Opened<'_>,
        oddity: Option<String>,
    ) -> Result<ControlFlow<()>, ImportError> {
        let mut budget = std::mem::replace(&mut self.budget, crate::packed::Budget::of(0));
        let flow = {
            let message = number_of(file.name);
            let mut beside = file.here.attachments.as_ref().map(|all| Attachments {
                files,
                all,
                message,
                budget: &mut budget,
            });
            let beside = beside.as_mut().map(|beside| beside as &mut dyn Beside);
            self.read(file, &file.here.folder, oddity, |place, sink| {
                emlx::read(place, file.name, beside, sink)
            })
        };
        self.budget = budget;
        flow
    }

    fn read(
        &mut self,
        file: &Opened<'_>,
        folder: &str,
        oddity: Option<String>,
        read: impl FnOnce(&Place<'_>, &mut Part<'_>) -> Result<(), ImportError>,
    ) -> Result<ControlFlow<()>, ImportError> {
        let size = file.content.size().unwrap_or(0);
        let scale = self.scale.within(self.done, file.weight, size);
        let scale = if self.archives > 0 { scale.behind_unpacking() } else { scale };
        let position = file.position();
        let shown = if file.is_source() { self.source.path.as_path() } else { Path::new(file.name) };
        let place = Place {
            path: shown,
            content: &file.content,
            folder,
            position: &position,
            recover: self.source.recover,
        };
        let name = if file.is_source() { "" } else { file.name };
        let mut part = Part { sink: &mut *self.sink, stopped: &mut self.stopped, scale, flaw: oddity, name };
        let result = read(&place, &mut part);
        match result {
            _ if self.stopped => Ok(ControlFlow::Break(())),
            Ok(()) => Ok(ControlFlow::Continue(())),
            Err(error) => Err(error),
        }
    }
}

/// What a file is where it lies.
fn in_layout(found: Format, file: &Opened<'_>) -> Format {
    let a_message_each = file.here.lies_among_messages(file.name);
    let may_be = matches!(found, Format::Unknown | Format::Mbox) && !file.head.is_empty();
    if a_message_each && may_be && is_text(&file.head) { Format::Eml } else { found }
}

/// The content as its reader needs it: in a file, or with line ends that mail has.
fn content_for(content: Content, format: Format, head: &[u8]) -> std::io::Result<Content> {
    if format != Format::Mbox {
        return content.on_disk();
    }
    if text::plain(head).is_none() || content.size()? > MENDED {
        return Ok(content);
    }
    let mut bytes = Vec::new();
    content.open()?.take(MENDED).read_to_end(&mut bytes)?;
    Ok(text::plain(&bytes).map_or(content, |plain| Content::Memory(Arc::new(plain))))
}

fn called_outlook(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    [".pst", ".ost", ".msg"].iter().any(|ending| lower.ends_with(ending))
}

/// There is nothing beside a file that is the whole source.
struct NoFiles;

impl Files for NoFiles {
    fn list(&mut self, _: &At) -> std::io::Result<super::Listing> {
        Ok(super::Listing::default())
    }

    fn child(&mut self, _: &At, _: &str) -> Option<Node> {
        None
    }

    fn fetch(
        &mut self,
        _: &At,
        _: &mut crate::packed::Budget,
        _: &mut dyn FnMut(u64, u64) -> bool,
    ) -> std::io::Result<Unpacked> {
        Err(std::io::ErrorKind::NotFound.into())
    }

    fn weight(&self) -> u64 {
        0
    }
}
