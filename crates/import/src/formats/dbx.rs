//! DBX: a mailbox of Outlook Express. Foundmail recognises this format but cannot read it.

use crate::format::{Format, Reader};

pub(crate) static FORMAT: Format = Format {
    name: "dbx",
    title: "DBX",
    label: "Outlook Express mailbox",
    program: Some("Outlook Express"),
    // Without extensions, the search for mailboxes does not offer these files, which Foundmail cannot read.
    extensions: &[],
    has_mail: true,
    detect: |probe| probe.head.starts_with(b"\xCF\xAD\x12\xFE"),
    read: Reader::Unsupported(
        "This is a mailbox of Outlook Express (DBX), which Foundmail cannot read. Thunderbird can import it and save it as MBOX.",
    ),
};
