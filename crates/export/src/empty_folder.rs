//! A folder without items.

use foundmail_mail::ItemKind;

/// A folder of a source that has no items itself. Its subfolders can have some.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmptyFolder<'f> {
    /// The names from the top, as in [`ExportMessage::folder`](crate::ExportMessage::folder).
    pub names: &'f [String],
    /// The kind of most items in each of these folders. `None` for a folder without items.
    pub kinds: &'f [Option<ItemKind>],
    /// The name of the format of the source, such as `pst`.
    pub source_format: &'f str,
}
