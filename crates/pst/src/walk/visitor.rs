//! The interface by which a walk delivers folders and items.

use std::ops::ControlFlow;

use crate::messaging::{Folder, ItemRef};

/// Receives the folders and items of a file during [`PstFile::walk`](crate::PstFile::walk).
///
/// The walk calls [`Self::item_count`] once. Then it visits each folder, its items, and its subfolders, in this order.
/// Folders without a parent follow, then items without a folder: they come after a folder named `Lost and found` with
/// the id [`NodeId::LOST_AND_FOUND`](crate::NodeId::LOST_AND_FOUND).
///
/// A method that returns [`ControlFlow::Break`] ends the walk: no further method is called, and the walk returns
/// `Break`. Damage never ends a walk.
pub trait Visitor {
    /// Announces the number of items. The walk visits more if tables list items that the node B-tree does not know.
    fn item_count(&mut self, _count: u64) {}

    /// Visits a folder. Its parent was visited before.
    ///
    /// `Continue` makes the walk visit the items of the folder next. A folder can't be skipped: a visitor that does not
    /// want its items ignores them.
    fn folder(&mut self, folder: &Folder) -> ControlFlow<()>;

    /// Visits an item of the folder that was visited last. Each item is visited once.
    ///
    /// The walk has not read the item. The visitor reads it with [`PstFile::read_item`](crate::PstFile::read_item), now
    /// or later, or skips it by doing nothing. `Continue` makes the walk go on to the next item or folder.
    fn item(&mut self, item: &ItemRef) -> ControlFlow<()>;
}
