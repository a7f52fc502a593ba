//! Formats of folders. The module `walk::layout` recognises a format by the names of the files and folders in it.
//! The module `walk` reads the files one by one.

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

/// A Maildir: a folder with one file for each message. Includes Maildir++, which has subfolders.
pub(crate) static MAILDIR: Format = folder("maildir", "Maildir", "Maildir folder", None);

/// An MH folder: one file for each message, with a number as its name.
pub(crate) static MH: Format = folder("mh", "MH", "MH folder", None);

/// A profile of Thunderbird and programs derived from it.
pub(crate) static THUNDERBIRD: Format =
    folder("thunderbird", "Thunderbird", "Thunderbird profile", Some("Thunderbird"));

/// The folder in which Apple Mail stores all mail.
pub(crate) static APPLE_MAIL: Format =
    folder("apple_mail", "Apple Mail", "Apple Mail folder", Some("Apple Mail"));

/// Any other folder. Its files are detected one by one.
pub(crate) static FOLDER: Format = folder("folder", "", "folder", None);

/// A file whose format Foundmail does not know.
pub(crate) static UNKNOWN: Format =
    Format { read: Reader::Unknown, ..folder("unknown", "", "unknown file", None) };
