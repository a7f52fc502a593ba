//! TNEF ([MS-OXTNEF]): one Outlook item in a file. Outlook attaches it to messages, usually as `winmail.dat`.

use std::io::Read as _;

use foundmail_defect::{Defect, Effect};
use foundmail_mapi::tnef;

use crate::composed::{composed, unreadable};
use crate::error::ImportError;
use crate::format::{Format, Reader};
use crate::limits::MAX_HELD_MESSAGE;
use crate::part_files::PartFiles;
use crate::sink::{Finding, Sink};
use crate::source_file::SourceFile;

pub(crate) static FORMAT: Format = Format {
    name: "tnef",
    title: "TNEF",
    label: "single Outlook item",
    program: Some("Outlook"),
    // The extension `.dat` is not listed, because many other files have it.
    extensions: &[],
    has_mail: true,
    detect: |probe| tnef::is_tnef(probe.head),
    read: Reader::Message(read),
};

fn read(file: &SourceFile<'_>, _: &mut dyn PartFiles, sink: &mut dyn Sink) -> Result<(), ImportError> {
    let position = format!("{}0", file.position);
    if !sink.wants(&position) {
        return Ok(());
    }
    let opened = file.content.size().and_then(|length| Ok((length, file.content.open()?)));
    let (length, content) =
        opened.map_err(|source| ImportError::Open { path: file.path.to_owned(), source })?;
    let mut bytes = Vec::new();
    let end = content.take(MAX_HELD_MESSAGE).read_to_end(&mut bytes);
    let folder = file.folder.to_owned();
    let item = match tnef::read(&bytes) {
        Ok(mut item) => {
            if let Err(error) = end {
                item.defects.push(Defect::new("file", error.to_string(), Effect::AttachmentIncomplete));
            } else if length > MAX_HELD_MESSAGE {
                let what = "The file is larger than 1 GB; Foundmail did not read the end.";
                item.defects.push(Defect::new("file", what, Effect::AttachmentIncomplete));
            }
            composed(folder, position, &item)
        }
        Err(error) => unreadable(file.path, folder, position, &error),
    };
    // `Break` needs no handling here, because the file has no further items. `FileSink` records it for the walk.
    let _ = sink.push(Finding::Item(item));
    Ok(())
}
