//! OLM: a mailbox exported by Outlook for Mac. It is a ZIP file that contains the folders of the mailbox. Each
//! message is an XML file. All contacts of a folder are in one XML file, as are all appointments, tasks and notes.
//! Attachments are separate files. The format is not published; this reader is based on examined files.

mod calendar;
mod contact;
mod message;
mod values;
mod xml;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashSet};
use std::ops::ControlFlow;

use foundmail_defect::{Defect, Effect};
use foundmail_mapi::{Attachment, AttachmentContent, Data, Item as MapiItem, PropertySet, Value, tags};

use crate::archives::{LOCAL_HEADER, ZipFile};
use crate::composed::composed;
use crate::error::ImportError;
use crate::format::{Format, Reader};
use crate::other_file::is_document_in_zip;
use crate::probe::Probe;
use crate::sink::{Finding, Sink, SourceFolder, SourceItem};
use crate::source_file::SourceFile;
use xml::{Element, ElementReader};

pub(crate) static FORMAT: Format = Format {
    name: "olm",
    title: "OLM",
    label: "Outlook for Mac export",
    program: Some("Outlook"),
    extensions: &["olm"],
    has_mail: true,
    detect: is_olm,
    read: Reader::Mailbox(read),
};

/// Prefix of folders in the ZIP file that are not folders of the mailbox.
const MARK: &str = "com.microsoft.__";
const ATTACHMENTS: &str = "com.microsoft.__Attachments";
/// Names by which an OLM is distinguished from other ZIP files.
const PARTS: [&str; 6] = [
    "com.microsoft.__Messages/",
    "Local/Address Book/",
    "Local/Calendar/",
    "Local/Tasks/",
    "Local/Notes/",
    "Address Book/Contacts.xml",
];
/// The largest number of attachments that are read for one message.
const MOST_ATTACHMENTS: usize = 10_000;
/// The total size in bytes after which no further attachments of a message are read.
const MOST_BYTES: usize = 1 << 30;

/// Returns true for a ZIP file that contains a file or folder from [`PARTS`]. The names are searched in the first
/// bytes of the file and in the ZIP directory, because a damaged file has no directory.
fn is_olm(probe: &Probe<'_>) -> bool {
    if !probe.head.starts_with(&LOCAL_HEADER) || is_document_in_zip(probe.head, probe.name) {
        return false;
    }
    let in_head = |part: &str| probe.head.windows(part.len()).any(|window| window == part.as_bytes());
    let is_part = |name: &String| PARTS.iter().any(|part| name.contains(part));
    PARTS.iter().any(|part| in_head(part))
        || ZipFile::names(probe.content).is_ok_and(|names| names.iter().any(is_part))
}

fn read(file: &SourceFile<'_>, sink: &mut dyn Sink) -> Result<(), ImportError> {
    let failed = |source| ImportError::Open { path: file.path.to_owned(), source };
    let container = ZipFile::open(file.content).map_err(failed)?;
    let mut reading = OlmReader { container, file, sink, folders: HashSet::new() };
    // `Break` needs no handling here. `FileSink` records it for the walk.
    let _ = reading.read();
    Ok(())
}

struct OlmReader<'r> {
    container: ZipFile,
    file: &'r SourceFile<'r>,
    sink: &'r mut dyn Sink,
    /// Keys of the folders that were pushed.
    folders: HashSet<String>,
}

