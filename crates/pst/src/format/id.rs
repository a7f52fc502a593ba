//! Ids and offsets: `NID`, `BID`, `IB`, `BREF`, [MS-PST] 2.2.2.1 to 2.2.2.4.

use std::fmt;

/// `NID`: identifies a node of the file, or a subnode within its node. The lower five bits are the node type.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(u32);

/// `nidType`: the contents of a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NodeType {
    /// `NID_TYPE_HID`: an allocation in a heap-on-node, not a node.
    Hid,
    /// `NID_TYPE_INTERNAL`: the message store, the name-to-id map and other nodes with fixed ids.
    Internal,
    /// `NID_TYPE_NORMAL_FOLDER`: a folder that contains items.
    NormalFolder,
    /// `NID_TYPE_SEARCH_FOLDER`: a folder that shows items of other folders.
    SearchFolder,
    /// `NID_TYPE_NORMAL_MESSAGE`: an item, such as a message or an appointment.
    NormalMessage,
    /// `NID_TYPE_ATTACHMENT`: an attachment of an item.
    Attachment,
    /// `NID_TYPE_SEARCH_UPDATE_QUEUE`: changes that search folders have not processed yet.
    SearchUpdateQueue,
    /// `NID_TYPE_SEARCH_CRITERIA_OBJECT`: the criteria of a search folder.
    SearchCriteriaObject,
    /// `NID_TYPE_ASSOC_MESSAGE`: a hidden item with settings of a folder.
    AssocMessage,
    /// `NID_TYPE_CONTENTS_TABLE_INDEX`: internal data of Outlook.
    ContentsTableIndex,
    /// `NID_TYPE_RECEIVE_FOLDER_TABLE`: the folders for received messages.
    ReceiveFolderTable,
    /// `NID_TYPE_OUTGOING_QUEUE_TABLE`: the messages that wait to be sent.
    OutgoingQueueTable,
    /// `NID_TYPE_HIERARCHY_TABLE`: the table of the subfolders of a folder.
    HierarchyTable,
    /// `NID_TYPE_CONTENTS_TABLE`: the table of the items of a folder.
    ContentsTable,
    /// `NID_TYPE_ASSOC_CONTENTS_TABLE`: the table of the hidden items of a folder.
    AssocContentsTable,
    /// `NID_TYPE_SEARCH_CONTENTS_TABLE`: the table of the items of a search folder.
    SearchContentsTable,
    /// `NID_TYPE_ATTACHMENT_TABLE`: the table of the attachments of an item.
    AttachmentTable,
    /// `NID_TYPE_RECIPIENT_TABLE`: the table of the recipients of an item.
    RecipientTable,
    /// `NID_TYPE_SEARCH_TABLE_INDEX`: internal data of Outlook.
    SearchTableIndex,
    /// `NID_TYPE_LTP`: a property value or a row matrix.
    Ltp,
}

impl NodeId {
    /// `NID_MESSAGE_STORE`, [MS-PST] 2.4.1: the node of the message store.
    pub const MESSAGE_STORE: Self = Self(0x21);
    /// `NID_NAME_TO_ID_MAP`: the node with the names of named properties.
    pub const NAME_TO_ID_MAP: Self = Self(0x61);
    /// `NID_ROOT_FOLDER`: the folder that contains all other folders.
    pub const ROOT_FOLDER: Self = Self(0x122);
    /// The id 0, which belongs to no node.
    pub const NONE: Self = Self(0);
    /// The virtual folder in which [`PstFile::walk`](crate::PstFile::walk) visits items without a folder. The file
    /// has no such node.
    pub const LOST_AND_FOUND: Self = Self(0);
    /// `NID_ATTACHMENT_TABLE`: the subnode with the attachment table of an item.
    pub(crate) const ATTACHMENT_TABLE: Self = Self(0x671);
    /// `NID_RECIPIENT_TABLE`: the subnode with the recipient table of an item.
    pub(crate) const RECIPIENT_TABLE: Self = Self(0x692);

    /// Creates an id from its number.
    pub const fn new(value: u32) -> Self {
        Self(value)
    }

    /// Returns the id as a number.
    pub const fn value(self) -> u32 {
        self.0
    }

