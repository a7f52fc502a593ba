//! The Lists, Tables and Properties layer, [MS-PST] 2.3: what a node's bytes hold.

mod bth;
mod budget;
mod heap;
mod property_context;
mod table_context;
mod value;

pub(crate) use budget::Budget;
pub(crate) use property_context::PropertyContext;
pub(crate) use table_context::{Row, TableContext};
pub(crate) use value::fixed_size;
