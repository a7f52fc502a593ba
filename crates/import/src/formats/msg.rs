//! MSG and OFT: a compound file with one Outlook item or a template for an item ([MS-OXMSG]).

use foundmail_mapi::msg;

use crate::composed::{composed, unreadable};
use crate::error::ImportError;
use crate::format::{Format, Reader};
use crate::part_files::PartFiles;
use crate::probe::{COMPOUND_FILE, Probe};
use crate::sink::{Finding, Sink};
use crate::source_file::SourceFile;

pub(crate) static FORMAT: Format = Format {
    name: "msg",
    title: "MSG",
    label: "single Outlook item",
    program: Some("Outlook"),
    extensions: &["msg", "oft"],
    has_mail: true,
    detect: is_msg,
    read: Reader::Message(read),
};

/// Returns true for a compound file that contains an Outlook item. If the directory of the compound file is
/// damaged, the extension decides.
fn is_msg(probe: &Probe<'_>) -> bool {
    if !probe.head.starts_with(COMPOUND_FILE) {
        return false;
    }
    match probe.content.open_at().map(msg::is_message) {
        Ok(Ok(is_message)) => is_message,
        Ok(Err(_)) => FORMAT.extensions.contains(&probe.extension.as_str()),
        Err(_) => false,
    }
}

fn read(file: &SourceFile<'_>, _: &mut dyn PartFiles, sink: &mut dyn Sink) -> Result<(), ImportError> {
    let position = format!("{}0", file.position);
    if !sink.wants(&position) {
        return Ok(());
    }
    let bytes = file.content.open_at();
    let bytes = bytes.map_err(|source| ImportError::Open { path: file.path.to_owned(), source })?;
    let folder = file.folder.to_owned();
    let item = match msg::read(bytes) {
        Ok(item) => composed(folder, position, &item),
        Err(error) => unreadable(file.path, folder, position, &error),
    };
    // `Break` needs no handling here, because the file has no further items. `FileSink` records it for the walk.
    let _ = sink.push(Finding::Item(item));
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::{Cursor, Write as _};
    use std::ops::ControlFlow;

    use crate::sink::{Finding, Sink};
    use crate::{SourceItem, read, source_of};

    struct Collect(Vec<SourceItem>);

    impl Sink for Collect {
        fn push(&mut self, found: Finding) -> ControlFlow<()> {
            if let Finding::Item(item) = found {
                self.0.push(item);
            }
            ControlFlow::Continue(())
        }
    }

    /// Checks the format and the items of a file: for each item its subject, or `-` if it was lost, and its
    /// defects.
    #[track_caller]
    fn check(name: &str, bytes: &[u8], format: &str, expected: &[&str]) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        let source = source_of(&path).unwrap();
        assert_eq!(source.format.name, format, "{name}");
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
        assert_eq!(fs::read(&path).unwrap(), bytes, "the source is unchanged");
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
    fn each_file_is_one_item() {
        let message = compound(&[("__properties_version1.0", &[0; 32]), ("__substg1.0_0037001F", b"h\0i\0")]);
        for name in ["a.msg", "a.oft", "a.bin"] {
            check(name, &message, "msg", &["hi|"]);
        }
        let mut tnef = b"\x78\x9F\x3E\x22\x01\x00\x01\x04\x80\x01\x00\x03\x00\x00\x00hi\0".to_vec();
        check("winmail.dat", &[&tnef[..], &[0xD1, 0]].concat(), "tnef", &["hi|"]);
        tnef.pop();
        let cut = "hi|TNEF attribute 0x8004: the stream ends early; 3 bytes are missing";
        check("winmail.dat", &tnef, "tnef", &[cut]);
    }

    #[test]
    fn an_unreadable_file_counts_as_one_item() {
        let mut lost = compound(&[("__properties_version1.0", &[0; 32])]);
        lost.truncate(600);
        let damaged =
            "-|message file: the compound file is damaged: the directory of the file cannot be found";
        check("a.msg", &lost, "msg", &[damaged]);
        check("a.doc", &lost, "unknown", &[]);
        check("a.msg", &compound(&[("WordDocument", b"x")]), "unknown", &[]);
    }
}
