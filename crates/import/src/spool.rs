//! A buffer for a composed message. It is in memory, or in a temporary file if the message becomes too large.

use std::io::{self, Write};
use std::sync::Arc;

use tempfile::NamedTempFile;

use crate::content::Content;
use crate::limits::MAX_IN_MEMORY;
use crate::passage::RawMessage;

/// A writer that receives the bytes of a message while the message is composed.
#[derive(Default)]
pub(crate) struct Spool {
    held: Vec<u8>,
    file: Option<NamedTempFile>,
    length: u64,
}

impl Spool {
    /// Returns the message. A temporary file is deleted when the last reference to the message is dropped.
    pub(crate) fn finish(self) -> RawMessage {
        match self.file {
            Some(file) => {
                let content = Content::Unpacked(Arc::new(file.into_temp_path()));
                RawMessage::in_source(&content, 0, self.length)
            }
            None => RawMessage::InMemory(self.held),
        }
    }
}

impl Write for Spool {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let length = self.length.saturating_add(bytes.len() as u64);
        if length > MAX_IN_MEMORY && self.file.is_none() {
            let mut file = NamedTempFile::new()?;
            file.write_all(&std::mem::take(&mut self.held))?;
            self.file = Some(file);
        }
        match &mut self.file {
            Some(file) => file.write_all(bytes)?,
            None => self.held.extend_from_slice(bytes),
        }
        self.length = length;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::Spool;
    use crate::limits::MAX_IN_MEMORY;
    use crate::passage::RawMessage;

    #[test]
    fn a_large_message_is_in_a_temporary_file() {
        let piece = vec![7; 1 << 20];
        for (pieces, is_held) in [(1, true), ((MAX_IN_MEMORY >> 20) + 1, false)] {
            let mut spool = Spool::default();
            (0..pieces).for_each(|_| spool.write_all(&piece).unwrap());
            let raw = spool.finish();
            assert_eq!((raw.size(), matches!(raw, RawMessage::InMemory(_))), (pieces << 20, is_held));
            assert!(raw.bytes().unwrap().iter().all(|&byte| byte == 7));
        }
    }
}
