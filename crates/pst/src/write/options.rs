//! The properties of a file that is written.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::time::{SystemTime, UNIX_EPOCH};

use foundmail_mapi::FileTime;
use md5::{Digest, Md5};

use crate::{Encryption, FileKind, Layout};

/// The properties of a file that is written.
#[derive(Debug, Clone)]
pub struct WriteOptions {
    /// The version of the file format. Outlook 2003 and later open `Unicode`.
    pub layout: Layout,
    /// The encoding of data blocks.
    pub encryption: Encryption,
    /// The kind of the file: `wMagicClient`.
    pub kind: FileKind,
    /// True to deflate blocks if this makes the file smaller. Ignored for layouts other than `Unicode4k`.
    pub deflate: bool,
    /// The name of the message store.
    pub display_name: String,
    /// The Windows code page of an `Ansi` file: that of names, and that of items with no characters outside it.
    pub code_page: u32,
    /// `PidTagRecordKey` of the store, by which Outlook distinguishes files. Random if `None`. See
    /// [`Self::with_stable_key`].
    pub record_key: Option<[u8; 16]>,
    /// The largest size of the file in bytes. The limit of the layout if `None`.
    pub max_size: Option<u64>,
    /// The time of items without any time. The current time if `None`.
    pub now: Option<FileTime>,
}

impl Default for WriteOptions {
    /// Returns the options of a Unicode PST as Outlook creates it.
    fn default() -> Self {
        Self {
            layout: Layout::Unicode,
            encryption: Encryption::Permute,
            kind: FileKind::Pst,
            deflate: false,
            display_name: "Outlook Data File".to_owned(),
            code_page: 1252,
            record_key: None,
            max_size: None,
            now: None,
        }
    }
}

impl WriteOptions {
    /// Sets a record key that depends only on `seed` and `part`. `seed` identifies the exported mail, such as the id of
    /// an archive and the name of the export. `part` is the number of the file if the export is split: Outlook opens
    /// only one of two files with the same key.
    #[must_use]
    pub fn with_stable_key(self, seed: &[u8], part: u32) -> Self {
        let mut hash = Md5::new_with_prefix(b"foundmail-pst record key\0");
        hash.update(part.to_le_bytes());
        hash.update(seed);
        Self { record_key: Some(hash.finalize().into()), ..self }
    }

    pub(super) fn record_key_or_random(&self) -> [u8; 16] {
        self.record_key.unwrap_or_else(|| {
            // Each `RandomState` has random keys.
            let halves = [0_u8, 1].map(|half| RandomState::new().hash_one(half).to_le_bytes());
            halves.concat().try_into().unwrap_or_default()
        })
    }

    pub(super) fn now_or_clock(&self) -> FileTime {
        self.now.unwrap_or_else(|| {
            let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
            let seconds = i64::try_from(since.as_secs()).unwrap_or(0);
            FileTime::from_unix_seconds(seconds).unwrap_or(FileTime(0))
        })
    }
}
