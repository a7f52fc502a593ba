//! The kinds of targets.

/// The kind of target that a format writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TargetKind {
    /// A new folder.
    Folder,
    /// A new file with this extension.
    File {
        /// Extension, including the dot, such as `.mbox`.
        extension: &'static str,
    },
}

impl TargetKind {
    /// Returns the extension of the target. It is empty for a folder.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Folder => "",
            Self::File { extension } => extension,
        }
    }
}
