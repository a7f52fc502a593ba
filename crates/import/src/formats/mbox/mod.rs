//! MBOX: a file with any number of messages, in the variant mboxo, mboxrd, mboxcl or mboxcl2 (RFC 4155).
//!
//! The reader pushes the bytes of each message unchanged. The separator before the message, and the empty line
//! that the format adds after the message, are left out. Quoted `From ` lines stay quoted; the parser of messages
//! unquotes them.

mod gaps;
mod message;
mod scanner;
#[cfg(test)]
mod tests;

use std::io::{self, Read, Seek, SeekFrom};
use std::ops::ControlFlow;

use foundmail_defect::{Defect, Effect, Reason};
use foundmail_mail::Framing;

use super::eml;
use crate::error::ImportError;
use crate::format::{Format, Reader};
use crate::limits::{MAX_IN_MEMORY, MAX_MESSAGE};
use crate::mail_text::{MailText, converted};
use crate::other_file::is_known_other_file;
use crate::passage::RawMessage;
use crate::probe::Probe;
use crate::sink::{Finding, Sink, SourceItem};
use crate::source_file::SourceFile;
use gaps::Gap;
use message::MboxMessage;
use scanner::MboxScanner;

pub(crate) static FORMAT: Format = Format {
    name: "mbox",
    title: "MBOX",
    label: "MBOX mailbox",
    program: None,
    extensions: &["mbox", "mbx"],
    has_mail: true,
    detect: is_mbox,
    read: Reader::Mailbox(read),
};

/// Returns true for an MBOX. If the first bytes contain only one message, the whole file is searched for a second
/// one.
fn is_mbox(probe: &Probe<'_>) -> bool {
    match probe.mail_text() {
        MailText::Mailbox => true,
        // A picture with the name of a mailbox is not mail. A damaged mailbox can begin with any other bytes.
        MailText::None if is_known_other_file(probe.head) => false,
        _ if probe.is_named(FORMAT.extensions) => true,
        MailText::Message if probe.head.starts_with(b"From ") => {
            probe.content.open().and_then(holds_several).unwrap_or(false)
        }
        MailText::Message | MailText::None => false,
    }
}

fn read(file: &SourceFile<'_>, sink: &mut dyn Sink) -> Result<(), ImportError> {
    let content = converted(file.content);
    let content = content.map_err(|source| ImportError::Open { path: file.path.to_owned(), source })?;
    read_messages(&SourceFile { content: &content, ..*file }, sink)
}

fn read_messages(file: &SourceFile<'_>, sink: &mut dyn Sink) -> Result<(), ImportError> {
    let scanner = file.content.open().and_then(MboxScanner::new);
    let mut scanner = scanner.map_err(|source| ImportError::Open { path: file.path.to_owned(), source })?;
    read_from(&mut scanner, file, sink)
}

/// Reads all messages, and then names the bytes that could not be read.
fn read_from<R: Read + Seek>(
    scanner: &mut MboxScanner<R>,
    file: &SourceFile<'_>,
    sink: &mut dyn Sink,
) -> Result<(), ImportError> {
    let read = push_messages(scanner, file, sink);
    if let Ok(ControlFlow::Break(())) = read {
        return Ok(());
    }
    for gap in scanner.gaps() {
        let (folder, defect) = (Some(file.folder.to_owned()), unreadable(gap));
        if sink.push(Finding::Defect { folder, defect }).is_break() {
            return Ok(());
        }
    }
    read.map(|_| ())
}

