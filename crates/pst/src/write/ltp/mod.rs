//! The Lists, Tables and Properties layer, written.

mod bth;
mod heap;
mod property_context;
mod table_context;
mod value;

pub(super) use property_context::PropertyContextWriter;
pub(super) use table_context::{Cell, TableWriter};
pub(super) use value::{Encoded, Form, Property, TextForm, encode, utf16};

/// The longest piece of a heap, [MS-PST] 2.3.1; longer values go to a subnode.
pub(super) const LONGEST_ALLOCATION: usize = 3580;
