//! Writing of the Messaging layer, [MS-PST] 2.4.

mod attachment;
mod estimate;
mod folder;
mod item;
mod item_defaults;
mod kind_defaults;
mod name_map;
mod one_off;
mod properties;
mod recipient;
mod store;
mod subject;
mod template_columns;
mod templates;
mod usable;

use foundmail_mapi::FileTime;

pub(super) use estimate::estimated_size;
pub use folder::FolderId;
pub(super) use folder::{FolderRow, FolderWriter, write_search_folder};
pub(super) use item::{WrittenItem, write_item};
pub(super) use name_map::NameMapWriter;
pub(super) use store::write_store;
pub(super) use templates::{TableTemplate, write_templates};

use super::ndb::BlockSink;
use crate::Layout;

/// The state that all objects of a file are written with.
pub(super) struct WriteContext<'a> {
    pub sink: &'a mut dyn BlockSink,
    pub names: &'a mut NameMapWriter,
    pub layout: Layout,
    /// The code page of an ANSI file.
    pub code_page: u32,
    pub record_key: [u8; 16],
    pub now: FileTime,
}
