//! The child processes that read attachments for the window.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use foundmail_extract::{
    ChildProcess, ChildProgram, ContainedFile, ExtractionLimits, Failure, FailureReason, FileKind,
    FilePreview, InputFile, PagePicture, PageRequest,
};

use super::opened_files::Attached;

/// The time to read one file.
const TIME: Duration = Duration::from_secs(15);
/// Maximum length of a text in bytes. The window shows less.
const MAX_TEXT: usize = 3 << 20;
/// A child process that read a larger file ends, because it keeps the memory.
const MAX_KEPT: usize = 16 << 20;

/// Two child processes, so that one slow file does not stop the next one.
#[derive(Default)]
pub(crate) struct Children {
    children: [Mutex<Option<Reader>>; 2],
    /// True if files are read in this process.
    #[cfg(test)]
    pub(crate) are_here: std::sync::atomic::AtomicBool,
}

/// Reads files in a child process.
pub(crate) enum Reader {
    Child(ChildProcess),
    /// Reads files in this process. A test is no program that can be a child.
    #[cfg(test)]
    Here(ExtractionLimits),
}

impl Children {
    /// Calls `read` with a child process and the file.
    pub(super) fn with<T>(
        &self,
        attached: &Attached,
        read: impl FnOnce(&mut Reader, InputFile) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let mut free = self.free();
        let slot = &mut *free;
        let reader = match slot {
            Some(reader) => reader,
            #[cfg(test)]
            None if self.are_here.load(std::sync::atomic::Ordering::Relaxed) => {
                slot.insert(Reader::Here(limits()))
            }
            None => slot.insert(Reader::start()?),
        };
        let file = InputFile {
            name: attached.name.clone(),
            media_type: attached.media_type.clone(),
            bytes: attached.bytes.clone(),
        };
        let result = read(reader, file);
        if attached.bytes.len() > MAX_KEPT {
            *slot = None;
        }
        result
    }

    /// Returns a child process that is not busy, or waits for the first one.
    fn free(&self) -> MutexGuard<'_, Option<Reader>> {
        let [first, second] = &self.children;
        let free = first.try_lock().ok().or_else(|| second.try_lock().ok());
        free.unwrap_or_else(|| first.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn limits() -> ExtractionLimits {
    ExtractionLimits { time: TIME, text: MAX_TEXT, ..ExtractionLimits::default() }
}

impl Reader {
    fn start() -> Result<Self, Failure> {
        let not_started = |_| Failure { kind: FileKind::NoText, reason: FailureReason::NotStarted };
        Ok(Self::Child(ChildProcess::new(ChildProgram::this().map_err(not_started)?, limits())))
    }

    pub(super) fn preview_of(&mut self, file: InputFile) -> Result<FilePreview, Failure> {
        match self {
            Self::Child(child) => child.preview_of(file),
            #[cfg(test)]
            Self::Here(limits) => foundmail_extract::preview_of(&file.input(), limits),
        }
    }

    pub(super) fn message_of(&mut self, file: InputFile) -> Result<ContainedFile, Failure> {
        match self {
            Self::Child(child) => child.message_of(file),
            #[cfg(test)]
            Self::Here(limits) => foundmail_extract::message_of(&file.input(), limits),
        }
    }

    pub(super) fn contained_of(&mut self, file: InputFile, index: u32) -> Result<ContainedFile, Failure> {
        match self {
            Self::Child(child) => child.contained_of(file, index),
            #[cfg(test)]
            Self::Here(limits) => foundmail_extract::contained_of(&file.input(), index, limits),
        }
    }

    pub(super) fn picture_of(&mut self, file: InputFile, page: PageRequest) -> Result<PagePicture, Failure> {
        match self {
            Self::Child(child) => child.picture_of(file, page),
            #[cfg(test)]
            Self::Here(limits) => foundmail_extract::picture_of(&file.input(), page, limits),
        }
    }
}
