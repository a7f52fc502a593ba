//! Formats of folders. `walk::layout` recognises them by the names in them, and the walk reads them file by file.

use crate::format::{Format, Reader};

const fn folder(
    name: &'static str,
    title: &'static str,
    label: &'static str,
    program: Option<&'static str>,
) -> Format {
    Format {
        name,
        title,
        label,
        program,
        extensions: &[],
        has_mail: true,
        detect: |_| false,
        read: Reader::Folder,
    }
}

/// A folder with one file for each message: Maildir, and Maildir++ with folders in it.
pub(crate) static MAILDIR: Format = folder("maildir", "Maildir", "Maildir folder", None);

/// A folder with one file for each message, named by numbers.
pub(crate) static MH: Format = folder("mh", "MH", "MH folder", None);

/// A profile of Thunderbird and programs derived from it.
pub(crate) static THUNDERBIRD: Format =
    folder("thunderbird", "Thunderbird", "Thunderbird profile", Some("Thunderbird"));

/// The folder of Apple Mail.
pub(crate) static APPLE_MAIL: Format =
    folder("apple_mail", "Apple Mail", "Apple Mail folder", Some("Apple Mail"));

/// A folder of files.
pub(crate) static FOLDER: Format = folder("folder", "", "folder", None);

/// A file that Foundmail does not read.
pub(crate) static UNKNOWN: Format =
    Format { read: Reader::Unknown, ..folder("unknown", "", "unknown file", None) };
