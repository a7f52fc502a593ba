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

/// A format of files or folders. Each one is a `static` in a module of [`formats`](crate::formats), and one line in its table.
pub struct Format {
    /// The format as one word: the same in the catalogue, in reports and in the window. It never changes.
    pub name: &'static str,
    /// Name in the list of supported formats.
    pub title: &'static str,
    /// Noun phrase for a source of this format.
    pub label: &'static str,
    /// The program that writes this format, if there is only one.
    pub program: Option<&'static str>,
    /// Extensions in lower case, without the dot. They find files on a computer; `detect` decides by content.
    pub extensions: &'static [&'static str],
    /// True if such a file contains mail. Calendars and address books are listed, but not selected, when Foundmail looks for
    /// mailboxes on a computer.
    pub has_mail: bool,
    /// Returns true if a file has this format. The table is asked in its order; the first format that returns true is used.
    pub(crate) detect: fn(&Probe<'_>) -> bool,
    /// The way to read such a file.
    pub(crate) read: Reader,
}

/// The structure of a format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Shape {
    /// A file with any number of items, shown as a folder.
    Mailbox,
    /// A file with one item.
    Message,
    /// A file that contains files. Each of them is read by its own format.
    Container,
    /// A folder on the disk or in a container.
    Folder,
    /// A file that Foundmail does not read.
    Unknown,
}

/// The function that reads files of a format. The variant decides the [`Shape`], so that no format can have a shape without
/// its reader.
pub(crate) enum Reader {
    /// Pushes the folders and items of a mailbox.
    Mailbox(fn(&SourceFile<'_>, &mut dyn Sink) -> Result<(), ImportError>),
    /// Pushes one item.
    Message(fn(&SourceFile<'_>, &mut dyn PartFiles, &mut dyn Sink) -> Result<(), ImportError>),
    /// Opens an archive of files as a tree.
    Tree(fn(&Content) -> io::Result<ArchiveTree>),
    /// Unpacks a compressed file. `name` returns the name of the unpacked file.
    Compressed { unpack: Unpack, name: fn(&str) -> String },
    /// A folder. `walk` reads it file by file.
    Folder,
    /// A mailbox that Foundmail cannot read, and a sentence that says so. It must not pass for a file without mail.
    Unsupported(&'static str),
    /// A file without mail.
    Unknown,
}

/// Unpacks a file. The last argument receives the bytes read so far and all bytes, and returns false to stop.
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
