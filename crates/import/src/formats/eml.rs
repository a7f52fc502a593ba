//! EML: a file with one message in the format of RFC 5322.

use std::io::Read as _;

use foundmail_defect::{Defect, Effect};

use crate::error::ImportError;
use crate::format::{Format, Reader};
use crate::limits::{DETECTION_BYTES, MAX_CONVERTED, MAX_HELD_MESSAGE, MAX_IN_MEMORY, MAX_MESSAGE};
use crate::mail_text::{MailText, plain};
use crate::other_file::is_text;
use crate::part_files::PartFiles;
use crate::passage::RawMessage;
use crate::probe::Probe;
use crate::sink::{Finding, Sink, SourceItem};
use crate::source_file::SourceFile;

pub(crate) static FORMAT: Format = Format {
    name: "eml",
    title: "EML",
    label: "single message",
    program: None,
    extensions: &["eml"],
    has_mail: true,
    detect: is_eml,
    read: Reader::Message(read),
};

fn is_eml(probe: &Probe<'_>) -> bool {
    probe.mail_text() == MailText::Message || (probe.is_named(FORMAT.extensions) && is_text(probe.head))
}

fn read(file: &SourceFile<'_>, _: &mut dyn PartFiles, sink: &mut dyn Sink) -> Result<(), ImportError> {
    let position = format!("{}0", file.position);
    if !sink.wants(&position) {
        return Ok(());
    }
    if let Some(giant) = giant(file, &position)? {
        let _ = sink.push(Finding::Item(giant));
        return Ok(());
    }
    let (mut raw, mut defects) = bytes(file)?;
    let converted = plain(&raw);
    let composed = converted.is_some();
    if let Some(converted) = converted {
        raw = converted;
        let what =
            "The line ends or the encoding of this file are unusual for e-mail. Foundmail converted them.";
        defects.push(Defect::new("message", what, Effect::Nothing));
    }
    // `Break` needs no handling here, because the file has no further items. `FileSink` records it for the walk.
    let _ = sink.push(Finding::Item(item(file, position, raw, composed, defects)));
    Ok(())
}

/// Returns the item if the message is too large for memory. Otherwise returns `None`.
fn giant(file: &SourceFile<'_>, position: &str) -> Result<Option<SourceItem>, ImportError> {
    let looked = file.content.size().and_then(|length| Ok((length, file.content.head(DETECTION_BYTES)?)));
    let (length, head) = looked.map_err(|source| ImportError::Open { path: file.path.to_owned(), source })?;
    let is_odd = plain(&head).is_some();
    if length <= MAX_IN_MEMORY || is_odd && length <= MAX_CONVERTED {
        return Ok(None);
    }
    let mut defects = Vec::new();
    if is_odd {
        let what = "The line ends or the encoding of this file are unusual for e-mail. The file is too large to be converted.";
        defects.push(Defect::new("message", what, Effect::Nothing));
    }
    if length > MAX_MESSAGE {
        defects.push(too_large(MAX_MESSAGE, 0));
    }
    let raw = RawMessage::in_source(file.content, 0, length.min(MAX_MESSAGE));
    Ok(Some(item(file, position.to_owned(), raw, false, defects)))
}

/// Reads a file that contains one message. Returns its bytes, and defects if bytes are missing.
pub(crate) fn bytes(file: &SourceFile<'_>) -> Result<(Vec<u8>, Vec<Defect>), ImportError> {
    let opened = file.content.size().and_then(|length| Ok((length, file.content.open()?)));
    let (length, file) = opened.map_err(|source| ImportError::Open { path: file.path.to_owned(), source })?;
    let mut raw = Vec::new();
    let mut defects = Vec::new();
    if let Err(error) = file.take(MAX_HELD_MESSAGE).read_to_end(&mut raw) {
        let end = u64::try_from(raw.len()).unwrap_or(u64::MAX);
        defects.push(Defect::new("file", error.to_string(), Effect::BodyIncomplete).at(end));
    } else if length > MAX_HELD_MESSAGE {
        defects.push(too_large(MAX_HELD_MESSAGE, MAX_HELD_MESSAGE));
    }
    Ok((raw, defects))
}

/// Returns the item of a file that contains one message.
pub(crate) fn item(
    file: &SourceFile<'_>,
    position: String,
    raw: impl Into<RawMessage>,
    composed: bool,
    defects: Vec<Defect>,
) -> SourceItem {
    SourceItem { composed, defects, ..SourceItem::message(file.folder.to_owned(), position, raw) }
}

/// Returns the defect of a message that is too large. Only the first `most` bytes of the message were read.
/// `start` is the offset for the report.
pub(crate) fn too_large(most: u64, start: u64) -> Defect {
    let what = format!("The message is larger than {} GB; Foundmail did not read the end.", most >> 30);
    Defect::new("message", what, Effect::BodyIncomplete).at(start)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use foundmail_mail::{Framing, parse};

    use crate::test_sink::Collect;

    /// Checks the format of a file and the subjects of its messages. The item of an EML file must contain all
    /// bytes of the file.
    #[track_caller]
    fn check(name: &str, bytes: &str, format: &str, subjects: &[&str]) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        let read = Collect::of(&path);
        assert_eq!(read.format, format, "{name} {bytes:.200}");
        let raw = |at: usize| read.items[at].raw.as_ref().unwrap().bytes().unwrap().into_owned();
        let found: Vec<String> =
            (0..read.items.len()).map(|at| parse(&raw(at), read.items[at].framing).subject).collect();
        assert_eq!(found, subjects, "{name} {bytes:.200}");
        if format == "eml" {
            assert!(raw(0) == bytes.as_bytes() && read.items[0].framing == Framing::Plain, "{name}");
        }
    }

    #[test]
    fn a_message_file_keeps_its_leading_separator() {
        let line = "From a@x.example Tue May  3 10:00:00 2016\n";
        let message = "Subject: hi\nFrom: a@x.example\n\nhello\n";
        let long = format!("{message}{}", "text\n".repeat(40_000));
        for (name, bytes) in [
            ("a.eml", format!("{line}{message}")),
            ("A.EML", format!("{line}{message}")),
            ("a.eml", format!("{line}{message}").replace('\n', "\r\n")),
            ("a.eml", format!("{line}{message}without an end")),
            ("a.eml", format!("{line}{message}From here on\n\nFrom there\n>From nowhere\n")),
            ("a.eml", format!("{line}{message}\nFrom me to you, 12:00 2016\nbye\n")),
            ("a.eml", format!("From - Tue May  3 10:00:00 2016\nX-Mozilla-Status: 0001\n{message}")),
            ("a.eml", format!("{line}{long}")),
            ("a.eml", message.to_owned()),
            ("a.eml", format!("\n{message}")),
        ] {
            check(name, &bytes, "eml", &["hi"]);
        }
        for name in ["a.eml", "a.mbox", "a"] {
            check(name, &format!("{line}{message}\n{line}{message}"), "mbox", &["hi", "hi"]);
            check(name, &format!("{line}{long}\n{line}{message}"), "mbox", &["hi", "hi"]);
        }
        check("a", &format!("{line}{message}"), "mbox", &["hi"]);
    }
}
