//! The Node Database layer, [MS-PST] 2.2: places in the file, blocks and nodes.

mod block;
mod btree;
mod data_tree;
mod id;
mod page;
mod subnode;

use std::sync::{Arc, Mutex, PoisonError};

use foundmail_defect::{Defect, Effect};

pub(crate) use block::Block;
pub(crate) use data_tree::DataTree;
pub(crate) use id::{BlockId, ByteIndex, PageRef};
pub use id::{NodeId, NodeType};
pub(crate) use subnode::Subnodes;

use crate::cache::Cache;
use crate::flaw::{Flaw, Flaws};
use crate::header::Header;
use crate::read_at::{ReadAt, read_up_to};
use crate::{Encryption, Layout};
use btree::{BTree, BTreeEntry};
use page::{BTreePage, PageType};

/// The two data references of a node: `bidData` and `bidSub`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
}

impl Ndb {
    pub(crate) fn new(source: Arc<dyn ReadAt>, file_size: u64, header: &Header) -> Self {
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
        }
    }

    pub(crate) fn layout(&self) -> Layout {
        self.layout
    }

    /// Keeps a flaw that concerns the file as a whole, once.
    pub(crate) fn note(&self, flaw: Flaw, effect: Effect) {
        let defect = flaw.costing(effect);
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
    fn most_blocks(&self) -> usize {
        let blocks = self.file_size.checked_div(self.layout.block_alignment() as u64).unwrap_or(0);
        usize::try_from(blocks).unwrap_or(usize::MAX)
    }

    /// The node with an id, where the node B-tree lists it.
    pub(crate) fn node(&self, nid: NodeId) -> Result<NodeEntry, Flaw> {
        let entry = self.nodes.find(self, nid.value().into())?;
        entry
            .and_then(|entry| NodeEntry::parse(&entry, self.layout))
            .ok_or_else(|| Flaw::new("NBT", format!("there is no node {nid}")))
    }

    /// Every node, in the order of the tree. Pages that can't be read are left out and noted.
    pub(crate) fn scan_nodes(&self, visit: &mut dyn FnMut(NodeEntry)) {
        let mut flaws = Flaws::default();
        self.nodes.scan(self, &mut flaws, &mut |entry| {
            if let Some(node) = NodeEntry::parse(entry, self.layout).filter(|node| node.nid.value() != 0) {
                visit(node);
            }
        });
        flaws.into_iter().for_each(|flaw| self.note(flaw, Effect::FolderIncomplete));
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