    /// Returns the type of the node, or `None` if the standard does not define the type.
    pub const fn node_type(self) -> Option<NodeType> {
        Some(match self.0 & 0x1F {
            0x00 => NodeType::Hid,
            0x01 => NodeType::Internal,
            0x02 => NodeType::NormalFolder,
            0x03 => NodeType::SearchFolder,
            0x04 => NodeType::NormalMessage,
            0x05 => NodeType::Attachment,
            0x06 => NodeType::SearchUpdateQueue,
            0x07 => NodeType::SearchCriteriaObject,
            0x08 => NodeType::AssocMessage,
            0x0A => NodeType::ContentsTableIndex,
            0x0B => NodeType::ReceiveFolderTable,
            0x0C => NodeType::OutgoingQueueTable,
            0x0D => NodeType::HierarchyTable,
            0x0E => NodeType::ContentsTable,
            0x0F => NodeType::AssocContentsTable,
            0x10 => NodeType::SearchContentsTable,
            0x11 => NodeType::AttachmentTable,
            0x12 => NodeType::RecipientTable,
            0x13 => NodeType::SearchTableIndex,
            0x1F => NodeType::Ltp,
            _ => return None,
        })
    }

    /// Returns the id of the hierarchy table of this folder. Both ids have the same index, [MS-PST] 2.4.4.
    pub(crate) const fn hierarchy_table(self) -> Self {
        Self((self.0 & !0x1F) | 0x0D)
    }

    /// Returns the id of the contents table of this folder.
    pub(crate) const fn contents_table(self) -> Self {
        Self((self.0 & !0x1F) | 0x0E)
    }
}

impl fmt::Debug for NodeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NodeId({:#x})", self.0)
    }
}

impl fmt::Display for NodeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:#x}", self.0)
    }
}

/// `BID`: identifies a block or a page.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct BlockId(u64);

impl BlockId {
    /// The id 0, which belongs to no block. A node without data has this id as `bidData`.
    pub(crate) const NONE: Self = Self(0);

    /// Creates an id from its number. The lowest bit is reserved and not part of the id, [MS-PST] 2.2.2.2.
    pub(crate) const fn new(value: u64) -> Self {
        Self(value & !1)
    }

    pub(crate) const fn value(self) -> u64 {
        self.0
    }

    /// Returns true if the block contains ids of other blocks, false if it contains data.
    pub(crate) const fn is_internal(self) -> bool {
        self.0 & 2 != 0
    }

    pub(crate) const fn is_none(self) -> bool {
        self.0 == 0
    }
}

impl fmt::Debug for BlockId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BlockId({:#x})", self.0)
    }
}

/// `IB`: a byte offset in the file.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct ByteIndex(u64);

impl ByteIndex {
    pub(crate) const fn new(value: u64) -> Self {
        Self(value)
    }

    pub(crate) const fn value(self) -> u64 {
        self.0
    }
}

impl fmt::Debug for ByteIndex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ByteIndex({:#x})", self.0)
    }
}

/// `BREF`: the id and offset of a page.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PageRef {
    pub bid: BlockId,
    pub offset: ByteIndex,
}

#[cfg(test)]
mod tests {
    use super::{BlockId, NodeId, NodeType};

    #[test]
    fn types_of_known_nodes() {
        for (nid, expected) in [
            (0x21, Some(NodeType::Internal)),
            (0x122, Some(NodeType::NormalFolder)),
            (0x2223, Some(NodeType::SearchFolder)),
            (0x20_0024, Some(NodeType::NormalMessage)),
            (0x8025, Some(NodeType::Attachment)),
            (0x12D, Some(NodeType::HierarchyTable)),
            (0x671, Some(NodeType::AttachmentTable)),
            (0x692, Some(NodeType::RecipientTable)),
            (0x3F, Some(NodeType::Ltp)),
            (0x14, None),
        ] {
            assert_eq!(NodeId::new(nid).node_type(), expected, "{nid:#x}");
        }
        assert_eq!(NodeId::ROOT_FOLDER.hierarchy_table().value(), 0x12D);
        assert_eq!(NodeId::ROOT_FOLDER.contents_table().value(), 0x12E);
    }

    #[test]
    fn bits_of_block_ids() {
        for (value, id, internal) in [(4, 4, false), (5, 4, false), (6, 6, true), (7, 6, true)] {
            let bid = BlockId::new(value);
            assert_eq!((bid.value(), bid.is_internal()), (id, internal), "{value}");
        }
    }
}
