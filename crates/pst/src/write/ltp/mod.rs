//! Writing of the Lists, Tables and Properties layer, [MS-PST] 2.3.

mod bth;
mod heap;
mod property_context;
mod table_context;
mod value;

pub(super) use property_context::PropertyContextWriter;
pub(super) use table_context::{Cell, TableWriter};
pub(super) use value::{EncodedValue, PropertySource, TextEncoding, WritableProperty, encode, utf16};

/// The largest allocation of a heap in bytes, [MS-PST] 2.3.1. Longer values are written to a subnode.
pub(super) const LONGEST_ALLOCATION: usize = 3580;
