//! Reads the items with our own reader, as MAPI properties or as composed messages.

use std::ops::ControlFlow;
use std::path::Path;

use anyhow::Result;
use foundmail_mapi::{
    Attachment, AttachmentContent, Data, FileTime, Item, PropertySet, compose, decode_code_page, rtf, tags,
};
use foundmail_pst::{Folder, ItemRef, NodeId, PstFile, Visitor};

use super::mail;
use super::record::{Attached, Recipient, Record, latin1, sha256};

/// The form in which our items are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// The MAPI properties.
    Mapi,
    /// The composed message, parsed again.
    Mail,
}

/// Returns all items of a file.
pub fn read(path: &Path, shape: Shape) -> Result<Vec<Record>> {
    let pst = PstFile::open(path)?;
    let mut reading = Reading { pst: &pst, shape, path: Vec::new(), records: Vec::new() };
    let _ = pst.walk(&mut reading);
    Ok(reading.records)
}

struct Reading<'p> {
    pst: &'p PstFile,
    shape: Shape,
    /// The node and name of each open folder. The root folder has no name.
    path: Vec<(NodeId, String)>,
    records: Vec<Record>,
}

impl Visitor for Reading<'_> {
    fn folder(&mut self, folder: &Folder) -> ControlFlow<()> {
        while self.path.last().is_some_and(|(nid, _)| Some(*nid) != folder.parent) {
            self.path.pop();
        }
        self.path.push((folder.nid, folder.name.clone()));
        ControlFlow::Continue(())
    }

    fn item(&mut self, message: &ItemRef) -> ControlFlow<()> {
        let item = self.pst.read_item(message);
        let folders = self.path.iter().filter(|(nid, _)| *nid != NodeId::ROOT_FOLDER);
        let folder = folders.map(|(_, name)| name.clone()).collect();
        let mut record = match self.shape {
            Shape::Mapi => of_item(&item),
            Shape::Mail => Record {
                class: Some(item.message_class()),
                start: Some(start(&item.props)),
                person: Some(person(&item.props)),
                ..mail::read(&compose(&item).raw)
            },
        };
        record.id = format!("{:#x}", message.nid.value());
        record.nid = Some(message.nid.value());
        record.folder = Some(folder);
        self.records.push(record);
        ControlFlow::Continue(())
    }
}

fn of_item(item: &Item) -> Record {
    let props = &item.props;
    let text = |id| Some(props.text(id).unwrap_or_default());
    let time = |id| Some(props.time(id).and_then(FileTime::unix_seconds).unwrap_or(0));
    let html = props.binary(tags::HTML).map(bytes_of).unwrap_or_default();
    let code_page = props.integer(tags::INTERNET_CODEPAGE).and_then(|page| u32::try_from(page).ok());
    Record {
        class: Some(props.text(tags::MESSAGE_CLASS).unwrap_or_default()),
        subject: text(tags::SUBJECT),
        sender_name: text(tags::SENDER_NAME),
        sender_address: text(tags::SENDER_EMAIL_ADDRESS),
        submitted: time(tags::CLIENT_SUBMIT_TIME),
        delivered: time(tags::MESSAGE_DELIVERY_TIME),
        start: Some(start(props)),
        person: Some(person(props)),
        recipients: Some(item.recipients.iter().map(recipient).collect()),
        text: text(tags::BODY),
        html: props
            .text(tags::HTML)
            .or_else(|| Some(decode_code_page(&html, code_page.or(props.code_page())))),
        html_bytes: Some(latin1(&html)),
        rtf: Some(rtf_digest(props)),
        attachments: Some(item.attachments.iter().map(attached).collect()),
        ..Record::default()
    }
}

fn start(props: &PropertySet) -> i64 {
    props.lid_seconds(tags::named::PSETID_APPOINTMENT, tags::named::APPOINTMENT_START_WHOLE).unwrap_or(0)
}

fn person(props: &PropertySet) -> [String; 3] {
    let text = |id| props.text(id).unwrap_or_default();
    let address = props.lid_text(tags::named::PSETID_ADDRESS, tags::named::EMAIL1_EMAIL_ADDRESS);
    [text(tags::SURNAME), text(tags::GIVEN_NAME), address.unwrap_or_default()]
}

fn rtf_digest(props: &PropertySet) -> String {
    let Some(compressed) = props.binary(tags::RTF_COMPRESSED).map(bytes_of) else { return String::new() };
    let rtf = rtf::decompress(&compressed).rtf;
    let end = rtf.iter().rposition(|&byte| byte != 0).map_or(0, |last| last + 1);
    if end == 0 { String::new() } else { sha256(&rtf[..end]) }
}

fn recipient(props: &PropertySet) -> Recipient {
    let kind = match props.integer(tags::RECIPIENT_TYPE).unwrap_or(0) & 0xF {
        0 => "from",
        1 => "to",
        2 => "cc",
        3 => "bcc",
        _ => "other",
    };
    Recipient {
        kind: kind.to_owned(),
        name: props.text(tags::DISPLAY_NAME).unwrap_or_default(),
        address: props.text(tags::EMAIL_ADDRESS).unwrap_or_default(),
    }
}

fn attached(attachment: &Attachment) -> Attached {
    let names = [tags::ATTACH_LONG_FILENAME, tags::ATTACH_FILENAME, tags::DISPLAY_NAME];
    let name = attachment.props.first_text(&names).unwrap_or_default();
    let bytes = match &attachment.content {
        AttachmentContent::Value(data) | AttachmentContent::Ole(data) => bytes_of(data),
        AttachmentContent::None | AttachmentContent::Reference(_) => Vec::new(),
        AttachmentContent::Embedded(inner) => {
            return Attached {
                name,
                is_message: true,
                message: Some(Box::new(of_item(inner))),
                ..Attached::default()
            };
        }
    };
    Attached { name, size: Some(bytes.len() as u64), sha256: Some(sha256(&bytes)), ..Attached::default() }
}

fn bytes_of(data: &Data) -> Vec<u8> {
    data.read_lenient().0
}
