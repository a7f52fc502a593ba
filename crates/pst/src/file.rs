//! A PST or OST file, open for reading.

use std::fs::File;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock};

use foundmail_defect::{Defect, Effect, Reason};
use foundmail_mapi::Item;

use crate::flaw::{Flaw, Flaws};
use crate::header::{HEADER_SIZE, Header};
use crate::messaging::{Context, MessageRef, Names, Store, Visitor, read_message, walk};
use crate::ndb::Ndb;
use crate::read_at::{ReadAt, read_up_to};
use crate::recover::{Recovery, Scan, detect, roots};
use crate::{Encryption, FileKind, Layout, PstError};

/// A PST or OST file. All threads can read from it at once; it keeps no more of the file in memory than it read lately.
pub struct PstFile {
    context: Context,
    info: Info,
    defects: Vec<Defect>,
}

/// What a file says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Info {
    /// Which of the three layouts it has.
    pub layout: Layout,
    /// How its data blocks are hidden. No password is needed to read them.
    pub encryption: Encryption,
    /// Personal store, copy of an Exchange mailbox, or address book.
    pub kind: FileKind,
    /// `wVer`
    pub version: u16,
    /// `ibFileEof`: the file's length in bytes as its header has it.
    pub size_in_header: u64,
    /// The file's length in bytes.
    pub file_size: u64,
    /// Outlook asks for a password when it opens the file.
    pub password: bool,
    /// The store's name.
    pub display_name: Option<String>,
}

impl PstFile {
    /// Opens a file, read-only; recovers where something is broken.
    pub fn open(path: &Path) -> Result<Self, PstError> {
        Self::open_with(path, Recovery::Auto)
    }

    /// Opens a file, read-only.
    pub fn open_with(path: &Path, recovery: Recovery) -> Result<Self, PstError> {
        let file = File::open(path).map_err(|source| PstError::Open { path: path.to_owned(), source })?;
        Self::from_reader_with(Arc::new(file), recovery)
    }

    /// Opens a file whose bytes come from anywhere; recovers where something is broken.
    pub fn from_reader(source: Arc<dyn ReadAt>) -> Result<Self, PstError> {
        Self::from_reader_with(source, Recovery::Auto)
    }

    /// Opens a file whose bytes come from anywhere.
    pub fn from_reader_with(source: Arc<dyn ReadAt>, recovery: Recovery) -> Result<Self, PstError> {
        let failed = |source| PstError::Read { offset: 0, source };
        let file_size = source.size().map_err(failed)?;
        let mut flaws = Flaws::default();
        let (header, scan) = read_header(&*source, file_size, recovery, &mut flaws)?;
        let ndb = Arc::new(Ndb::new(source, file_size, &header, recovery));
        if let Some(scan) = scan {
            ndb.set_scan(scan);
        }
        // Header, store and name map are not needed to find the items; without the names some properties lack theirs.
        let mut defects: Vec<Defect> = flaws.costing(Effect::Nothing).collect();
        if header.is_rebuilt {
            let what = "the header was rebuilt from the rest of the file, which may be from different times";
            let defect = Flaw::new("HEADER", what).at(0).costing(Effect::Nothing);
            defects.push(defect.because(Reason::DirectoryDamaged));
        }
        defects.extend(early_end(&ndb, &header, file_size));
        let mut flaws = Flaws::default();
        let store = Store::read(&ndb, &mut flaws);
        defects.extend(flaws.costing(Effect::Nothing));
        let mut flaws = Flaws::default();
        let names = Names::read(&ndb, &mut flaws);
        defects.extend(flaws.costing(Effect::HeaderIncomplete));
        let info = Info {
            layout: header.layout,
            encryption: header.encryption,
            kind: header.kind,
            version: header.version,
            size_in_header: header.file_eof,
            file_size,
            password: store.password,
            display_name: store.display_name,
        };
        Ok(Self {
            context: Context {
                ndb,
                names,
                code_page: store.code_page,
                last_table: Mutex::default(),
                recovered: OnceLock::new(),
                spare: OnceLock::new(),
            },
            info,
            defects,
        })
    }

    /// What the file says of itself.
    pub fn info(&self) -> &Info {
        &self.info
    }

    /// What was found broken up to now that belongs to no single folder or item: header, store, name map and the pages
    /// of the two B-trees. Pages are looked at when they are needed: ask again after the walk.
    pub fn defects(&self) -> Vec<Defect> {
        [self.defects.clone(), self.context.ndb.noted()].concat()
    }

    /// Visits all folders below the root folder, parents first, with their items; then folders that have lost their
    /// parent, then items that have lost their folder. Search folders only show what lies elsewhere and are left out.
    /// Every item is delivered exactly once. `Break` if the visitor ended the walk.
    pub fn walk(&self, visitor: &mut dyn Visitor) -> ControlFlow<()> {
        walk(&self.context, visitor)
    }

    /// How many items that were found beside the directory are older versions of others, and not delivered for that reason.
    pub fn older_versions(&self) -> usize {
        self.context.recovered().versions
    }

    /// Reads an item with its recipients and attachments. Values over 1 MiB stay in the file until they are read. What
    /// can't be read is in [`Item::defects`]; an item that is lost altogether has a defect with [`Effect::ItemLost`],
    /// and what its folder's table says of it.
    pub fn read_item(&self, message: &MessageRef) -> Item {
        read_message(&self.context, message)
    }
}

/// Returns the damage of a file that is shorter than its header says. No message is missing if everything that the
/// directory lists is inside the file: the rest was free space.
fn early_end(ndb: &Ndb, header: &Header, file_size: u64) -> Option<Defect> {
    if header.file_eof <= file_size {
        return None;
    }
    let what = format!("the file has {file_size} bytes, by its header {}", header.file_eof);
    let flaw = Flaw::new("ROOT", what).at(file_size);
    if ndb.is_inside_file() {
        let reason = Reason::Shortened { size: file_size, expected: header.file_eof };
        return Some(flaw.costing(Effect::Nothing).because(reason));
    }
    let reason = Reason::EndsEarly { size: file_size, expected: Some(header.file_eof) };
    Some(flaw.costing(Effect::RestUnreadable).because(reason))
}

/// The header; where it is gone or does not fit its checksum, what the rest of the file says instead.
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
    let scan = |encryption| Scan::run(source, file_size, layout, encryption, usize::MAX);
    match parsed {
        Ok(header) if header.layout == layout => {
            let encryption = encryption.unwrap_or(header.encryption);
            let scan = scan(encryption);
            Ok((Header { encryption, ..header }.with_roots(roots(source, layout, &scan)), Some(scan)))
        }
        parsed => {
            let what =
                parsed.err().map_or_else(|| "names another layout".to_owned(), |error| error.to_string());
            flaws.push(Flaw::new("HEADER", format!("{what}; made anew from what lies in the file")).at(0));
            let encryption = encryption.unwrap_or(Encryption::Permute);
            let scan = scan(encryption);
            Ok((
                Header::made(layout, encryption, file_size).with_roots(roots(source, layout, &scan)),
                Some(scan),
            ))
        }
    }
}
