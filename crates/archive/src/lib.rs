//! The facade over the whole engine: open an archive, import, browse, search, read, export.

pub mod view;
