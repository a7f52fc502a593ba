//! OLM: what Outlook for the Mac writes when it exports a mailbox. A ZIP file with folders as in the mailbox, in them an XML
//! file for each message, one for all contacts of a folder, and so on; attachments are files beside. Nobody has
//! published a standard of it: what stands here is what the files show.

mod contact;
mod message;
mod other;
mod values;
mod xml;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashSet};
use std::ops::ControlFlow;

use foundmail_defect::{Defect, Effect};
use foundmail_mail::{Framing, ItemKind};
use foundmail_mapi::{Attachment, AttachmentContent, Data, Item as MapiItem, PropertySet, Value, tags};

use crate::composed::composed;
use crate::content::Content as FileContent;
use crate::error::ImportError;
use crate::packed::Container;
use crate::read::Place;
use crate::sink::{Folder, Found, Hint, Item, Sink};
use xml::{Element, Items};

/// Folders of the ZIP file that are no folders of the mailbox.
const MARK: &str = "com.microsoft.__";
const ATTACHMENTS: &str = "com.microsoft.__Attachments";
/// Files and folders of the ZIP file that only an OLM has.
const PARTS: [&str; 6] = [
    "com.microsoft.__Messages/",
    "Local/Address Book/",
    "Local/Calendar/",
    "Local/Tasks/",
    "Local/Notes/",
    "Address Book/Contacts.xml",
];
/// Attachments of one message that are read, and their bytes.
const MOST_ATTACHMENTS: usize = 10_000;
const MOST_BYTES: usize = 1 << 30;

/// True if a ZIP file is an OLM: by the names in its first bytes, which stand there also when its directory is lost, or
/// by its directory.
pub(crate) fn is_olm(content: &FileContent, head: &[u8]) -> bool {
    let in_head = |part: &str| head.windows(part.len()).any(|window| window == part.as_bytes());
    let is_part = |name: &String| PARTS.iter().any(|part| name.contains(part));
    PARTS.iter().any(|part| in_head(part))
        || Container::names(content).is_ok_and(|names| names.iter().any(is_part))
}

pub(crate) fn read(place: &Place<'_>, sink: &mut dyn Sink) -> Result<(), ImportError> {
    let failed = |source| ImportError::Open { path: place.path.to_owned(), source };
    let container = Container::open(place.content).map_err(failed)?;
    let mut reading = Reading { container, place, sink, folders: HashSet::new() };
    // The sink said that it wants no more.
    let _ = reading.all();
    Ok(())
}

struct Reading<'r> {
    container: Container,
    place: &'r Place<'r>,
    sink: &'r mut dyn Sink,
    /// Keys of folders that were pushed.
    folders: HashSet<String>,
}

