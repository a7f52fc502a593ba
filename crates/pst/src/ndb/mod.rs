//! The Node Database layer, [MS-PST] 2.2: reads pages and blocks, and follows the references between them.

mod block;
mod btree;
mod data_tree;
mod database;
mod storage;
mod subnodes;

pub(crate) use block::Block;
pub(crate) use data_tree::DataTree;
pub(crate) use database::{Ndb, TreeIntegrity};
pub(crate) use subnodes::Subnodes;
