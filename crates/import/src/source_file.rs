//! The description of a file that a reader receives.

use std::path::Path;

use crate::content::Content;

/// A file that is to be read, and its position in the source.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SourceFile<'f> {
    /// Path for error messages. Readers must read `content` instead, because the file may be inside an archive
    /// file.
    pub path: &'f Path,
    /// The file's name.
    pub name: &'f str,
    /// The file's bytes.
    pub content: &'f Content,
    /// Key of the folder that receives the file's items.
    pub folder: &'f str,
    /// Prefix for the positions of the file's items: the path of the file within the source, followed by `#`.
    /// Empty if the file is the source itself.
    pub position: &'f str,
    /// True if the reader recovers deleted items too.
    pub recover: bool,
}
