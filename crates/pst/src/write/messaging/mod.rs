//! The Messaging layer, written.

mod attachment;
mod folder;
mod item;
mod name_map;
mod properties;
mod recipient;
mod store;
mod subject;
mod templates;

use foundmail_mapi::FileTime;

pub use folder::FolderId;
pub(super) use folder::{FolderWriter, Summary, write_search_folder};
pub(super) use item::{WrittenItem, write_item};
pub(super) use name_map::NameMapWriter;
pub(super) use store::write_store;
pub(super) use templates::{Template, write_templates};

use super::ndb::BlockSink;
use crate::Layout;

/// What everything of this layer is written with.
pub(super) struct Target<'a> {
    pub sink: &'a mut dyn BlockSink,
    pub names: &'a mut NameMapWriter,
    pub layout: Layout,
    /// The file's code page, for ANSI files.
    pub code_page: u32,
    pub record_key: [u8; 16],
    pub now: FileTime,
}
