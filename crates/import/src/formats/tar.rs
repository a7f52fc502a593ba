//! TAR archives (IEEE 1003.1).

use crate::archives::{ArchiveTree, is_tar};
use crate::format::{Format, Reader};
use crate::other_file::is_clearly_no_mail;

pub(crate) static FORMAT: Format = Format {
    name: "tar",
    title: "TAR",
    label: "TAR archive",
    program: None,
    extensions: &["tar"],
    has_mail: true,
    // Archives before `ustar` have no signature, and a damaged archive may have lost it. Both are recognised by
    // the extension.
    detect: |probe| is_tar(probe.head) || (probe.is_named(&["tar"]) && !is_clearly_no_mail(probe.head)),
    read: Reader::Tree(ArchiveTree::tar),
};
