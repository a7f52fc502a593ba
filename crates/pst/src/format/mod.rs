//! The binary structures of the Node Database layer, [MS-PST] 2.2: parsed from bytes, checked, decoded.
//!
//! These modules neither read files nor follow references. The scan of a file and the reader of its B-trees use
//! them.

mod block;
mod crc;
mod encryption;
mod entry;
mod header;
mod id;
mod layout;
mod page;
mod sub_block;
mod trailer;
mod xblock;

pub(crate) use block::{decode_block, decode_start};
pub(crate) use crc::{crc, signature};
pub use encryption::Encryption;
pub(crate) use entry::{BTreeEntry, BlockEntry, NodeData, NodeEntry};
pub use header::FileKind;
pub(crate) use header::{HEADER_SIZE, Header};
pub(crate) use id::{BlockId, ByteIndex, PageRef};
pub use id::{NodeId, NodeType};
pub use layout::Layout;
pub(crate) use page::{BTreePage, PageType, child_page, key_range, page_children};
pub(crate) use sub_block::SubBlock;
pub(crate) use trailer::{BlockTrailer, PageTrailer};
pub(crate) use xblock::XBlock;
