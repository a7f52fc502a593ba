//! The Messaging layer, [MS-PST] 2.4: the message store, folders and items.

mod attachment;
mod context;
mod folder;
mod item;
mod item_ref;
mod name_map;
mod provenance;
mod recipient;
mod store;

pub(crate) use context::MessagingContext;
pub use folder::Folder;
pub(crate) use folder::FolderContents;
pub(crate) use item::{contents_row, contents_row_cells, read_item_node};
pub use item_ref::ItemRef;
pub(crate) use name_map::NameToIdMap;
pub use provenance::Provenance;
pub(crate) use store::MessageStore;
