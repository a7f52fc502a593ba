//! The Lists, Tables and Properties layer, [MS-PST] 2.3: properties and tables from the data of nodes.

mod bth;
mod heap;
mod limits;
mod property_context;
mod table_context;
mod value;

pub(crate) use limits::ItemLimits;
pub(crate) use property_context::PropertyContext;
pub(crate) use table_context::{TableContext, TableRow};
pub(crate) use value::fixed_size;