impl OlmReader<'_> {
    fn read(&mut self) -> ControlFlow<()> {
        for defect in std::mem::take(&mut self.container.flaws) {
            self.sink.push(Finding::Defect { folder: Some(self.file.folder.to_owned()), defect })?;
        }
        // Folders and the files in each folder are read in the order of their names.
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
        let size = self.file.content.size().unwrap_or(0);
        let mut done = 0_u64;
        for (folder, mut files) in files {
            files.sort();
            let key = self.folder(&folder)?;
            for (name, index) in files {
                self.file(&key, &format!("{folder}/{name}"), index)?;
                done = done.saturating_add(1);
                let bytes = u128::from(size).saturating_mul(done.into()).checked_div(all as u128);
                self.sink.progress(bytes.and_then(|bytes| u64::try_from(bytes).ok()).unwrap_or(size));
            }
        }
        ControlFlow::Continue(())
    }

    /// Pushes a folder and its parents, except those that were pushed before. Returns the key of the folder.
    fn folder(&mut self, path: &str) -> ControlFlow<(), String> {
        let mut key = self.file.folder.to_owned();
        for (depth, part) in path.split('/').filter(|part| !part.starts_with(MARK)).enumerate() {
            let name = match (depth, part) {
                // `Accounts` contains a folder for each account, which is shown without `Accounts` as its parent.
                (0, "Accounts") | (_, "") => continue,
                (0, "Local") => "On My Computer",
                (_, part) => part,
            };
            let parent = key;
            key = format!("{}{part}", if parent.is_empty() { String::new() } else { format!("{parent}/") });
            if self.folders.insert(key.clone()) {
                let folder = SourceFolder { key: key.clone(), parent: Some(parent), name: name.to_owned() };
                self.sink.push(Finding::Folder(folder))?;
            }
        }
        ControlFlow::Continue(key)
    }

    /// Pushes the items of an XML file.
    fn file(&mut self, folder: &str, path: &str, index: usize) -> ControlFlow<()> {
        let position = |number: usize| format!("{}{path}#{number}", self.file.position);
        let (bytes, flaw) = self.container.read(index);
        let document = String::from_utf8_lossy(&bytes);
        let mut count = 0_usize;
        let mut ended = flaw;
        for (number, (element, damage)) in ElementReader::of(&document).enumerate() {
            count = number.saturating_add(1);
            let position = position(number);
            let Some(mut item) = item_of(&element) else {
                ended = ended.or(damage);
                continue;
            };
            if !self.sink.wants(&position) {
                continue;
            }
            if let Some(damage) = damage {
                let what = ended.take().unwrap_or(damage);
                item.defects.push(Defect::new(path, what, Effect::BodyIncomplete));
            }
            self.attach(&mut item, &element);
            self.sink.push(Finding::Item(composed(folder.to_owned(), position, &item)))?;
        }
        if count == 0 && path.contains("/message_") && self.sink.wants(&position(0)) {
            // Each file `message_….xml` contains one message. If it cannot be read, it must count as a lost item.
            let what = ended.unwrap_or_else(|| "the file contains no message".to_owned());
            let defect = Defect::new("message file", what, Effect::ItemLost);
            let lost = SourceItem::lost(folder.to_owned(), position(0), defect);
            return self.sink.push(Finding::Item(SourceItem { composed: true, ..lost }));
        }
        let Some(flaw) = ended else { return ControlFlow::Continue(()) };
        let defect = Defect::new(path, flaw, Effect::FolderIncomplete);
        self.sink.push(Finding::Defect { folder: Some(folder.to_owned()), defect })
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
        let count = element.all("messageAttachment").count();
        if count > MOST_ATTACHMENTS {
            let what =
                format!("this message has {count} attachments; only the first {MOST_ATTACHMENTS} were read");
            item.defects.push(Defect::new("attachment", what, Effect::AttachmentIncomplete));
        }
        // The calendar data of an invitation is stored in a separate file.
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
                missing(format!("«{path}» is missing in the OLM file"));
                AttachmentContent::None
            }
            Some(_) if *room == 0 => {
                missing(
                    "the attachments of this message are larger than 1 GB; Foundmail did not read this one"
                        .to_owned(),
                );
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

/// Converts an XML element to an item. Returns `None` if the element is not an item.
fn item_of(element: &Element) -> Option<MapiItem> {
    Some(match element.name.as_str() {
        "email" => message::message(element),
        "appointment" => calendar::appointment(element),
        "contact" => contact::contact(element),
        "group" => contact::group(element),
        "task" => calendar::task(element),
        "note" => calendar::note(element),
        _ => return None,
    })
}
