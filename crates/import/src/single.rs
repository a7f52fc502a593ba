//! Files with one item of Outlook: MSG, OFT, and TNEF that was saved as a file.

use std::io::{self, Read};
use std::path::Path;

use foundmail_defect::{Defect, Effect};
use foundmail_mail::{Framing, ItemKind};
use foundmail_mapi::{Item as MapiItem, ReadError, msg, tnef};

use crate::composed::composed;
use crate::detect::Format;
use crate::eml::LARGEST;
use crate::error::ImportError;
use crate::read::Place;
use crate::sink::{Found, Hint, Item, Sink};

pub(crate) fn read(place: &Place<'_>, format: Format, sink: &mut dyn Sink) -> Result<(), ImportError> {
    let position = format!("{}0", place.position);
    if !sink.wants(&position) {
        return Ok(());
    }
    let failed = |source| ImportError::Open { path: place.path.to_owned(), source };
    let folder = place.folder.to_owned();
    let item = match item(place, format).map_err(failed)? {
        Ok(item) => composed(folder, position, &item),
        Err(error) => lost(place.path, folder, position, &error),
    };
    // The caller goes on with the next file, or is told to stop there.
    let _ = sink.push(Found::Item(item));
    Ok(())
}

/// The item of a file. The outer error says that there is no file to read.
fn item(place: &Place<'_>, format: Format) -> io::Result<Result<MapiItem, ReadError>> {
    if format == Format::Msg {
        return Ok(msg::read(place.content.open_at()?));
    }
    let length = place.content.size()?;
    let mut bytes = Vec::new();
    let read = place.content.open()?.take(LARGEST).read_to_end(&mut bytes);
    let mut item = match tnef::read(&bytes) {
        Ok(item) => item,
        Err(error) => return Ok(Err(error)),
    };
    if let Err(error) = read {
        item.defects.push(Defect::new("file", error.to_string(), Effect::AttachmentIncomplete));
    } else if length > LARGEST {
        let what = "The file is larger than 1 GB; its end was left out.";
        item.defects.push(Defect::new("file", what, Effect::AttachmentIncomplete));
    }
    Ok(Ok(item))
}

/// A file that is a message by its name and beginning, of which nothing could be read: it counts as one item all the
/// same.
fn lost(path: &Path, folder: String, position: String, error: &ReadError) -> Item {
    let name = path.file_stem().map(|name| name.to_string_lossy().into_owned());
    Item {
        folder,
        position,
        raw: None,
        framing: Framing::Plain,
        composed: true,
        kind: ItemKind::Mail,
        defects: vec![Defect::new("message file", error.to_string(), Effect::ItemLost)],
        recovered: None,
        separator: None,
        hint: Hint { subject: name, ..Hint::default() },
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::{Cursor, Write as _};
    use std::ops::ControlFlow;

    use crate::sink::{Found, Sink};
    use crate::{Format, Item, read, source_of};

    struct Collect(Vec<Item>);

    impl Sink for Collect {
        fn push(&mut self, found: Found) -> ControlFlow<()> {
            if let Found::Item(item) = found {
                self.0.push(item);
            }
            ControlFlow::Continue(())
        }
    }

    /// What a file of this name and content is, and its one item: subject or `-`, and what is broken.
    #[track_caller]
    fn check(name: &str, bytes: &[u8], format: Format, expected: &[&str]) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        let source = source_of(&path).unwrap();
        assert_eq!(source.format, format, "{name}");
        let mut sink = Collect(Vec::new());
        read(&source, &mut sink).unwrap();
        let shown = sink.0.iter().map(|item| {
            let subject = item
                .raw
                .as_ref()
                .map(|raw| foundmail_mail::header_fields(&raw.bytes().unwrap()))
                .into_iter()
                .flatten();
            let mut subject = subject.filter(|field| field.name == "Subject").map(|field| field.value);
            let defects: Vec<_> = item.defects.iter().map(ToString::to_string).collect();
            format!("{}|{}", subject.next().unwrap_or_else(|| "-".to_owned()), defects.join("; "))
        });
        assert_eq!(shown.collect::<Vec<_>>(), expected, "{name}");
        assert_eq!(fs::read(&path).unwrap(), bytes, "the source is as it was");
    }

    fn compound(streams: &[(&str, &[u8])]) -> Vec<u8> {
        let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
        for (name, bytes) in streams {
            file.create_stream(name).unwrap().write_all(bytes).unwrap();
        }
        file.flush().unwrap();
        file.into_inner().into_inner()
    }

    #[test]
    fn one_item_a_file() {
        let message = compound(&[("__properties_version1.0", &[0; 32]), ("__substg1.0_0037001F", b"h\0i\0")]);
        for name in ["a.msg", "a.oft", "a.bin"] {
            check(name, &message, Format::Msg, &["hi|"]);
        }
        let mut tnef = b"\x78\x9F\x3E\x22\x01\x00\x01\x04\x80\x01\x00\x03\x00\x00\x00hi\0".to_vec();
        check("winmail.dat", &[&tnef[..], &[0xD1, 0]].concat(), Format::Tnef, &["hi|"]);
        tnef.pop();
        let cut = "hi|TNEF attribute 0x8004: the stream ends early; 3 bytes are missing";
        check("winmail.dat", &tnef, Format::Tnef, &[cut]);
    }

    #[test]
    fn what_cannot_be_read_counts_as_one_item() {
        let mut lost = compound(&[("__properties_version1.0", &[0; 32])]);
        lost.truncate(600);
        let damaged = "-|message file: the compound file is damaged: its directory cannot be found";
        check("a.msg", &lost, Format::Msg, &[damaged]);
        check("a.doc", &lost, Format::Unknown, &[]);
        check("a.msg", &compound(&[("WordDocument", b"x")]), Format::Unknown, &[]);
    }
}
