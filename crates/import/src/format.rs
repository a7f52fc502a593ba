//! The description of a format: its names, the rule that detects it, and its reader.

use std::fmt;
use std::io;

use crate::archives::ArchiveTree;
use crate::content::Content;
use crate::error::ImportError;
use crate::part_files::PartFiles;
use crate::probe::Probe;
use crate::sink::Sink;
use crate::source_file::SourceFile;
use crate::unpack::{ExtractionLimits, Unpacked};

/// A format of files or folders. Each format is a `static` in a module below [`formats`](crate::formats), and is
/// listed in the table of that module.
pub struct Format {
    /// The identifier of the format in the catalogue, in reports and in the window. It must never change.
    pub name: &'static str,
    /// The name in the list of supported formats.
    pub title: &'static str,
    /// A noun phrase for a source of this format, such as "MBOX mailbox".
    pub label: &'static str,
    /// The program that writes this format, if only one program does.
    pub program: Option<&'static str>,
    /// Extensions in lower case, without the dot. The search for mailboxes uses them to choose files; `detect`
    /// examines the content.
    pub extensions: &'static [&'static str],
    /// True if files of this format contain mail. The search for mailboxes lists other files, such as calendars
    /// and address books, but does not select them.
    pub has_mail: bool,
    /// Returns true if a file has this format. If several formats return true, the first one in the table is used.
    pub(crate) detect: fn(&Probe<'_>) -> bool,
    /// The function that reads files of this format.
    pub(crate) read: Reader,
}

/// The structure of a format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Shape {
    /// A file with any number of items, shown as a folder.
    Mailbox,
    /// A file with one item.
    Message,
    /// A file that contains other files. Each contained file is read according to its own format.
    Container,
    /// A folder on the disk or in a container.
    Folder,
    /// A file that Foundmail does not read.
    Unknown,
}

/// The function that reads files of a format. The variant determines the [`Shape`], so shape and function always
/// match.
pub(crate) enum Reader {
    /// Pushes the folders and items of a mailbox.
    Mailbox(fn(&SourceFile<'_>, &mut dyn Sink) -> Result<(), ImportError>),
    /// Pushes one item.
    Message(fn(&SourceFile<'_>, &mut dyn PartFiles, &mut dyn Sink) -> Result<(), ImportError>),
    /// Opens an archive file as a tree of folders and files.
    Tree(fn(&Content) -> io::Result<ArchiveTree>),
    /// Unpacks a compressed file. `name` returns the name of the unpacked file.
    Compressed { unpack: Unpack, name: fn(&str) -> String },
    /// A folder. The module `walk` reads its files one by one.
    Folder,
    /// A mailbox that Foundmail cannot read, with the message for the user. It must not be treated as a file
    /// without mail.
    Unsupported(&'static str),
    /// A file without mail.
    Unknown,
}

/// Unpacks a file. The last argument is called with the number of bytes read so far and the total; it returns
/// false to stop.
pub(crate) type Unpack =
    fn(&Content, &mut ExtractionLimits, &mut dyn FnMut(u64, u64) -> bool) -> io::Result<Unpacked>;

impl Format {
    /// Returns the structure of the format.
    pub fn shape(&self) -> Shape {
        match self.read {
            Reader::Mailbox(_) | Reader::Unsupported(_) => Shape::Mailbox,
            Reader::Message(_) => Shape::Message,
            Reader::Tree(_) | Reader::Compressed { .. } => Shape::Container,
            Reader::Folder => Shape::Folder,
            Reader::Unknown => Shape::Unknown,
        }
    }

    /// Returns true for a format of folders.
    pub fn is_folder(&self) -> bool {
        self.shape() == Shape::Folder
    }

    /// Returns true if a file name ends in one of the format's extensions.
    pub(crate) fn has_extension_of(&self, name: &str) -> bool {
        let name = name.to_ascii_lowercase();
        let is_end = |extension: &&str| {
            name.strip_suffix(*extension).and_then(|rest| rest.strip_suffix('.')).is_some()
        };
        self.extensions.iter().any(is_end)
    }
}

impl PartialEq for Format {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Format {}

impl fmt::Debug for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}
