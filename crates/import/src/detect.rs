//! Detection of a file's format by its content.

use crate::content::Content;
use crate::format::Format;
use crate::formats::{self, folders};
use crate::probe::Probe;

/// Returns the format of a file. `head` contains the first bytes of the file. `name` decides only if the content
/// does not.
pub(crate) fn detect_content(content: &Content, head: &[u8], name: &str) -> &'static Format {
    let probe = Probe::new(content, head, name);
    formats::first(|format| (format.detect)(&probe)).unwrap_or(&folders::UNKNOWN)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::detect_content;
    use crate::content::Content;

    #[test]
    fn formats_of_first_bytes() {
        for (head, extension, format) in [
            (&b"!BDN\0\0\0\0SM"[..], "bin", "pst"),
            (b"!BDN\0\0\0\0SO", "pst", "ost"),
            (b"\0\0\0\0", "pst", "pst"),
            (b"From a@b Tue Mar  3 10:00:00 2015\nSubject: x\n", "", "mbox"),
            (b"\xEF\xBB\xBF\r\nFrom: a@b\r\n\r\nhello", "txt", "eml"),
            (b"Subject: x\n\nhello\n\nFrom a@b Tue Mar  3 10:00:00 2015\nSubject: y\n", "", "mbox"),
            (b"\0\0\0\0", "mbox", "mbox"),
            (b"X-Odd: 1\nbroken line\n", "", "eml"),
            (b"From a@b Tue Mar  3 10:00:00 2015\nSubject: x\n", "eml", "eml"),
            (b"From a@b Tue Mar  3 10:00:00 2015\nSubject: x\n\nFrom here on\n", "eml", "eml"),
            (
                b"From a@b Tue Mar  3 10:00:00 2015\nSubject: x\n\nhi\n\nFrom a@b Tue Mar  3 10:00:00 2015\nSubject: y\n",
                "eml",
                "mbox",
            ),
            (b"From here to there\nis a story\n", "txt", "unknown"),
            (b"Dear all: hello\n", "txt", "unknown"),
            (b"Dear all: hello\n", "eml", "eml"),
            (b"note: 1\nfrom: me\n", "", "eml"),
            (b"\x89PNG\r\n\x1a\n", "eml", "unknown"),
            (b"\x89PNG\r\n\x1a\n", "mbox", "unknown"),
            (b"%PDF-1.4\n", "mbx", "unknown"),
            (b"Dear all\n", "mbox", "mbox"),
            (b"", "eml", "unknown"),
            (b"Dear all\n", "pst", "unknown"),
            (b"Subject: x\rFrom: a@b\r\rhello", "eml", "eml"),
            (b"Subject: x\r\r\nFrom: a@b\r\r\n\r\r\nhello", "", "eml"),
            (b"\xFF\xFES\0u\0b\0j\0e\0c\0t\0:\0 \0x\0\n\0\n\0", "txt", "eml"),
            (b"12        \nSubject: x\n\n<?xml", "emlx", "emlx"),
            (b"\x78\x9F\x3E\x22\x01\x00", "dat", "tnef"),
        ] {
            let content = Content::Memory(Arc::new(head.to_vec()));
            let found = detect_content(&content, head, &format!("name.{extension}"));
            assert_eq!(found.name, format, "{:?}", String::from_utf8_lossy(head));
        }
    }
}
