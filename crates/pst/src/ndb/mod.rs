//! The Node Database layer, [MS-PST] 2.2: places in the file, blocks and nodes.

mod block;
mod btree;
mod data_tree;
mod id;
mod page;
mod subnode;
mod trailer;

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use foundmail_defect::{Defect, Effect, Reason};

pub(crate) use block::{Block, inflate_start};
pub(crate) use data_tree::DataTree;
pub(crate) use id::{BlockId, ByteIndex, PageRef};
pub use id::{NodeId, NodeType};
pub(crate) use page::{PageType, page_children, page_keys};
pub(crate) use subnode::Subnodes;
pub(crate) use trailer::{BlockTrailer, PageTrailer};

use crate::cache::Cache;
use crate::flaw::{Flaw, Flaws};
use crate::header::Header;
use crate::read_at::{ReadAt, read_up_to};
use crate::recover::{FoundNodes, OlderNodes, Recovery, Scan, Whole};
use crate::{Encryption, Layout};
use btree::{BTree, BTreeEntry};
use page::BTreePage;

/// The two data references of a node: `bidData` and `bidSub`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct NodeData {
    pub data: BlockId,
    pub subnodes: BlockId,
}

/// `NBTENTRY`, [MS-PST] 2.2.2.7.7.4.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NodeEntry {
    pub nid: NodeId,
    pub node: NodeData,
    pub parent: NodeId,
}

/// How a node was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    /// The node B-tree leads to it.
    Live,
    /// The tree is damaged; a page that was cut off from it lists the node.
    CutOff,
    /// Only a page lists it that was given up before: the node had been deleted.
    Deleted,
}

/// Whether a B-tree could be read from its root to all of its leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Complete {
    pub nodes: bool,
    pub blocks: bool,
}

/// The file as blocks and nodes. Reads on demand; keeps what it read lately.
pub(crate) struct Ndb {
    source: Arc<dyn ReadAt>,
    layout: Layout,
    encryption: Encryption,
    file_size: u64,
    nodes: BTree,
    block_places: BTree,
    pages: Cache<BTreePage>,
    blocks: Cache<Block>,
    noted: Mutex<Vec<Defect>>,
    recovery: Recovery,
    complete: OnceLock<Complete>,
    scan: OnceLock<Scan>,
    found_nodes: OnceLock<FoundNodes>,
    older_nodes: OnceLock<OlderNodes>,
    whole: Mutex<Whole>,
}

impl Ndb {
    pub(crate) fn new(source: Arc<dyn ReadAt>, file_size: u64, header: &Header, recovery: Recovery) -> Self {
        Self {
            source,
            layout: header.layout,
            encryption: header.encryption,
            file_size,
            nodes: BTree::new(header.node_btree, PageType::Nbt),
            block_places: BTree::new(header.block_btree, PageType::Bbt),
            pages: Cache::new(header.layout.cached_pages()),
            blocks: Cache::new(header.layout.cached_blocks()),
            noted: Mutex::new(Vec::new()),
            recovery,
            complete: OnceLock::new(),
            scan: OnceLock::new(),
            found_nodes: OnceLock::new(),
            older_nodes: OnceLock::new(),
            whole: Mutex::default(),
        }
    }

    pub(crate) fn recovery(&self) -> Recovery {
        self.recovery
    }

    pub(crate) fn layout(&self) -> Layout {
        self.layout
    }

    /// Keeps a flaw that concerns the file as a whole, once.
    pub(crate) fn note(&self, flaw: Flaw, effect: Effect) {
        self.keep(flaw.costing(effect));
    }

    /// Keeps a flaw of the file's directory, once. Nodes that only the damaged part led to may be missing.
    pub(crate) fn note_directory(&self, flaw: Flaw, effect: Effect) {
        self.keep(flaw.costing(effect).because(Reason::DirectoryDamaged));
    }

    fn keep(&self, defect: Defect) {
        let mut noted = self.noted.lock().unwrap_or_else(PoisonError::into_inner);
        if noted.len() < Flaws::LIMIT && !noted.contains(&defect) {
            noted.push(defect);
        }
    }

