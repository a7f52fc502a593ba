//! A PST or OST file that is open for reading.

use std::fs::File;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use foundmail_defect::{Defect, Effect, Reason};
use foundmail_mapi::Item;

use crate::directory::NodeDirectory;
use crate::flaw::{Flaw, Flaws};
use crate::format::{HEADER_SIZE, Header};
use crate::messaging::{ItemRef, MessageStore, MessagingContext};
use crate::ndb::Ndb;
use crate::read_at::{ReadAt, read_up_to};
use crate::recover::{Mailbox, read_item, read_name_map};
use crate::scan::{Recovery, Scan, detect, newest_roots};
use crate::walk::{Visitor, walk};
use crate::{Encryption, FileKind, Layout, PstError};

/// A PST or OST file. Several threads can share it. A limited number of pages and blocks is kept in memory.
pub struct PstFile {
    mailbox: Mailbox,
    info: PstInfo,
    defects: Vec<Defect>,
}

/// The properties of a file as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PstInfo {
    /// The version of the file format.
    pub layout: Layout,
    /// The encoding of data blocks. No password is needed to decode them.
    pub encryption: Encryption,
    /// The kind of the file: personal store, copy of an Exchange mailbox, or address book.
    pub kind: FileKind,
    /// `wVer`: the version number of the file format.
    pub version: u16,
    /// `ibFileEof`: the length of the file in bytes that its header declares.
    pub size_in_header: u64,
    /// The length of the file in bytes.
    pub file_size: u64,
    /// True if Outlook asks for a password when it opens the file.
    pub has_password: bool,
    /// The name of the message store.
    pub display_name: Option<String>,
}

impl PstFile {
    /// Opens a file for reading. Recovers items if the file is damaged.
    pub fn open(path: &Path) -> Result<Self, PstError> {
        Self::open_with(path, Recovery::Auto)
    }

    /// Opens a file for reading.
    pub fn open_with(path: &Path, recovery: Recovery) -> Result<Self, PstError> {
        let file = File::open(path).map_err(|source| PstError::Open { path: path.to_owned(), source })?;
        Self::from_reader_with(Arc::new(file), recovery)
    }

    /// Opens a file from any source of bytes. Recovers items if the file is damaged.
    pub fn from_reader(source: Arc<dyn ReadAt>) -> Result<Self, PstError> {
        Self::from_reader_with(source, Recovery::Auto)
    }

    /// Opens a file from any source of bytes.
    pub fn from_reader_with(source: Arc<dyn ReadAt>, recovery: Recovery) -> Result<Self, PstError> {
        let failed = |source| PstError::Read { offset: 0, source };
        let file_size = source.size().map_err(failed)?;
        let mut flaws = Flaws::default();
        let (header, scan) = read_header(&*source, file_size, recovery, &mut flaws)?;
        let ndb = Arc::new(Ndb::new(source, file_size, &header, recovery));
        if let Some(scan) = scan {
            ndb.set_scan(scan);
        }
        // Items can be found even if the header and the message store are damaged. If the name-to-id map is
        // damaged, some properties lack their names.
        let mut defects: Vec<Defect> = flaws.with_effect(Effect::Nothing).collect();
        if header.is_rebuilt {
            let what =
                "the header was rebuilt from the rest of the file, which may be older than the lost header";
            let defect = Flaw::new("HEADER", what).at(0).with_effect(Effect::Nothing);
            defects.push(defect.because(Reason::DirectoryDamaged));
        }
        defects.extend(truncation(&ndb, &header, file_size));
        let directory = NodeDirectory::new(ndb);
        let mut flaws = Flaws::default();
        let store = MessageStore::read(&directory, &mut flaws);
        defects.extend(flaws.with_effect(Effect::Nothing));
        let mut flaws = Flaws::default();
        let names = read_name_map(&directory, &mut flaws);
        defects.extend(flaws.with_effect(Effect::HeaderIncomplete));
        let info = PstInfo {
            layout: header.layout,
            encryption: header.encryption,
            kind: header.kind,
            version: header.version,
            size_in_header: header.file_eof,
            file_size,
            has_password: store.has_password,
            display_name: store.display_name,
        };
        let context = MessagingContext::new(directory, names, store.code_page);
        Ok(Self { mailbox: Mailbox::new(context), info, defects })
    }

