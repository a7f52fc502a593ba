//! The interface through which a walk delivers folders and items.

use std::ops::ControlFlow;

use crate::messaging::{Folder, ItemRef};

/// Receives the folders and items of a file during [`PstFile::walk`](crate::PstFile::walk).
///
/// The walk calls [`Self::item_count`] once. Then it visits each folder, its items, and its subfolders, in this order.
/// Folders without a parent follow. Last, the walk visits a folder named `Lost and found` with the id
/// [`NodeId::LOST_AND_FOUND`](crate::NodeId::LOST_AND_FOUND), and the items without a folder.
///
/// A method that returns [`ControlFlow::Break`] ends the walk: no further method is called, and the walk returns
/// `Break`. Damage never ends a walk.
pub trait Visitor {
    /// Receives the number of items. The walk visits more items if a table lists items that the node B-tree does
    /// not list.
    fn item_count(&mut self, _count: u64) {}

    /// Visits a folder. The parent of the folder was visited before.
    ///
    /// `Continue` makes the walk visit the items of the folder next. A folder can't be skipped: a visitor that does not
    /// need the items of a folder ignores them.
    fn folder(&mut self, folder: &Folder) -> ControlFlow<()>;

    /// Visits an item of the folder that was visited last. Each item is visited once.
    ///
    /// The walk has not read the item. The visitor can read it with
    /// [`PstFile::read_item`](crate::PstFile::read_item), now or later, or ignore it. `Continue` makes the walk
    /// continue with the next item or folder.
    fn item(&mut self, item: &ItemRef) -> ControlFlow<()>;
}
