//! Recovery of items that neither a table nor the node B-tree leads to, and of older versions of damaged items.
//!
//! This is the top layer of the reader. It assembles items from the nodes of [`directory`](crate::directory) and
//! from the blocks of the [`scan`](crate::scan).

mod best_version;
mod candidate;
mod claimed;
mod identity;
mod mailbox;
mod name_map;
mod recovered_items;
mod search;
mod subnode_hints;
mod unclaimed;
mod version_groups;

pub(crate) use best_version::read_item;
pub(crate) use mailbox::Mailbox;
pub(crate) use name_map::read_name_map;