    /// Returns the properties of the file as a whole.
    pub fn info(&self) -> &PstInfo {
        &self.info
    }

    /// Returns the defects that were found so far in the header, the message store, the name-to-id map and the
    /// B-tree pages. They do not belong to a single folder or item. Pages are read on demand, so a walk may find
    /// more defects.
    pub fn defects(&self) -> Vec<Defect> {
        [self.defects.clone(), self.mailbox.context().ndb().defects()].concat()
    }

    /// Visits the root folder and all folders below it with their items, each parent before its subfolders. Then
    /// visits folders without a parent, and items without a folder. Search folders are skipped, because they only
    /// show items of other folders. Each item is visited once. Returns `Break` if the visitor ended the walk.
    pub fn walk(&self, visitor: &mut dyn Visitor) -> ControlFlow<()> {
        walk(&self.mailbox, visitor)
    }

    /// Returns the number of older versions of items that were found outside the directory. The walk does not visit
    /// these versions.
    pub fn older_versions(&self) -> usize {
        self.mailbox.recovered().older_versions
    }

    /// Reads an item with its recipients and attachments. Values of more than 1 MiB stay in the file until they are
    /// read.
    ///
    /// [`Item::defects`] describes the parts that can't be read. If the whole item is lost, a defect has
    /// [`Effect::ItemLost`], and the item consists of the properties in its row of the contents table.
    pub fn read_item(&self, item: &ItemRef) -> Item {
        read_item(&self.mailbox, item)
    }
}

/// Returns the defect of a file that is shorter than its header declares. If everything that the directory lists
/// is inside the file, the missing part was free space, and no item is lost.
fn truncation(ndb: &Ndb, header: &Header, file_size: u64) -> Option<Defect> {
    if header.file_eof <= file_size {
        return None;
    }
    let what = format!("the file has {file_size} bytes, but its header declares {} bytes", header.file_eof);
    let flaw = Flaw::new("ROOT", what).at(file_size);
    if ndb.is_inside_file() {
        let reason = Reason::Shortened { size: file_size, expected: header.file_eof };
        return Some(flaw.with_effect(Effect::Nothing).because(reason));
    }
    let reason = Reason::EndsEarly { size: file_size, expected: Some(header.file_eof) };
    Some(flaw.with_effect(Effect::RestUnreadable).because(reason))
}

/// Reads the header. If it is lost or damaged, rebuilds it from a scan of the file, and also returns the scan.
fn read_header(
    source: &dyn ReadAt,
    file_size: u64,
    recovery: Recovery,
    flaws: &mut Flaws,
) -> Result<(Header, Option<Scan>), PstError> {
    let failed = |source| PstError::Read { offset: 0, source };
    let bytes = read_up_to(source, 0, HEADER_SIZE).map_err(failed)?;
    let parsed = Header::parse(&bytes, flaws);
    if recovery == Recovery::Never || (parsed.is_ok() && flaws.is_empty()) {
        return parsed.map(|header| (header, None));
    }
    let Some((layout, encryption)) = detect(source, file_size) else {
        return parsed.map(|header| (header, None));
    };
    let header = match parsed {
        Ok(header) if header.layout == layout => {
            let encryption = encryption.unwrap_or(header.encryption);
            Header { encryption, ..header }
        }
        parsed => {
            let what = parsed
                .err()
                .map_or_else(|| "the header declares a wrong layout".to_owned(), |error| error.to_string());
            let what = format!("{what}; the header was rebuilt from the rest of the file");
            flaws.push(Flaw::new("HEADER", what).at(0));
            Header::rebuilt(layout, encryption.unwrap_or(Encryption::Permute), file_size)
        }
    };
    let scan = Scan::run(source, file_size, layout, header.encryption, usize::MAX);
    Ok((header.with_roots(newest_roots(source, layout, &scan)), Some(scan)))
}
