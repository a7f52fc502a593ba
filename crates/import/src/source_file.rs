//! A file of a source, as a reader receives it.

use std::path::Path;

use crate::content::Content;

/// A file to read, and its position in the source.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SourceFile<'f> {
    /// Path for error messages. Readers read `content`, because the file may be inside an archive of files.
    pub path: &'f Path,
    /// The file's name.
    pub name: &'f str,
    /// The file's bytes.
    pub content: &'f Content,
    /// Key of the folder that receives the file's items.
    pub folder: &'f str,
    /// Prefix of the positions of the file's items: its path within the source, and `#`. Empty for the source itself.
    pub position: &'f str,
    /// True if the reader recovers deleted items too.
    pub recover: bool,
}
