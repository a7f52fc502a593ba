//! One file of a walk, whatever it is.

use std::io::Read as _;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use foundmail_defect::Effect;

use super::beside::{Attachments, number_of};
use super::files::{At, Files, Node};
use super::layout::{Here, Layout, is_number, mailbox_name};
use super::part::Part;
use super::{Walk, names};
use crate::content::Content;
use crate::detect::{Format, HEAD, detect_content};
use crate::emlx::{self, Beside};
use crate::error::ImportError;
use crate::other::{OtherKind, is_litter, is_text, other_of, unread_mailbox};
use crate::packed::{Packed, Unpacked, gunzip, name_without_gz};
use crate::read::{Place, read_file};
use crate::sink::Found;
use crate::{eml, text};

/// Bytes of a mailbox whose lines end in a way of their own that are mended in memory.
const MENDED: u64 = 256 << 20;

/// A file, its bytes at hand.
struct Opened<'f> {
    name: &'f str,
    /// Its path in the source; empty for one that is the source.
    key: String,
    content: Content,
    head: Vec<u8>,
    /// Why its bytes are not all.
    flaw: Option<String>,
    weight: u64,
    here: &'f Here,
}

impl Opened<'_> {
    /// What stands before the positions of its items.
    fn position(&self) -> String {
        if self.key.is_empty() { String::new() } else { format!("{}#", self.key) }
    }

    fn is_source(&self) -> bool {
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
        match fetched {
            Err(error) => {
                let key = here.path_of(&node.name);
                self.unreadable(here, &node.shown, &format!("{key}#"), &error.to_string())?;
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

    fn opened(&mut self, files: &mut dyn Files, file: Opened<'_>) -> ControlFlow<()> {
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
            return self.unreadable(file.here, file.name, &file.position(), flaw);
        }
        if let Some(what) = unread_mailbox(&file.head) {
            let name = if file.is_source() { "" } else { file.name };
            return self.defect(folder, name, what, Effect::RestUnreadable);
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
            self.defect("", "", &sentence, Effect::RestUnreadable)?;
        }
        let path = if file.is_source() { file.name.to_owned() } else { file.key.clone() };
        self.other(path, other)
    }

    /// A file that the disk or its archive does not give: a message by its name is an item that is lost. `before` is what
    /// stands before the positions of its items.
    fn unreadable(&mut self, here: &Here, name: &str, before: &str, flaw: &str) -> ControlFlow<()> {
        if !here.is_message(name) {
            return self.defect(&here.folder, name, flaw, Effect::RestUnreadable);
        }
        self.flush_folders()?;
        let position = format!("{before}0");
        if !self.sink.wants(&position) {
            return ControlFlow::Continue(());
        }
        let item = eml::lost(here.folder.clone(), position, name, flaw.to_owned());
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
            Err(error) => return self.failed(&file, &folder, &error.to_string(), None),
        };
        self.read(&file, &folder, None, |place, sink| read_file(place, format, sink))?;
        match &file.flaw {
            Some(flaw) => self.defect(&folder, file.name, flaw, Effect::RestUnreadable),
            None => ControlFlow::Continue(()),
        }
    }

    /// Reads a file that is one item.
    fn message(&mut self, files: &mut dyn Files, file: &Opened<'_>, format: Format) -> ControlFlow<()> {
        self.flush_folders()?;
        let oddity = match file.here.layout {
            Layout::Unfinished if file.flaw.is_none() => {
                let what = "This lay where deliveries are that have not ended; it may not be whole.";
                self.defect(&file.here.folder, file.name, what, Effect::Nothing)?;
                None
            }
            _ => file.flaw.clone(),
        };
        if format != Format::Emlx {
            return self.read(file, &file.here.folder, oddity, |place, sink| read_file(place, format, sink));
        }
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
    ) -> ControlFlow<()> {
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
        let mut part = Part { sink: &mut *self.sink, stopped: &mut self.stopped, scale, flaw: oddity };
        let result = read(&place, &mut part);
        match result {
            _ if self.stopped => ControlFlow::Break(()),
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => self.failed(file, folder, &error.to_string(), Some(error)),
        }
    }

    fn failed(
        &mut self,
        file: &Opened<'_>,
        folder: &str,
        what: &str,
        error: Option<ImportError>,
    ) -> ControlFlow<()> {
        if file.is_source() && error.is_some() {
            self.error = error;
            return ControlFlow::Continue(());
        }
        if file.here.is_message(file.name) {
            return self.unreadable(file.here, file.name, &file.position(), what);
        }
        self.defect(folder, file.name, what, Effect::RestUnreadable)
    }

    /// Reads what is in an archive.
    fn archive(&mut self, files: &mut dyn Files, file: Opened<'_>, format: Format) -> ControlFlow<()> {
        if self.archives == 0 {
            self.budget = crate::packed::Budget::of(file.content.size().unwrap_or(0));
        }
        if let Err(what) = self.budget.enter() {
            return self.defect(&file.here.folder, file.name, what, Effect::FolderIncomplete);
        }
        self.archives = self.archives.saturating_add(1);
        let flow = match format {
            Format::Gzip => self.gzip(files, file),
            _ => self.packed(&file, format),
        };
        self.archives = self.archives.saturating_sub(1);
        self.budget.leave();
        flow
    }

    fn gzip(&mut self, files: &mut dyn Files, file: Opened<'_>) -> ControlFlow<()> {
        let scale = self.scale;
        let (done, weight) = (self.done, file.weight);
        let (sink, is_outermost) = (&mut *self.sink, self.archives == 1);
        let mut goes_on = |bytes: u64, all: u64| {
            // In another archive the way to here has been counted.
            if is_outermost {
                sink.progress(scale.within(done, weight, all.saturating_mul(3)).at(bytes.min(all)));
            }
            sink.goes_on()
        };
        let unpacked = gunzip(&file.content, &mut self.budget, &mut goes_on)
            .and_then(|Unpacked { content, flaw }| Ok((content.head(HEAD)?, content, flaw)));
        let (head, content, flaw) = match unpacked {
            Ok(unpacked) => unpacked,
            Err(error) => {
                return self.unreadable(file.here, file.name, &file.position(), &error.to_string());
            }
        };
        if !self.sink.goes_on() {
            self.stopped = true;
            return ControlFlow::Break(());
        }
        let name = name_without_gz(file.name);
        let flaw = file.flaw.clone().or(flaw);
        let inner = Opened { name: &name, key: file.key, content, head, flaw, weight, here: file.here };
        self.opened(files, inner)
    }

    fn packed(&mut self, file: &Opened<'_>, format: Format) -> ControlFlow<()> {
        let opened =
            if format == Format::Zip { Packed::zip(&file.content) } else { Packed::tar(&file.content) };
        let mut packed = match opened {
            Ok(packed) => packed,
            Err(error) => {
                let what = file.flaw.clone().unwrap_or_else(|| error.to_string());
                return self.defect(&file.here.folder, file.name, &what, Effect::RestUnreadable);
            }
        };
        let here = Here {
            path: file.key.clone(),
            folder: if file.is_source() { String::new() } else { file.key.clone() },
            depth: file.here.depth.saturating_add(1),
            ..Here::default()
        };
        let level = self.pending.len();
        if !file.is_source() {
            self.pend(&here.folder, &file.here.folder, names::shown(archive_name(file.name)));
        }
        let flaws = std::mem::take(&mut packed.flaws).into_iter();
        let own = file.flaw.clone().map(|flaw| (flaw, Effect::RestUnreadable));
        for (flaw, effect) in flaws.chain(own) {
            self.defect(&here.folder, file.name, &flaw, effect)?;
        }
        let (scale, done) = (self.scale, self.done);
        let within = scale.within(done, file.weight, packed.weight());
        self.scale = if self.archives > 1 { within.behind_unpacking() } else { within };
        self.done = 0;
        let flow = self.tree(&mut packed, &At::Folder(0), here);
        (self.scale, self.done) = (scale, done);
        self.pending.truncate(level);
        flow
    }
}

/// What a file is where it lies: all in a Maildir are messages, and so are those called by numbers in an MH folder.
fn in_layout(found: Format, file: &Opened<'_>) -> Format {
    let a_message_each = match file.here.layout {
        Layout::Messages | Layout::Unfinished => !file.name.starts_with('.'),
        Layout::Mh => is_number(file.name),
        _ => false,
    };
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

/// The name of an archive without the endings that say what it is.
fn archive_name(name: &str) -> &str {
    let lower = name.to_ascii_lowercase();
    let ending = [".tar.gz", ".tgz", ".tar", ".zip"].iter().find(|ending| lower.ends_with(*ending));
    let stem = ending.and_then(|ending| name.get(..name.len().saturating_sub(ending.len())));
    stem.filter(|stem| !stem.is_empty()).unwrap_or(name)
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
