//! Writing of the Lists, Tables and Properties layer, [MS-PST] 2.3.

mod bth;
mod heap;
mod property_context;
mod table_columns;
mod table_context;
mod value;

pub(super) use property_context::PropertyContextWriter;
pub(super) use table_columns::TemplateColumn;
pub(super) use table_context::{Cell, TableWriter};
pub(super) use value::{EncodedValue, PropertySource, TextEncoding, WritableProperty, encode, utf16};

/// The largest allocation of a heap in bytes, [MS-PST] 2.3.1.
const LONGEST_ALLOCATION: usize = 3580;
/// The largest value in a heap in bytes. Outlook writes longer values to subnodes, although an allocation can be longer.
const LONGEST_IN_HEAP: usize = 1024;
