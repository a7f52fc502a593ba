//! The bytes of the file, its cached B-tree pages, and the defects of the file as a whole.

use std::sync::{Arc, Mutex, PoisonError};

use foundmail_defect::{Defect, Effect, Reason};

use crate::cache::Cache;
use crate::flaw::{Flaw, Flaws};
use crate::format::{BTreePage, Encryption, Header, Layout, PageRef, PageType};
use crate::read_at::{ReadAt, read_up_to};

/// Reads pages and blocks from the source. Several threads can share it.
pub(crate) struct Storage {
    pub source: Arc<dyn ReadAt>,
    pub file_size: u64,
    pub layout: Layout,
    pub encryption: Encryption,
    pages: Cache<BTreePage>,
    defects: Mutex<Vec<Defect>>,
}

impl Storage {
    pub(crate) fn new(source: Arc<dyn ReadAt>, file_size: u64, header: &Header) -> Self {
        Self {
            source,
            file_size,
            layout: header.layout,
            encryption: header.encryption,
            pages: Cache::new(header.layout.cached_pages()),
            defects: Mutex::default(),
        }
    }

    /// Reads `len` bytes, or fewer at the end of the file. `len` never exceeds the size of a page or block.
    pub(crate) fn read(&self, offset: u64, len: usize, structure: &'static str) -> Result<Vec<u8>, Flaw> {
        read_up_to(&*self.source, offset, len).map_err(|error| {
            Flaw::new(structure, format!("the {structure} can't be read: {error}")).at(offset)
        })
    }

    /// Returns a page of a B-tree.
    pub(crate) fn page(&self, at: PageRef, page_type: PageType) -> Result<Arc<BTreePage>, Flaw> {
        let offset = at.offset.value();
        let page = self.pages.get_or(offset, || {
            let bytes = self.read(offset, self.layout.page_size(), page_type.structure())?;
            let note = |flaw| self.note_directory_flaw(flaw, Effect::Nothing);
            BTreePage::parse(&bytes, at, page_type, self.layout, &note)
        })?;
        if page.page_type == page_type {
            Ok(page)
        } else {
            Err(Flaw::new(page_type.structure(), "the page belongs to the other B-tree").at(offset))
        }
    }

    /// Records a flaw of the file as a whole. Records each flaw only once.
    pub(crate) fn note_flaw(&self, flaw: Flaw, effect: Effect) {
        self.keep(flaw.with_effect(effect));
    }

    /// Records a flaw of the directory, unless it is recorded already. `effect` says whether nodes may be missing.
    pub(crate) fn note_directory_flaw(&self, flaw: Flaw, effect: Effect) {
        self.keep(flaw.with_effect(effect).because(Reason::DirectoryDamaged));
    }

    fn keep(&self, defect: Defect) {
        let mut defects = self.defects.lock().unwrap_or_else(PoisonError::into_inner);
        if defects.len() < Flaws::LIMIT && !defects.contains(&defect) {
            defects.push(defect);
        }
    }

    /// Returns the defects that were found so far.
    pub(crate) fn defects(&self) -> Vec<Defect> {
        self.defects.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
