//! What a file is to be like.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::time::{SystemTime, UNIX_EPOCH};

use foundmail_mapi::FileTime;

use crate::{Encryption, FileKind, Layout};

/// What a file is to be like.
#[derive(Debug, Clone)]
pub struct WriteOptions {
    /// Sizes and places of everything. Outlook 2003 and later open `Unicode`.
    pub layout: Layout,
    /// How data blocks are hidden.
    pub encryption: Encryption,
    /// `wMagicClient`.
    pub kind: FileKind,
    /// Blocks are deflated where that saves room. Only `Unicode4k` knows it, elsewhere it does nothing.
    pub deflate: bool,
    /// The store's name.
    pub display_name: String,
    /// The Windows code page of names and, where it has their characters, of items in `Ansi` files.
    pub code_page: u32,
    /// `PidTagRecordKey` of the store, by which Outlook tells files apart; without one a random one is made.
    pub record_key: Option<[u8; 16]>,
    /// The time of items that tell no time at all; without one it is now.
    pub now: Option<FileTime>,
}

impl Default for WriteOptions {
    /// A Unicode PST as Outlook makes one.
    fn default() -> Self {
        Self {
            layout: Layout::Unicode,
            encryption: Encryption::Permute,
            kind: FileKind::Pst,
            deflate: false,
            display_name: "Outlook Data File".to_owned(),
            code_page: 1252,
            record_key: None,
            now: None,
        }
    }
}

impl WriteOptions {
    pub(super) fn record_key_or_random(&self) -> [u8; 16] {
        self.record_key.unwrap_or_else(|| {
            // Each state starts from random keys of its own.
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
