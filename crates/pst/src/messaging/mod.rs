//! The Messaging layer, [MS-PST] 2.4: stores, folders and items.

mod attachment;
mod folder;
mod message;
mod names;
mod properties;
mod recipient;
mod store;
mod walk;

pub use folder::{Folder, Found, MessageRef};
pub(crate) use message::{read_message, row_cells};
pub(crate) use names::Names;
pub(crate) use properties::Context;
pub(crate) use store::Store;
pub use walk::Visitor;
pub(crate) use walk::walk;
