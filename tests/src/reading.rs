//! Reads whole mailboxes, to measure the reader or to test it with damaged files.

use std::io;
use std::ops::ControlFlow;

use foundmail_defect::Effect;
use foundmail_mapi::{Attachment, AttachmentContent, Data, Item, Value, compose};
use foundmail_pst::{Folder, ItemRef, NodeId, PstFile, Visitor};

/// The counts of a read mailbox.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Totals {
    /// Number of folders.
    pub folders: u64,
    /// Number of items, without attached items.
    pub items: u64,
    /// Size of all attachments, or of all composed messages, in bytes.
    pub bytes: u64,
    /// Number of defects.
    pub defects: u64,
    /// Number of incomplete items.
    pub damaged: u64,
}

/// Reads every item with all its properties and all bytes of its attachments. Does not compose messages.
pub fn read_all(pst: &PstFile) -> Totals {
    let mut totals = visit(pst, &mut |_, item, totals| {
        totals.bytes += bytes_of(&item);
        Ok(())
    })
    .unwrap_or_default();
    totals.defects += pst.defects().len() as u64;
    totals
}

/// A function that receives the names of the folders and the bytes of a message.
pub type TakeMessage<'t> = dyn FnMut(&[String], &[u8]) -> io::Result<()> + 't;

/// Reads every item and composes its message. `take` receives the names of the folders and the message.
pub fn compose_all(pst: &PstFile, take: &mut TakeMessage<'_>) -> io::Result<Totals> {
    let mut totals = visit(pst, &mut |path, item, totals| {
        let composed = compose(&item);
        totals.bytes += composed.raw.len() as u64;
        totals.defects += composed.defects.len() as u64;
        take(path, &composed.raw)
    })?;
    totals.defects += pst.defects().len() as u64;
    Ok(totals)
}

type Take<'t> = dyn FnMut(&[String], Item, &mut Totals) -> io::Result<()> + 't;

fn visit(pst: &PstFile, take: &mut Take<'_>) -> io::Result<Totals> {
    let mut reading =
        Reading { pst, path: Vec::new(), names: Vec::new(), totals: Totals::default(), take, failed: None };
    let _ = pst.walk(&mut reading);
    match reading.failed {
        Some(error) => Err(error),
        None => Ok(reading.totals),
    }
}

struct Reading<'r, 't> {
    pst: &'r PstFile,
    /// The open folders, from the outermost one.
    path: Vec<NodeId>,
    names: Vec<String>,
    totals: Totals,
    take: &'r mut Take<'t>,
    failed: Option<io::Error>,
}

impl Visitor for Reading<'_, '_> {
    fn folder(&mut self, folder: &Folder) -> ControlFlow<()> {
        while self.path.last().is_some_and(|&nid| Some(nid) != folder.parent) {
            self.path.pop();
            self.names.pop();
        }
        self.path.push(folder.nid);
        self.names.push(folder.name.clone());
        self.totals.folders += 1;
        self.totals.defects += folder.defects.len() as u64;
        ControlFlow::Continue(())
    }

    fn item(&mut self, message: &ItemRef) -> ControlFlow<()> {
        let item = self.pst.read_item(message);
        self.totals.items += 1;
        self.totals.damaged += u64::from(item.defects.iter().any(|defect| Effect::loses_data(defect.effect)));
        match (self.take)(&self.names, item, &mut self.totals) {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                self.failed = Some(error);
                ControlFlow::Break(())
            }
        }
    }
}

/// Reads the large values and the attachments of an item, and returns their size in bytes.
fn bytes_of(item: &Item) -> u64 {
    let large = item.props.iter().map(|(_, value)| value).filter_map(Value::binary);
    large.map(length).sum::<u64>() + item.attachments.iter().map(attached).sum::<u64>()
}

fn attached(attachment: &Attachment) -> u64 {
    match &attachment.content {
        AttachmentContent::Value(data) | AttachmentContent::Ole(data) => length(data),
        AttachmentContent::Embedded(inner) => bytes_of(inner),
        AttachmentContent::None | AttachmentContent::Reference(_) => 0,
    }
}

fn length(data: &Data) -> u64 {
    io::copy(&mut data.open(), &mut io::sink()).unwrap_or(0)
}