impl Reading<'_> {
    fn all(&mut self) -> ControlFlow<()> {
        for defect in std::mem::take(&mut self.container.flaws) {
            self.sink.push(Found::Defect { folder: Some(self.place.folder.to_owned()), defect })?;
        }
        // Folders in order of their names, in each the files in order of theirs.
        let mut files: BTreeMap<String, Vec<(String, usize)>> = BTreeMap::new();
        for (index, entry) in self.container.entries().iter().enumerate() {
            let (folder, name) = entry.name.rsplit_once('/').unwrap_or(("", &entry.name));
            if folder.split('/').any(|part| part == ATTACHMENTS) || folder.is_empty() {
                continue;
            }
            let files = files.entry(folder.to_owned()).or_default();
            if name.to_ascii_lowercase().ends_with(".xml") {
                files.push((name.to_owned(), index));
            }
        }
        let all = files.values().map(Vec::len).fold(1, usize::saturating_add);
        let size = self.place.content.size().unwrap_or(0);
        let mut done = 0_u64;
        for (folder, mut files) in files {
            files.sort();
            let key = self.folder(&folder)?;
            for (name, index) in files {
                self.file(&key, &format!("{folder}/{name}"), index)?;
                done = done.saturating_add(1);
                let behind = u128::from(size).saturating_mul(done.into()).checked_div(all as u128);
                self.sink.progress(behind.and_then(|bytes| u64::try_from(bytes).ok()).unwrap_or(size));
            }
        }
        ControlFlow::Continue(())
    }

    /// Pushes a folder of the mailbox, and those around it, unless they are there. Gives its key.
    fn folder(&mut self, path: &str) -> ControlFlow<(), String> {
        let mut key = self.place.folder.to_owned();
        for (depth, part) in path.split('/').filter(|part| !part.starts_with(MARK)).enumerate() {
            let name = match (depth, part) {
                // Accounts stand beside what lies on the computer alone.
                (0, "Accounts") | (_, "") => continue,
                (0, "Local") => "On My Computer",
                (_, part) => part,
            };
            let parent = key;
            key = format!("{}{part}", if parent.is_empty() { String::new() } else { format!("{parent}/") });
            if self.folders.insert(key.clone()) {
                let folder = Folder { key: key.clone(), parent: Some(parent), name: name.to_owned() };
                self.sink.push(Found::Folder(folder))?;
            }
        }
        ControlFlow::Continue(key)
    }

    /// Pushes the items of an XML file.
    fn file(&mut self, folder: &str, path: &str, index: usize) -> ControlFlow<()> {
        let position = |number: usize| format!("{}{path}#{number}", self.place.position);
        let (bytes, flaw) = self.container.read(index);
        let document = String::from_utf8_lossy(&bytes);
        let mut count = 0_usize;
        let mut ended = flaw;
        for (number, (element, broken)) in Items::of(&document).enumerate() {
            count = number.saturating_add(1);
            let position = position(number);
            let Some(mut item) = item_of(&element) else {
                ended = ended.or(broken);
                continue;
            };
            if !self.sink.wants(&position) {
                continue;
            }
            if let Some(broken) = broken {
                let what = ended.take().unwrap_or(broken);
                item.defects.push(Defect::new(path, what, Effect::BodyIncomplete));
            }
            self.attach(&mut item, &element);
            self.sink.push(Found::Item(composed(folder.to_owned(), position, &item)))?;
        }
        if count == 0 && path.contains("/message_") && self.sink.wants(&position(0)) {
            // A message's file has one item: it is lost, and must be counted.
            let what = ended.unwrap_or_else(|| "there is no message in it".to_owned());
            return self.sink.push(Found::Item(lost(folder.to_owned(), position(0), what)));
        }
        let Some(flaw) = ended else { return ControlFlow::Continue(()) };
        let defect = Defect::new(path, flaw, Effect::FolderIncomplete);
        self.sink.push(Found::Defect { folder: Some(folder.to_owned()), defect })
    }

    /// Reads the attachments of an item.
    fn attach(&mut self, item: &mut MapiItem, element: &Element) {
        let mut room = MOST_BYTES;
        for attachment in element.all("messageAttachment").take(MOST_ATTACHMENTS) {
            let path = attachment.attribute("OPFAttachmentURL").unwrap_or_default();
            let mut props = PropertySet::new();
            for (id, name) in [
                (tags::ATTACH_LONG_FILENAME, "OPFAttachmentName"),
                (tags::ATTACH_MIME_TAG, "OPFAttachmentContentType"),
                (tags::ATTACH_CONTENT_ID, "OPFAttachmentContentID"),
                (tags::ATTACH_EXTENSION, "OPFAttachmentContentExtension"),
            ] {
                if let Some(text) = attachment.attribute(name).filter(|text| !text.is_empty()) {
                    props.insert(id, Value::Text(text.to_owned()));
                }
            }
            self.put(item, props, path, &mut room);
        }
        // The calendar entry of an invitation lies beside it.
        if let Some(path) = element.value("OPFMessageCopyMeetingData").map(|path| path.trim().to_owned())
            && self.container.find(&path).is_some()
        {
            let mut props = PropertySet::new();
            props.insert(tags::ATTACH_LONG_FILENAME, Value::Text("meeting.ics".to_owned()));
            self.put(item, props, &path, &mut room);
        }
    }

    fn put(&mut self, item: &mut MapiItem, props: PropertySet, path: &str, room: &mut usize) {
        let mut missing =
            |what: String| item.defects.push(Defect::new("attachment", what, Effect::AttachmentIncomplete));
        let content = match self.container.find(path) {
            None => {
                missing(format!("«{path}» is not in the file"));
                AttachmentContent::None
            }
            Some(_) if *room == 0 => {
                missing("the message is larger than 1 GB".to_owned());
                AttachmentContent::None
            }
            Some(index) => {
                let (bytes, flaw) = self.container.read(index);
                if let Some(flaw) = flaw {
                    missing(format!("«{path}»: {flaw}"));
                }
                *room = room.saturating_sub(bytes.len());
                AttachmentContent::Value(Data::Inline(bytes))
            }
        };
        item.attachments.push(Attachment { props, content });
    }
}

/// The item of an element; `None` for what is none.
fn item_of(element: &Element) -> Option<MapiItem> {
    Some(match element.name.as_str() {
        "email" => message::message(element),
        "appointment" => other::appointment(element),
        "contact" => contact::contact(element),
        "group" => contact::group(element),
        "task" => other::task(element),
        "note" => other::note(element),
        _ => return None,
    })
}

/// A message of which nothing could be read.
fn lost(folder: String, position: String, what: String) -> Item {
    Item {
        folder,
        position,
        raw: None,
        framing: Framing::Plain,
        composed: true,
        kind: ItemKind::Mail,
        defects: vec![Defect::new("message file", what, Effect::ItemLost)],
        recovered: None,
        separator: None,
        hint: Hint::default(),
    }
}
