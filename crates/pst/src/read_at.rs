//! Bytes at an offset: what every reader of a file from elsewhere is built on.

pub use foundmail_mapi::{ReadAt, read_up_to};
