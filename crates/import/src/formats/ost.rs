//! OST: Outlook's local copy of a mailbox on a server. It has the structure of a PST and is read by the PST
//! reader.

use super::pst;
use crate::format::{Format, Reader};
use crate::other_file::is_clearly_no_mail;

pub(crate) static FORMAT: Format = Format {
    name: "ost",
    title: "OST",
    label: "Outlook's local copy",
    program: Some("Outlook"),
    extensions: &["ost"],
    has_mail: true,
    // The field wMagicClient at offset 8 is `SO` in an OST ([MS-PST] 2.2.2.6).
    detect: |probe| match probe.head.strip_prefix(pst::MAGIC) {
        Some(_) => probe.head.get(8..10) == Some(b"SO"),
        None => probe.is_named(&["ost"]) && !is_clearly_no_mail(probe.head),
    },
    read: Reader::Mailbox(pst::read),
};
