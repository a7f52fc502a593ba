//! What was read lately, bounded by a count.

use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError};

use lru::LruCache;

/// A cache by byte offset or block id that threads share.
pub(crate) struct Cache<T>(Mutex<LruCache<u64, Arc<T>>>);

impl<T> Cache<T> {
    pub(crate) fn new(entries: usize) -> Self {
        Self(Mutex::new(LruCache::new(NonZeroUsize::new(entries).unwrap_or(NonZeroUsize::MIN))))
    }

    /// The value under `key`, made by `read` if it is not here. Errors are not kept. The lock is not held during `read`.
    pub(crate) fn get_or<E>(&self, key: u64, read: impl FnOnce() -> Result<T, E>) -> Result<Arc<T>, E> {
        if let Some(value) = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return Ok(Arc::clone(value));
        }
        let value = Arc::new(read()?);
        self.0.lock().unwrap_or_else(PoisonError::into_inner).put(key, Arc::clone(&value));
        Ok(value)
    }
}
