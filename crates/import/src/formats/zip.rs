//! ZIP archives (APPNOTE, section 4.3).

use crate::archives::{ArchiveTree, LOCAL_HEADER};
use crate::format::{Format, Reader};
use crate::other_file::{is_document_in_zip, is_text};
use crate::probe::Probe;

pub(crate) static FORMAT: Format = Format {
    name: "zip",
    title: "ZIP",
    label: "ZIP archive",
    program: None,
    extensions: &["zip"],
    has_mail: true,
    detect: is_zip,
    read: Reader::Tree(ArchiveTree::zip),
};

fn is_zip(probe: &Probe<'_>) -> bool {
    if probe.head.starts_with(&LOCAL_HEADER) {
        return !is_document_in_zip(probe.head, probe.name);
    }
    // An archive without entries begins with `PK\5\6`. Other bytes may precede an archive; it is then recognised
    // by its extension.
    probe.head.starts_with(b"PK\x05\x06") || (probe.is_named(&["zip"]) && !is_text(probe.head))
}
