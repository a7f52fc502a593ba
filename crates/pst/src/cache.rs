//! A cache that threads share, with a fixed number of entries.

use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError};

use lru::LruCache;

/// The most recently used values, by byte offset or block id.
pub(crate) struct Cache<T>(Mutex<LruCache<u64, Arc<T>>>);

impl<T> Cache<T> {
    pub(crate) fn new(entries: usize) -> Self {
        Self(Mutex::new(LruCache::new(NonZeroUsize::new(entries).unwrap_or(NonZeroUsize::MIN))))
    }

    /// Returns the value of `key`. If the cache does not contain the value, calls `read` and stores the result.
    /// Errors are not cached. The lock is not held during `read`, so two threads may read the same value at the
    /// same time.
    pub(crate) fn get_or<E>(&self, key: u64, read: impl FnOnce() -> Result<T, E>) -> Result<Arc<T>, E> {
        if let Some(value) = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return Ok(Arc::clone(value));
        }
        let value = Arc::new(read()?);
        self.0.lock().unwrap_or_else(PoisonError::into_inner).put(key, Arc::clone(&value));
        Ok(value)
    }
}
