//! Access to the bytes of a source by offset.

pub use foundmail_mapi::{ReadAt, read_up_to};