fn push_messages<R: Read + Seek>(
    scanner: &mut MboxScanner<R>,
    file: &SourceFile<'_>,
    sink: &mut dyn Sink,
) -> Result<ControlFlow<()>, ImportError> {
    loop {
        let wants = |offset: u64, sink: &mut dyn Sink| sink.wants(&position(file, offset));
        let next = scanner.next_message(&mut |offset| wants(offset, sink));
        let next = next.map_err(|source| ImportError::Read {
            path: file.path.to_owned(),
            offset: scanner.offset(),
            source,
        })?;
        let Some(message) = next else { return Ok(ControlFlow::Continue(())) };
        sink.progress(scanner.offset());
        let has_gap = scanner.gaps().iter().any(|gap| gap.overlaps(message.offset, message.length));
        let has_zeros = (message.has_zeros && !has_gap).then(|| zeros(message.offset));
        let defects = has_zeros.into_iter().chain(early_end(file, &message, scanner.offset()));
        let defects: Vec<Defect> = defects.collect();
        if !message.skipped && sink.push(found(file, message, has_gap)).is_break() {
            return Ok(ControlFlow::Break(()));
        }
        for defect in defects {
            let folder = Some(file.folder.to_owned());
            if sink.push(Finding::Defect { folder, defect }).is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
    }
}

/// Returns the defect of bytes that the device could not read. They may have contained messages.
fn unreadable(gap: &Gap) -> Defect {
    let what = format!("{} bytes of the file could not be read: {}.", gap.length, gap.why);
    Defect::new("file", what, Effect::RestUnreadable).at(gap.offset).because(Reason::PartDamaged)
}

/// Returns the defect of a file that is partly overwritten with zero bytes. The overwritten bytes may have
/// contained messages.
fn zeros(offset: u64) -> Defect {
    let what = "Part of the file is overwritten with zero bytes.";
    Defect::new("file", what, Effect::RestUnreadable).at(offset).because(Reason::PartDamaged)
}

/// Returns the defect of a file that ends within its last message. Nothing in the format marks the end of the
/// file, so further messages may be missing. The loss is not detected if the file ends after a complete line of
/// plain text.
fn early_end(file: &SourceFile<'_>, message: &MboxMessage, size: u64) -> Option<Defect> {
    let is_cut = || message.ends_early || message.declares_more || lacks_closing_boundary(file, message);
    if !message.is_last || !is_cut() {
        return None;
    }
    let what = "The file ends within its last message.";
    let defect = Defect::new("file", what, Effect::RestUnreadable);
    Some(defect.because(Reason::EndsEarly { size, expected: None }))
}

/// Returns true if the closing boundary of the message's outermost multipart is missing.
fn lacks_closing_boundary(file: &SourceFile<'_>, message: &MboxMessage) -> bool {
    let framing = if message.unquoted { Framing::Plain } else { Framing::Mbox };
    if !message.is_held() {
        return false;
    }
    let read = || -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let mut file = file.content.open()?;
        file.seek(SeekFrom::Start(message.offset))?;
        file.take(MAX_IN_MEMORY).read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    // The bytes of a skipped message are read from the file, because they are not in memory.
    let bytes = if message.skipped { read().unwrap_or_default() } else { message.raw.clone() };
    foundmail_mail::is_cut_off(&bytes, framing)
}

/// Returns true if a source contains more than one message. Keeps no messages in memory.
fn holds_several(source: impl Read + Seek) -> io::Result<bool> {
    let mut scanner = MboxScanner::new(source)?;
    let mut skip = |_| false;
    Ok(scanner.next_message(&mut skip)?.is_some() && scanner.next_message(&mut skip)?.is_some())
}

fn position(file: &SourceFile<'_>, offset: u64) -> String {
    format!("{}{offset}", file.position)
}

/// Returns a message with its defects. `has_gap` is true if some of its bytes could not be read.
fn found(file: &SourceFile<'_>, message: MboxMessage, has_gap: bool) -> Finding {
    let mut defects = Vec::new();
    if message.cut {
        defects.push(eml::too_large(MAX_MESSAGE, message.offset));
    }
    if has_gap {
        let what = "Part of this message could not be read from the disk. Other messages may be lost in this part of the file.";
        defects.push(Defect::new("message", what, Effect::BodyIncomplete).at(message.offset));
    } else if message.has_zeros {
        let what = "Part of this message is overwritten with zero bytes. Other messages may be lost in this part of the file.";
        defects.push(Defect::new("message", what, Effect::BodyIncomplete).at(message.offset));
    }
    if message.ends_early {
        let what = "The file ends in the middle of this message, so the end of the message may be missing.";
        defects.push(Defect::new("message", what, Effect::BodyIncomplete).at(message.offset));
    }
    let raw = if message.is_held() {
        RawMessage::InMemory(message.raw)
    } else {
        RawMessage::in_source(file.content, message.offset, message.length)
    };
    Finding::Item(SourceItem {
        framing: if message.unquoted { Framing::Plain } else { Framing::Mbox },
        defects,
        separator: Some(message.separator).filter(|separator| !separator.is_empty()),
        ..SourceItem::message(file.folder.to_owned(), position(file, message.offset), raw)
    })
}