    /// What was noted up to now.
    pub(crate) fn noted(&self) -> Vec<Defect> {
        self.noted.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The most bytes that all blocks of the file together can hold.
    pub(crate) fn most_bytes(&self) -> u64 {
        match self.layout {
            Layout::Ansi | Layout::Unicode => self.file_size,
            // 64 KiB can be deflated into 512 bytes.
            Layout::Unicode4k => self.file_size.saturating_mul(128),
        }
    }

    /// The most blocks for which the file has room.
    pub(crate) fn most_blocks(&self) -> usize {
        let blocks = self.file_size.checked_div(self.layout.block_alignment() as u64).unwrap_or(0);
        usize::try_from(blocks).unwrap_or(usize::MAX)
    }

    /// The node with an id: by the node B-tree, else by a page that was cut off from it.
    pub(crate) fn node(&self, nid: NodeId) -> Result<NodeEntry, Flaw> {
        let missing = || Flaw::new("NBT", format!("there is no node {nid}"));
        let entry = self.find_node(nid).and_then(|entry| entry.ok_or_else(missing));
        entry.or_else(|flaw| self.found_nodes().get(nid).map(|found| found.entry).ok_or(flaw))
    }

    fn find_node(&self, nid: NodeId) -> Result<Option<NodeEntry>, Flaw> {
        let entry = self.nodes.find(self, nid.value().into())?;
        Ok(entry.and_then(|entry| NodeEntry::parse(&entry, self.layout)))
    }

    /// The node with an id, if the node B-tree leads to it.
    pub(crate) fn live_node(&self, nid: NodeId) -> Option<NodeEntry> {
        self.find_node(nid).ok().flatten()
    }

    /// True if the node B-tree leads to a node.
    pub(crate) fn is_live(&self, nid: NodeId) -> bool {
        matches!(self.nodes.find(self, nid.value().into()), Ok(Some(_)))
    }

    /// Returns true if all blocks of a node can be read. Needs a scan, and makes one if there is none yet.
    pub(crate) fn is_whole(&self, node: NodeData) -> bool {
        let Some(scan) = self.scan() else { return true };
        self.whole.lock().unwrap_or_else(PoisonError::into_inner).node(self, scan, node)
    }

    /// Returns true if a scan has been made. Any block or node that can't be found starts one, so a sound file has none.
    pub(crate) fn is_scanned(&self) -> bool {
        self.scan.get().is_some()
    }

    /// Returns true if a scan has been made and shows that some blocks of a node can't be read.
    pub(crate) fn is_known_broken(&self, node: NodeData) -> bool {
        self.is_scanned() && !self.is_whole(node)
    }

    /// Returns true if a node was found beside the tree, and a newer page lists a version of it that can't be read.
    pub(crate) fn is_older(&self, entry: &NodeEntry) -> bool {
        let found = self.found_nodes.get().and_then(|nodes| nodes.get(entry.nid));
        found.is_some_and(|found| found.older && found.entry.node == entry.node)
    }

    /// The newest whole version of a node that is not whole itself, if a page still lists one.
    pub(crate) fn older_node(&self, nid: NodeId) -> Option<NodeEntry> {
        let scan = self.scan()?;
        self.older_nodes.get_or_init(|| OlderNodes::collect(self, scan)).get(nid)
    }

    /// Every node with how it was found: those of the tree in its order, then the others. Pages that can't be read are
    /// left out and noted.
    pub(crate) fn scan_nodes(&self, visit: &mut dyn FnMut(NodeEntry, Origin)) {
        let mut flaws = Flaws::default();
        self.nodes.scan(self, &mut flaws, &mut |entry| {
            if let Some(node) = NodeEntry::parse(entry, self.layout).filter(|node| node.nid.value() != 0) {
                visit(node, Origin::Live);
            }
        });
        flaws.into_iter().for_each(|flaw| self.note_directory(flaw, Effect::FolderIncomplete));
        for found in self.found_nodes().iter() {
            visit(found.entry, if found.current { Origin::CutOff } else { Origin::Deleted });
        }
    }

    /// The leaf pages of the node B-tree with their nodes.
    pub(crate) fn node_leaves(&self, visit: &mut dyn FnMut(u64, &[NodeEntry])) {
        self.nodes.leaves(self, &mut Flaws::default(), &mut |at, page| {
            visit(at.offset.value(), &self.nodes_of(page));
        });
    }

    /// The nodes that a leaf page of the node B-tree lists, wherever it lies.
    pub(crate) fn nodes_of_page(&self, at: PageRef) -> Vec<NodeEntry> {
        self.page(at, PageType::Nbt).map(|page| self.nodes_of(&page)).unwrap_or_default()
    }

    fn nodes_of(&self, page: &BTreePage) -> Vec<NodeEntry> {
        let entries =
            page.entries().filter_map(|entry| NodeEntry::parse(&BTreeEntry::new(entry), self.layout));
        entries.filter(|entry| entry.nid.value() != 0).collect()
    }

    /// Whether both B-trees could be read whole. Looks at every page once.
    pub(crate) fn complete(&self) -> Complete {
        *self.complete.get_or_init(|| Complete {
            nodes: self.is_whole_tree(&self.nodes, Effect::FolderIncomplete),
            blocks: self.is_whole_tree(&self.block_places, Effect::Nothing),
        })
    }

    fn is_whole_tree(&self, tree: &BTree, effect: Effect) -> bool {
        let mut flaws = Flaws::default();
        let whole = tree.is_whole(self, &mut flaws);
        if !whole && flaws.is_empty() {
            flaws.push(Flaw::new("B-tree", "its pages are not sound or do not lead to all of their keys"));
        }
        flaws.into_iter().for_each(|flaw| self.note_directory(flaw, effect));
        whole
    }

    /// What a scan of the whole file finds; made when it is first needed. `None` if nothing is to be recovered.
    pub(crate) fn scan(&self) -> Option<&Scan> {
        (self.recovery != Recovery::Never).then(|| {
            self.scan.get_or_init(|| {
                Scan::run(&*self.source, self.file_size, self.layout, self.encryption, usize::MAX)
            })
        })
    }

    /// The same, if it is wanted.
    pub(crate) fn scan_if(&self, wanted: bool) -> Option<&Scan> {
        if wanted { self.scan() } else { None }
    }

    /// Takes over what a scan found when the header was made anew.
    pub(crate) fn set_scan(&self, scan: Scan) {
        let _ = self.scan.set(scan);
    }

    /// Nodes that the tree does not lead to. Empty where the tree is whole and deleted items are not asked for.
    pub(crate) fn found_nodes(&self) -> &FoundNodes {
        self.found_nodes.get_or_init(|| {
            let complete = self.complete();
            let wanted = self.recovery == Recovery::Always || !complete.nodes;
            match self.scan_if(wanted) {
                Some(scan) => FoundNodes::collect(self, scan, complete),
                None => FoundNodes::default(),
            }
        })
    }

    /// Up to `len` bytes of the file; fewer where it ends. `len` never exceeds a page or a block.
    fn bytes(&self, offset: u64, len: usize, structure: &'static str) -> Result<Vec<u8>, Flaw> {
        read_up_to(&*self.source, offset, len)
            .map_err(|error| Flaw::new(structure, format!("can't be read: {error}")).at(offset))
    }
}

impl NodeEntry {
    fn parse(entry: &BTreeEntry, layout: Layout) -> Option<Self> {
        let parent = match layout {
            Layout::Ansi => 12,
            Layout::Unicode | Layout::Unicode4k => 24,
        };
        Some(Self {
            nid: NodeId::new(entry.u32_at(0)?),
            node: NodeData {
                data: BlockId::new(entry.place(1, layout)?),
                subnodes: BlockId::new(entry.place(2, layout)?),
            },
            parent: NodeId::new(entry.u32_at(parent)?),
        })
    }
}
